"""Preparing and leading campaigns: the list, one campaign, its terms, whom it asks, its launch."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry import populations
from arrimage.apps.inquiry.actions import campaigns as actions
from arrimage.apps.inquiry.actions import campaigns_mail
from arrimage.apps.inquiry.forms.campaigns import CampaignForm, PopulationForm, WaveForm, initial_of
from arrimage.apps.inquiry.models import Campaign, Wave
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.apps.questionnaires.policies import AUTHORS
from arrimage.design.tables import Column, table_for

from .campaigns_thread import thread_of

TO_AUTHORS = doors(door(*AUTHORS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@never_cache
@reachable_by(TO_AUTHORS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Those one leads, and those of the networks at whose table one speaks."""
    found = list(queries.listed_campaigns(request.user))
    table = table_for(
        request,
        found,
        [
            Column("title", _("Campaign"), link=Campaign.get_absolute_url, sort="title"),
            Column("asker", _("Asked by"), lambda one: str(one.asker)),
            Column("mode", _("Mode"), Campaign.get_mode_display),
            Column("state", _("State"), _state),
            Column("rate", _("Response rate"), _rate, numeric=True),
        ],
        caption=_("Campaigns"),
    )
    if table.export_format:
        return EXPORTS[table.export_format](_("campaigns"), table.header, table.export_rows)
    return render(request, "inquiry/campaigns.html", {"table": table, "is_empty": not found})


def _state(campaign: Campaign) -> str:
    waves = campaign.known_waves
    if not campaign.is_launched:
        return pgettext("campaign", "Being prepared")
    if open_wave := next((wave for wave in waves if wave.is_open), None):
        return _("Open until %(day)s") % {"day": date_format(open_wave.closes_on, "SHORT_DATE_FORMAT")}
    coming = next((wave for wave in waves if wave.status == Wave.Status.PREPARED), None)
    if coming:
        return _("Opens on %(day)s") % {"day": date_format(coming.opens_on, "SHORT_DATE_FORMAT")}
    return pgettext("campaign", "Closed")


def _rate(campaign: Campaign) -> str:
    begun = [wave for wave in campaign.known_waves if wave.asked]
    if not begun:
        return "—"
    last = begun[-1]
    if campaign.is_anonymous and 0 < min(last.answered, last.asked - last.answered) < campaign.threshold:
        return _("too few to say")
    return f"{round(100 * last.answered / last.asked)} %"


@never_cache
@reachable_by(TO_AUTHORS)
def campaign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where it stands: how many answered, in which groups, what comes next."""
    found = get_object_or_404(queries.campaigns_read_by(request.user), uid=uid)
    waves = list(queries.waves_of(found))
    for wave in waves:
        wave.campaign = found
    wave = _shown(waves, request.GET.get("wave", ""))
    leads = queries.campaigns_led_by(request.user).filter(pk=found.pk).exists()
    context = {
        "campaign": found,
        "waves": waves,
        "wave": wave,
        "leads": leads,
        "population": queries.population_told(found),
        "standing": queries.standing(wave) if wave.opening_id else None,
        "steps": thread_of(found, waves, today()),
        "questions": len(found.questionnaire.form.asked),
        "told": found.told.all() if leads else [],
    }
    return render(request, "inquiry/campaign.html", context)


def _shown(waves: list[Wave], number: str) -> Wave:
    """The wave asked for, else the open one, else the last that opened, else the first."""
    begun = [wave for wave in waves if wave.opening_id]
    chosen = [wave for wave in waves if str(wave.number) == number]
    return (chosen or [wave for wave in begun if wave.is_open] or begun[-1:] or waves[:1])[0]


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Its terms; whom it asks comes next. Nobody receives anything before it is launched."""
    user = request.user
    if not user.acting:
        raise PermissionDenied
    networks = list(queries.networks_to_ask_for(user))
    askers = [
        ("organisation", str(user.acting.organisation)),
        *((str(one.uid), str(one)) for one in networks),
    ]
    versions = queries.versions_to_ask(user)
    form = CampaignForm(
        request.POST or None,
        askers=askers,
        versions=versions,
        people=queries.people_to_tell([user.acting.organisation_id], today()),
        initial={"opens_on": today() + timedelta(days=7), "closes_on": today() + timedelta(days=28)}
        | {"asker": "organisation", "mode": "confidential", "unit": "person"},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("asker", "organisation")
        network = next((one for one in networks if str(one.uid) == chosen), None)
        try:
            made = actions.create_campaign(
                organisation=None if network else user.acting.organisation,
                network=network,
                by=user,
                at=now(),
                **given,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("campaign_population", uid=made.uid)
    context = {"form": form, "has_versions": versions.exists()}
    return render(request, "inquiry/campaign_form.html", context, status=_status(request))


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change its terms, as long as nobody was promised anything."""
    found = get_object_or_404(queries.campaigns_led_by(request.user), uid=uid)
    if found.is_launched:
        notices.info(request, _("This campaign is launched: what was promised to those asked holds."))
        return redirect(found)
    wave = found.waves.get(number=1)
    form = CampaignForm(
        request.POST or None,
        askers=[],
        versions=queries.versions_to_ask(request.user),
        people=queries.tellable_members(found, today()),
        initial=initial_of(found, wave.opens_on, wave.closes_on),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_campaign(found, by=request.user, at=now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("It is kept."))
            return redirect(found)
    context = {"campaign": found, "form": form, "has_versions": True}
    return render(request, "inquiry/campaign_form.html", context, status=_status(request))


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_population(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whom it asks: first which population, then who in it."""
    found = get_object_or_404(queries.campaigns_led_by(request.user), uid=uid)
    if found.is_launched:
        return redirect(found)
    asker = queries.asker_of(found, request.user, today())
    kinds = populations.populations_for(asker)
    code = request.GET.get("de") or found.population
    population = next((one for one in kinds if one.code == code), None)
    form = None
    if population is not None:
        initial = found.parameters | {"sample": found.sample} if population.code == found.population else {}
        form = PopulationForm(population, asker, request.POST or None, request.FILES or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                actions.choose_population(
                    found,
                    population.code,
                    form.parameters,
                    sample=form.cleaned_data["sample"],
                    by=request.user,
                    at=now(),
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                return redirect("campaign_launch", uid=found.uid)
    context = {"campaign": found, "kinds": kinds, "population": population, "form": form}
    return render(request, "inquiry/campaign_population.html", context, status=_status(request))


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_launch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read everything again, whom it asks and what they will receive, before it leaves."""
    found = get_object_or_404(queries.campaigns_led_by(request.user), uid=uid)
    if found.is_launched:
        return redirect(found)
    if not found.population:
        return redirect("campaign_population", uid=uid)
    if request.method == "POST":
        try:
            actions.launch(found, by=request.user, at=now())
        except ValidationError as refusal:
            notices.error(request, " ".join(refusal.messages))
            return redirect("campaign_launch", uid=uid)
        notices.success(request, _("It is launched. Invitations leave on the opening day."))
        return redirect(found)
    chosen, among = actions.chosen_of(found, by=request.user, at=now())
    groups: dict[str, int] = {}
    for one in chosen:
        groups[one.stratum] = groups.get(one.stratum, 0) + 1
    wave = found.waves.get(number=1)
    wave.campaign = found
    subject, text = campaigns_mail.text_of(campaigns_mail.INVITED, wave)
    context = {
        "campaign": found,
        "wave": wave,
        "chosen": chosen[:100],
        "count": len(chosen),
        "more": max(0, len(chosen) - 100),
        "among": among,
        "groups": sorted(groups.items()),
        "without": [one for one in chosen if not one.email],
        "population": queries.population_told(found),
        "reminders": queries.reminder_dates(wave),
        "subject": subject,
        "text": text,
        "introduction": said(found.questionnaire.form.introduction, "fr"),
    }
    return render(request, "inquiry/campaign_launch.html", context)


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_wave_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the same people again."""
    found = get_object_or_404(queries.campaigns_led_by(request.user), uid=uid)
    last = found.waves.order_by("-number").first()
    form = WaveForm(
        request.POST or None,
        initial={
            "opens_on": last.closes_on + timedelta(days=180),
            "closes_on": last.closes_on + timedelta(days=201),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            wave = actions.plan_wave(found, **form.cleaned_data, by=request.user, at=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("It is planned: it opens by itself on its day."))
            return redirect(wave)
    context = {"campaign": found, "form": form, "last": last}
    return render(request, "inquiry/campaign_wave_new.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
