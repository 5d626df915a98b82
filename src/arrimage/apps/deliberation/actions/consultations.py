"""Preparing a consultation, opening it, closing it; who is invited, who works on it."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import (
    Consultation,
    Document,
    DocumentContent,
    Invitee,
    Question,
    Rules,
    TeamMember,
)
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.texts import plain, rich
from arrimage.apps.kernel.pictures import redrawn
from arrimage.apps.kernel.uploads import IMAGES, Kind
from arrimage.apps.network.queries.affiliations import member_organisations

from . import mailing
from .steps import record, signature, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

ALLOWED = frozenset({Kind.PDF, Kind.TEXT, Kind.CSV, Kind.XLSX}) | IMAGES
DOCUMENTS, QUESTIONS, INVITED = 20, 20, 2_000
CHANGED = (
    "title", "summary", "context", "audience", "who_and_why", "closes_on", "synthesis_on", "answers_on",
    "answered_by",
)  # fmt: skip


@transaction.atomic
def prepare(
    *, by: User | None, at: datetime, title: str, summary: str, organisation=None, network=None, **fields: Any
) -> Consultation:
    """Begin a draft, for the organisation acted for, or a network both sides mandated one for."""
    consultation = Consultation(
        organisation=organisation, network=network, title=_line(title)[:200], summary=plain(summary)[:600]
    )
    _set(consultation, fields)
    consultation.save()
    policies.check(by, consultation, policies.led_by)  # undone with the transaction when it is not theirs
    Rules.objects.create(consultation=consultation, number=1, by_label=signature(by))
    record("prepared", consultation, by=by, at=at)
    return consultation


@transaction.atomic
def change(consultation: Consultation, *, by: User | None, at: datetime, **fields: Any) -> Consultation:
    """Change what it says. Once opened, the day it closes may only move later; who may read it, no more."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    before = consultation.closes_on
    if not consultation.is_draft and fields.get("audience", consultation.audience) != consultation.audience:
        raise ValidationError(
            {"audience": _("Who may read it was promised when it opened: it cannot change any more.")}
        )
    _set(consultation, fields)
    if (
        not consultation.is_draft
        and before
        and (not consultation.closes_on or consultation.closes_on < before)
    ):
        raise ValidationError(
            {"closes_on": _("The closing day was promised: it may be put off, never brought forward.")}
        )
    consultation.version += 1
    consultation.save()
    record("changed", consultation, by=by, at=at)
    return consultation


def _set(consultation: Consultation, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in CHANGED:
            raise TypeError(f"{name} is not changed this way")
        if name == "context":
            value = rich(value)[:60_000]
        elif name in ("summary", "who_and_why"):
            value = plain(value)
        elif name == "title":
            value = _line(value)[:200]
        setattr(consultation, name, value)


def _line(text: str) -> str:
    return " ".join(text.split())


# --- Questions, while it is a draft


@transaction.atomic
def set_questions(
    consultation: Consultation, questions: Iterable[tuple[str, str]], *, by: User | None, at: datetime
) -> list[Question]:
    """The questions (text, details), in order. Once opened they no longer change: people answered them."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    if not consultation.is_draft:
        raise ValidationError(_("It is open: its questions no longer change."))
    wanted = [(_line(text)[:400], plain(details)[:2_000]) for text, details in questions if text.strip()]
    if len(wanted) > QUESTIONS:
        raise ValidationError(_("Twenty questions at most: nobody answers more."))
    consultation.questions.all().delete()
    made = [
        Question.objects.create(consultation=consultation, position=place, text=text, details=details)
        for place, (text, details) in enumerate(wanted, 1)
    ]
    record("changed", consultation, by=by, at=at)
    return made


# --- Rules


@transaction.atomic
def write_rules(consultation: Consultation, *, by: User | None, at: datetime, **fields: Any) -> Rules:
    """The rules of a draft; once it is open, a new version of them, and everybody is told why."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    present = queries.rules_of(consultation)
    clean = {name: _rule(value) for name, value in fields.items()}
    if consultation.is_draft:
        rules = present or Rules(consultation=consultation, number=1)
    else:
        if not clean.get("why_changed"):
            raise ValidationError({"why_changed": _("Say why the rules change: everybody will read it.")})
        kept = {name: getattr(present, name) for name in queries.RULES_FIELDS}
        rules = Rules(consultation=consultation, number=present.number + 1, told_at=at, **kept)
        if all(clean.get(name, kept[name]) == kept[name] for name in kept):
            raise ValidationError(_("Nothing changes in these rules."))
    for name, value in clean.items():
        setattr(rules, name, value)
    if not (rules.allows_named or rules.allows_organisation or rules.allows_anonymous):
        raise ValidationError(_("Leave at least one way to speak."))
    if rules.allows_votes and not rules.votes_mean:
        raise ValidationError({"votes_mean": _("Say what the vote decides, and who votes.")})
    rules.by_label = signature(by)
    rules.save()
    if rules.told_at:
        mailing.tell_everybody(consultation, "rules", at=at)
        record("rules_changed", consultation, by=by, at=at)
    return rules


def _rule(value):
    return plain(value) if isinstance(value, str) else value


# --- Who is invited


@transaction.atomic
def invite(
    consultation: Consultation,
    *,
    by: User | None,
    at: datetime,
    organisation=None,
    user: User | None = None,
    why: str = "",
    through: str = "",
) -> Invitee:
    """Invite an organisation or a person. Once it is open, they are told at once."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    if consultation.invitees.count() >= INVITED:
        raise ValidationError(_("Two thousand are invited already: open it to everybody instead."))
    invitee, is_new = Invitee.objects.get_or_create(
        consultation=consultation,
        organisation=organisation,
        user=user,
        defaults={"why": _line(why)[:300], "through": through[:200], "invited_at": at},
    )
    if is_new and not consultation.is_draft:
        _tell_invited(consultation, [invitee], at=at)
    return invitee


@transaction.atomic
def invite_members(
    consultation: Consultation, federation, *, by: User | None, at: datetime, why: str = ""
) -> int:
    """Invite every organisation that belongs today to a coalition or federation. How many are new."""
    policies.check(by, consultation, policies.led_by)
    before = consultation.invitees.count()
    for organisation in member_organisations(federation, localdate(at)):
        invite(consultation, organisation=organisation, why=why, through=str(federation), by=by, at=at)
    return consultation.invitees.count() - before


@transaction.atomic
def take_back_invitation(invitee: Invitee, *, by: User | None, at: datetime) -> None:
    """While it is a draft. Later, who was told that they may speak may speak."""
    policies.check(by, invitee.consultation, policies.led_by)
    if not invitee.consultation.is_draft:
        raise ValidationError(_("They have been told: their place stays."))
    invitee.delete()


def _tell_invited(consultation: Consultation, invitees: list[Invitee], *, at: datetime) -> None:
    mailing.tell(
        consultation,
        "invited",
        organisations=[one.organisation for one in invitees if one.organisation_id],
        users=[one.user for one in invitees if one.user_id],
        at=at,
    )
    Invitee.objects.filter(pk__in=[one.pk for one in invitees]).update(told_at=at)


@transaction.atomic
def renew_key(consultation: Consultation, *, by: User | None, at: datetime) -> Consultation:
    """The address passed on so far opens nothing any more; a new one does."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    consultation.key_number += 1
    consultation.save(update_fields=["key_number"])
    record("key_renewed", consultation, by=by, at=at)
    return consultation


# --- Who works on it


@transaction.atomic
def name_for(
    consultation: Consultation, user: User, duty: str, *, by: User | None, at: datetime, told: bool = True
) -> TeamMember:
    policies.check(by, consultation, policies.led_by)
    member, is_new = TeamMember.objects.get_or_create(
        consultation=consultation, user=user, duty=duty, defaults={"named_at": at}
    )
    if is_new:
        record("named", consultation, by=by, at=at)
        if told:
            mailing.tell(consultation, "named", users=[user], at=at)
    return member


@transaction.atomic
def unname(member: TeamMember, *, by: User | None, at: datetime) -> None:
    policies.check(by, member.consultation, policies.led_by)
    consultation = member.consultation
    member.delete()
    record("unnamed", consultation, by=by, at=at)


# --- Opening and closing


@transaction.atomic
def open_consultation(
    consultation: Consultation, *, by: User | None, at: datetime, told: bool = True
) -> Consultation:
    """From now on people may speak, under rules that no longer change without everybody being told."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    if consultation.is_open:
        return consultation
    if consultation.is_draft and (missing := queries.may_be_opened(consultation)):
        raise ValidationError(missing)
    if consultation.closes_on and consultation.closes_on <= localdate(at):
        raise ValidationError(_("The closing day has passed: choose a later one first."))
    first = consultation.is_draft
    step(consultation, Consultation.State.OPEN)
    consultation.opened_at, consultation.closed_at = consultation.opened_at or at, None
    consultation.save()
    if first:
        consultation.rules.filter(told_at=None).update(told_at=at)
        if told:
            _tell_invited(consultation, list(queries.invitees_of(consultation)), at=at)
    record("opened" if first else "reopened", consultation, by=by, at=at)
    return consultation


@transaction.atomic
def close_consultation(consultation: Consultation, *, by: User | None, at: datetime) -> Consultation:
    """Nobody contributes any more; each may still withdraw, follow their words and reply."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    if step(consultation, Consultation.State.CLOSED):
        consultation.closed_at = at
        consultation.save()
        record("closed", consultation, by=by, at=at)
    return consultation


# --- Documents


@transaction.atomic
def add_document(
    consultation: Consultation, *, by: User | None, at: datetime, file, title: str, says: str
) -> Document:
    """Put a checked file beside the context, with what it says for whoever cannot open it."""
    policies.check(by, consultation, policies.led_by)
    consultation = queries.lock(consultation)
    if not says.strip():
        raise ValidationError({"says": _("Say in a few sentences what it says: not everybody can open it.")})
    if consultation.documents.count() >= DOCUMENTS:
        raise ValidationError(_("There are enough documents here: remove one first."))
    data, name = file.read(), file.name
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if file.upload.kind in IMAGES:
        picture = redrawn(data)
        data, media_type = picture.data, picture.media_type
        name = f"{name.rpartition('.')[0]}.webp"
    document = Document.objects.create(
        consultation=consultation,
        name=name,
        title=_line(title)[:160] or name,
        says=plain(says)[:3_000],
        media_type=media_type,
        size=len(data),
        added_at=at,
    )
    DocumentContent.objects.create(document=document, data=data)
    record("document_added", consultation, document, by=by, at=at)
    return document


@transaction.atomic
def remove_document(document: Document, *, by: User | None, at: datetime) -> None:
    policies.check(by, document.consultation, policies.led_by)
    if not document.consultation.is_draft:
        raise ValidationError(_("It is open: what people read before they answered stays."))
    record("document_removed", document.consultation, document, by=by, at=at)
    document.delete()
