"""Writing a report, letting those asked read it first, publishing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.accounts.queries import addresses_of
from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.models import Block, Edition, Reader, Report, Study, digest_of
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.queries import reports as queries
from arrimage.apps.kernel import mail

from .report_files import keep_package

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

SHORTEST_READING = timedelta(days=1)
MOST_BLOCKS = 80
FIELDS = ("title", "title_en", "summary", "summary_en", "licence")


@transaction.atomic
def start_report(study: Study, *, title: str, by: User, at: datetime, title_en: str = "") -> Report:
    """Raises PermissionDenied."""
    policies.check_leads(by, study.organisation_id)
    report = Report.objects.create(
        study=study,
        organisation_id=study.organisation_id,
        title=title.strip()[:200],
        title_en=title_en.strip()[:200],
    )
    record("report.started", by=by, at=at, subjects=[report])
    return report


@transaction.atomic
def change_report(report: Report, *, since: int, by: User, at: datetime, **given: str) -> Report:
    """Raises PermissionDenied, ValidationError, StaleVersion."""
    _check_writing(report, by)
    for name, value in given.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(report, name, value.strip())
    report.save_if_unchanged(since=since)
    record("report.changed", by=by, at=at, subjects=[report])
    return report


# --- Blocks


@transaction.atomic
def add_block(
    report: Report, kind: str, content: dict[str, Any], *, by: User, at: datetime, after: Block | None = None
) -> Block:
    """At the end, or after another. Raises PermissionDenied, ValidationError."""
    report = _check_writing(report, by)
    blocks = list(report.blocks.select_for_update())
    if len(blocks) >= MOST_BLOCKS:
        raise ValidationError(_("A report holds at most %(most)d blocks: make two.") % {"most": MOST_BLOCKS})
    block = Block.objects.create(report=report, kind=kind, content=content, place=len(blocks) + 1)
    if after is not None:
        at_place = next((place for place, one in enumerate(blocks) if one.pk == after.pk), len(blocks) - 1)
        _ordered([*blocks[: at_place + 1], block, *blocks[at_place + 1 :]])
    record("report.changed", by=by, at=at, subjects=[report])
    return block


@transaction.atomic
def change_block(block: Block, content: dict[str, Any], *, since: int, by: User, at: datetime) -> Block:
    """Raises PermissionDenied, ValidationError, StaleVersion."""
    _check_writing(block.report, by)
    block.content = content
    block.save_if_unchanged(since=since)
    record("report.changed", by=by, at=at, subjects=[block.report])
    return block


@transaction.atomic
def move_block(block: Block, *, up: bool, by: User, at: datetime) -> None:
    report = _check_writing(block.report, by)
    blocks = list(report.blocks.select_for_update().filter(removed_at=None))
    place = next((place for place, one in enumerate(blocks) if one.pk == block.pk), None)
    if place is None:
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(blocks):
        blocks[place], blocks[other] = blocks[other], blocks[place]
        _ordered(blocks)
        record("report.changed", by=by, at=at, subjects=[report])


@transaction.atomic
def remove_block(block: Block, *, by: User, at: datetime) -> None:
    """It can come back, until the report is read."""
    _check_writing(block.report, by)
    block.removed_at = block.removed_at or at
    block.save(update_fields=["removed_at"])
    record("report.changed", by=by, at=at, subjects=[block.report])


@transaction.atomic
def restore_block(block: Block, *, by: User, at: datetime) -> None:
    _check_writing(block.report, by)
    block.removed_at = None
    block.save(update_fields=["removed_at"])
    record("report.changed", by=by, at=at, subjects=[block.report])


def _ordered(blocks: list[Block]) -> None:
    for place, block in enumerate(blocks, 1):
        if block.place != place:
            block.place = place
            block.save(update_fields=["place"])


# --- Reading, replying


@transaction.atomic
def open_reading(report: Report, organisations: Iterable, *, until: date, by: User, at: datetime) -> Edition:
    """Freeze the report and let these organisations read it before anybody else.

    Raises PermissionDenied, ValidationError (why it cannot be published yet, block by block).
    """
    report = _lock(report, by)
    if report.state == Report.State.READING:
        return queries.edition_being_read(report)
    _step(report, Report.State.READING)
    if until < localdate(at) + SHORTEST_READING:
        raise ValidationError(_("Leave at least one day to read: choose a later day."))
    content, problems = queries.content_of(report, by)
    if problems:
        raise ValidationError([str(one) for one in problems])
    edition = queries.edition_being_read(report)
    if edition is None:
        last = report.editions.order_by("-number").values_list("number", flat=True).first() or 0
        edition = Edition(report=report, number=last + 1)
    edition.content, edition.read_digest = content, digest_of(content)
    edition.reading_from, edition.reading_until = at, until
    edition.save()
    edition.readers.update(done_at=None)  # the text is another: what they said of the former one stays
    for organisation in organisations:
        Reader.objects.get_or_create(edition=edition, organisation=organisation, defaults={"asked_at": at})
    readers = list(queries.readers_of(edition))
    if not readers:
        raise ValidationError(_("Choose at least one organisation to read it before the public."))
    report.blocks.exclude(removed_at=None).delete()
    report.save()
    record("report.reading_opened", by=by, at=at, subjects=[report, *(one.organisation for one in readers)])
    _tell(readers, on=localdate(at))
    return edition


@transaction.atomic
def ask_reader(report: Report, organisation, *, by: User, at: datetime) -> Reader:
    """One more organisation, while it is being read."""
    report = _lock(report, by)
    edition = queries.edition_being_read(report)
    if report.state != Report.State.READING or edition is None:
        raise ValidationError(_("The report is not being read now."))
    reader, new = Reader.objects.get_or_create(
        edition=edition, organisation=organisation, defaults={"asked_at": at}
    )
    if new:
        record("report.reader_asked", by=by, at=at, subjects=[report, organisation])
        _tell([reader], on=localdate(at))
    return reader


def _tell(readers: list[Reader], *, on: date) -> None:
    """A mail to those who keep each organisation's page; what it says stays on the page."""
    addresses = addresses_of([one.organisation for one in readers], on=on)
    for reader in readers:
        link = settings.BASE_URL + reverse("report_read", args=[reader.uid])
        for address in addresses.get(reader.organisation_id, []):
            context = {"reader": reader, "edition": reader.edition, "link": link}
            mail.send("inquiry/mail/report_to_read.txt", address.email, context, address.language)


@transaction.atomic
def note_opened(reader: Reader, *, at: datetime) -> None:
    """The first time somebody of the organisation opens it."""
    Reader.objects.filter(pk=reader.pk, opened_at=None).update(opened_at=at)


@transaction.atomic
def reply(reader: Reader, words: str, *, by: User, at: datetime, words_en: str = "") -> Reader:
    """What the organisation answers: it travels with the report wherever it goes. Empty: nothing to add.

    Raises PermissionDenied, ValidationError.
    """
    policies.check_speaks_for(by, reader.organisation_id)
    reader = (
        Reader.objects.select_for_update(of=("self",)).select_related("edition__report").get(pk=reader.pk)
    )
    if reader.edition.published_at or reader.edition.report.state != Report.State.READING:
        raise ValidationError(_("The reading is over: write to those who lead the study."))
    reader.reply, reader.reply_en = words.strip(), words_en.strip() if words.strip() else ""
    reader.replied_at = at if reader.reply else None
    reader.replied_by = str(by)[:200] if reader.reply else ""
    reader.done_at = at
    reader.save()
    record("report.replied", by=by, at=at, subjects=[reader.edition.report])
    return reader


@transaction.atomic
def take_back(report: Report, *, by: User, at: datetime) -> Report:
    """Write again: it will have to be read anew. What was replied is kept, and shown to its author again."""
    report = _lock(report, by)
    if report.state == Report.State.READING:
        _step(report, Report.State.WRITING)
        report.save()
        record("report.taken_back", by=by, at=at, subjects=[report])
    return report


# --- Publishing


@transaction.atomic
def publish_report(report: Report, *, by: User, at: datetime) -> Edition:
    """What was read goes to the public, with the replies. Twice changes nothing.

    Raises PermissionDenied, ValidationError.
    """
    report = _lock(report, by)
    if report.state == Report.State.PUBLISHED:
        return queries.published_editions(report).first()
    edition = queries.edition_being_read(report)
    _step(report, Report.State.PUBLISHED)
    readers = list(queries.readers_of(edition))
    if localdate(at) <= edition.reading_until and any(one.done_at is None for one in readers):
        raise ValidationError(
            _(
                "Those asked are still reading: the report goes to the public after %(day)s, or once all have"
                " said they are done."
            )
            % {"day": date_format(edition.reading_until, "DATE_FORMAT")}
        )
    if digest_of(edition.content) != edition.read_digest:
        raise ValidationError(
            _("The report is not the one that was read: take it back and let it be read again.")
        )
    edition.content = edition.content | {
        "replies": queries.replies_of(readers),
        "number": edition.number,
        "published_on": localdate(at).isoformat(),
    }
    edition.digest = digest_of(edition.content)
    edition.published_at, edition.published_by = at, str(by)[:200]
    edition.save()
    keep_package(edition, by=by)
    report.save()
    record("report.published", by=by, at=at, subjects=[report], details={"digest": edition.digest})
    return edition


@transaction.atomic
def begin_edition(report: Report, *, by: User, at: datetime) -> Report:
    """Write the next edition; those published stay as they are, and readable."""
    report = _lock(report, by)
    if report.state == Report.State.PUBLISHED:
        _step(report, Report.State.WRITING)
        report.save()
        record("report.begun_again", by=by, at=at, subjects=[report])
    return report


def _lock(report: Report, by: User) -> Report:
    policies.check_leads(by, report.organisation_id)
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("study", "organisation")
        .get(pk=report.pk)
    )


def _check_writing(report: Report, by: User) -> Report:
    report = _lock(report, by)
    if report.state != Report.State.WRITING:
        raise ValidationError(_("The report is not being written now: take it back, or begin a new edition."))
    return report


def _step(report: Report, to: str) -> None:
    if to not in Report.NEXT[Report.State(report.state)]:
        raise ValidationError(_("The report cannot go there from where it is."))
    report.state = to
