"""Examples of the addresses of this room, for the permission matrix of `tests/house`."""

from datetime import timedelta

from django.contrib.auth import get_user_model

from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.models import Team
from arrimage.apps.meetings.models import Meeting, Series
from arrimage.apps.recognition.models import Body, Coaching, Dossier, Grid, Item, Seat, Visit
from tests.network.factories import OrganisationFactory


def body_of(organisation) -> Body:
    return Body.objects.create(organisation=organisation, words="…", coaches=True, recognises=True)


def grid_of(body: Body, **more) -> Grid:
    told = {"name": "Une grille", "practice": "Une pratique", "source": "Nous"} | more
    grid = Grid.objects.create(body=body, state="published", published_at=now(), **told)
    Item.objects.create(grid=grid, kind="criterion", position=0, code="C1", title="Un critère")
    return grid


def dossier_of(grid: Grid, team: Team, **more) -> Dossier:
    dossier = Dossier.objects.create(
        grid=grid, team=team, organisation=team.organisation, asked_at=now(), why="Pour voir.", **more
    )
    Seat.objects.bulk_create(Seat(dossier=dossier, kind=kind) for kind in Seat.Kind.values)
    return dossier


def examples(organisation) -> dict[str, dict]:
    """The organisation's team asks another body; the organisation, as a body, is asked by another's team."""
    own = get_user_model().objects.filter(email="own-worker@essai.invalid").first()
    sits = own if own and own.memberships.filter(organisation=organisation).exists() else None
    other = OrganisationFactory()
    team = Team.objects.create(organisation=organisation, name="Regardée", kind="siv")
    others_team = Team.objects.create(organisation=other, name="Autre", kind="siv")
    ours, theirs = body_of(organisation), body_of(other)
    ours_grid, theirs_grid = grid_of(ours), grid_of(theirs)
    coaching = Coaching.objects.create(
        team=team, organisation=organisation, body=theirs, question="?", asked_at=now(), state="accepted"
    )
    series = Series.objects.create(kind="coaching", about_uid=coaching.uid, name="Accompagnement")
    visit = Visit.objects.create(
        coaching=coaching,
        meeting=Meeting.objects.create(series=series, starts_at=now(), ends_at=now() + timedelta(hours=1)),
    )
    asked = dossier_of(theirs_grid, team, state="filling")
    looked = dossier_of(ours_grid, others_team, state="visiting")
    seat = looked.seats.get(kind="person")
    asked.seats.filter(kind="person").update(user=sits, called="Mado")
    looked.seats.filter(pk=seat.pk).update(user=sits, called="Mado")
    return {
        "coaching": {"uid": coaching.uid},
        "coaching_visit": {"uid": visit.uid},
        "recognition_grid": {"uid": ours_grid.uid},
        "recognition_grid_items": {"uid": ours_grid.uid},
        "dossier": {"uid": asked.uid},
        "dossier_item": {"uid": asked.uid, "item": theirs_grid.items.get().uid},
        "dossier_do": {"uid": asked.uid},
        "dossier_answer": {"uid": asked.uid},
        "dossier_seat": {"uid": looked.uid, "kind": "relative"},
        "dossier_visits": {"uid": looked.uid},
        "dossier_report": {"uid": looked.uid},
        "dossier_speak": {"uid": seat.uid},
    }
