"""Who may see, write and do what, in learning.

| what | who |
|---|---|
| read a published programme, its themes | everyone; a withdrawn one: its editors, and those who took part |
| write, publish, withdraw a programme | an editor, acting for the organisation it belongs to; in the |
| | name of a network, one whom both its sides mandated |
| borrow or decline one, copy it | an editor, for the organisation acted for |
| register a team, say what it did, vote | an editor of the team's organisation |
| read what a team wrote | the same, and nobody else |
| announce a webinar, bring its attendance | an editor of the organisation that announces it |
| register, ask, type a code | whoever has an account; the link to join: those registered |
| read one's certificates and hours | their holder alone; a code is verified by everyone |
| hold and read a supervision | the same; an individual one: the two who hold it, and nobody else |
| read a piece of the library | everyone, in the editions that came out |
| write a piece, have it read, publish it | an editor of its organisation |
| read an edition before it comes out | its editors, and the readers they asked |
| read coverage team by team | editors of the programme's organisation; those whose team is registered in it |

Editors are whoever keeps an organisation's page true, and its facilitators: in a small organisation everyone
does everything, and every change is signed. A shipped programme (no organisation) is written by nobody.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.network.queries.together import mandated_networks

from .models import Edition, Enrolment, Programme, Team, Webinar

NOBODY = Q(pk__in=[])
EDITORS = KEEPERS | {Role.FACILITATOR}


def editor_for(user) -> int | None:
    """The id of the organisation this user writes and answers for, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in EDITORS else None


def _taken_part_in(organisation_id: int) -> Q:
    """Programmes a team of this organisation is or was registered in."""
    return Q(pk__in=Enrolment.objects.filter(team__organisation=organisation_id).values("programme"))


def programmes_visible_to(user) -> Q:
    mine = editor_for(user)
    public = Q(status=Programme.Status.PUBLISHED)
    if mine is None:
        return public
    withdrawn = Q(status=Programme.Status.WITHDRAWN) & _taken_part_in(mine)
    return public | Q(organisation=mine) | withdrawn


def networks_spoken_for_by(user):
    """Those in whose name this user may propose something."""
    return mandated_networks(user)


def _in_a_name_one_speaks_in(user, path: str = "") -> Q:
    """Nobody's but the organisation's; or a network's, for whoever both its sides mandated."""
    mandated = networks_spoken_for_by(user).order_by().values("pk")
    return Q(**{f"{path}network": None}) | Q(**{f"{path}network__in": mandated})


def programmes_kept_by(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(organisation=mine) & _in_a_name_one_speaks_in(user)


def programmes_followed_by(user) -> Q:
    """Those whose coverage, team by team, this user reads."""
    mine = editor_for(user)
    return NOBODY if mine is None else Q(organisation=mine) | _taken_part_in(mine)


def themes_visible_to(user) -> Q:
    return Q(programme__in=Programme.objects.filter(programmes_visible_to(user)).values("pk"))


def themes_kept_by(user) -> Q:
    mine = editor_for(user)
    if mine is None:
        return NOBODY
    return Q(programme__organisation=mine) & _in_a_name_one_speaks_in(user, "programme__")


def teams_kept_by(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(organisation=mine)


def pieces_visible_to(user) -> Q:
    """Whatever came out, in some language."""
    return Q(pk__in=Edition.objects.filter(status=Edition.Status.PUBLISHED).values("piece"))


def pieces_kept_by(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(organisation=mine)


def editions_kept_by(user) -> Q:
    mine = editor_for(user)
    return NOBODY if mine is None else Q(piece__organisation=mine)


def readings_asked_of(user) -> Q:
    """What somebody was asked to read, while it is being read."""
    if not user.is_authenticated:
        return NOBODY
    return Q(reader=user.pk, edition__status=Edition.Status.REVIEW)


def series_of_webinars(user) -> Q:
    """Series (`meetings.Series`) of the webinars our organisation announced."""
    mine = editor_for(user)
    return (
        NOBODY if mine is None else Q(about_uid__in=Webinar.objects.filter(organisation=mine).values("uid"))
    )


def supervisions_visible_to(user) -> Q:
    """A team's: its editors. An individual one: the two who hold it, and nobody else, whatever their role."""
    if not user.is_authenticated:
        return NOBODY
    mine = editor_for(user)
    ours = NOBODY if mine is None else Q(team__organisation=mine) & ~Q(form="individual")
    return ours | Q(form="individual") & (Q(supervisor=user.pk) | Q(supervised=user.pk))


def series_of_teams(user) -> Q:
    """Series of supervision (`meetings.Series`) of our teams; those of two are seen by their guests alone."""
    mine = editor_for(user)
    return NOBODY if mine is None else Q(about_uid__in=Team.objects.filter(organisation=mine).values("uid"))


def check_edits_for(user, organisation_id: int | None) -> None:
    """Raises PermissionDenied unless the user is an editor acting for this organisation.

    `user=None` is the installation itself: what it ships, and the demonstration.
    """
    if user is not None and (organisation_id is None or editor_for(user) != organisation_id):
        raise PermissionDenied


def check_keeps(user, programme: Programme) -> None:
    """Raises PermissionDenied unless the user keeps it, in the name it is proposed in."""
    check_edits_for(user, programme.organisation_id)
    if programme.network_id:
        check_speaks_for(user, programme.network_id)


def check_speaks_for(user, network_id: int) -> None:
    """Raises PermissionDenied unless both sides of the network mandated this user."""
    if user is not None and not networks_spoken_for_by(user).filter(pk=network_id).exists():
        raise PermissionDenied
