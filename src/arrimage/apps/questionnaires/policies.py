"""Who may write questionnaires, put them to people, and read what was answered.

| what | who |
|---|---|
| write, publish, open, close | an author, acting for the organisation the questionnaire belongs to |
| see the known instruments, bring the text of one | any author, for the organisation acted for |
| read the answers that were sent | an author of the organisation that asked, each reading journalled |
| read an alert, take it up | those named for that, while they act for that organisation |
| answer | whoever has the link; change one's own answers: whoever holds the personal code |

An opening that has a host (a campaign's) is none of this room's business but for its alerts: who asks,
answers and reads is said by the context above.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import Role

NOBODY = Q(pk__in=[])
AUTHORS = frozenset(
    {
        Role.MANAGER,
        Role.CLINICAL_COORDINATOR,
        Role.CLINICAL_SUPERVISOR,
        Role.COALITION_COORDINATOR,
        Role.NETWORK_COORDINATOR,
        Role.FACILITATOR,
        Role.EVALUATOR,
    }
)


def author_for(user) -> int | None:
    """The id of the organisation this user writes questionnaires for, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in AUTHORS else None


def instruments_visible_to(user) -> Q:
    mine = author_for(user)
    return NOBODY if mine is None else Q(organisation=mine) | Q(organisation=None)


def kept_by(user) -> Q:
    """Instruments or openings of the organisation this user is an author for."""
    mine = author_for(user)
    return NOBODY if mine is None else Q(organisation=mine)


def openings_kept_by(user) -> Q:
    return kept_by(user) & Q(host="")


def permissions_kept_by(user) -> Q:
    """What allows the texts this organisation brought."""
    mine = author_for(user)
    return NOBODY if mine is None else Q(instrument__organisation=mine)


def responses_readable_by(user) -> Q:
    """Only what was sent: what somebody has not decided to send is theirs alone."""
    mine = author_for(user)
    return NOBODY if mine is None else Q(opening__organisation=mine, opening__host="", status="sent")


def alerts_visible_to(user) -> Q:
    held = user.acting if user.is_authenticated else None
    if held is None:
        return NOBODY
    # A network asks for no organisation: those it names belong to several.
    ours = Q(response__opening__organisation=held.organisation_id) | Q(response__opening__organisation=None)
    return ours & Q(response__opening__told=user.pk)


def check_author(user, organisation_id: int | None) -> None:
    """Raises PermissionDenied unless the user is an author for this organisation."""
    if organisation_id is None or author_for(user) != organisation_id:
        raise PermissionDenied
