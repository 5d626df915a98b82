"""Who a page is for, said once beside the view and checked for every URL by a generated test.

The decorator turns away those the page is not for (sign-in for the unknown, a plain refusal for a role).
Which *object* one may see is never decided here: the view fetches it through a query that takes the
user, and what that user may not see does not exist for them (404). `tests/access` walks every URL with
every role and relation and compares the answers with these doors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class Relation(StrEnum):
    """How the user stands to what the page is about."""

    ANY = "any"  # none needed
    OWN = "own"  # acts for the organisation it belongs to
    NETWORK = "network"  # mandated, by both sides, by a network that covers it
    SELF = "self"  # it is theirs


@dataclass(frozen=True)
class Door:
    """These roles (all, when empty), in this relation."""

    roles: frozenset[str] = frozenset()
    relation: Relation = Relation.ANY


@dataclass(frozen=True)
class Audience:
    """The doors of a page; `everyone` needs no account, `signed_in` any account."""

    doors: tuple[Door, ...] = ()
    everyone: bool = False
    signed_in: bool = False

    def lets_in(self, user) -> bool:
        """The coarse answer, from the role alone."""
        if self.everyone:
            return True
        if not user.is_authenticated:
            return False
        if self.signed_in:
            return True
        role = user.acting.role if user.acting else None
        return any(
            door.relation is Relation.SELF or (role is not None and (not door.roles or role in door.roles))
            for door in self.doors
        )


EVERYONE = Audience(everyone=True)
SIGNED_IN = Audience(signed_in=True)


def door(*roles: str, relation: Relation = Relation.ANY) -> Door:
    return Door(frozenset(str(role) for role in roles), relation)


def doors(*openings: Door) -> Audience:
    return Audience(doors=tuple(openings))


def reachable_by(audience: Audience) -> Callable:
    """Declare, and coarsely enforce, who a view is for."""

    def decorate(view: Callable[..., HttpResponse]):
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not audience.lets_in(request.user):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.audience = audience
        return guarded

    return decorate
