"""What a sheet of answers says: all of it at a glance, then question by question."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.audit.actions import Subject, seen
from arrimage.apps.inquiry.actions import study_themes as themes
from arrimage.apps.inquiry.queries import study_words as words_queries
from arrimage.apps.inquiry.queries.campaign_sheets import NotYet
from arrimage.apps.inquiry.queries.study_sources import Found, sheet_at
from arrimage.apps.inquiry.results import crossing, drawn, telling
from arrimage.apps.inquiry.results.answering import answering
from arrimage.apps.inquiry.results.columns import WRITTEN, grouping
from arrimage.apps.inquiry.results.items import Question, question
from arrimage.apps.inquiry.results.protection import INSIDE
from arrimage.apps.inquiry.results.scales import spread
from arrimage.apps.inquiry.results.words import how, named_p, nature_words, rule_of
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.design.numbers import number
from arrimage.science.surveys.answers import Method

from .study_doors import TO_LEADERS, file_of, plain_table

NOBODY = UUID(int=0)


def _found(request: HttpRequest, origin: str, uid: UUID) -> Found:
    try:
        found = sheet_at(request.user, origin, uid)
    except NotYet:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def _seen(request: HttpRequest, found: Found):
    return seen("results.read", by=request.user, purpose=_("study"), request=request)


def _subject(found: Found) -> Subject:
    return Subject("sheet", str(found.uid), found.title)


def _language() -> str:
    return (get_language() or "fr")[:2]


def labels_of(found: Found) -> dict[str, str]:
    """Groups as they are said: the words of the file when there are none better."""
    names = {
        "centre": pgettext("side of a study", "Centres"),
        "coalition": pgettext("side of a study", "Coalitions"),
    }
    return {name: names.get(name, name) for name in grouping(found.sheet)}


@never_cache
@reachable_by(TO_LEADERS)
def results(request: HttpRequest, origin: str, uid: UUID) -> HttpResponse:
    """Every question with its sentence, who answered, and the scores."""
    try:
        found = sheet_at(request.user, origin, uid)
    except NotYet as why:
        return render(request, "inquiry/results_not_yet.html", {"why": why.messages[0]})
    if found is None:
        raise Http404
    language, labels = _language(), labels_of(found)
    with _seen(request, found) as shown:
        shown.one(_subject(found))
        sheet = found.sheet
        asked = [item for item in sheet.form.asked if item.name in sheet.answers]
        told = {item.name: question(sheet, item.name, INSIDE, language) for item in asked}
        rows: list[list[object]] = []
        header: list[str] = []
        for one in told.values():
            if not one.withheld:
                header, lines = drawn.question_table(one, labels)
                rows += [[one.label, *line] for line in lines]
        table = plain_table(request, [_("Question"), *header], rows, caption=_("All the figures"))
        if file := file_of(found.title, table):
            return file
        who = answering(sheet, INSIDE)
        figure = drawn.answering_figure(sheet, who, labels, INSIDE)
        context = {
            "found": found,
            "sheet": sheet,
            "who": who,
            "figure": figure.figure if figure else None,
            "who_test": named_p(who.test.association.p_value) if who.test else "",
            "sections": [
                (
                    said(section.title, language),
                    [_card(found, told[item.name], labels) for item in section.items if item.name in told],
                )
                for section in sheet.form.sections
            ],
            "scores": [(rule.name, spread(sheet, rule, INSIDE, language)) for rule in sheet.form.scores],
            "table": table,
            "nature": nature_words(sheet.nature),
            "hides": INSIDE.hides(sheet),
            "threshold": INSIDE.threshold(sheet),
            "too_few": INSIDE.is_too_few(sheet),
        }
        return render(request, "inquiry/results.html", context)


def _card(found: Found, one: Question, labels) -> dict:
    """A question in the list: its sentence, and a bar for each group where a yes is a yes."""
    bars = []
    if telling.is_yes_or_no(one):
        for place, told in enumerate(one.parts):
            line = next((line for line in told.lines if line.code in ("yes", "oui")), None)
            if line and line.share is not None:
                bars.append((telling.named(told.group, labels), round(100 * line.share), place))
    return {
        "name": one.item.name,
        "label": one.label,
        "sentence": telling.headline(one, labels),
        "bars": bars,
        "withheld": one.withheld,
        "is_words": one.item.kind in WRITTEN,
    }


@never_cache
@reachable_by(TO_LEADERS)
def results_item(request: HttpRequest, origin: str, uid: UUID, item: str) -> HttpResponse:
    """One question: its figure, groups compared, crossed with another, and how each was computed."""
    found = _found(request, origin, uid)
    sheet, language, labels = found.sheet, _language(), labels_of(found)
    if item not in sheet.form.items or item not in sheet.answers:
        raise Http404
    if sheet.form.items[item].kind in WRITTEN:
        return redirect("results_words", origin=origin, uid=uid, item=item)
    with _seen(request, found) as shown:
        shown.one(_subject(found))
        one = question(sheet, item, INSIDE, language)
        figure = drawn.question_figure(sheet, one, labels, INSIDE)
        table = plain_table(request, *drawn.question_table(one, labels), caption=one.label, numeric=(2, 3))
        other = request.GET.get("avec", "")
        crossed = crossing.crossed(sheet, item, other, INSIDE, language) if other in sheet.answers else None
        cross_table = _cross_table(request, sheet, crossed, other, language) if crossed else None
        if file := file_of(f"{found.title} {item}", table, *([cross_table] if cross_table else [])):
            return file
        compared = crossing.compared(sheet, item, INSIDE)
        context = {
            "found": found,
            "sheet": sheet,
            "question": one,
            "figure": figure.figure if figure else None,
            "table": table,
            "how": _hows(sheet, one, labels),
            "compared": compared,
            "compared_words": _compared_words(compared, labels),
            "others": _others(sheet, item, language),
            "other": other,
            "other_label": said(sheet.form.items[other].label, language) if crossed else "",
            "crossed": crossed,
            "cross_table": cross_table,
            "cross_words": _association_words(crossed.association) if crossed and crossed.association else "",
            "may_cross": INSIDE.may_cross(sheet),
            "nature": nature_words(sheet.nature),
            "hidden": telling.hidden_words(INSIDE.threshold(sheet)) if INSIDE.hides(sheet) else "",
            "interval": telling.interval(one.mean.low, one.mean.high, as_percent=False) if one.mean else "",
            "tests": len([one for one in (compared, crossed) if one]),
        }
        return render(request, "inquiry/results_item.html", context)


def _hows(sheet, one: Question, labels) -> list[tuple[str, object]]:
    """For each group: the rules, then who counts and who does not."""
    methods = [Method.FREQUENCY]
    if one.item.choices or one.item.steps:
        finite = any(told.population for told in one.parts)
        methods.append(Method.WILSON_FINITE if finite else Method.WILSON)
    if one.summary:
        methods += [Method.SUMMARY, Method.BOOTSTRAP_MEAN]
    return [
        (telling.named(told.group, labels), how(sheet, told.basis, tuple(methods), INSIDE, told.base))
        for told in one.parts
    ]


def _others(sheet, item: str, language: str) -> list[tuple[str, str]]:
    if not crossing.can_cross(sheet.form.items[item]) or not INSIDE.may_cross(sheet):
        return []
    return [
        (one.name, said(one.label, language))
        for one in sheet.form.asked
        if one.name != item and crossing.can_cross(one) and one.name in sheet.answers
    ]


def _cross_table(request, sheet, crossed, other: str, language: str):
    header = [said(sheet.form.items[other].label, language), *crossed.columns, pgettext("column", "In all")]
    names = [*crossed.rows, pgettext("column", "In all")]
    hidden = pgettext("count of a small group", "hidden")
    rows = [
        [name, *(hidden if count is None else count for count in cells)]
        for name, cells in zip(names, crossed.cells, strict=False)
    ]
    places = tuple(range(1, len(header)))
    return plain_table(request, header, rows, caption=_("Both questions"), prefix="x-", numeric=places)


def _association_words(found) -> str:
    """«Cramér’s V 0.42; p = 0.03», and the rule."""
    if found.p_value is None:
        return named_p(None)
    return _("%(p)s; strength (Cramér’s V) %(v)s, from 0 to 1. %(rule)s") % {
        "p": named_p(found.p_value),
        "v": number(found.cramers_v, 2),
        "rule": rule_of(found.basis.method),
    }


def _compared_words(compared, labels) -> str:
    if compared is None:
        return ""
    if compared.ordered:
        one = compared.ordered
        return _("Cliff’s delta %(delta)s (%(interval)s), %(p)s. %(rule)s") % {
            "delta": "—" if one.delta is None else number(one.delta, 2),
            "interval": telling.interval(one.low, one.high, as_percent=False),
            "p": named_p(one.p_value),
            "rule": rule_of(Method.MANN_WHITNEY),
        }
    return _association_words(compared.association)


@never_cache
@reachable_by(TO_LEADERS)
def results_score(request: HttpRequest, origin: str, uid: UUID, score: str) -> HttpResponse:
    """A score: how it is spread, and whether its items hang together."""
    found = _found(request, origin, uid)
    sheet, language, labels = found.sheet, _language(), labels_of(found)
    rule = next((one for one in sheet.form.scores if one.name == score), None)
    if rule is None:
        raise Http404
    with _seen(request, found) as shown:
        shown.one(_subject(found))
        one = spread(sheet, rule, INSIDE, language)
        figure = drawn.spread_figure(sheet, one, labels, INSIDE)
        table = plain_table(
            request, *_reliability_rows(sheet, one, language), caption=_("Item by item"), numeric=(1, 2, 3)
        )
        if file := file_of(f"{found.title} {score}", table):
            return file
        context = {
            "found": found,
            "spread": one,
            "figure": figure.figure if figure else None,
            "table": table,
            "reliability": one.reliability,
            "alpha_interval": telling.interval(one.reliability.low, one.reliability.high, as_percent=False)
            if one.reliability
            else "",
            "alpha_rule": rule_of(Method.ALPHA_OMEGA),
            "against": [said(sheet.form.items[name].label, language) for name in one.reliability.against]
            if one.reliability
            else [],
            "nature": nature_words(sheet.nature),
        }
        return render(request, "inquiry/results_score.html", context)


def _reliability_rows(sheet, one, language: str):
    header = [_("Item"), _("With the rest"), _("Alpha without it"), _("Loading")]
    if one.reliability is None:
        return header, []
    rows = [
        [
            said(sheet.form.items[name].label, language),
            _two(one.reliability.with_the_rest[name]),
            _two(one.reliability.alpha_without[name]),
            _two(one.reliability.loadings.get(name)),
        ]
        for name in one.reliability.with_the_rest
    ]
    return header, rows


def _two(value: float | None) -> str:
    return "—" if value is None else number(value, 2)


@never_cache
@reachable_by(TO_LEADERS)
def results_words(request: HttpRequest, origin: str, uid: UUID, item: str) -> HttpResponse:
    """What people wrote, grouped by hand into themes."""
    found = _found(request, origin, uid)
    sheet, language = found.sheet, _language()
    if item not in sheet.answers or sheet.form.items[item].kind not in WRITTEN:
        raise Http404
    here = (origin, uid, item)
    if request.method == "POST":
        return _sorted(request, found, item)
    with _seen(request, found) as shown:
        shown.one(_subject(found))
        words = words_queries.words_of(sheet, *here, INSIDE)
        listed = list(words_queries.grouped(words_queries.themes_of(found.organisation_id, *here), words))
        inside: dict[str, set[int]] = {}
        for theme, pieces in listed:
            for piece in pieces:
                inside.setdefault(piece.ref, set()).add(theme.pk)
        rows = [[theme.name, piece.text] for theme, pieces in listed for piece in pieces]
        rows += [["", piece.text] for piece in words if piece.ref not in inside]
        table = plain_table(request, [_("Theme"), _("Words")], rows, caption=_("Words by theme"))
        if file := file_of(f"{found.title} {item}", table):
            return file
        chosen = request.GET.get("theme", "")
        labels = labels_of(found)
        shown_words = [
            {
                "piece": piece,
                "side": labels.get(piece.side, piece.side),
                "themes": [(theme, theme.pk in inside.get(piece.ref, ())) for theme, _pieces in listed],
            }
            for piece in words
            if not chosen
            or (chosen == "aucun" and piece.ref not in inside)
            or chosen in {str(theme.uid) for theme, _p in listed if theme.pk in inside.get(piece.ref, ())}
        ]
        context = {
            "found": found,
            "item": sheet.form.items[item],
            "label": said(sheet.form.items[item].label, language),
            "themes": [(theme, len(pieces)) for theme, pieces in listed],
            "unsorted": sum(piece.ref not in inside for piece in words),
            "words": shown_words,
            "all": len(words),
            "chosen": chosen,
            "table": table,
            "too_few": INSIDE.is_too_few(sheet),
            "hides": INSIDE.hides(sheet),
            "nature": nature_words(sheet.nature),
        }
        return render(request, "inquiry/results_words.html", context)


def _sorted(request: HttpRequest, found: Found, item: str) -> HttpResponse:
    """One of the buttons of the page: a theme is named, renamed, removed; words go in or out."""
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    here = (found.origin, found.uid, item)
    back = redirect("results_words", *here)
    anchor = ""
    try:
        if do == "name":
            themes.name_theme(found.organisation_id, *here, request.POST.get("name", ""), **given)
            notices.success(request, _("The theme is there: put words in it."))
            return back
        mine = words_queries.themes_of(found.organisation_id, *here)
        theme = get_object_or_404(mine, uid=_uid(request.POST.get("theme", "")) or NOBODY)
        if do == "rename":
            themes.rename_theme(theme, request.POST.get("name", ""), **given)
            notices.success(request, _("The theme has its new name."))
        elif do == "remove":
            themes.remove_theme(theme, **given)
            notices.success(request, _("The theme is gone; the words are still there."))
        elif do in ("in", "out"):
            ref = request.POST.get("words", "")
            known = {one.ref for one in words_queries.words_of(found.sheet, *here, INSIDE)}
            if ref not in known:
                raise BadRequest
            themes.put_words(theme, ref, within=do == "in", **given)
            anchor = f"#m-{ref}"
        else:
            raise BadRequest
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    kept = request.POST.get("kept", "")
    back["Location"] += (f"?theme={kept}" if kept == "aucun" or _uid(kept) else "") + anchor
    return back


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
