"""The directory's scheduled work."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import agreement_reminders, assessments, participation, reminders, waves


@due(every=timedelta(hours=1), name="network.reminders")
def send_reminders(at: datetime) -> str:
    count = reminders.send_reminders(at=at)
    return ngettext("%d reminder sent", "%d reminders sent", count) % count if count else ""


@due(every=timedelta(hours=1), name="network.waves")
def look_after_waves(at: datetime) -> str:
    """Close the waves whose day has come; remind those who have not finished one that is about to close."""
    closed, reminded = waves.close_due_waves(at=at), waves.send_due_reminders(at=at)
    said = []
    if closed:
        said.append(ngettext("%d wave closed", "%d waves closed", closed) % closed)
    if reminded:
        said.append(ngettext("%d reminder sent", "%d reminders sent", reminded) % reminded)
    return ", ".join(said)


@due(every=timedelta(hours=1), name="network.assessments")
def close_assessments(at: datetime) -> str:
    """Self-assessments whose last day is past: the network may then compare."""
    count = assessments.close_ended(at=at)
    return ngettext("%d self-assessment closed", "%d self-assessments closed", count) % count if count else ""


@due(every=timedelta(days=1), name="network.agreements")
def look_after_agreements(at: datetime) -> str:
    """The ends first: nobody is reminded of what is over."""
    agreement_reminders.end_what_ran_out(at=at)
    count = agreement_reminders.remind_of_renewals(at=at)
    return (
        ngettext("%d agreement up for renewal", "%d agreements up for renewal", count) % count
        if count
        else ""
    )


@due(every=timedelta(hours=6), name="network.contributions")
def remind_of_contributions(at: datetime) -> str:
    """What persons said and nobody answered: it comes back each week until somebody does."""
    count = participation.remind(at=at)
    return (
        ngettext("%d answer owed was recalled", "%d answers owed were recalled", count) % count
        if count
        else ""
    )
