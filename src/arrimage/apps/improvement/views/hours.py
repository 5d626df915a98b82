"""Time given: one's own, for continuing education; a committee's, for who animates it."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from arrimage.apps.improvement.actions import hours as actions
from arrimage.apps.improvement.forms.committees import AmountForm, CompensationForm
from arrimage.apps.improvement.models import Holder
from arrimage.apps.improvement.queries import hours as queries
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.design.tables import Column, table_for

from .doors import TO_SELF, accepted, done

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@never_cache
@reachable_by(SIGNED_IN)
def my_hours(request: HttpRequest) -> HttpResponse:
    """My continuing education: committees and webinars, each with what it rests on; mine alone."""
    times = queries.own_time(request.user)
    table = table_for(
        request,
        times,
        [
            Column("on", _("Day"), sort="on"),
            Column("what", _("What")),
            Column("where", _("Where")),
            Column(
                "in_hours",
                _("Hours"),
                value=lambda one: one.said,
                export=lambda one: one.in_hours,
                sort="minutes",
                numeric=True,
            ),
            Column("source", pgettext("time", "What it rests on")),
        ],
        caption=_("My time"),
    )
    if table.export_format:
        return EXPORTS[table.export_format](_("my time"), table.header, table.export_rows)
    context = {"table": table, "years": queries.by_year(times)}
    return render(request, "improvement/my_hours.html", context)


@never_cache
@reachable_by(TO_SELF)
def committee_hours(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For who animates: what each gave, and what those who come for themselves are owed."""
    found = get_object_or_404(queries.committees_led_by(request.user, on=today()), uid=uid)
    do = request.POST.get("do", "")
    holders = Holder.objects.filter(place__committee=found).select_related("place").order_by("until", "id")
    form = CompensationForm(request.POST if do == "note" else None, holders=holders)
    given = queries.given_in(found)
    if request.method == "POST":
        by = {"by": request.user, "at": now()}
        if do == "note":
            if form.is_valid() and accepted(form, actions.note_hours, **form.cleaned_data, **by):
                notices.success(request, _("It is noted."))
                return redirect("committee_hours", found.uid)
        elif do.startswith("pay-"):
            _pay(request, given, do.removeprefix("pay-"), by)
            return redirect("committee_hours", found.uid)
        elif do == "amount":
            _compensate(request, given, by)
            return redirect("committee_hours", found.uid)
        else:
            raise BadRequest
    table = table_for(
        request,
        given,
        [
            Column("name", _("Who"), lambda one: one.holder.said),
            Column("place", pgettext("committee", "Place"), lambda one: str(one.holder.place)),
            Column("in_meetings", _("In meetings, minutes"), numeric=True),
            Column("minutes", _("In all, minutes"), numeric=True),
            Column(
                "owed",
                _("Owed, in dollars"),
                lambda one: one.owed if one.is_compensated else "",
                numeric=True,
            ),
            Column(
                "paid",
                _("Paid, in dollars"),
                lambda one: one.paid if one.is_compensated else "",
                numeric=True,
            ),
        ],
        caption=_("Time given"),
    )
    if table.export_format:
        return EXPORTS[table.export_format](_("time given"), table.header, table.export_rows)
    context = {"committee": found, "given": given, "table": table, "form": form}
    return render(request, "improvement/committee_hours.html", context, status=422 if request.POST else 200)


def _compensate(request: HttpRequest, given, by: dict) -> None:
    """An amount for one meeting of one person, from the list that was shown."""
    whose, _colon, meeting = request.POST.get("for", "").partition(":")
    known = {
        (str(one.holder.uid), str(time.meeting)): (one.holder, time.meeting)
        for one in given
        for time in one.without_amount
    }
    form = AmountForm(request.POST)
    if (whose, meeting) not in known:
        raise BadRequest
    if not form.is_valid():
        notices.error(request, _("Write the amount in dollars, such as 60."))
        return
    holder, uid = known[whose, meeting]
    amount = form.cleaned_data["amount"]
    done(request, actions.compensate, holder, meeting=uid, amount=amount, said=_("It is noted."), **by)


def _pay(request: HttpRequest, given, uid: str, by: dict) -> None:
    found = next((one for row in given for one in row.unpaid if str(one.uid) == uid), None)
    if found is None:
        raise BadRequest
    done(request, actions.pay, found, on=today(), said=_("Paid, noted today."), **by)
