"""Who may do what: coaching and recognition, asked for by a team.

| what | who |
|---|---|
| say that one coaches or recognises, write and publish grids | an editor, for their own organisation |
| read the grids in use and who proposes what | whoever acts for an organisation |
| ask for coaching, for recognition; stop it | an editor of the team's organisation, and nobody else |
| read a coaching, plan its visits | editors of the team's organisation and of the body |
| write what is advised / what was tried | the body / the team |
| read a dossier | editors of the two, and those who sit in it |
| fill a dossier, answer the report, let it be shown | the team |
| name those who sit, write what was seen, the report, the conclusion | the body |
| plan a visit, note what is to follow up | the team and the body |
| say something from a seat, give it back | its holder alone |

Nobody can open a dossier for another's team: only the team's own asking makes one. Editors are learning's.
Whoever looks (an editor of the body, the holder of a seat) is of the staff of the team's organisation neither
now nor in the two years before: `looks_at_own`.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.queries import worked_since
from arrimage.apps.learning.policies import EDITORS, editor_for
from arrimage.apps.recognition.models import Body, Coaching, Dossier, Grid

__all__ = ["EDITORS", "editor_for"]

NOBODY = Q(pk__in=[])
STRANGER_FOR = timedelta(days=730)  # since one last belonged to the organisation looked at


def coachings_visible_to(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(organisation=mine) | Q(body__organisation=mine)


def series_of_coachings(user) -> Q:
    """Series (`meetings.Series`) of the coachings of the two sides."""
    found = Coaching.objects.filter(coachings_visible_to(user))
    return NOBODY if editor_for(user) is None else Q(about_uid__in=found.values("uid"))


def grids_visible_to(user) -> Q:
    """Those in use, for whoever is at work; one's own; those of dossiers one sees."""
    if not user.is_authenticated:
        return NOBODY
    mine = editor_for(user)
    seen = Q(pk__in=Dossier.objects.filter(dossiers_visible_to(user)).values("grid"))
    in_use = Q(state=Grid.State.PUBLISHED) if user.acting else NOBODY
    return seen | in_use | (NOBODY if mine is None else Q(body__organisation=mine))


def grids_kept_by(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(body__organisation=mine)


def dossiers_of_team(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(organisation=mine)


def dossiers_of_body(user) -> Q:
    """Once stopped by its team, a dossier is the team's alone again."""
    mine = editor_for(user)
    return NOBODY if mine is None else Q(grid__body__organisation=mine) & ~Q(state=Dossier.State.STOPPED)


def dossiers_sat_in(user) -> Q:
    return Q(seats__user=user.pk) & ~Q(state=Dossier.State.STOPPED) if user.is_authenticated else NOBODY


def dossiers_visible_to(user) -> Q:
    if not user.is_authenticated:
        return NOBODY
    sat = Dossier.objects.filter(dossiers_sat_in(user)).values("pk")
    return dossiers_of_team(user) | dossiers_of_body(user) | Q(pk__in=sat)


def series_of_dossiers(user) -> Q:
    """Series (`meetings.Series`) of the visits of the dossiers one sees."""
    if not user.is_authenticated:
        return NOBODY
    return Q(about_uid__in=Dossier.objects.filter(dossiers_visible_to(user)).values("uid"))


def series_of_dossiers_run(user) -> Q:
    """… of those whose two sides plan the visits: who sits in one runs nothing."""
    if editor_for(user) is None:
        return NOBODY
    sides = dossiers_of_team(user) | dossiers_of_body(user)
    return Q(about_uid__in=Dossier.objects.filter(sides).values("uid"))


def looks_at_own(user, organisation_id: int, on: date) -> bool:
    """Whether this user would look at colleagues, of today or of yesterday."""
    return user is not None and worked_since(user, organisation_id, since=on - STRANGER_FOR)


def check_edits_for(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user is an editor of it. None: the demonstration."""
    if user is not None and editor_for(user) != organisation_id:
        raise PermissionDenied


def check_body(user, body: Body) -> None:
    check_edits_for(user, body.organisation_id)
