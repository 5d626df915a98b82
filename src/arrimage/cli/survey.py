"""`arrimage survey …`: paired surveys from files, without any database."""

import csv
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from arrimage.science.surveys.pairing import Agreement, Item, Pairing, Side, Territory

FILE = click.Path(path_type=Path)
RULES = {
    "mean": "la moyenne des répondants d’un même côté",
    "maximum": "le plus haut score d’un même côté",
    "apart": "chaque répondant est mis en regard séparément",
}


@click.group(help="Les enquêtes, à partir de fichiers, sans base de données.")
def survey() -> None:
    pass


def _refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


@survey.command(
    help="Mettre deux côtés en regard : RÉPONSES est un CSV respondent,side,territory,item,answer"
    " où answer est yes, no, na ou vide."
)
@click.argument("answers", metavar="RÉPONSES.csv", type=FILE)
@click.option("--pairs", metavar="PAIRES.csv", type=FILE, help="Qui est où (respondent,territory).")
@click.option(
    "--items", metavar="QUESTIONS.csv", type=FILE, help="À qui une question s’adresse (item,sides)."
)
@click.option(
    "--rule",
    type=click.Choice(list(RULES)),
    default="mean",
    show_default=True,
    help="Score quand ils sont plusieurs.",
)
@click.option("--csv", "table", metavar="TABLE.csv", type=FILE, help="Écrire aussi les scores.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def pair(
    answers: Path, pairs: Path | None, items: Path | None, rule: str, table: Path | None, as_json: bool
) -> None:
    from arrimage.science.surveys import pairing

    from .csv_file import Refused, short
    from .survey_file import looking_like_formulas, read_study

    try:
        study = read_study(answers, pairs, items)
    except Refused as error:
        _refuse(error)
    found = pairing.pair(study, rule=pairing.Rule(rule))
    if table:
        if table.resolve() in {path.resolve() for path in (answers, pairs, items) if path}:
            _refuse(f"{table.name} est un fichier à lire : donnez un autre nom à --csv.")
        _write(table, found)
    for name in looking_like_formulas(study)[:1]:
        click.echo(
            f"« {short(name)} » commence comme une formule : dans un tableur, gardez-le en texte"
            " (--csv y veille).",
            err=True,
        )
    for side in found.sides.values():
        for name, split in side.scores.items():
            if len(split.missing) == len(study.common) > 0:
                click.echo(f"« {short(name)} » n’a répondu à aucune question commune : score 0.", err=True)
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False, allow_nan=False))
    else:
        _tell(found)


def _plain(value: Fraction | None) -> int | float | None:
    """As JSON writes it: whole numbers without a decimal point."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _document(found: "Pairing") -> dict[str, Any]:
    return {
        "sides": {name: _side(side) for name, side in found.sides.items()},
        "items": {name: _item(item) for name, item in found.items.items()},
        "territories": {name: _territory(one, found) for name, one in found.territories.items()},
        "rule": found.rule.value,
    }


def _side(side: "Side") -> dict[str, Any]:
    return {
        "respondents": len(side.scores),
        "mean_score": _plain(side.mean_score),
        "median_score": _plain(side.median_score),
        "min": side.lowest,
        "max": side.highest,
        "mean_share_of_applicable": _plain(side.mean_share_of_applicable),
        "scores": {name: len(split.yes) for name, split in side.scores.items()},
    }


def _item(item: "Item") -> dict[str, Any]:
    document: dict[str, Any] = {
        side: {answer: len(names) for answer, names in vars(split).items()}
        for side, split in item.sides.items()
    }
    return document if item.pairs is None else document | {"pairs": _agreement(item.pairs)}


def _agreement(pairs: "Agreement") -> dict[str, int]:
    return {
        "both_yes": len(pairs.both_yes),
        "both_no": len(pairs.both_no),
        **{f"only_{side}": len(names) for side, names in pairs.only.items()},
        "one_na": len(pairs.one_na),
        "incomplete": len(pairs.incomplete),
    }


def _territory(one: "Territory", found: "Pairing") -> dict[str, Any]:
    document: dict[str, Any] = {
        "scores": {side: _plain(score) for side, score in one.scores.items()},
        "pair_score": _plain(one.pair_score),
        "max": one.highest_possible,
    }
    if one.apart:
        document["apart"] = [
            {"respondents": dict(zip(found.sides, names, strict=True)), "score": score}
            for names, score in one.apart
        ]
    return document


def _number(value: Fraction | None) -> str:
    return "—" if value is None else f"{float(value):.1f}".removesuffix(".0").replace(".", ",")


def _tell(found: "Pairing") -> None:
    from .csv_file import short

    common = [name for name, item in found.items.items() if item.pairs]
    lines = [
        f"Territoires : {len(found.territories)} ; questions communes : {len(common)} sur {len(found.items)}",
        f"Règle quand un côté est plusieurs : {RULES[found.rule.value]}",
    ]
    for name, side in found.sides.items():
        share = side.mean_share_of_applicable
        lines.append(
            f"{short(name)} : répondants {len(side.scores)} ; oui en moyenne {_number(side.mean_score)} sur"
            f" {len(common)} (de {side.lowest} à {side.highest}, médiane {_number(side.median_score)}) ;"
            f" part de oui dans ce qui s’applique {'—' if share is None else _number(share * 100)} %"
        )
    lines += ["", "Par question commune, en nombre de territoires :"]
    for name in common:
        pairs = found.items[name].pairs
        assert pairs is not None
        told = {
            "oui des deux côtés": pairs.both_yes,
            "non des deux côtés": pairs.both_no,
            **{f"oui de {short(side)} seulement": names for side, names in pairs.only.items()},
            "ne s’applique pas d’un côté": pairs.one_na,
            "incomplet": pairs.incomplete,
        }
        lines.append(
            f"  {short(name)} : " + ", ".join(f"{what} {len(where)}" for what, where in told.items() if where)
        )
    lines += ["", "Par territoire :"]
    for name, one in found.territories.items():
        scores = ", ".join(f"{short(side)} {_number(score)}" for side, score in one.scores.items())
        lines.append(
            f"  {short(name)} : {scores} ; ensemble {_number(one.pair_score)} sur {one.highest_possible}"
        )
        lines += [f"    {' et '.join(map(short, names))} : {score}" for names, score in one.apart]
    click.echo("\n".join(lines))


def _write(path: Path, found: "Pairing") -> None:
    """The table of territories, with a BOM for the spreadsheets; what looks like a formula becomes text."""
    from arrimage.apps.kernel.exports import safe_cell

    header = ["territory", *found.sides, "pair_score", "max", "rule"]
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([safe_cell(cell) for cell in row] for row in (header, *_rows(found)))
    except OSError:
        _refuse(f"{path.name} ne peut pas être écrit : vérifiez le dossier et les droits.")


def _rows(found: "Pairing") -> Iterator[list[Any]]:
    for name, one in found.territories.items():
        scores = [_plain(score) for score in one.scores.values()]
        yield [name, *scores, _plain(one.pair_score), one.highest_possible, found.rule.value]
