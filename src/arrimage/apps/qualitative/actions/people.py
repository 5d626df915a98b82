"""Whom one thinks of, what they answer and allow, when they are met, what is recorded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import sounds
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import (
    Appointment,
    Case,
    Coding,
    Consent,
    Corpus,
    Member,
    Participant,
    Recording,
    Settlement,
    Transcript,
)

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

LONGEST_KEPT = timedelta(days=730)  # of a recording


@transaction.atomic
def think_of(
    corpus: Corpus,
    *,
    name: str,
    pseudonym: str,
    why: str,
    by: User | None,
    at: datetime,
    group: str = "",
    reach: str = "",
) -> Participant:
    """Put somebody in the sampling frame. They are a case from now on, under another name."""
    policies.check_leads(by, corpus, localdate(at))
    pseudonym = pseudonym.strip()
    if Case.objects.filter(corpus=corpus, pseudonym=pseudonym).exists():
        raise ValidationError({"pseudonym": _("Another person has this name here: choose another one.")})
    if pseudonym.casefold() in name.casefold().split():
        raise ValidationError({"pseudonym": _("This is part of their own name: choose another one.")})
    case = Case.objects.create(corpus=corpus, pseudonym=pseudonym)
    made = Participant.objects.create(
        corpus=corpus,
        case=case,
        name=name.strip(),
        reach=reach.strip(),
        group=group.strip(),
        why=why.strip(),
        state_on=localdate(at),
    )
    record("qualitative.participant_added", by=by, at=at, subjects=[made])
    return made


@transaction.atomic
def note_answer(
    participant: Participant, state: str, *, by: User | None, at: datetime, words: str = ""
) -> Participant:
    """They were asked, said yes, declined, could not be reached. Saying yes is not yet a consent."""
    policies.check_leads(by, participant.corpus, localdate(at))
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if state == Participant.State.WITHDRAWN or state not in Participant.NEXT[participant.state]:
        raise ValidationError(_("This does not follow from where things are. Open the page again."))
    participant.state, participant.state_on = state, localdate(at)
    if words.strip():
        participant.words = words.strip()
    participant.save()
    record("qualitative.participant_answered", by=by, at=at, subjects=[participant], details={"state": state})
    return participant


@transaction.atomic
def note_consent(
    participant: Participant,
    *,
    given_on: date,
    means: str,
    records: bool,
    quotes: bool,
    keeps_text: bool,
    by: User | None,
    at: datetime,
) -> Consent:
    """The last one holds: what it no longer allows stops today."""
    policies.check_leads(by, participant.corpus, localdate(at))
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if given_on > localdate(at):
        raise ValidationError({"given_on": _("This day is still to come.")})
    participant.consents.filter(withdrawn_on=None).update(withdrawn_on=localdate(at))
    made = Consent.objects.create(
        participant=participant,
        given_on=given_on,
        means=means,
        records=records,
        quotes=quotes,
        keeps_text=keeps_text,
        noted_by=str(by or ""),
    )
    if not records:
        _delete_recordings(participant, at=at)
    if participant.state != Participant.State.AGREED:
        participant.state, participant.state_on = Participant.State.AGREED, localdate(at)
        participant.save()
    record(
        "qualitative.consent_noted",
        by=by,
        at=at,
        subjects=[participant],
        details={"records": records, "quotes": quotes, "keeps_text": keeps_text},
    )
    return made


@transaction.atomic
def withdraw(participant: Participant, *, erase_text: bool, by: User | None, at: datetime) -> Participant:
    """They withdraw: recordings are deleted, nothing is quoted any more; their texts too, if they wish it."""
    policies.check_leads(by, participant.corpus, localdate(at))
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    participant.consents.filter(withdrawn_on=None).update(withdrawn_on=localdate(at))
    _delete_recordings(participant, at=at)
    participant.appointments.filter(state=Appointment.State.PLANNED).delete()
    if erase_text:
        texts = Transcript.objects.filter(case=participant.case_id)
        Coding.objects.filter(transcript__in=texts).delete()
        Settlement.objects.filter(transcript__in=texts).delete()
        texts.delete()
    participant.state, participant.state_on = Participant.State.WITHDRAWN, localdate(at)
    participant.save()
    record(
        "qualitative.participant_withdrew",
        by=by,
        at=at,
        subjects=[participant],
        details={"erased": erase_text},
    )
    return participant


@transaction.atomic
def plan_interview(
    participant: Participant,
    *,
    starts_at: datetime,
    how: str,
    place: str = "",
    held_by: Member | None = None,
    by: User | None,
    at: datetime,
) -> Appointment:
    policies.check_leads(by, participant.corpus, localdate(at))
    if participant.state in (Participant.State.DECLINED, Participant.State.WITHDRAWN):
        raise ValidationError(_("This person said no: nothing is planned with them."))
    made = Appointment.objects.create(
        participant=participant, starts_at=starts_at, how=how, place=place.strip(), held_by=held_by
    )
    record("qualitative.interview_planned", by=by, at=at, subjects=[participant])
    return made


@transaction.atomic
def close_interview(
    appointment: Appointment, *, held: bool, note: str = "", by: User | None, at: datetime
) -> Appointment:
    """It took place, or it did not. It takes place once there is a consent."""
    participant = appointment.participant
    policies.check_leads(by, participant.corpus, localdate(at))
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if held and not participant.consents.filter(withdrawn_on=None).exists():
        raise ValidationError(_("Note first what this person consents to."))
    appointment.state = Appointment.State.HELD if held else Appointment.State.MISSED
    appointment.note = note.strip() or appointment.note
    appointment.save()
    record("qualitative.interview_closed", by=by, at=at, subjects=[participant])
    return appointment


@transaction.atomic
def keep_recording(
    participant: Participant, file, *, delete_on: date, by: User | None, at: datetime
) -> Recording:
    """The sound alone, encrypted, until a day said now. Raises ValidationError."""
    policies.check_leads(by, participant.corpus, localdate(at))
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if not participant.consents.filter(withdrawn_on=None, records=True).exists():
        raise ValidationError(_("This person has not agreed to be recorded: nothing is kept."))
    if not localdate(at) < delete_on <= localdate(at) + LONGEST_KEPT:
        raise ValidationError({"delete_on": _("Choose a day to come, within two years.")})
    sound = sounds.rewritten(file.read(), file.upload.kind)
    made = Recording.objects.create(
        participant=participant,
        data=sound.data,
        media_type=sound.media_type,
        seconds=sound.seconds,
        delete_on=delete_on,
        added_by=str(by or ""),
    )
    record("qualitative.recording_kept", by=by, at=at, subjects=[participant])
    return made


@transaction.atomic
def delete_recording(recording: Recording, *, by: User | None, at: datetime) -> None:
    policies.check_leads(by, recording.participant.corpus, localdate(at))
    Recording.objects.filter(pk=recording.pk, deleted_at=None).update(data=None, deleted_at=at)
    record("qualitative.recording_deleted", by=by, at=at, subjects=[recording.participant])


@transaction.atomic
def delete_due_recordings(*, at: datetime) -> int:
    """Those whose day has come."""
    due = list(
        Recording.objects.filter(deleted_at=None, delete_on__lte=localdate(at))
        .defer("data")
        .select_related("participant__case")
    )
    for one in due:
        Recording.objects.filter(pk=one.pk).update(data=None, deleted_at=at)
        record("qualitative.recording_deleted", at=at, subjects=[one.participant])
    return len(due)


def _delete_recordings(participant: Participant, *, at: datetime) -> None:
    participant.recordings.filter(deleted_at=None).update(data=None, deleted_at=at)
