"""Who may say what of practices.

| what | who |
|---|---|
| read what is published, of the catalogue and of organisations | everybody |
| write and translate the catalogue, answer a contestation | an editor: a coalition’s or federation’s |
| | coordinator, a network’s coordinator |
| publish an edition | an editor other than its writer, once somebody has read it from lived experience and |
| | every objection is answered; a network’s coordinator needs the mandate of both sides |
| read an edition before it is published, say a word of it | those who read from lived experience; editors |
| contest what the catalogue says; withdraw it | a keeper, in the name of their organisation |
| tell a practice in its own words, its drafts, its media | the keepers of the organisation |
| say who does what, how, why it stopped | the same, of their own organisation |
| tie two words together | a keeper of each of the two organisations; either ends it |
| quote a practice told in its own words | whoever acts for an organisation; whoever told it sees who did |

`by=None` in an action is the installation itself, or a room above that answers for who speaks.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.network.queries.together import mandated_networks

from .models import Edition

NOBODY = Q(pk__in=[])
EDITORS = frozenset({Role.COALITION_COORDINATOR, Role.NETWORK_COORDINATOR})
LIVED = frozenset({Role.PEER_HELPER, Role.FAMILY_PEER_HELPER, Role.RESOURCE_PATIENT, Role.PATIENT_COACH})
READERS = EDITORS | LIVED


def _role(user) -> str | None:
    return user.acting.role if user.is_authenticated and user.acting else None


def kept_by(user) -> int | None:
    """The id of the organisation this user acts for as one of its keepers, or None."""
    return user.acting.organisation_id if _role(user) in KEEPERS else None


def check_keeps(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user acts, as a keeper, for this organisation."""
    if user is not None and kept_by(user) != organisation_id:
        raise PermissionDenied


# --- The catalogue


def is_editor(user) -> bool:
    return _role(user) in EDITORS


def check_edits(user) -> None:
    if user is not None and not is_editor(user):
        raise PermissionDenied


def may_publish(user) -> bool:
    """A network’s coordinator speaks for both sides only once both have said yes."""
    if _role(user) == Role.NETWORK_COORDINATOR:
        return mandated_networks(user).exists()
    return is_editor(user)


def reads_from_experience(user) -> bool:
    return _role(user) in LIVED


def editions_visible_to(user) -> Q:
    """What is published, or was; what is being written, to editors; what is being read over, to readers."""
    seen = Q(state__in=[Edition.State.PUBLISHED, Edition.State.REPLACED])
    if is_editor(user):
        return seen | Q(state__in=Edition.OPEN)
    return seen | Q(state=Edition.State.IN_REVIEW) if reads_from_experience(user) else seen


def editions_written_by(user) -> Q:
    return Q(state=Edition.State.DRAFT) if is_editor(user) else NOBODY


def editions_read_over_by(user) -> Q:
    return Q(state=Edition.State.IN_REVIEW) if _role(user) in READERS else NOBODY


# --- In their own words


def own_versions_visible_to(user) -> Q:
    """What is published (and was, unless taken back); drafts and what was taken back, to its own keepers."""
    seen = Q(published_at__isnull=False, practice__withdrawn_at=None)
    mine = kept_by(user)
    return seen if mine is None else seen | Q(practice__organisation=mine)


def own_practices_kept_by(user) -> Q:
    mine = kept_by(user)
    return NOBODY if mine is None else Q(organisation=mine)


def media_visible_to(user) -> Q:
    seen = Q(shown_at__isnull=False, removed_at=None, practice__withdrawn_at=None)
    mine = kept_by(user)
    return seen if mine is None else seen | Q(practice__organisation=mine, removed_at=None)


def doings_kept_by(user) -> Q:
    mine = kept_by(user)
    return NOBODY if mine is None else Q(organisation=mine)


def contestations_kept_by(user) -> Q:
    mine = kept_by(user)
    return NOBODY if mine is None else Q(organisation=mine)


def kinships_kept_by(user) -> Q:
    mine = kept_by(user)
    return NOBODY if mine is None else Q(one__organisation=mine) | Q(other__organisation=mine)
