"""Saying one's ties: the roster one ticks, a short card each, and «these are all of them»."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions import ties as actions
from arrimage.apps.network.forms.ties import CardForm, SubmitForm
from arrimage.apps.network.models import Organisation, RosterEntry
from arrimage.apps.network.queries import rosters as queries
from arrimage.apps.network.queries.ties import kinds_of, response_of, waves_coordinated_by

TO_KEEPERS = doors(door(*KEEPERS))
# Not the coordinators: they lead a wave, and read no report of it.
TO_OWN_KEEPERS = doors(door(*(KEEPERS - {Role.NETWORK_COORDINATOR}), relation=Relation.OWN))


@reachable_by(TO_KEEPERS)
def our_ties(request: HttpRequest) -> HttpResponse:
    """The waves we are asked in, what waits for our word, and those one leads."""
    entries = list(queries.with_cards(queries.entries_held_by(request.user)))
    awaiting = queries.words_awaiting_us(request.user)
    return render(
        request,
        "network/our_ties.html",
        {
            "open": [entry for entry in entries if entry.wave.is_open],
            "past": [entry for entry in entries if not entry.wave.is_open],
            "awaiting": [(entry, awaiting[entry.wave_id]) for entry in entries if awaiting[entry.wave_id]],
            "led": waves_coordinated_by(request.user).order_by("-opens_on", "-id"),
        },
    )


@reachable_by(TO_OWN_KEEPERS)
def wave_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tick whom one works with. Each tick is kept as it is made, and without JavaScript by the button."""
    entry = _entry(request, uid)
    if request.method == "POST":
        listed = queries.tickable(entry, _uids(request, "listed"))
        ticked = queries.tickable(entry, _uids(request, "with"))
        do = request.POST.get("do", "")
        deeds = {"decline": actions.decline, "again": actions.take_up_again}
        try:
            if do in deeds:
                deeds[do](entry, by=request.user, at=now())
            else:
                without = [one for key, one in listed.items() if key not in ticked]
                actions.tick(entry, with_=ticked.values(), without=without, by=request.user, at=now())
        except ValidationError as refusal:
            return _refused(request, refusal, "wave_answer", uid)
        if request.htmx:
            roster = queries.roster(request.user, _entry(request, uid))
            return render(request, "network/_roster_progress.html", {"roster": roster, "entry": entry})
        if do == "decline":
            notices.success(request, _("It is noted, and nothing is counted against you. Reminders stop."))
        elif do == "again":
            notices.success(request, _("Your list is open again. What you submitted stays submitted."))
        elif do == "next":
            return _onward(request, entry)
        else:
            notices.success(request, _("It is kept."))
        return redirect(request.get_full_path())
    search = request.GET.get("q", "")[:100]
    roster = queries.roster(request.user, entry, search=search)
    context = {"entry": entry, "wave": entry.wave, "roster": roster, "search": search}
    return render(request, "network/wave_answer.html", context)


@reachable_by(TO_OWN_KEEPERS)
def wave_card(request: HttpRequest, uid: UUID, other: UUID) -> HttpResponse:
    """The card about one organisation. Kept while one writes."""
    entry = _entry(request, uid)
    about = get_object_or_404(Organisation.objects.exclude(pk=entry.organisation_id), uid=other)
    report = queries.own_reports(request.user, entry.wave).filter(about=about).first()
    kinds = list(kinds_of(entry.wave.network))
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            return _removed(request, entry, about)
        form = CardForm(request.POST, kinds=kinds)
        if form.is_valid():
            try:
                said = {name: form.cleaned_data[name] for name in actions.SAID}
                report = actions.save_card(
                    entry, about, claims=form.chosen, said=said, by=request.user, at=now()
                )
            except ValidationError as refusal:
                return _refused(request, refusal, "wave_answer", uid)
            if request.htmx:
                return HttpResponse(_kept_at(report), content_type="text/plain; charset=utf-8")
            notices.success(request, _("Your card about %(organisation)s is kept.") % {"organisation": about})
            return _onward(request, entry)
        if request.htmx:
            return HttpResponse(_("Not kept yet: something is to be corrected."), content_type="text/plain")
    else:
        form = CardForm(initial=_initial(report), kinds=kinds)
    roster = queries.roster(request.user, entry)
    place = next((n for n, one in enumerate(roster.reports, 1) if one.about_id == about.pk), 0)
    return render(
        request,
        "network/wave_card.html",
        {
            "entry": entry,
            "wave": entry.wave,
            "about": about,
            "form": form,
            "report": report,
            "roster": roster,
            "place": place,
        },
        status=422 if form.is_bound else 200,
    )


@reachable_by(TO_OWN_KEEPERS)
def wave_finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read over, choose what may be published, and submit."""
    entry = _entry(request, uid)
    roster = queries.roster(request.user, entry)
    # Nothing is preselected the first time: publishing is a choice, not a default that slipped by.
    initial = {"shown": entry.shown} if entry.finished_at else {}
    form = SubmitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(entry, shown=form.cleaned_data["shown"], by=request.user, at=now())
        except ValidationError as refusal:
            return _refused(request, refusal, "wave_answer", uid)
        notices.success(
            request,
            _("Submitted. Thank you: those you named can now read what you say of them and answer."),
        )
        return redirect("wave_relations", uid=uid)
    empty = [report for report in roster.reports if not report.claims.all()]
    context = {"entry": entry, "wave": entry.wave, "roster": roster, "form": form, "empty": empty}
    context["said"] = [report for report in roster.reports if report.claims.all()]
    context["response"] = response_of(entry.wave)
    return render(request, "network/wave_finish.html", context, status=422 if form.is_bound else 200)


def _entry(request: HttpRequest, uid: UUID) -> RosterEntry:
    return get_object_or_404(queries.entries_held_by(request.user), wave__uid=uid)


def _uids(request: HttpRequest, name: str) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist(name)]
    except ValueError:
        raise BadRequest from None


def _onward(request: HttpRequest, entry: RosterEntry) -> HttpResponse:
    """To the next card nobody has filled, else to the last page."""
    following = queries.roster(request.user, entry).next_empty
    if request.POST.get("do") == "next" and following:
        return redirect("wave_card", uid=entry.wave.uid, other=following.about.uid)
    if request.POST.get("do") == "next":
        return redirect("wave_finish", uid=entry.wave.uid)
    return redirect("wave_answer", uid=entry.wave.uid)


def _removed(request: HttpRequest, entry: RosterEntry, about: Organisation) -> HttpResponse:
    try:
        actions.remove_card(entry, about, by=request.user, at=now())
    except ValidationError as refusal:
        return _refused(request, refusal, "wave_answer", entry.wave.uid)
    notices.success(request, _("%(organisation)s is off your list.") % {"organisation": about})
    return redirect("wave_answer", uid=entry.wave.uid)


def _refused(request: HttpRequest, refusal: ValidationError, name: str, uid: UUID) -> HttpResponse:
    if request.htmx:
        return HttpResponse(refusal.messages[0], content_type="text/plain; charset=utf-8")
    notices.error(request, refusal.messages[0])
    return redirect(name, uid=uid)


def _kept_at(report) -> str:
    return _("Kept at %(time)s.") % {"time": date_format(localtime(report.saved_at), "H:i")}


def _initial(report) -> dict:
    if report is None:
        return {}
    said = {name: "" if (value := getattr(report, name)) is None else value for name in actions.SAID}
    claims = [CardForm.value_of(claim.kind.code, claim.direction) for claim in report.claims.all()]
    return said | {"claims": claims}
