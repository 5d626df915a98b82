"""What every page here does: who reads, what to do with a refusal, what is kept out of indexes."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.deliberation.models import Consultation
from arrimage.apps.deliberation.policies import LEADERS, Key
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.kernel import floods
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.floods import Limit

# An assembly of forty on one network, each answering three questions in an hour, stays below.
WITHOUT_A_NAME = (
    Limit("deliberation.write", most=60, minutes=10),
    Limit("deliberation.write", most=200, minutes=60),
)
KEYS = "deliberation.keys"  # in the visitor's session: the addresses passed on they opened
MOST_KEYS = 20
TO_LEADERS = doors(door(*LEADERS))
TO_OWN_LEADERS = doors(door(*LEADERS, relation=Relation.OWN))
# Somebody may be named for themselves: what they may open is what the queries give them.
TO_TEAM = doors(door(*LEADERS, relation=Relation.OWN), door(relation=Relation.SELF))
TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))


def keys_of(request: HttpRequest) -> list[Key]:
    return [(str(uid), int(number)) for uid, number in request.session.get(KEYS, [])]


def keep_key(request: HttpRequest, consultation: Consultation) -> None:
    kept = [one for one in request.session.get(KEYS, []) if one[0] != str(consultation.uid)]
    request.session[KEYS] = [*kept, [str(consultation.uid), consultation.key_number]][-MOST_KEYS:]


def readable(request: HttpRequest, uid: UUID) -> Consultation:
    """The consultation, if this visitor may read it. Raises Http404."""
    return get_object_or_404(queries.consultations_visible_to(request.user, keys_of(request)), uid=uid)


def accepted(form: BaseForm, act: Callable):
    """What the action returned, or None, its refusal then being on the form."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except ValidationError as refusal:
        add(form, refusal)
        return None


def add(form: BaseForm, refusal: ValidationError) -> None:
    if hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refusal)


def done(request: HttpRequest, act: Callable, *args, said: str = "", **kwargs):
    """For a button without a form: what was done, or why not, is said on the next page."""
    try:
        made = act(*args, **kwargs) or True
    except ValidationError as refusal:
        for message in refusal.messages:
            notices.error(request, message)
        return None
    if said:
        notices.success(request, said)
    return made


def posted_uid(request: HttpRequest, name: str) -> UUID:
    """A posted identifier. Raises BadRequest when it is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise BadRequest from None


def private(response: HttpResponse) -> HttpResponse:
    """The address is a key, or the page is somebody's: it goes to no other site, no index, no cache."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def status_of(request: HttpRequest) -> int:
    """A form that comes back with errors says so."""
    return 422 if request.method == "POST" else 200


def check_calm(request: HttpRequest) -> None:
    """Whoever writes without an account goes no faster than a room full of people. Raises Flood."""
    floods.check_calm(request, *WITHOUT_A_NAME, at=now())
