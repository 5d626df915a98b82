"""What a programme asks when something of it ends: what was decided, what is due, what was asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from arrimage.apps.inquiry.queries import campaigns
from arrimage.apps.learning.models import EndAsked, EndQuestions, Programme

from .participants import webinars_of

TRIED_FOR = timedelta(days=14)  # how long one still tries to ask about something that ended
LATE_FOR = timedelta(days=60)  # … about a webinar, whose attendance is sometimes brought much later
Moment = EndQuestions.Moment


def questions_of(programme: Programme) -> dict[str, EndQuestions]:
    """By moment, those that are asked."""
    found = programme.end_questions.filter(stopped_at=None).select_related("version__instrument")
    return {one.moment: one for one in found}


def questions_in_force() -> QuerySet[EndQuestions]:
    return (
        EndQuestions.objects.filter(stopped_at=None, programme__status=Programme.Status.PUBLISHED)
        .select_related("programme__organisation", "version__instrument", "decided_by")
        .order_by("pk")
    )


def versions_to_ask(organisation_id: int) -> QuerySet:
    return campaigns.versions_for(organisation_id)


def ended(questions: EndQuestions, on: date) -> Iterator[tuple[dict, date]]:
    """What ended since it was decided, and of late: how `EndAsked` names it, and its last day."""
    first = max(questions.since, on - TRIED_FOR)
    programme = questions.programme
    if questions.moment == Moment.THEME:
        for theme in programme.themes.filter(ends_on__gte=first, ends_on__lt=on):
            yield {"theme": theme}, theme.ends_on
    elif questions.moment == Moment.PROGRAMME:
        if programme.ends_on and first <= programme.ends_on < on:
            yield {}, programme.ends_on
    else:
        first = max(questions.since, on - LATE_FOR)
        for webinar in webinars_of(programme).exclude(meeting__state="cancelled"):
            day = localdate(webinar.meeting.ends_at)
            if first <= day < on:
                yield {"webinar": webinar}, day


def webinars_asked_about(on: date) -> QuerySet[EndAsked]:
    """Of late, by programmes that still ask: somebody more may have been there."""
    return (
        EndAsked.objects.filter(
            questions__in=questions_in_force(),
            webinar__isnull=False,
            asked_at__isnull=False,
            campaign__isnull=False,
            ended_on__gte=on - LATE_FOR,
        )
        .select_related("campaign", "late")
        .order_by("pk")
    )


@dataclass(frozen=True)
class Asked:
    """What was asked, and where its campaign stands; `campaign` is None where it could not be asked."""

    row: EndAsked
    campaign: object | None
    reads: bool  # this user may open the campaign's page
    is_late: bool = False  # of those learned of once the first was closed

    @property
    def wave(self):
        return self.campaign.known_waves[-1] if self.campaign else None


def asked_in(programme: Programme, user) -> list[Asked]:
    """Newest first. Four queries, whatever their number."""
    rows = list(
        EndAsked.objects.filter(questions__programme=programme).select_related(
            "questions__programme", "theme", "webinar"
        )
    )
    ids = [one for row in rows for one in (row.late_id, row.campaign_id) if one]
    known = campaigns.campaigns_named(ids) if ids else {}
    read = set(campaigns.campaigns_read_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Asked(row, known.get(pk), pk in read, is_late=is_late)
        for row in rows
        for pk, is_late in ([(row.late_id, True)] if row.late_id else []) + [(row.campaign_id, False)]
    ]
