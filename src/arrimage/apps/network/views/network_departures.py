"""What would come apart if an organisation left: those concerned read it first."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import departures as actions
from arrimage.apps.network.forms.departures import AnswerForm, TogetherForm
from arrimage.apps.network.models import DepartureReading, Wave
from arrimage.apps.network.policies.departures import readings_answered_by
from arrimage.apps.network.queries import departures as queries
from arrimage.apps.network.queries import ties as ties_queries
from arrimage.design.figures import Figure
from arrimage.design.tokens import light
from arrimage.science.networks.resilience import without

from .network_look import Look, look

TO_COORDINATORS = doors(door(Role.NETWORK_COORDINATOR, relation=Relation.NETWORK))


@reachable_by(EVERYONE)
def network_departures(request: HttpRequest, uid: UUID) -> HttpResponse:
    seen = look(request, uid)
    context = {"network": seen.network, "look": seen}
    if seen.picture is not None:
        context |= _departures(request, seen)
    return render(request, "network/network_departures.html", context)


def _departures(request: HttpRequest, seen: Look) -> dict:
    picture, wave = seen.picture, seen.picture.wave
    readings = list(queries.readings_visible_to(request.user, wave))
    mine = set(queries.readings_answered_by(request.user, wave).values_list("pk", flat=True))
    named = {reading.organisation_id for reading in readings}
    together = TogetherForm(request.GET, members=[member for member in picture.members if member.pk in named])
    coordinates = ties_queries.waves_coordinated_by(request.user).filter(pk=wave.pk).exists()
    return {
        "figure": _figure(seen),
        "own": [
            (reading, queries.left_alone(reading, picture)) for reading in readings if reading.pk in mine
        ],
        "published": [
            (reading, queries.left_alone(reading, picture))
            for reading in readings
            if reading.published_at and reading.pk not in mine
        ],
        "together": together if named else None,
        "remainder": _remainder(seen, together.chosen) if together.chosen else None,
        "waiting": queries.waiting(wave, today()) if coordinates else None,
        "can_publish": coordinates and queries.can_publish(wave, today()),
    }


def _remainder(seen: Look, chosen: list[str]) -> dict:
    """What is left of the network without these."""
    picture = seen.picture
    gone = [picture.place[member.pk] for member in picture.members if str(member.uid) in chosen]
    left = without(picture.network, gone)
    return {
        "names": [picture.members[one].name for one in gone],
        "pieces": len(left.pieces),
        "largest": len(left.pieces[0]) if left.pieces else 0,
        "alone": [picture.members[one].name for one in left.alone],
        "pairs_cut": left.pairs_cut,
        "before": left.efficiency_before,
        "after": left.efficiency_after,
    }


def _figure(seen: Look) -> Figure:
    """How many organisations' departures would cut how many pairs; nobody is named."""
    import altair as alt

    found = queries.unnamed(seen.picture)
    rows = [(str(cut), count) for cut, count in found.by_cut]
    chart = (
        alt.Chart(alt.Data(values=[{"cut": cut, "count": count} for cut, count in rows]))
        .mark_bar(color=light()["step-4"], size=22)
        .encode(
            x=alt.X(
                "cut:O",
                sort=None,
                title=_("pairs that could no longer reach one another"),
                axis=alt.Axis(labelAngle=0),
            ),
            y=alt.Y("count:Q", title=_("number of organisations"), axis=alt.Axis(tickMinStep=1)),
        )
        .properties(width=340, height=200)
    )
    return Figure(
        title=_("What would come apart if one organisation left, each in turn?"),
        chart=chart,
        summary=ngettext(
            "For %(count)d organisation out of %(all)d, some others could no longer reach one another.",
            "For %(count)d organisations out of %(all)d, some others could no longer reach one another.",
            found.that_count,
        )
        % {"count": found.that_count, "all": found.organisations},
        header=[_("Pairs that could no longer reach one another"), _("Organisations")],
        rows=rows,
        source=seen.source,
        response_rate=None if seen.picture.wave.is_study else seen.picture.response_rate,
        note=seen.note,
    )


@reachable_by(doors(door(*(KEEPERS - {Role.NETWORK_COORDINATOR}), relation=Relation.OWN)))
def departure_answer(request: HttpRequest, uid: UUID, reading: UUID) -> HttpResponse:
    """Say whether it may be published, and in which words."""
    found = get_object_or_404(
        DepartureReading.objects.select_related("organisation", "wave__network"),
        readings_answered_by(request.user),
        uid=reading,
        wave__network__uid=uid,
    )
    form = AnswerForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data
        actions.answer_departure(found, wish=answer["wish"], words=answer["words"], by=request.user, at=now())
        notices.success(request, _("Your answer is noted. You may change it at any time."))
        return _back(found.wave)
    context = {"reading": found, "form": form, "wave": found.wave}
    return render(request, "network/departure_answer.html", context, status=422 if form.errors else 200)


def _coordinated(request: HttpRequest, uid: UUID, wave: UUID) -> Wave:
    waves = ties_queries.waves_coordinated_by(request.user).filter(network__uid=uid)
    return get_object_or_404(waves, uid=wave)


def _back(wave: Wave) -> HttpResponse:
    return redirect(f"{reverse('network_departures', args=[wave.network.uid])}?wave={wave.uid}")


@require_POST
@reachable_by(TO_COORDINATORS)
def departures_show(request: HttpRequest, uid: UUID, wave: UUID) -> HttpResponse:
    """Show each organisation concerned what would come apart without it."""
    found = _coordinated(request, uid, wave)
    try:
        made = actions.show_departures(found, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        notices.success(
            request,
            ngettext(
                "%(count)d organisation has been written to: it is the first to read it.",
                "%(count)d organisations have been written to: they are the first to read it.",
                len(made),
            )
            % {"count": len(made)},
        )
    return _back(found)


@require_POST
@reachable_by(TO_COORDINATORS)
def departures_publish(request: HttpRequest, uid: UUID, wave: UUID) -> HttpResponse:
    """Publish those that may be, with their answers."""
    found = _coordinated(request, uid, wave)
    try:
        count = actions.publish_departures(found, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        words = ngettext("%(count)d reading is published.", "%(count)d readings are published.", count)
        notices.success(request, words % {"count": count})
    return _back(found)
