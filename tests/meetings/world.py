"""A meeting of one organisation, with one of everything, for the walk over every address."""

from datetime import timedelta

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.models import (
    Correction,
    Dissatisfaction,
    Document,
    DocumentContent,
    FollowUp,
    Guest,
    Invitation,
    Item,
    Meeting,
    Series,
)
from tests.network.factories import OrganisationFactory


def examples(organisation) -> dict[str, dict]:
    """By address, its arguments."""
    series = Series.objects.create(organisation=organisation, name="Table d’essai")
    Guest.objects.create(series=series, organisation=organisation)
    meeting = Meeting.objects.create(
        series=series,
        starts_at=now() + timedelta(days=3),
        ends_at=now() + timedelta(days=3, hours=1),
    )
    Invitation.objects.create(meeting=meeting, organisation=organisation, sent_at=now())
    item = Item.objects.create(meeting=meeting, title="Un point")
    correction = Correction.objects.create(item=item, by_label="Une", words="Autrement", asked_at=now())
    follow_up = FollowUp.objects.create(
        series=series, meeting=meeting, text="À faire", organisation=organisation, decided_at=now()
    )
    dissatisfaction = Dissatisfaction.objects.create(
        series=series,
        organisation=organisation,
        to=OrganisationFactory(),
        words="Un secret entre deux",
        by_label="Une",
        written_at=now(),
        answer_by=today() + timedelta(days=9),
    )
    document = Document.objects.create(
        meeting=meeting,
        name="a.txt",
        title="Un document",
        media_type="text/plain",
        size=1,
        by_label="Une",
        added_at=now(),
    )
    DocumentContent.objects.create(document=document, data=b"a")
    one, point = {"uid": meeting.uid}, {"uid": meeting.uid, "item": item.uid}
    file = {"uid": meeting.uid, "document": document.uid}
    about_series = "series series_edit series_guests series_end meeting_new dissatisfaction_new".split()
    about_meeting = (
        "meeting meeting_calendar meeting_edit meeting_step meeting_guests document_new dissatisfaction_about"
        " item_new meeting_run attend minutes"
    ).split()
    about_item = "item_edit item_step item_relay item_note item_follow_up correction_new".split()
    return {
        **{name: {"uid": series.uid} for name in about_series},
        **dict.fromkeys(about_meeting, one),
        **dict.fromkeys(about_item, point),
        "correction_answer": point | {"correction": correction.uid},
        "document": file,
        "document_remove": file,
        "follow_up": {"uid": follow_up.uid},
        "dissatisfaction": {"uid": dissatisfaction.uid},
        "dissatisfaction_withdraw": {"uid": dissatisfaction.uid},
    }
