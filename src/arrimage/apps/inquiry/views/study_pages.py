"""What a study says: both voices, pair by pair, and how each figure was made."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry.results import drawn_pairs, telling
from arrimage.apps.inquiry.results.answering import answering
from arrimage.apps.inquiry.results.items import question
from arrimage.apps.inquiry.results.pairs import Paired
from arrimage.apps.inquiry.results.protection import INSIDE
from arrimage.apps.inquiry.results.words import REASONS, named_p, rule_of
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.network.queries.pages import organisations
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.design.numbers import number
from arrimage.science.surveys.answers import Method
from arrimage.science.surveys.pairing import Answer

from .study_doors import TO_LEADERS, file_of, plain_table
from .study_page import Page


@never_cache
@reachable_by(TO_LEADERS)
def study(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Both voices: how many answered, how much each says it does, what they see alike and apart."""
    page = Page(request, uid)
    if page.paired is None or not page.paired.people:
        return page.render("inquiry/study_empty.html")
    paired, language = page.paired, page.language
    figures = [
        drawn_pairs.voices_figure(paired, INSIDE, language),
        drawn_pairs.agreement_figure(paired, INSIDE, language),
    ]
    who = answering(paired.sheet, INSIDE)
    asked = {one.name: one for one in who.strata}
    return page.render(
        "inquiry/study.html",
        figures=[one.figure for one in figures if one],
        sides=[_side(page, key, asked.get(key)) for key in paired.rules.keys],
        common=len(paired.scored),
        pairs=len(paired.found.territories),
        who=who,
        meet=len(paired.invited) if page.may_name else 0,
        has_covariate=bool(paired.rules.covariates),
        unpaired=len(paired.unpaired),
        reports=page.study.reports.all(),
    )


def _side(page: Page, key: str, stratum) -> dict:
    """One voice in a few numbers, each with its base."""
    paired = page.need()
    side = paired.found.sides[key]
    facts = {
        "label": page.labels[key],
        "answered": len(side.scores),
        "asked": stratum.asked if stratum else None,
    }
    if page.may_name and side.scores:
        yes = sorted(side.yes)
        facts |= {
            "mean": float(side.mean_score),
            "median": float(side.median_score),
            "low": yes[0],
            "high": yes[-1],
            "share": None if side.mean_share_of_applicable is None else float(side.mean_share_of_applicable),
        }
    name = page.study.satisfied_item
    if name in paired.sheet.form.items and name in paired.sheet.answers:
        told = question(paired.sheet, name, INSIDE, page.language)
        part = next((one for one in told.groups if one.group == key), None)
        line = next((one for one in part.lines if one.code in ("yes", "oui")), None) if part else None
        if part and line:
            facts["satisfied"] = telling.of(line.count, part.base)
    return facts


@never_cache
@reachable_by(TO_LEADERS)
def study_pairs(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Each pair with both its voices: a figure or a map, and the table always."""
    page = Page(request, uid)
    paired = page.need()
    if not page.may_name:
        return page.render("inquiry/study_no_pairs.html")
    links = [
        reverse("study_pair", args=[uid, place]) for place in range(1, len(paired.found.territories) + 1)
    ]
    codes = {
        paired.rules.codes[name]: link
        for name, link in zip(paired.found.territories, links, strict=True)
        if name in paired.rules.codes
    }
    header, rows = drawn_pairs.pairs_table(paired, page.language)
    table = plain_table(request, header, rows, caption=_("Pair by pair"), numeric=(1, 2, 3, 4), links=links)
    if file := file_of(page.study.named(page.language), table):
        return file
    figure = drawn_pairs.pairs_figure(paired, INSIDE, page.language, codes)
    return page.render("inquiry/study_pairs.html", figure=figure.figure if figure else None, table=table)


@never_cache
@reachable_by(TO_LEADERS)
def study_pair(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One pair: question by question, what each says; and the way to a meeting."""
    page = Page(request, uid)
    paired = page.need()
    names = list(paired.found.territories)
    if not page.may_name or not 1 <= number <= len(names):
        raise Http404
    name = names[number - 1]
    people = {
        key: [one for one, place in paired.people if place == name and one.side == key]
        for key in paired.rules.keys
    }
    asked = [*paired.scored, *(one for one in paired.questions if one not in paired.scored)]
    lines, rows = [], []
    for item in asked:
        said_by = {
            key: [(one.label or one.key, answer_word(paired.said(one.key, item.name))) for one in people[key]]
            if key in paired.sides_of(item.name)
            else []
            for key in paired.rules.keys
        }
        label = said(item.label, page.language)
        lines.append(
            {"label": label, "voices": list(said_by.values()), "kind": _kind(paired, item.name, name)}
        )
        rows.append(
            [
                label,
                *(
                    " · ".join(f"{who} : {what}" for who, what in voices) or "—"
                    for voices in said_by.values()
                ),
            ]
        )
    sides = list(page.labels.values())
    table = plain_table(request, [_("Question"), *sides], rows, caption=drawn_pairs.pair_name(name))
    if file := file_of(f"{page.study.named(page.language)} {name}", table):
        return file
    one = paired.found.territories[name]
    return page.render(
        "inquiry/study_pair.html",
        pair=drawn_pairs.pair_name(name),
        number=number,
        before=number - 1 or None,
        after=number + 1 if number < len(names) else None,
        lines=lines,
        table=table,
        sides=[
            {
                "label": page.labels[key],
                "people": people[key],
                "score": None
                if one.scores[key] is None
                else drawn_pairs.of_most(one.scores[key], len(paired.scored)),
            }
            for key in paired.rules.keys
        ],
        score=None if one.pair_score is None else drawn_pairs.of_most(one.pair_score, one.highest_possible),
        invitation=next((each for each in _meetings(page) if each["number"] == number), None),
    )


def answer_word(answer: Answer) -> str:
    return {
        Answer.YES: pgettext("answer of a side", "Yes"),
        Answer.NO: pgettext("answer of a side", "No"),
        Answer.NA: pgettext("answer of a side", "Not applicable"),
        Answer.MISSING: pgettext("answer of a side", "No answer"),
    }[answer]


def _kind(paired: Paired, name: str, pair: str) -> str:
    """alike, apart, or neither: how the line is drawn."""
    item = paired.found.items.get(name) or paired.others.items.get(name)
    if item is None or item.pairs is None:
        return ""
    places = item.pairs
    if pair in places.both_yes or pair in places.both_no:
        return "alike"
    return "apart" if any(pair in where for where in places.only.values()) else ""


@never_cache
@reachable_by(TO_LEADERS)
def study_meet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The pairs with a reason to talk: an invitation to meet, in the order of the study."""
    page = Page(request, uid)
    page.need()
    if not page.may_name:
        return page.render("inquiry/study_no_pairs.html")
    return page.render("inquiry/study_meet.html", meetings=_meetings(page))


def _meetings(page: Page) -> list[dict]:
    paired = page.need()
    places = {name: place for place, name in enumerate(paired.found.territories, 1)}
    ids = {pk for one in paired.invited for by in paired.organisations(one.territory).values() for pk in by}
    known = {one.pk: one for one in organisations().filter(pk__in=ids)} if ids else {}
    form = paired.sheet.form
    return [
        {
            "number": places[one.territory],
            "pair": drawn_pairs.pair_name(one.territory),
            "reasons": [str(REASONS[reason]) for reason in one.reasons],
            "alone": [
                (
                    page.labels[key],
                    [said(form.items[name].label, page.language) for name in names[:3]],
                    len(names) - 3,
                )
                for key, names in one.alone.items()
                if names
            ],
            "agreed": len(one.agreed),
            "organisations": [
                known[pk] for by in paired.organisations(one.territory).values() for pk in by if pk in known
            ],
        }
        for one in paired.invited
    ]


@never_cache
@reachable_by(TO_LEADERS)
def study_cross(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Pair scores beside something else known of the pairs, with the caution a few pairs deserve."""
    page = Page(request, uid)
    paired = page.need()
    if not page.may_name or not paired.rules.covariates:
        raise Http404
    covariate = paired.rules.covariates[0]
    found = paired.crossed(covariate)
    figure = drawn_pairs.covariate_figure(paired, covariate, INSIDE, page.language)
    header, rows = (figure.figure.header, figure.figure.rows) if figure else ([], [])
    table = plain_table(request, header, rows, caption=said(covariate.label, page.language), numeric=(2,))
    if file := file_of(page.study.named(page.language), table):
        return file
    return page.render(
        "inquiry/study_cross.html",
        figure=figure.figure if figure else None,
        table=table,
        words=drawn_pairs.correlation_words(found),
        caution=drawn_pairs.caution_words(found),
        p=named_p(found.p_value),
        tau="—" if found.tau is None else number(found.tau, 2),
        rule=rule_of(Method.RANK_CORRELATION),
        label=said(covariate.label, page.language),
    )
