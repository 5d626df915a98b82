"""Reading webinars, who was there, and what one earned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Attendance, Certificate, Registration, Webinar, WebinarQuestion
from arrimage.apps.learning.presence import Attended, Clash, Stay, clashes, hours_earned, minutes

HOST = "webinar"
EARLY = timedelta(minutes=30)  # before it begins and after it ends, codes are still taken


def webinars() -> QuerySet[Webinar]:
    """Everybody reads what is announced."""
    return Webinar.objects.select_related(
        "organisation", "theme__programme", "meeting__series", "replay", "evaluation"
    )


def coming(at: datetime) -> QuerySet[Webinar]:
    return (
        webinars()
        .filter(meeting__ends_at__gt=at)
        .annotate(registered=Count("registrations"))
        .order_by("meeting__starts_at", "id")
    )


def past(at: datetime) -> QuerySet[Webinar]:
    return webinars().filter(meeting__ends_at__lte=at).order_by("-meeting__starts_at", "-id")


def webinars_kept_by(user) -> QuerySet[Webinar]:
    return webinars().filter(policies.pieces_kept_by(user))


def is_registered(webinar: Webinar, user) -> bool:
    return user.is_authenticated and Registration.objects.filter(webinar=webinar, user=user).exists()


def questions_for(webinar: Webinar, user, *, runs: bool) -> QuerySet[WebinarQuestion]:
    """For whoever registered: those not hidden. For whoever runs it: all."""
    asked = webinar.questions.order_by("answered_at", "asked_at", "id")
    if runs:
        return asked
    return asked.filter(hidden_at=None) if is_registered(webinar, user) else asked.none()


def questions_kept_by(user) -> QuerySet[WebinarQuestion]:
    kept = Webinar.objects.filter(policies.pieces_kept_by(user)).values("pk")
    return WebinarQuestion.objects.filter(webinar__in=kept).select_related("webinar")


def users_with(emails: Iterable[str]) -> dict[str, object]:
    """Active accounts, by address in lower case. One query."""
    found = get_user_model().objects.filter(is_active=True, email__in=set(emails))
    return {user.email.lower(): user for user in found}


@dataclass(frozen=True)
class Presence:
    """Somebody in one webinar: for how long, what it earns, and where else they were meanwhile."""

    key: str
    name: str
    email: str
    user: object | None
    minutes: int
    hours: Decimal
    clashes: tuple[Clash, ...]


def presences(webinar: Webinar) -> list[Presence]:
    """By name. Two queries, whatever their number."""
    session = webinar.meeting
    by_key: dict[str, list[Attendance]] = {}
    for row in webinar.attendances.select_related("user"):
        by_key.setdefault(row.key, []).append(row)
    at_once = clashes_of(webinar)
    found = []
    for key, rows in by_key.items():
        there = minutes(_stays(rows), session.starts_at, session.ends_at)
        found.append(
            Presence(
                key=key,
                name=rows[0].name,
                email=rows[0].email,
                user=next((row.user for row in rows if row.user), None),
                minutes=there,
                hours=hours_earned(there, required=webinar.minutes_required, announced=webinar.hours),
                clashes=tuple(at_once.get(key, ())),
            )
        )
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def clashes_of(webinar: Webinar) -> dict[str, list[Clash]]:
    """Those of this webinar who were in another one at the same moment, by who they are."""
    session = webinar.meeting
    keys = webinar.attendances.values("key")
    near = Q(webinar__meeting__starts_at__lt=session.ends_at, webinar__meeting__ends_at__gt=session.starts_at)
    rows = Attendance.objects.filter(near | Q(webinar=webinar), key__in=keys, left_at__isnull=False)
    found: dict[str, list[Clash]] = {}
    for clash in clashes(
        Attended(row.key, row.webinar_id, Stay(row.arrived_at, row.left_at)) for row in rows
    ):
        if webinar.pk in clash.sessions:
            found.setdefault(clash.who, []).append(clash)
    return found


def titles_of(found: list[Presence], *, but: Webinar) -> dict[int, str]:
    """The titles of the other webinars people were in meanwhile. One query."""
    others = {session for one in found for clash in one.clashes for session in clash.sessions} - {but.pk}
    return dict(Webinar.objects.filter(pk__in=others).values_list("pk", "title"))


def _stays(rows: Iterable[Attendance]) -> list[Stay]:
    """A code typed at the beginning and never at the end says an arrival, and no length."""
    return [Stay(row.arrived_at, row.left_at) for row in rows if row.left_at]


def certificates_of(user) -> QuerySet[Certificate]:
    return Certificate.objects.filter(user=user.pk).select_related(
        "webinar__organisation", "webinar__meeting"
    )


def certificate_behind(code: str) -> Certificate | None:
    """What a code verifies, whoever asks."""
    return (
        Certificate.objects.filter(code=code.strip().upper())
        .select_related("webinar__organisation", "webinar__meeting")
        .first()
    )


def certificates_kept_by(user) -> QuerySet[Certificate]:
    kept = Webinar.objects.filter(policies.pieces_kept_by(user)).values("pk")
    return Certificate.objects.filter(webinar__in=kept).select_related("webinar", "user")


@dataclass(frozen=True)
class Year:
    year: int
    hours: Decimal
    certificates: list[Certificate]


def record_of(user) -> list[Year]:
    """One's own professional development, year by year: what stands, without what was withdrawn."""
    years: dict[int, list[Certificate]] = {}
    for certificate in certificates_of(user).filter(withdrawn_at=None):
        years.setdefault(certificate.webinar.meeting.starts_at.year, []).append(certificate)
    return [
        Year(year, sum((one.hours for one in years[year]), Decimal(0)), years[year])
        for year in sorted(years, reverse=True)
    ]
