"""Who practises what, where: a table, a map, gaps that say «nobody told us», and a page for each."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.queries import territories
from arrimage.apps.network.queries.pages import offers_shown
from arrimage.apps.network.vocabulary import Need
from arrimage.apps.practices import policies
from arrimage.apps.practices.actions import doing as actions
from arrimage.apps.practices.forms.doing import AdaptationForm, DoingForm, HowForm, StopForm
from arrimage.apps.practices.queries import doing as queries
from arrimage.apps.practices.queries import own
from arrimage.design.figures import tile_map
from arrimage.design.figures.tilemap import REGIONS
from arrimage.design.tables import Column, table_for
from arrimage.design.typography import first_words

from .refusals import TO_KEEPERS, TO_OWN_KEEPERS, accepted, done, sent


def _chosen(request: HttpRequest) -> queries.Chosen:
    get = request.GET
    need, state = get.get("need", ""), get.get("state", "")
    return queries.Chosen(
        practice=get.get("practice", "")[:60],
        territory=get.get("territory", "")[:12],
        need=need if need in Need.values else "",
        state=state if state in ("now", "stopped") else "",
    )


@reachable_by(EVERYONE)
def doings(request: HttpRequest) -> HttpResponse:
    """The table of what organisations say they do; a map when one practice is looked at."""
    chosen, language, day = _chosen(request), get_language() or "fr", today()
    rows = queries.rows(chosen, language=language, day=day)
    practices = queries.choices(language)
    everywhere = territories.listed_territories(year=day.year)
    names = {line.territory.code: line.territory.short_name for line in everywhere}
    table = table_for(
        request,
        rows,
        [
            Column("name", _("Practice"), sort="name", link=lambda row: row.url or None),
            Column(
                "organisation",
                _("Organisation"),
                value=lambda row: row.doing.organisation.name,
                sort=lambda row: row.doing.organisation.sort_name,
                link=lambda row: row.doing.get_absolute_url(),
            ),
            Column("offer", _("Service"), value=lambda row: row.doing.offer.name if row.doing.offer else "—"),
            Column("since", _("Since"), value=lambda row: _year(row.doing.since_year)),
            Column("until", _("Stopped"), value=lambda row: _year(row.doing.until_year)),
            Column(
                "how",
                _("How it is done there, in their words"),
                value=lambda row: first_words(row.doing.why_stopped or row.doing.how, 24),
                export=lambda row: row.doing.how,
            ),
            Column(
                "places",
                _("Territories"),
                value=lambda row: (
                    ", ".join(names.get(code, code) for code in queries.widest(row.places)) or "—"
                ),
                export=lambda row: ", ".join(row.places),
            ),
        ],
        caption=_("Who practises what"),
    )
    if table.export_format:
        return sent(table, _("who-practises-what"))
    name = dict(practices).get(chosen.practice, "")
    territory = territories.territories_on(day).filter(code=chosen.territory).first()
    parts = territories.parts_of(territory) if territory else territories.regions(day)
    context = {
        "table": table,
        "rows": rows,
        "chosen": chosen,
        "name": name,
        "practices": practices,
        "needs": Need.choices,
        "territory": territory,
        "territories": everywhere,
        "figure": _map(rows, name, chosen) if name and not territory else None,
        "places": queries.by_part(rows, parts) if name else [],
        "unheard": queries.unheard(territory.code, language=language, day=day)
        if territory and not name
        else [],
        "keeps": policies.kept_by(request.user),
    }
    return render(request, "practices/doings.html", context)


def _year(year: int | None) -> str:
    return str(year) if year else "—"


def _map(rows: list[queries.Row], name: str, chosen: queries.Chosen):
    """One tile a region: how many organisations told us of it. Hatched: nobody did, which says no more."""
    told = queries.regions_told(rows)
    outside = sum(count for code, count in told.items() if code not in REGIONS)
    known = {code: float(count) for code, count in told.items() if code in REGIONS}
    count = len({row.doing.organisation_id for row in rows if not row.doing.is_stopped})
    here = {"practice": chosen.practice}
    return tile_map(
        known,
        title=_("Where is it done: %(practice)s?") % {"practice": name},
        summary=ngettext(
            "%(count)s organisation tells of doing it now.",
            "%(count)s organisations tell of doing it now.",
            count,
        )
        % {"count": count},
        measure=_("Organisations that told us"),
        source=_("what organisations say of themselves, in this directory"),
        note=_("Hatched: nobody told us of it there. It does not mean that nobody does it.")
        + (" " + _("Territories outside the map are in the list below.") if outside else ""),
        links={code: f"{reverse('doings')}?practice={here['practice']}&territory={code}" for code in REGIONS},
    )


@reachable_by(EVERYONE)
def doing(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How an organisation does it: its words, what it adapted, why it stopped."""
    found = get_object_or_404(queries.doings_visible_to(request.user), uid=uid)
    name, url = queries.names_of([found], get_language() or "fr")[found.practice_id, found.own_id]
    context = {
        "doing": found,
        "name": name,
        "url": url,
        "notes": found.notes.order_by("-at", "-pk"),
        "is_kept": policies.kept_by(request.user) == found.organisation_id,
    }
    return render(request, "practices/doing.html", context)


@never_cache
@reachable_by(TO_KEEPERS)
def doing_new(request: HttpRequest) -> HttpResponse:
    """Say that one does a practice; `?practice=` comes from its page."""
    organisation = request.user.acting.organisation
    told = {f"own:{one.practice.uid}": one for one in own.told_by(organisation, user=request.user)}
    data = request.POST if request.method == "POST" else held_data(request)
    form = DoingForm(
        data,
        practices=queries.choices(get_language() or "fr"),
        own=[(code, one.title) for code, one in told.items()],
        offers=offers_shown(organisation),
        initial={"practice": request.GET.get("practice", "")},
    )

    def say():
        said = dict(form.cleaned_data)
        code = said.pop("practice")
        which = {"own": told[code].practice} if code in told else {"practice": queries.practice_of(code)}
        return actions.say_doing(organisation, by=request.user, at=now(), **which, **said)

    if request.method == "POST" and (made := accepted(form, say)):
        notices.success(request, _("It is said, in your words."))
        return redirect(made)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "organisation": organisation}
    return render(request, "practices/doing_new.html", context, status=status)


@never_cache
@reachable_by(TO_OWN_KEEPERS)
def doing_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.doings_kept_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    initial = {"how": found.how, "since_year": found.since_year, "version": found.version}
    form = HowForm(data, initial=initial)
    form.instance = found  # whom a refusal speaks of when a colleague saved meanwhile
    if request.method == "POST" and accepted(
        form,
        lambda: actions.tell_otherwise(
            found,
            how=form.cleaned_data["how"],
            since_year=form.cleaned_data["since_year"],
            since=form.cleaned_data["version"],
            by=request.user,
            at=now(),
        ),
    ):
        notices.success(request, _("It is said otherwise. What you said before stays in its history."))
        return redirect(found)
    return _form(request, found, form, _("Say it otherwise"), _("Save"))


@never_cache
@reachable_by(TO_OWN_KEEPERS)
def doing_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.doings_kept_by(request.user), uid=uid)
    form = AdaptationForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and accepted(
        form,
        lambda: actions.note_adaptation(found, words=form.cleaned_data["words"], by=request.user, at=now()),
    ):
        notices.success(request, _("It is kept in its history."))
        return redirect(found)
    return _form(request, found, form, _("What we adapted"), _("Keep this note"))


@never_cache
@reachable_by(TO_OWN_KEEPERS)
def doing_stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.doings_kept_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = StopForm(data, initial={"until_year": today().year, "why_stopped": found.why_stopped})
    if request.method == "POST" and accepted(
        form,
        lambda: actions.stop_doing(
            found,
            why=form.cleaned_data["why_stopped"],
            until_year=form.cleaned_data["until_year"],
            by=request.user,
            at=now(),
        ),
    ):
        notices.success(request, _("It is said, and why. Others will learn from it."))
        return redirect(found)
    return _form(request, found, form, _("We no longer do it"), _("Say it"))


def _form(request: HttpRequest, found, form, title: str, button: str) -> HttpResponse:
    name, _url = queries.names_of([found], get_language() or "fr")[found.practice_id, found.own_id]
    context = {"form": form, "doing": found, "name": name, "form_title": title, "button": button}
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/doing_form.html", context, status=status)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def doing_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.doings_kept_by(request.user), uid=uid)
    said = _("It is done again. Its history keeps both.")
    done(request, actions.resume_doing, found, by=request.user, at=now(), said=said)
    return redirect(found)
