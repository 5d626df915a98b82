"""A campaign as one line, from its preparation to what is told of it."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.inquiry.models import Campaign, Wave
from arrimage.apps.inquiry.queries.campaigns import reminder_dates

DONE, NOW, LATER = "done", "now", "later"


def thread_of(campaign: Campaign, waves: list[Wave], on: date) -> list[dict]:
    """What was done, what is under way, what comes."""
    steps = [_step(_("Prepared"), DONE if campaign.is_launched else NOW)]
    for wave in waves:
        steps += _wave_steps(campaign, wave, on, is_alone=len(waves) == 1)
    is_over = campaign.is_launched and all(wave.is_closed for wave in waves)
    steps.append(
        _step(
            _("Results told to those who answered"),
            NOW if is_over else LATER,
            text=_("They gave their time: they are the first to read what came of it."),
        )
    )
    return steps


def _wave_steps(campaign: Campaign, wave: Wave, on: date, *, is_alone: bool) -> list[dict]:
    name = _("Invitations") if is_alone else _("Wave %(number)d: invitations") % {"number": wave.number}
    begun = wave.opening_id is not None
    steps = [_step(name, DONE if begun else LATER, wave.opens_on)]
    days = reminder_dates(wave)
    for rank, day in enumerate(days, 1):
        is_last = rank == len(days)
        title = _("Reminder to those who have not answered") if is_alone or is_last or rank == 1 else ""
        is_past = begun and (day <= on or wave.is_closed)
        steps.append(_step(title or _("Reminder"), DONE if is_past else LATER, day))
    steps.append(_step(_("Closing"), DONE if wave.is_closed else LATER, wave.closes_on, text=_left(wave, on)))
    if wave.is_open:
        coming = next((step for step in steps if step["state"] == LATER), None)
        if coming:
            coming["state"] = NOW
    return steps


def _left(wave: Wave, on: date) -> str:
    if not wave.is_open:
        return ""
    days = (wave.closes_on - on).days
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days} if days > 0 else ""


def _step(title: str, state: str, day: date | None = None, text: str = "") -> dict:
    return {
        "title": title,
        "state": state,
        "when": date_format(day, "DATE_FORMAT") if day else "",
        "text": text,
    }
