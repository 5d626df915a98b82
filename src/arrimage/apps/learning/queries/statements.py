"""What was done in a programme, with pseudonyms in place of teams and persons."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.conf import settings
from django.utils.timezone import make_aware

from arrimage.apps.kernel.blind_index import blind_index
from arrimage.apps.learning.models import Attendance, Programme, Theme, Webinar
from arrimage.apps.learning.presence import Stay, minutes
from arrimage.apps.learning.xapi import Did, Thing

from .participants import webinars_of
from .programmes import enrolments_counted

FEWEST = 5  # persons below which nobody's presence at a webinar leaves the programme
STEPS = {"seen": "experienced", "discussed": "interacted", "tried": "attempted"}


def pseudonym(programme: Programme, kind: str, uid) -> str:
    """Keyed, and of this programme alone: the same somebody has another one in another programme."""
    return blind_index(f"{kind}:{uid}", f"xapi:{programme.uid}")


def home() -> str:
    return settings.BASE_URL.rstrip("/") + "/apprendre/"


def _thing(found, kind: str, language: str) -> Thing:
    address = settings.BASE_URL.rstrip("/") + found.get_absolute_url()
    return Thing(address, str(found), kind, language)


def _noon(day: date) -> datetime:
    """A team notes a day: no hour is invented but the middle of it."""
    return make_aware(datetime.combine(day, time(12)))


def done_in(programme: Programme) -> list[Did]:
    """Without those whose organisation declined, nor what any team wrote. Five queries."""
    themes = {one.pk: one for one in Theme.objects.filter(programme=programme)}
    whole = _thing(programme, "course", programme.language)
    return [*_of_teams(programme, themes, whole), *_of_persons(programme, themes, whole)]


def _of_teams(programme: Programme, themes: dict[int, Theme], whole: Thing) -> Iterator[Did]:
    for enrolment in enrolments_counted(programme).prefetch_related("team__steps"):
        actor = pseudonym(programme, "team", enrolment.team.uid)
        yield Did(actor, True, "registered", whole, _noon(enrolment.since))
        for step in enrolment.team.steps.all():
            if step.theme_id in themes:
                theme = _thing(themes[step.theme_id], "module", programme.language)
                yield Did(actor, True, STEPS[step.step], theme, _noon(step.on), (whole,))


def _of_persons(programme: Programme, themes: dict[int, Theme], whole: Thing) -> Iterator[Did]:
    webinars = {one.pk: one for one in webinars_of(programme)}
    stays: dict[int, dict[object, list[Stay]]] = {}
    rows = Attendance.objects.filter(webinar__in=webinars, user__isnull=False, left_at__isnull=False)
    for row in rows.select_related("user").order_by("pk"):
        there = stays.setdefault(row.webinar_id, {})
        there.setdefault(row.user.uid, []).append(Stay(row.arrived_at, row.left_at))
    for pk, there in stays.items():
        if len(there) >= FEWEST:
            yield from _presences(programme, webinars[pk], themes, whole, there)


def _presences(programme: Programme, webinar: Webinar, themes, whole: Thing, there) -> Iterator[Did]:
    session = webinar.meeting
    what = _thing(webinar, "meeting", webinar.language)
    around = (_thing(themes[webinar.theme_id], "module", programme.language), whole)
    for uid, stays in there.items():
        length = minutes(stays, session.starts_at, session.ends_at)
        yield Did(
            pseudonym(programme, "person", uid),
            False,
            "attended",
            what,
            session.starts_at,  # of the session: an arrival to the minute would say who it is
            around,
            minutes=length,
            earned=length >= webinar.minutes_required,
        )
