"""Asking for a recognition, filling its dossier, sitting in it. A body opens none: it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.accounts.queries import user_with
from arrimage.apps.audit.actions import record
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.figures import figure
from arrimage.apps.recognition.models import Dossier, Entry, Grid, Item, Seat

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

State = Dossier.State


@transaction.atomic
def ask_for_recognition(team, grid: Grid, *, why: str, by: User | None, at: datetime) -> Dossier:
    """A team asks to be looked at by a grid in use. Its three seats are opened with it.

    Asking again while it is open is the same asking. Raises PermissionDenied, ValidationError.
    """
    policies.check_edits_for(by, team.organisation_id)
    if grid.state != Grid.State.PUBLISHED or not grid.body.recognises:
        raise ValidationError({"grid": _("This grid is no longer in use: choose another.")})
    if team.ended_on is not None:
        raise ValidationError({"team": _("This team is no more: resume it first.")})
    if grid.body.organisation_id == team.organisation_id:
        raise ValidationError({"grid": _("One does not recognise one’s own teams: ask somebody else.")})
    if not why.strip():
        raise ValidationError({"why": _("Say why you ask for it: it is the first thing that is read.")})
    opened = Dossier.objects.select_for_update().filter(team=team, grid=grid).exclude(state__in=Dossier.ENDED)
    if known := opened.first():
        return known
    dossier = Dossier.objects.create(
        grid=grid,
        team=team,
        organisation_id=team.organisation_id,
        asked_by=by,
        asked_at=at,
        why=why.strip(),
    )
    Seat.objects.bulk_create(Seat(dossier=dossier, kind=kind) for kind in Seat.Kind.values)
    record("recognition.asked", by=by, at=at, subjects=[dossier])
    return dossier


@transaction.atomic
def answer_asking(dossier: Dossier, *, accepts: bool, words: str, by: User | None, at: datetime) -> Dossier:
    """The body says yes, and the team prepares; or not now, and why."""
    dossier = lock(dossier)
    check_looks(dossier, by, at)
    if not accepts and not words.strip():
        raise ValidationError({"words": _("Say why, and when the team may ask again.")})
    step(dossier, State.FILLING if accepts else State.DECLINED)
    dossier.words = words.strip()
    dossier.save()
    record("recognition.accepted" if accepts else "recognition.declined", by=by, at=at, subjects=[dossier])
    return dossier


@transaction.atomic
def stop(dossier: Dossier, *, by: User | None, at: datetime) -> Dossier:
    """The team stops it, at any moment and without a reason: nobody else reads it any more."""
    dossier = lock(dossier)
    policies.check_edits_for(by, dossier.organisation_id)
    if dossier.state != State.STOPPED:
        step(dossier, State.STOPPED)
        dossier.save()
        record("recognition.stopped", by=by, at=at, subjects=[dossier])
    return dossier


# --- The team fills


@transaction.atomic
def put_figure(dossier: Dossier, item: Item, *, by: User | None, at: datetime) -> Entry:
    """Put the team's own figure under an item, with the rows it is counted from, as they are today."""
    dossier = _filling(dossier, by)
    if item.grid_id != dossier.grid_id or not item.figure:
        raise ValidationError(_("No figure answers this."))
    entry = _entry(dossier, item)
    entry.figure = figure(item.figure, dossier.team, localdate(at)).to_data()
    entry.save()
    record("recognition.figure_put", by=by, at=at, subjects=[dossier], details={"item": item.code})
    return entry


@transaction.atomic
def take_figure_out(dossier: Dossier, item: Item, *, by: User | None, at: datetime) -> None:
    dossier = _filling(dossier, by)
    if dossier.entries.filter(item=item).update(figure=None):
        record("recognition.figure_taken", by=by, at=at, subjects=[dossier], details={"item": item.code})


@transaction.atomic
def comment(dossier: Dossier, item: Item, *, words: str, by: User | None, at: datetime) -> Entry:
    """What the team says beside its figure, or instead of it."""
    dossier = _filling(dossier, by)
    if item.grid_id != dossier.grid_id:
        raise PermissionDenied
    entry = _entry(dossier, item)
    entry.comment = words.strip()
    entry.save()
    record("recognition.commented", by=by, at=at, subjects=[dossier], details={"item": item.code})
    return entry


@transaction.atomic
def ready(dossier: Dossier, *, by: User | None, at: datetime) -> Dossier:
    """The team's dossier is ready: the body and the seats read it from now on."""
    dossier = _filling(dossier, by)
    step(dossier, State.VISITING)
    dossier.save()
    record("recognition.ready", by=by, at=at, subjects=[dossier])
    return dossier


# --- Those who sit


@transaction.atomic
def seat(place: Seat, *, email: str, called: str, by: User | None, at: datetime) -> Seat:
    """Name who sits there, as they agreed to be named. The team may not choose who looks at it, nor lend
    one of its own.

    Raises PermissionDenied, ValidationError.
    """
    dossier = lock(place.dossier)
    check_looks(dossier, by, at)
    _check_open(dossier)
    place = Seat.objects.select_for_update().get(pk=place.pk)
    if place.spoke_at is not None:
        raise ValidationError(_("They have already spoken: what they said stays, and so does their seat."))
    user = user_with(email.strip()) if email.strip() else None
    if user is None:
        raise ValidationError({"email": _("Write the address of somebody who has an account here.")})
    if dossier.seats.filter(user=user).exclude(pk=place.pk).exists():
        raise ValidationError({"email": _("This person sits there already: a seat each.")})
    if policies.looks_at_own(user, dossier.organisation_id, localdate(at)):
        raise ValidationError(
            {"email": _("This person is no stranger to the organisation looked at: name somebody else.")}
        )
    if not called.strip():
        raise ValidationError({"called": _("Say how they agree to be named.")})
    if place.user_id != user.pk:
        place.words, place.is_stranger_at = "", None
    place.user, place.called = user, called.strip()
    place.save()
    record("recognition.seated", by=by, at=at, subjects=[dossier], details={"seat": place.kind})
    return place


@transaction.atomic
def speak(place: Seat, *, words: str, is_stranger: bool, by: User, at: datetime) -> Seat:
    """What whoever sits there says, in their own words; kept as it is, and read by the team.

    They say first that nothing ties them to it: no list knows who is followed, or whose brother is.
    Raises PermissionDenied, ValidationError.
    """
    dossier, place = _held(place, by)
    if dossier.state != State.VISITING:
        raise ValidationError(_("One speaks between the day the dossier is ready and the report."))
    if not words.strip():
        raise ValidationError({"words": _("Write a word, even “nothing to add”.")})
    if not is_stranger or policies.looks_at_own(by, dossier.organisation_id, localdate(at)):
        raise ValidationError(
            {
                "is_stranger": _(
                    "Only somebody without a tie to the team speaks here: else, give the seat back."
                )
            }
        )
    place.words, place.spoke_at, place.is_stranger_at = words.strip(), at, at
    place.save()
    record("recognition.spoke", by=by, at=at, subjects=[dossier], details={"seat": place.kind})
    return place


@transaction.atomic
def give_seat_back(place: Seat, *, by: User, at: datetime) -> Seat:
    """Whoever was named gives the seat back, for a tie or anything else: no reason is asked."""
    dossier, place = _held(place, by)
    if place.spoke_at is not None:
        raise ValidationError(_("You have already spoken: what you said stays."))
    place.user, place.called = None, ""
    place.save()
    record("recognition.seat_given_back", by=by, at=at, subjects=[dossier], details={"seat": place.kind})
    return place


def _held(place: Seat, by: User) -> tuple[Dossier, Seat]:
    dossier = lock(place.dossier)
    place = Seat.objects.select_for_update().get(pk=place.pk)
    if by is None or place.user_id != by.pk:
        raise PermissionDenied
    return dossier, place


# --- What is shared by the actions of this room


def lock(dossier: Dossier) -> Dossier:
    found = Dossier.objects.select_for_update(of=("self",)).select_related("team", "grid__body")
    return found.get(pk=dossier.pk)


def check_looks(dossier: Dossier, by: User | None, at: datetime) -> None:
    """Whoever looks is of the body, no colleague of the team. Raises PermissionDenied, ValidationError."""
    policies.check_body(by, dossier.grid.body)
    if policies.looks_at_own(by, dossier.organisation_id, localdate(at)):
        raise ValidationError(
            _("You are no stranger to the organisation looked at: let a colleague do it, and stay out of it.")
        )


def step(dossier: Dossier, to: str) -> None:
    if to not in Dossier.NEXT[dossier.state]:
        raise ValidationError(_("This is not the moment for it: look at the page again."))
    dossier.state = to


def _check_open(dossier: Dossier) -> None:
    if dossier.state not in (State.FILLING, State.VISITING):
        raise ValidationError(_("Seats are given while the dossier is prepared or looked at."))


def _filling(dossier: Dossier, by: User | None) -> Dossier:
    dossier = lock(dossier)
    policies.check_edits_for(by, dossier.organisation_id)
    if dossier.state != State.FILLING:
        raise ValidationError(_("The dossier is filled while the team prepares it."))
    return dossier


def _entry(dossier: Dossier, item: Item) -> Entry:
    return Entry.objects.get_or_create(dossier=dossier, item=item)[0]


def next_day(dossier: Dossier, on: date) -> date:
    """The same day, so many months later; the last of the month when it has none."""
    months = on.month - 1 + dossier.grid.every_months
    year, month = on.year + months // 12, months % 12 + 1
    for day in range(on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(on.day, 27))
