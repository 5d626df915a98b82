"""Opening a project of interviews, its team, its guide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.audit.actions import record
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Corpus, Member, Question, Round
from arrimage.apps.qualitative.ties import ties_of

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def open_corpus(
    organisation, *, title: str, question: str, by: User, at: datetime, first_figures: str = "", study=None
) -> Corpus:
    """Whoever opens it leads it; it is read together until a blind round is opened."""
    policies.check_author(by, organisation.pk)
    day = localdate(at)
    made = Corpus.objects.create(
        organisation=organisation,
        title=title.strip(),
        question=question.strip(),
        first_figures=first_figures.strip(),
        study=study,
        opened_on=day,
    )
    Member.objects.create(
        corpus=made, user=by, called=(by.name or by.email)[:120], part=Member.Part.LEAD, since=day
    )
    Round.objects.create(
        corpus=made, number=1, name=pgettext("round", "Read together"), kind=Round.Kind.OPEN, opened_at=at
    )
    record("qualitative.corpus_opened", by=by, at=at, subjects=[made])
    return made


@transaction.atomic
def change_corpus(corpus: Corpus, *, by: User, at: datetime, since: int, **told) -> Corpus:
    """Raises StaleVersion."""
    policies.check_leads(by, corpus, localdate(at))
    for name in ("title", "question", "first_figures", "study"):
        if name in told:
            setattr(corpus, name, told[name])
    corpus.save_if_unchanged(since=since)
    record("qualitative.corpus_changed", by=by, at=at, subjects=[corpus])
    return corpus


@transaction.atomic
def add_member(
    corpus: Corpus, *, email: str, called: str, part: str, by: User | None, at: datetime
) -> Member:
    policies.check_leads(by, corpus, localdate(at))
    user = get_user_model().objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise ValidationError(
            {"email": _("Nobody has an account with this address: invite them first, then add them here.")}
        )
    if Member.objects.filter(policies.in_team(localdate(at)), corpus=corpus, user=user).exists():
        raise ValidationError({"email": _("This person is of the team already.")})
    made = Member.objects.create(
        corpus=corpus, user=user, called=called.strip(), part=part, since=localdate(at)
    )
    record("qualitative.member_added", by=by, at=at, subjects=[corpus], details={"part": part})
    return made


@transaction.atomic
def end_member(member: Member, *, by: User | None, at: datetime) -> Member:
    """They read nothing more; what they coded stays, under what they were called."""
    day = localdate(at)
    corpus = Corpus.objects.select_for_update().get(pk=member.corpus_id)
    policies.check_leads(by, corpus, day)
    leads = policies.active_leads(day).filter(corpus=corpus)
    if member.part == Member.Part.LEAD and not leads.exclude(pk=member.pk).exists():
        raise ValidationError(_("Nobody would lead any more: name somebody else to lead first."))
    member.until = day
    member.save()
    record("qualitative.member_left", by=by, at=at, subjects=[corpus])
    return member


@transaction.atomic
def take_over(corpus: Corpus, *, called: str, why: str, by: User, at: datetime) -> Member:
    """Lead a project nobody can lead any more, for the organisation that owns it, and say why.

    A coder of it keeps their part as the same member: what they were given to read blind stays blind. Who led
    before leads no more, should they come back. Raises PermissionDenied, ValidationError.
    """
    day = localdate(at)
    corpus = Corpus.objects.select_for_update(of=("self",)).get(pk=corpus.pk)
    policies.check_author(by, corpus.organisation_id)
    if not Corpus.objects.filter(policies.left_to(by, day), pk=corpus.pk).exists():
        raise ValidationError(_("Somebody leads this project: ask them to add you to the team."))
    if not why.strip():
        raise ValidationError({"why": _("Say why you take it over: the team will read it.")})
    led = corpus.members.filter(policies.in_team(day), part=Member.Part.LEAD)
    led.exclude(user=by.pk).update(until=day)
    mine = policies.member_of(by, corpus, day) or Member(corpus=corpus, user=by, since=day)
    mine.part, mine.took_over_on, mine.took_over_because = Member.Part.LEAD, day, why.strip()
    mine.called = mine.called or called.strip() or (by.name or by.email)[:120]
    mine.save()
    record("qualitative.taken_over", by=by, at=at, subjects=[corpus], details={"why": mine.took_over_because})
    return mine


@transaction.atomic
def add_question(
    corpus: Corpus,
    *,
    words: str,
    prompts: str = "",
    lights: str = "",
    figure: str = "",
    lights_ref: str = "",
    figure_ref: str = "",
    asked_ref: str = "",
    by: User | None,
    at: datetime,
) -> Question:
    """At the end of the guide. `asked_ref`: what asked it elsewhere, which comes once into a guide.

    Raises PermissionDenied, ValidationError.
    """
    policies.check_leads(by, corpus, localdate(at))
    Corpus.objects.select_for_update().get(pk=corpus.pk)  # one place for each, one coming of each
    if asked_ref and corpus.guide.filter(asked_ref=asked_ref).exists():
        raise ValidationError(_("This question is in that guide already."))
    last = corpus.guide.aggregate(last=Max("place"))["last"] or 0
    made = Question(corpus=corpus, place=last + 1, words=words.strip(), prompts=prompts.strip())
    made.asked_ref = asked_ref
    _tie(made, "lights", lights, lights_ref, by)
    _tie(made, "figure", figure, figure_ref, by)
    made.save()
    record("qualitative.guide_changed", by=by, at=at, subjects=[corpus])
    return made


def _tie(question: Question, name: str, words: str, ref: str, by: User | None) -> None:
    """What is chosen is said as its room says it; what was chosen before stays as it was said then."""
    if ref and ref != getattr(question, f"{name}_ref"):
        found = ties_of(by, name, [ref]).get(ref)
        if found is None:
            raise ValidationError(_("What you chose is not there any more: choose again, or write it."))
        words = found.label
        if name == "figure":
            question.figure_seen = found.mark
    elif not ref and name == "figure":
        question.figure_seen = ""
    setattr(question, name, words.strip()[: Question._meta.get_field(name).max_length])
    setattr(question, f"{name}_ref", ref)


@transaction.atomic
def change_question(question: Question, *, by: User, at: datetime, since: int, **told) -> Question:
    """Raises PermissionDenied, ValidationError, StaleVersion."""
    policies.check_leads(by, question.corpus, localdate(at))
    for name in ("words", "prompts"):
        if name in told:
            setattr(question, name, told[name].strip())
    for name in ("lights", "figure"):
        if name in told or f"{name}_ref" in told:
            held = {one: getattr(question, one) for one in (name, f"{name}_ref")}
            words, ref = (told.get(one, held[one]) for one in held)
            _tie(question, name, words, ref, by)
    question.save_if_unchanged(since=since)
    record("qualitative.guide_changed", by=by, at=at, subjects=[question.corpus])
    return question


@transaction.atomic
def move_question(question: Question, *, up: bool, by: User, at: datetime) -> None:
    policies.check_leads(by, question.corpus, localdate(at))
    every = list(Question.objects.select_for_update().filter(corpus=question.corpus_id))
    here = every.index(question)
    there = here - 1 if up else here + 1
    if 0 <= there < len(every):
        every[here], every[there] = every[there], every[here]
        for place, one in enumerate(every, 1):
            one.place = place
        Question.objects.bulk_update(every, ["place"])
        record("qualitative.guide_changed", by=by, at=at, subjects=[question.corpus])


@transaction.atomic
def remove_question(question: Question, *, by: User, at: datetime) -> None:
    policies.check_leads(by, question.corpus, localdate(at))
    corpus = question.corpus
    question.delete()
    record("qualitative.guide_changed", by=by, at=at, subjects=[corpus])
