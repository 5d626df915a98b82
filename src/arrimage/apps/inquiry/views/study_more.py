"""The rest of what a study says: its other questions, what moved, and how it was made."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry.queries import studies as queries
from arrimage.apps.inquiry.results import crossing, drawn, telling
from arrimage.apps.inquiry.results.answering import answering
from arrimage.apps.inquiry.results.items import question
from arrimage.apps.inquiry.results.pairs import Paired, changes
from arrimage.apps.inquiry.results.protection import INSIDE, reads
from arrimage.apps.inquiry.results.words import apart_word, how, named_p, rule_of
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.design.numbers import number
from arrimage.science.surveys.answers import Method

from .study_doors import TO_LEADERS, file_of, plain_table
from .study_page import Page


@never_cache
@reachable_by(TO_LEADERS)
def study_questions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The other questions, each on its own base: one-sided, filtered, or not part of the score."""
    page = Page(request, uid)
    paired = page.need()
    told = []
    rows: list[list[object]] = []
    header: list[str] = []
    p_values = {}
    for item in paired.beside:
        if item.name not in paired.sheet.answers or not paired.sides_of(item.name):
            continue
        one = question(paired.sheet, item.name, INSIDE, page.language)
        parts = [part for part in one.parts if part.group in paired.sides_of(item.name) or not part.group]
        header, lines = drawn.question_table(one, page.labels)
        rows += [[one.label, *line] for line in lines]
        compared = crossing.compared(paired.sheet, item.name, INSIDE)
        if compared and compared.association:
            p_values[item.name] = compared.association.p_value
        told.append(
            {
                "one": one,
                "voices": [
                    {
                        "label": page.labels.get(part.group, part.group),
                        "words": _yes_words(part),
                        "share": _share(part),
                        "apart": _apart(part),
                        "place": paired.rules.keys.index(part.group)
                        if part.group in paired.rules.keys
                        else 0,
                    }
                    for part in parts
                ],
                "hows": [
                    (
                        page.labels.get(part.group, part.group),
                        how(
                            paired.sheet,
                            part.basis,
                            (Method.FREQUENCY, Method.WILSON_FINITE if part.population else Method.WILSON),
                            INSIDE,
                            part.base,
                        ),
                    )
                    for part in parts
                ],
                "after": _after(paired, item.name, page.language),
                "test": named_p(compared.association.p_value) if compared and compared.association else "",
                "name": item.name,
            }
        )
    table = plain_table(request, [_("Question"), *header], rows, caption=_("All these figures"))
    if file := file_of(page.study.named(page.language), table):
        return file
    together = crossing.read_together(p_values)
    for one in told:
        if together and one["name"] in together.holm:
            one["holm"] = named_p(together.holm[one["name"]])
    return page.render("inquiry/study_questions.html", told=told, table=table, tests=len(p_values))


def _yes_words(part) -> str:
    line = next((one for one in part.lines if one.code in ("yes", "oui")), None)
    if line is None:
        return telling.of(part.base, part.people)
    return telling.of(line.count, part.base)


def _share(part) -> int | None:
    line = next((one for one in part.lines if one.code in ("yes", "oui")), None)
    return round(100 * line.share) if line and line.share is not None else None


def _apart(part) -> str:
    hidden = pgettext("count of a small group", "hidden")
    return " · ".join(
        f"{apart_word(reason)} : {hidden if count is None else number(count)}"
        for reason, count in part.apart.items()
    )


def _after(paired: Paired, name: str, language: str) -> str:
    names = reads(paired.sheet, paired.sheet.form.items[name])
    return " · ".join(said(paired.sheet.form.items[one].label, language) for one in sorted(names))


@never_cache
@reachable_by(TO_LEADERS)
def study_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same pairs asked before and after: who moved, and which way."""
    page = Page(request, uid)
    moments = [queries.paired_of(page.study, request.user, moment) for moment in ("before", "after")]
    if None in moments or not page.may_name:
        raise Http404
    before, after = moments
    found = changes(before, after)
    form = after.sheet.form
    header = [
        _("Question"), _("Side"), _("Gained"), _("Lost"), _("Yes both times"), _("No both times"),
        _("Pairs"), _("Test"),
    ]  # fmt: skip
    rows = [
        [
            said(form.items[one.name].label, page.language),
            page.labels.get(one.side, one.side),
            *(len(each) for each in (one.turned.gained, one.turned.lost, one.turned.kept, one.turned.never)),
            one.turned.basis.base,
            named_p(one.turned.p_value),
        ]
        for one in found
    ]
    table = plain_table(request, header, rows, caption=_("Before and after"), numeric=(2, 3, 4, 5, 6))
    if file := file_of(page.study.named(page.language), table):
        return file
    return page.render(
        "inquiry/study_change.html", table=table, tests=len(found), rule=rule_of(Method.MCNEMAR_EXACT)
    )


@never_cache
@reachable_by(TO_LEADERS)
def study_method(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rules, the approval, the sources, who answered in whose name, and what is not protected."""
    page = Page(request, uid)
    paired = page.paired
    spoke = []
    if paired:
        spoke = [
            (page.labels[key], [(spoke_word(name), count) for name, count in by.items()])
            for key, by in paired.spoke_for().items()
            if by
        ]
    figure = (
        drawn.answering_figure(paired.sheet, answering(paired.sheet, INSIDE), page.labels, INSIDE)
        if paired
        else None
    )
    return page.render(
        "inquiry/study_method.html",
        spoke=spoke,
        sheet=paired.sheet if paired else None,
        scored=[said(one.label, page.language) for one in paired.scored] if paired else [],
        figure=figure.figure if figure else None,
        sources=list(page.study.sources.all()),
    )


def spoke_word(name: str) -> str:
    return {
        "president": pgettext("who answered", "its president"),
        "employee": pgettext("who answered", "an employee"),
        "direction": pgettext("who answered", "its management"),
    }.get(name, name)
