"""The journal, for those who watch over it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.design.tables import Column, Table, table_for

from . import queries
from .actions import Subject, record
from .forms import JournalFilter
from .models import Entry
from .policies import READERS
from .sentences import deed, role_name, who

RECENT = timedelta(days=30)  # shown when nothing is asked: a whole journal has no end


@reachable_by(doors(door(*READERS, relation=Relation.OWN)))
def journal(request: HttpRequest) -> HttpResponse:
    """The entries of the organisation one acts for. Reading them is journalled like any reading."""
    asked = request.GET if JournalFilter.base_fields.keys() & request.GET.keys() else None
    form = JournalFilter(asked if asked is not None else {"since": today() - RECENT})
    entries = queries.journal_of(request.user)
    entries = queries.matching(entries, **form.cleaned_data) if form.is_valid() else entries.none()
    table = _table(request, entries)

    file_kind = table.export_format
    details = {name: str(value) for name, value in form.cleaned_data.items() if value}
    if file_kind:
        _note(request, "journal.exported", {**details, "format": file_kind})
        respond = csv_response if file_kind == "csv" else xlsx_response
        return respond(f"journal-{today()}.{file_kind}", table.header, table.export_rows)
    shown = [entry.pk for entry in table.page]
    response = render(request, "audit/journal.html", {"form": form, "table": table})
    _note(request, "journal.read", {**details, "entries": shown})
    return response


def _note(request: HttpRequest, action: str, details: dict) -> None:
    organisation = request.user.acting.organisation
    subject = Subject("network.organisation", str(organisation.uid), str(organisation))
    record(action, by=request.user, subjects=[subject], request=request, at=now(), details=details)


def _table(request: HttpRequest, entries) -> Table:
    return table_for(
        request,
        entries,
        [
            Column("at", _("When"), value=_moment, sort="at", export=lambda entry: entry.at),
            Column("who", _("Who"), value=who, sort="actor_label"),
            Column("role", _("As"), value=lambda entry: role_name(entry.role), sort="role"),
            Column("action", _("What was done"), value=lambda entry: deed(entry.action), sort="action"),
            Column("about", _("About"), value=_about),
            Column("purpose", _("Purpose"), sort="purpose"),
        ],
        caption=_("Journal"),
        per_page=50,
        sort="-at",
    )


def _moment(entry: Entry) -> str:
    return f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"


def _about(entry: Entry) -> str:
    return ", ".join(subject["label"] or subject["id"] for subject in entry.about)
