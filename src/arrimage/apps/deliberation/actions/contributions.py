"""Speaking, correcting, taking back; writing out a voice, masking, typing in what was written on paper."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import (
    Consultation,
    Contribution,
    Looking,
    Passage,
    Question,
    Rules,
    Sound,
    Vote,
    Wording,
)
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.texts import plain
from arrimage.apps.deliberation.vocabulary import Means, Naming, Side
from arrimage.apps.questionnaires import codes

from . import mailing
from .steps import record, signature, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

LONGEST = 8_000  # characters; a page and a half
State = Contribution.State


class Closed(ValidationError):
    """Nobody contributes here any more, or not yet."""


@dataclass(frozen=True)
class Voice:
    """A voice note already rewritten by `kernel.sounds`."""

    data: bytes
    media_type: str


@dataclass(frozen=True)
class Speaker:
    """In whose name somebody speaks. `name` is for what is typed in from paper; else it is their own."""

    naming: str
    side: str = Side.UNSAID
    name: str = ""


@transaction.atomic
def contribute(
    consultation: Consultation,
    *,
    question: Question,
    text: str,
    speaker: Speaker,
    by: User | None,
    at: datetime,
    voice: Voice | None = None,
    responds_to: Contribution | None = None,
    stance: str = "",
    code: str = "",
) -> tuple[Contribution, str]:
    """Give one's words on a question, or a reason about somebody else's.

    The second value is the code that opens it again, told once, for whoever speaks without an account; `code`
    gives it the same one as before. Raises Closed, PermissionDenied, ValidationError.
    """
    consultation = queries.lock(consultation)
    rules = rules_for(consultation, speaker.naming)
    _check_speaks(speaker, by)
    text = checked(text, may_be_empty=voice is not None)
    if question.consultation_id != consultation.pk or (
        responds_to is not None
        and (responds_to.consultation_id != consultation.pk or responds_to.responds_to_id is not None)
    ):
        raise PermissionDenied
    if (responds_to is None) != (stance == ""):
        raise ValidationError({"stance": _("Say whether you agree, disagree or add something.")})
    is_anonymous = speaker.naming == Naming.ANONYMOUS
    known = None if is_anonymous else by
    if known is None:
        code = codes.spelled(code) or codes.new_code()
    contribution = write(
        consultation,
        question=question,
        rules=rules,
        means=Means.VOICE if voice else Means.TEXT,
        naming=speaker.naming,
        side=speaker.side,
        author=known,
        organisation=by.acting.organisation if speaker.naming == Naming.ORGANISATION else None,
        name="" if is_anonymous else _name(speaker, by),
        code_digest="" if known else codes.digest_of(code),
        responds_to=responds_to,
        stance=stance,
        text=text,
        at=at,
    )
    if voice:
        Sound.objects.create(
            contribution=contribution,
            media_type=voice.media_type,
            size=len(voice.data),
            data=base64.b64encode(voice.data).decode(),
            written_out_on=localdate(at) if text else None,
        )
    if known:
        # Without a name nothing is journalled either: the moment and the session would lead to the author.
        record("contributed", consultation, contribution, by=known, at=at)
    return contribution, "" if known else code


def rules_for(consultation: Consultation, naming: str) -> Rules:
    """The rules one speaks under now. Raises Closed, ValidationError (not a way to sign here)."""
    if not consultation.is_open:
        raise Closed(_("Contributions are closed here: nothing can be added. You may still read and reply."))
    rules = queries.rules_of(consultation)
    allowed = {
        Naming.NAMED: rules.allows_named,
        Naming.ORGANISATION: rules.allows_organisation,
        Naming.ANONYMOUS: rules.allows_anonymous,
        Naming.TABLE: True,  # a table signs for nobody
    }
    if not allowed.get(naming, False):
        raise ValidationError({"naming": _("The rules of this consultation do not allow this way to sign.")})
    return rules


def _check_speaks(speaker: Speaker, by: User | None) -> None:
    if speaker.naming == Naming.ORGANISATION and (by is None or policies.kept_by(by) is None):
        raise PermissionDenied
    if speaker.naming == Naming.NAMED and by is None:
        raise PermissionDenied
    if speaker.naming == Naming.TABLE:
        raise PermissionDenied


def _name(speaker: Speaker, by: User | None) -> str:
    if speaker.naming == Naming.ORGANISATION:
        return str(by.acting.organisation)[:200]
    return (speaker.name or str(by))[:200]


def checked(text: str, *, may_be_empty: bool = False) -> str:
    text = plain(text)
    if not text and not may_be_empty:
        raise ValidationError({"text": _("Write a few words first.")})
    if len(text) > LONGEST:
        raise ValidationError(
            {
                "text": _("It is longer than %(most)d characters: give the rest as a second contribution.")
                % {"most": LONGEST}
            }
        )
    return text


def write(consultation: Consultation, *, text: str, at: datetime, **fields) -> Contribution:
    """A new contribution with its first wording, under the consultation's lock: numbers follow each other."""
    last = consultation.contributions.aggregate(last=Max("number"))["last"] or 0
    contribution = Contribution.objects.create(
        consultation=consultation,
        number=last + 1,
        given_on=localdate(at),
        state=State.GIVEN if text else State.TO_WRITE_OUT,
        wording=1 if text else 0,
        **fields,
    )
    if text:
        Wording.objects.create(contribution=contribution, number=1, text=text, given_on=localdate(at))
    return contribution


def _lock(contribution: Contribution) -> tuple[Consultation, Contribution]:
    """The consultation first, then the contribution: everybody in the same order."""
    consultation = queries.lock(contribution.consultation)
    return consultation, Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)


@transaction.atomic
def correct(contribution: Contribution, text: str, *, by: User | None, at: datetime) -> Contribution:
    """Say it otherwise, while contributions are open. The former wording stays behind what leans on it; the
    new one must be placed again before a synthesis is published. `by` is None for whoever holds the code."""
    policies.check_gave(by, contribution)
    consultation, contribution = _lock(contribution)
    if contribution.state != State.GIVEN:
        raise ValidationError(_("This cannot be corrected: it is withdrawn, or not written out yet."))
    if not consultation.is_open:
        raise Closed(_("Contributions are closed: you may still reply beside your words, or withdraw them."))
    text = checked(text)
    present = contribution.wordings.get(number=contribution.wording)
    if present.text != text:
        reword(contribution, text, at=at)
    return contribution


def reword(contribution: Contribution, text: str, *, at: datetime) -> None:
    contribution.wording += 1
    Wording.objects.create(
        contribution=contribution, number=contribution.wording, text=text, given_on=localdate(at)
    )
    contribution.state = State.GIVEN
    contribution.save()


@transaction.atomic
def withdraw(contribution: Contribution, *, by: User | None, at: datetime) -> Contribution:
    """Take one's words back, at any time: they go from everywhere, published syntheses too. A trace stays,
    that says it was withdrawn by its author; so do the reasons others gave about it, which are theirs."""
    policies.check_gave(by, contribution)
    _consultation, contribution = _lock(contribution)
    if not step(contribution, State.WITHDRAWN):
        return contribution
    contribution.withdrawn_on = localdate(at)
    contribution.name = contribution.typed_by = contribution.agreement = contribution.masked_why = ""
    contribution.author = contribution.organisation = contribution.masked_on = None
    contribution.side = Side.UNSAID
    contribution.save()
    contribution.wordings.update(text="")
    contribution.replies.update(words="")
    Sound.objects.filter(contribution=contribution).delete()
    Looking.objects.filter(contribution=contribution).delete()
    Passage.objects.filter(contribution=contribution).update(text="", salt="")
    if by is not None and contribution.naming != Naming.ANONYMOUS:
        record("withdrawn", contribution.consultation, contribution, by=by, at=at)
    return contribution


@transaction.atomic
def vote(contribution: Contribution, ballot: str, *, by: User, at: datetime) -> Vote:
    """Only where the rules say so; changed until contributions close."""
    consultation = queries.lock(contribution.consultation)
    if not queries.rules_of(consultation).allows_votes:
        raise ValidationError(_("There is no vote here: give your reasons instead."))
    if not consultation.is_open:
        raise Closed(_("The vote is over."))
    if contribution.state != State.GIVEN:
        raise ValidationError(_("These words were withdrawn: nobody votes on them."))
    found, _new = Vote.objects.update_or_create(
        contribution=contribution, user=by, defaults={"ballot": ballot}
    )
    return found


# --- For those who moderate


@transaction.atomic
def write_out(contribution: Contribution, text: str, *, by: User | None, at: datetime) -> Contribution:
    """Write a voice note out by hand: everybody may read it from then on."""
    policies.check(by, contribution.consultation, policies.moderated_by)
    consultation, contribution = _lock(contribution)
    if contribution.state != State.TO_WRITE_OUT:
        raise ValidationError(_("Somebody has written it out meanwhile: open the page again."))
    reword(contribution, checked(text), at=at)
    Sound.objects.filter(contribution=contribution).update(
        written_out_by=signature(by), written_out_on=localdate(at)
    )
    record("written_out", consultation, contribution, by=by, at=at)
    return contribution


@transaction.atomic
def mask(contribution: Contribution, why: str, *, by: User | None, at: datetime) -> Contribution:
    """Hide words that point at somebody or hurt, and say why. They still count in the synthesis."""
    policies.check(by, contribution.consultation, policies.moderated_by)
    consultation, contribution = _lock(contribution)
    if not why.strip():
        raise ValidationError({"why": _("Say why: its author and everybody will read it.")})
    if contribution.state != State.GIVEN:
        raise ValidationError(_("There is nothing to mask here."))
    if contribution.masked_on is None:
        contribution.masked_on, contribution.masked_why = localdate(at), " ".join(why.split())[:300]
        contribution.save()
        record("masked", consultation, contribution, by=by, at=at)
        mailing.tell_author(contribution, "masked", at=at)
    return contribution


@transaction.atomic
def unmask(contribution: Contribution, *, by: User | None, at: datetime) -> Contribution:
    policies.check(by, contribution.consultation, policies.moderated_by)
    consultation, contribution = _lock(contribution)
    if contribution.masked_on is not None:
        contribution.masked_on, contribution.masked_why = None, ""
        contribution.save()
        record("unmasked", consultation, contribution, by=by, at=at)
    return contribution


@transaction.atomic
def type_in(
    consultation: Consultation,
    answers: Iterable[tuple[Question, str]],
    *,
    speaker: Speaker,
    agreement: str,
    by: User | None,
    at: datetime,
) -> tuple[list[Contribution], str]:
    """Type in a workbook for somebody who agreed to it: their words, and the code to hand to them."""
    policies.check(by, consultation, policies.moderated_by)
    consultation = queries.lock(consultation)
    if not agreement.strip():
        raise ValidationError({"agreement": _("Say how the person agreed: without it, nothing is typed in.")})
    if speaker.naming == Naming.NAMED and not speaker.name.strip():
        raise ValidationError({"name": _("Write the name they want shown, or choose to show none.")})
    if speaker.naming not in (Naming.NAMED, Naming.ANONYMOUS):
        raise ValidationError({"naming": _("The rules of this consultation do not allow this way to sign.")})
    rules = rules_for(consultation, speaker.naming)
    written = [(question, text) for question, text in answers if text.strip()]
    if not written:
        raise ValidationError(_("Type at least one answer."))
    is_anonymous = speaker.naming == Naming.ANONYMOUS
    code = codes.new_code()
    made = [
        write(
            consultation,
            question=question,
            rules=rules,
            means=Means.PAPER,
            naming=speaker.naming,
            side=speaker.side,
            name="" if is_anonymous else " ".join(speaker.name.split())[:200],
            code_digest=codes.digest_of(code),
            typed_by="" if is_anonymous else signature(by),
            agreement=" ".join(agreement.split())[:300],
            text=checked(text),
            at=at,
        )
        for question, text in written
    ]
    record("typed_in", consultation, by=by, at=at)
    return made, code
