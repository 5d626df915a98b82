"""A meeting as an iCalendar file (RFC 5545), so that it enters anybody's calendar."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event


def meeting(
    *,
    uid: str,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime | None,
    title: str,
    text: str,
    place: str,
    link: str = "",
    sequence: int = 0,
    is_cancelled: bool = False,
) -> str:
    """The file's text; `at` is when it was written, a meeting without an end lasts an hour.

    Published, not requested: the answer goes through our page, never by mail to a machine. A calendar that
    already holds this `uid` takes the file with the greater `sequence`; a cancelled meeting leaves it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Arrimage//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{uid}@arrimage")
    event.add("dtstamp", at)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at or starts_at + timedelta(hours=1))
    event.add("summary", title)
    if text:
        event.add("description", text)
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if link:
        event.add("url", link)
    if place:
        event.add("location", place)
    calendar.add_component(event)
    return calendar.to_ical().decode()
