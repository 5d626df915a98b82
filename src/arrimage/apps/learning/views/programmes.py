"""What there is to learn, a programme, and what an organisation answers to one that is not its own."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning import coverage as counting
from arrimage.apps.learning import policies
from arrimage.apps.learning.actions import programmes as actions
from arrimage.apps.learning.forms.programmes import ProgrammeForm, StanceForm
from arrimage.apps.learning.models import Programme, TeamStep, Theme
from arrimage.apps.learning.queries import programmes as queries
from arrimage.apps.learning.queries import teams
from arrimage.design.tables import Column, table_for

from .refusals import TO_EDITORS, TO_OWN_EDITORS

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
FEWEST = 5  # teams below which a programme's own page shows no share


@reachable_by(EVERYONE)
def learning(request: HttpRequest) -> HttpResponse:
    """The programmes there are; first, for whoever acts for an organisation, what is its own."""
    listed = list(queries.listed_programmes(request.user))
    mine = policies.editor_for(request.user)
    return render(
        request,
        "learning/learning.html",
        {
            "ours": [one for one in listed if mine and one.organisation_id == mine],
            "others": [
                one
                for one in listed
                if (not mine or one.organisation_id != mine) and one.status == Programme.Status.PUBLISHED
            ],
            "teams": teams.working_teams_of(request.user),
            "edits": mine is not None,
        },
    )


@reachable_by(EVERYONE)
def programme(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One programme: its themes as a thread, its calendar, who borrows it, how far it reaches."""
    found = get_object_or_404(queries.programmes_visible_to(request.user), uid=uid)
    themes = queries.themes_of(found)
    mine = policies.editor_for(request.user)
    rows = queries.team_rows(found)
    reached = counting.reach(rows, [theme.pk for theme in themes])
    stance = queries.stance_of(found, request.user)
    is_our_houses = mine is not None and found.organisation_id == mine
    is_ours = is_our_houses and (
        not found.network_id or queries.programmes_kept_by(request.user).filter(pk=found.pk).exists()
    )
    return render(
        request,
        "learning/programme.html",
        {
            "programme": found,
            "themes": themes,
            "steps": [_step(theme) for theme in themes],
            "concerns": found.concerns.all(),
            "calendar": queries.calendar_of(themes),
            "borrowers": queries.borrowers_of(found),
            "is_ours": is_ours,
            "answers": mine is not None and not is_our_houses and found.status == Programme.Status.PUBLISHED,
            "stance": stance,
            "form": StanceForm(initial={"answer": stance.answer} if stance else None),
            "reached": reached,
            "shows_shares": reached.teams >= FEWEST,
            "shares": [(theme, _taken(reached, theme)) for theme in themes if _taken(reached, theme)],
            "follows": queries.programmes_followed_by(request.user).filter(pk=found.pk).exists(),
            "places": _places(request, found),
            "tables": queries.published_tables(found),
        },
    )


def _taken(reached: counting.Reach, theme: Theme) -> list[tuple[str, int]]:
    """The steps at least one team took of a theme, by name."""
    counts = reached.by_theme[theme.pk]
    return [(str(label), counts[step]) for step, label in TeamStep.Step.choices if counts[step]]


def _step(theme: Theme) -> dict:
    """A theme as a knot of the thread: done, now, later, by its days."""
    day = today()
    state = "later"
    if theme.ends_on and theme.ends_on < day:
        state = "done"
    elif theme.starts_on and theme.starts_on <= day:
        state = "now"
    return {
        "title": format_html('<a href="{}">{}</a>', theme.get_absolute_url(), theme.title),
        "when": _period(theme),
        "text": theme.summary,
        "state": state,
    }


def _period(theme: Theme) -> str:
    if not theme.starts_on:
        return ""
    starts = date_format(theme.starts_on, "j F Y")
    if not theme.ends_on:
        return _("from %(day)s") % {"day": starts}
    return pgettext("days", "%(start)s to %(end)s") % {
        "start": starts,
        "end": date_format(theme.ends_on, "j F Y"),
    }


def _places(request: HttpRequest, found: Programme):
    """The published figures, place by place; None when there are none."""
    rows = queries.published_places(found)
    if not rows:
        return None
    kinds = sorted({kind for row in rows for kind in row.teams})  # acronyms: SIM, SIV
    columns = [
        Column("place", _("Where")),
        Column("team_count", _("Teams"), numeric=True),
        *(Column(kind, kind.upper(), lambda row, kind=kind: row.teams[kind], numeric=True) for kind in kinds),
        Column("workers", _("Workers"), numeric=True),
    ]
    return table_for(
        request,
        rows,
        columns,
        caption=_("The pilot’s teams, as published"),
        prefix="p-",
        exportable=False,
    )


@reachable_by(TO_EDITORS)
def programme_new(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else held_data(request)
    form = ProgrammeForm(data, networks=policies.networks_spoken_for_by(request.user))
    if request.method == "POST" and (
        made := accepted(
            form,
            lambda: actions.create_programme(
                request.user.acting.organisation, by=request.user, at=now(), **form.content()
            ),
        )
    ):
        notices.success(request, _("The programme is begun, as a draft. Write its first theme."))
        return redirect(made)
    return render(request, "learning/programme_form.html", {"form": form}, status=status_of(request))


@reachable_by(TO_OWN_EDITORS)
def programme_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.programmes_kept_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = ProgrammeForm(data, instance=found, networks=policies.networks_spoken_for_by(request.user))
    if request.method == "POST" and accepted(
        form,
        lambda: actions.change_programme(
            found,
            since=form.since_version(),
            by=request.user,
            at=now(),
            **form.content(),
        ),
    ):
        notices.success(request, _("The programme is saved."))
        return redirect("programme", uid=uid)
    context = {"form": form, "programme": found}
    return render(request, "learning/programme_form.html", context, status=status_of(request))


@require_POST
@reachable_by(TO_OWN_EDITORS)
def programme_state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish it, or withdraw it."""
    found = get_object_or_404(queries.programmes_kept_by(request.user), uid=uid)
    if request.POST.get("do") == "withdraw":
        act, said = actions.withdraw_programme, _("It is withdrawn. You may publish it again.")
    else:
        act, said = actions.publish_programme, _("It is published: everyone may read it.")
    done(request, act, found, by=request.user, at=now(), said=said)
    return redirect("programme", uid=uid)


@require_POST
@reachable_by(TO_EDITORS)
def programme_copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin one of ours from it."""
    found = get_object_or_404(queries.programmes_visible_to(request.user), uid=uid)
    begun: list = []
    ours, given = request.user.acting.organisation, {"by": request.user, "at": now()}
    said = _("A programme of yours is begun from this one: change all you wish.")
    if done(
        request, lambda **now_: begun.append(actions.copy_programme(found, ours, **now_)), **given, said=said
    ):
        return redirect(begun[0])
    return redirect(found)


@require_POST
@reachable_by(TO_EDITORS)
def programme_stance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Borrow it, decline it, or take the answer back."""
    found = get_object_or_404(queries.programmes_visible_to(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    ours = request.user.acting.organisation
    if request.POST.get("do") == "back":
        actions.take_answer_back(found, ours, **given)
        notices.success(request, _("Your answer is taken back."))
        return redirect("programme", uid=uid)
    form = StanceForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("Say whether you borrow it or decline it."))
    else:
        said = (
            _("Your organisation borrows this programme: register a team in it.")
            if form.cleaned_data["answer"] == "borrowed"
            else _("It is noted. Your organisation and its teams count in no rate of this programme.")
        )
        done(request, actions.answer_programme, found, ours, **form.cleaned_data, **given, said=said)
    return redirect("programme", uid=uid)


@reachable_by(TO_OWN_EDITORS)
def coverage(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Team by team and region by region: what was done together, never who did it."""
    found = get_object_or_404(queries.programmes_followed_by(request.user), uid=uid)
    themes = queries.themes_of(found)
    rows = queries.team_rows(found)
    done_by = {row.team: row.done for row in rows}

    def cell(theme: Theme):
        return lambda one: _done(done_by.get(one.team_id, frozenset()), theme)

    by_team = table_for(
        request,
        list(queries.enrolments_counted(found)),
        [
            Column("team", _("Team"), lambda one: one.team.name),
            Column("organisation", _("Organisation"), lambda one: one.team.organisation.name),
            Column("kind", _("Kind of team"), lambda one: one.team.get_kind_display()),
            Column("region", _("Region"), lambda one: one.team.region.short_name if one.team.region else "—"),
            Column("pilot", _("Pilot"), lambda one: _("yes") if one.team.is_pilot else _("no")),
            *(Column(f"theme{theme.pk}", theme.title, cell(theme)) for theme in themes),
        ],
        caption=_("Team by team"),
        prefix="t-",
    )
    regions = counting.reach_by_region(rows, [theme.pk for theme in themes])
    by_region = table_for(
        request,
        [(place, theme, reached) for place, reached in regions.items() for theme in themes],
        [
            Column("region", _("Region"), lambda row: row[0] or _("no region named")),
            Column("theme", _("Theme"), lambda row: row[1].title),
            Column("teams", _("Teams"), lambda row: row[2].teams, numeric=True),
            *(Column(step, str(label), _count(step), numeric=True) for step, label in TeamStep.Step.choices),
        ],
        caption=_("Region by region"),
        prefix="r-",
        per_page=60,
    )
    for table in (by_team, by_region):
        if table.export_format:
            return EXPORTS[table.export_format](_("coverage"), table.header, table.export_rows)
    context = {"programme": found, "by_team": by_team, "by_region": by_region, "regions": regions}
    return render(request, "learning/coverage.html", context)


def _count(step: str):
    return lambda row: row[2].by_theme[row[1].pk][step]


def _done(taken: frozenset, theme: Theme) -> str:
    """The steps taken, in words."""
    said = [label for step, label in TeamStep.Step.choices if (theme.pk, step) in taken]
    return ", ".join(map(str, said)) if said else "—"
