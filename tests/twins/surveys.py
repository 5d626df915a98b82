"""The statistics of surveys, slow and obvious: lists, loops and definitions read aloud."""

from fractions import Fraction


def paired(rows, sides, items, territories, answers, rule):
    """The JSON of `survey pair`, counted cell by cell.

    rows: [(respondent, side, territory)]; items: {item: sides}; answers: {(respondent, item): answer}.
    """
    common = [item for item in items if len(items[item]) == 2]

    def said(name, item):
        return answers.get((name, item), "")

    def score(name):
        return sum(said(name, item) == "yes" for item in common)

    def people(side, territory=None):
        return [name for name, own, where in rows if own == side and territory in (None, where)]

    def heard(side, territory, item):
        voices = [said(name, item) for name in people(side, territory)]
        for answer in ("yes", "no", "na"):
            if answer in voices:
                return answer
        return ""

    def place(territory, item):
        one, other = (heard(side, territory, item) for side in sides)
        if one == "" or other == "":
            return "incomplete"
        if one == "na" or other == "na":
            return "one_na"
        if one == "yes" and other == "yes":
            return "both_yes"
        if one == "no" and other == "no":
            return "both_no"
        return f"only_{sides[0]}" if one == "yes" else f"only_{sides[1]}"

    def together(side, territory):
        scores = [score(name) for name in people(side, territory)]
        if not scores:
            return None
        return Fraction(max(scores)) if rule == "maximum" else Fraction(sum(scores), len(scores))

    def count(side, item):
        told = [said(name, item) for name in people(side)]
        return {
            key: told.count(code)
            for key, code in (("yes", "yes"), ("no", "no"), ("na", "na"), ("missing", ""))
        }

    document = {"items": {}, "scores": {}, "pair_scores": {}, "max": 2 * len(common)}
    for item, asked in items.items():
        document["items"][item] = {side: count(side, item) for side in asked}
        if item in common:
            kinds = ["both_yes", "both_no", *(f"only_{side}" for side in sides), "one_na", "incomplete"]
            places = [place(territory, item) for territory in territories]
            document["items"][item]["pairs"] = {kind: places.count(kind) for kind in kinds}
    for side in sides:
        document["scores"][side] = {name: score(name) for name in people(side)}
    for territory in territories:
        scores = [together(side, territory) for side in sides]
        document["pair_scores"][territory] = None if None in scores else sum(scores)
    return document
