"""The menu, by task; each entry is shown to those it is for.

Two levels: a line of tasks, and, under the one where one is, the pages that belong together. A task leads to
its first page that this user may open.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.accounts.roles import Role
from arrimage.apps.questionnaires.policies import AUTHORS

AT_WORK: frozenset[str] = frozenset()  # whoever acts for an organisation


@dataclass(frozen=True)
class Entry:
    """A page of the menu. `under` are the first words of the addresses that belong to it."""

    name: str
    label: str | Promise
    under: tuple[str, ...]
    roles: frozenset[str] | None = None  # None: everybody; empty: whoever acts for an organisation


@dataclass(frozen=True)
class Task:
    """Pages that serve one purpose. With one entry, it is that page."""

    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shown:
    url: str
    label: str | Promise
    active: bool


TIES = ("reseaux", "reseau")
TASKS = (
    Task(
        _("Find"),
        (
            Entry("find", _("Services and places"), ("trouver", "services", "lieux")),
            Entry("organisations", _("Directory"), ("organisations",)),
            Entry("territories", _("Territories"), ("territoires",)),
        ),
    ),
    Task(
        _("Network"),
        (
            Entry("networks", _("Networks"), TIES, AT_WORK),
            Entry("our_ties", _("Our ties"), ("nos-liens",), AT_WORK),
            Entry("agreements", _("Our agreements"), ("ententes", "financement"), AT_WORK),
        ),
    ),
    Task(_("Meetings"), (Entry("meetings", _("Meetings"), ("rencontres",), AT_WORK),)),
    Task(
        _("Learn"),
        (
            Entry("learning", _("Programmes"), ("apprendre",)),
            Entry("practices", _("Practices"), ("pratiques",)),
            Entry("communities", _("Discussions"), ("echanges",)),
            Entry("recognition", pgettext_lazy("menu", "Coaching"), ("reconnaissance",), AT_WORK),
        ),
    ),
    Task(
        pgettext_lazy("menu", "Surveys"),
        (
            Entry("campaigns", _("Campaigns"), ("enquetes",), AUTHORS),
            Entry("studies", _("Studies"), ("enquetes/etudes",), AUTHORS),
            Entry("instruments", _("Questionnaires"), ("questionnaires",), AUTHORS),
            Entry("interviews", _("Interviews"), ("entretiens",), AUTHORS),
            Entry("logic_models", pgettext_lazy("menu", "What changed"), ("ce-qui-change",), AUTHORS),
            Entry("reports", _("Reports"), ("rapports",)),
        ),
    ),
    Task(_("Consultations"), (Entry("consultations", _("Consultations"), ("consultations",)),)),
    Task(_("Improve"), (Entry("committees", _("Improvement committees"), ("ameliorer",), AT_WORK),)),
    Task(_("Messages"), (Entry("messages", _("Messages"), ("messages",), AT_WORK),)),
    Task(
        _("Journal"),
        (Entry("journal", _("Journal"), ("journal",), frozenset({Role.AUDITOR, Role.PRIVACY_OFFICER})),),
    ),
)


def _is_for(entry: Entry, role: str | None) -> bool:
    if entry.roles is None:
        return True
    return role is not None and (not entry.roles or role in entry.roles)


def _address(entry: Entry) -> str:
    return _address_of(entry.name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache  # some thirty on every page, the same from the start of the process to its end
def _address_of(name: str, urlconf: str, prefix: str) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:  # a room that is switched off
        return ""


def _nearness(entry: Entry, path: str) -> int:
    """How much of this address belongs to the entry; 0: none of it."""
    return max((len(start) for start in entry.under if f"{path}/".startswith(f"{start}/")), default=0)


def navigation(request: HttpRequest) -> dict[str, object]:
    """`menu` and `submenu` (what this user sees), `acting` for the header, `source_url` for the footer."""
    user = getattr(request, "user", None)
    acting = getattr(user, "acting", None)
    role = acting.role if acting else None
    path = request.path.strip("/")
    open_to = [(task, [e for e in task.entries if _is_for(e, role) and _address(e)]) for task in TASKS]
    near = {entry.name: _nearness(entry, path) for _task, entries in open_to for entry in entries}
    here = max(near, key=lambda name: near[name], default="")
    here = here if near.get(here) else ""
    menu, submenu = [], []
    for task, entries in open_to:
        if not entries:
            continue
        active = any(entry.name == here for entry in entries)
        label = task.label if len(entries) > 1 or len(task.entries) == 1 else entries[0].label
        menu.append(Shown(_address(entries[0]), label, active))
        if active and len(entries) > 1:
            submenu = [Shown(_address(entry), entry.label, entry.name == here) for entry in entries]
    return {"menu": menu, "submenu": submenu, "acting": acting, "source_url": settings.SOURCE_URL}
