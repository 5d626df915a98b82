"""Reports: those one writes, those one is asked to read, those everyone may read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from arrimage.apps.inquiry.models import Block, Edition, Reader, Report
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.report_blocks import BLOCKS
from arrimage.apps.inquiry.report_content import (
    FORMAT,
    LANGUAGES,
    Problem,
    can_be_shown,
    draw,
    frozen_figure,
    labels_of,
    plain,
)
from arrimage.apps.inquiry.results.pairs import Paired
from arrimage.apps.inquiry.results.protection import OUTSIDE
from arrimage.apps.inquiry.results.words import nature_words
from arrimage.apps.network.queries.pages import organisations

from .studies import paired_of
from .study_words import Words, words_of


def reports_led_by(user) -> QuerySet[Report]:
    return (
        Report.objects.filter(policies.led_by(user))
        .select_related("study", "organisation")
        .order_by("-created_at", "-id")
    )


def readings_of(user) -> QuerySet[Reader]:
    """The readings asked of the organisation one acts for; only while the report is being read."""
    return (
        Reader.objects.filter(policies.read_by(user))
        .filter(edition__report__state=Report.State.READING, edition__published_at=None)
        .select_related("edition__report__study", "edition__report__organisation", "organisation")
        .order_by("edition__reading_until", "id")
    )


def readings_open_to(user, *, on: date) -> QuerySet[Reader]:
    """Those not done yet."""
    return readings_of(user).filter(done_at=None)


def published_reports() -> QuerySet[Report]:
    """Newest first; `published_at`, `called` and `says` (by language) are the latest edition's: what is being
    written for the next one is its writers' alone."""
    latest = Edition.objects.filter(report=OuterRef("pk"), published_at__isnull=False).order_by("-number")
    return (
        Report.objects.annotate(
            published_at=Subquery(latest.values("published_at")[:1]),
            called=Subquery(latest.values("content__title")[:1]),
            says=Subquery(latest.values("content__summary")[:1]),
        )
        .filter(~Q(published_at=None))
        .select_related("organisation", "study")
        .order_by("-published_at", "-id")
    )


def published_editions(report: Report) -> QuerySet[Edition]:
    return report.editions.filter(published_at__isnull=False).order_by("-number")


def edition_being_read(report: Report) -> Edition | None:
    return report.editions.filter(published_at=None).first()


def readers_of(edition: Edition) -> QuerySet[Reader]:
    return edition.readers.select_related("organisation").order_by("organisation__sort_name", "id")


def blocks_of(report: Report) -> list[Block]:
    return list(report.blocks.filter(removed_at=None))


def quotable(report: Report, item: str, user, paired: Paired | None = None) -> list[Words]:
    """The words under a question of the study that those who wrote them let be quoted."""
    paired = paired or paired_of(report.study, user)
    study = report.study
    if paired is None or item not in paired.sheet.answers:
        return []
    found = words_of(paired.sheet, "etude", study.uid, item, OUTSIDE, study.consent_item)
    return [one for one in found if one.may_be_quoted]


def organisations_heard(paired: Paired | None) -> QuerySet:
    """The organisations that answered, where they may be known: the first to be asked to read."""
    ids = (
        {one.organisation_id for one in paired.sheet.respondents if one.organisation_id} if paired else set()
    )
    return organisations().filter(pk__in=ids).order_by("sort_name")


# --- What would be published


def content_of(report: Report, user) -> tuple[dict[str, Any], list[Problem]]:
    """The whole report as frozen data, and all that keeps it from being published."""
    paired = paired_of(report.study, user)
    problems: list[Problem] = []
    blocks = []
    for number, block in enumerate(blocks_of(report), 1):
        data, sentences = frozen_block(block, report, paired, user)
        title = data["title"].get("fr") or block.kind_said
        problems += [Problem(number, title, sentence) for sentence in sentences]
        blocks.append(data)
    if not blocks:
        problems.append(Problem(0, "", _("The report has no block yet: add a text or a figure.")))
    study = report.study
    content = {
        "format": FORMAT,
        "title": _texts(report.title, report.title_en),
        "summary": _texts(report.summary, report.summary_en),
        "licence": report.licence,
        "nature": study.nature,
        "led_by": str(report.organisation),
        "study": {
            "title": _texts(study.title, study.title_en),
            "on": study.on.isoformat(),
            "ethics": study.ethics,
        },
        "blocks": blocks,
    }
    return plain(content), problems


def frozen_block(
    block: Block, report: Report, paired: Paired | None, user
) -> tuple[dict[str, Any], list[str]]:
    """One block as data, and why it cannot be published."""
    content = block.content
    data: dict[str, Any] = {
        "kind": block.kind,
        "title": content.get("title", {}),
        "text": content.get("text", {}),
    }
    if block.kind in (Block.Kind.FIGURE, Block.Kind.TABLE):
        found = {one: draw(content.get("spec", {}), paired, one) for one in LANGUAGES} if paired else {}
        if wrong := can_be_shown(found.get("fr")):
            return data, [wrong]
        data["figure"] = {language: frozen_figure(one) for language, one in found.items() if one}
    elif block.kind == Block.Kind.QUOTES:
        return _quotes(data, content, report, paired, user)
    elif block.kind in BLOCKS:
        above, ref = BLOCKS[block.kind], content.get("ref", "")
        found = {one: above.parts(user, ref, one) for one in LANGUAGES}
        if not all(found.values()):
            return data, [_("what it shows is not there any more, or not published: choose again.")]
        data["parts"] = {one: [part.frozen() for part in parts or ()] for one, parts in found.items()}
        return data, above.wrong(user, ref)
    elif block.kind == Block.Kind.METHOD:
        data["method"] = {language: method_lines(report, paired, language) for language in LANGUAGES}
    elif not (data["text"].get("fr") or data["title"].get("fr")):
        return data, [_("it says nothing: write a title or a text.")]
    return data, []


def _quotes(data, content, report: Report, paired: Paired | None, user) -> tuple[dict[str, Any], list[str]]:
    chosen = content.get("words", [])
    if not report.study.consent_item:
        return data, [_("nobody was asked whether their words may be quoted: say which question asks it.")]
    allowed = {one.ref: one for one in quotable(report, content.get("item", ""), user, paired)}
    if missing := [ref for ref in chosen if ref not in allowed]:
        return data, [
            _("%(count)d of the words may not be quoted, or are not there any more: choose again.")
            % {"count": len(missing)}
        ]
    if not chosen:
        return data, [_("no words are chosen.")]
    sides = {language: labels_of(paired, language) for language in LANGUAGES} if paired else {}
    data["quotes"] = [
        {
            "text": allowed[ref].text,
            "side": {language: labels.get(allowed[ref].side, "") for language, labels in sides.items()},
        }
        for ref in chosen
    ]
    return data, []


def method_lines(report: Report, paired: Paired | None, language: str) -> list[str]:
    """How the study was made, line by line."""
    from django.utils.formats import date_format

    with translation.override(language):
        study = report.study
        lines = [
            nature_words(study.nature),
            _("Study of %(day)s.") % {"day": date_format(study.on, "DATE_FORMAT")},
        ]
        if paired is not None:
            sheet = paired.sheet
            lines += [
                _("Sources: %(source)s.") % {"source": sheet.source} if sheet.source else "",
                _("%(answered)d answered, of %(asked)d asked.")
                % {"answered": len(sheet.respondents), "asked": sheet.asked}
                if sheet.asked
                else _("%(answered)d answered.") % {"answered": len(sheet.respondents)},
                _("%(pairs)d pairs; %(questions)d questions asked on both sides make the scores.")
                % {"pairs": len(paired.found.territories), "questions": len(paired.scored)},
                rule_lines()[study.rule],
                _("A score is a number of yes: what does not apply counts as no there."),
            ]
            if OUTSIDE.hides(sheet):
                lines.append(
                    _("Groups of fewer than %(least)d are hidden.") % {"least": OUTSIDE.threshold(sheet)}
                )
        if study.ethics:
            lines.append(_("Ethics: %(ethics)s.") % {"ethics": study.ethics.rstrip(".")})
        return [line for line in lines if line]


def rule_lines() -> dict[str, str]:
    return {
        "mean": _(
            "Where several answer on one side of a pair, their mean is taken: nobody speaks for the others."
        ),
        "maximum": _("Where several answer on one side of a pair, the highest of them is taken."),
        "apart": _(
            "Where several answer on one side of a pair, each is listed apart, and the pair has no score."
        ),
    }


def _texts(french: str, english: str) -> dict[str, str]:
    return {language: text for language, text in (("fr", french), ("en", english)) if text}


def replies_of(readers: Iterable[Reader]) -> list[dict[str, Any]]:
    """What travels with the report: each reply, under the name of the organisation that made it."""
    return [
        plain(
            {
                "organisation": str(one.organisation),
                "text": _texts(one.reply, one.reply_en),
                "on": one.replied_at.date().isoformat() if one.replied_at else "",
            }
        )
        for one in readers
        if one.reply
    ]
