"""The menu, by task; each entry is shown to those it is for."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.accounts.roles import Role
from arrimage.apps.questionnaires.policies import AUTHORS


@dataclass(frozen=True)
class Entry:
    """One task. `under` are the first words of the addresses that belong to it."""

    name: str
    label: str
    under: tuple[str, ...]
    roles: frozenset[str] | None = None  # None: everybody; empty: whoever acts for an organisation


@dataclass(frozen=True)
class Shown:
    url: str
    label: str
    active: bool


NETWORK = ("reseaux", "reseau", "nos-liens", "ententes", "financement")
ENTRIES = (
    Entry("find", _("Find"), ("trouver", "services", "lieux")),
    Entry("territories", _("Territories"), ("territoires",)),
    Entry("organisations", _("Directory"), ("organisations",)),
    Entry("networks", _("Network"), NETWORK, frozenset()),
    Entry("meetings", _("Meetings"), ("rencontres",), frozenset()),
    Entry("instruments", _("Questionnaires"), ("questionnaires",), AUTHORS),
    Entry("messages", _("Messages"), ("messages",), frozenset()),
    Entry("journal", _("Journal"), ("journal",), frozenset({Role.AUDITOR, Role.PRIVACY_OFFICER})),
)


def _is_for(entry: Entry, role: str | None) -> bool:
    if entry.roles is None:
        return True
    return role is not None and (not entry.roles or role in entry.roles)


def navigation(request: HttpRequest) -> dict[str, object]:
    """`menu` (the entries this user sees), `acting` for the header, `source_url` for the footer."""
    user = getattr(request, "user", None)
    acting = getattr(user, "acting", None)
    first = request.path.strip("/").split("/")[0]
    menu = []
    for entry in ENTRIES:
        if _is_for(entry, acting.role if acting else None):
            try:
                url = reverse(entry.name)
            except NoReverseMatch:  # a room that is switched off
                continue
            menu.append(Shown(url, entry.label, first in entry.under))
    return {"menu": menu, "acting": acting, "source_url": settings.SOURCE_URL}
