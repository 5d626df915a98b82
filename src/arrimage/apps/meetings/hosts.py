"""Who holds meetings, and who may see or run them: the contexts above say so here, when they start.

A context that holds meetings registers a host in its `AppConfig.ready`:

    register_host(Host(
        kind="committee",
        label=_("Committee"),
        seen_by=lambda user: Q(about_uid__in=...),   # the Series this user sees without being a guest
        run_by=lambda user: Q(about_uid__in=...),    # … and those they plan, run and write the minutes of
        link=lambda series: reverse("committee", args=[series.about_uid]),
        places=lambda series: {user_id: _("A person with lived experience")},
        called=lambda series, reader: {user_id: "Mado"},
    ))

The two functions return a `Q` on `Series`. Lists and single pages apply the same `Q`, so that they never
differ. Whoever runs a series also sees it; guests and those invited need no host.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from arrimage.apps.accounts.roles import KEEPERS

NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Host:
    """One kind of series. `link` leads to the page of what the meetings are about, if it has one."""

    kind: str
    label: str | Promise
    seen_by: Callable[..., Q]
    run_by: Callable[..., Q]
    link: Callable[..., str] | None = None
    # Persons who come for themselves and are named only as they choose: what their place is called, and the
    # names they let this reader see. By user id; whoever is in neither goes by the name of their account.
    places: Callable[..., dict[int, str]] | None = None
    called: Callable[..., dict[int, str]] | None = None


HOSTS: dict[str, Host] = {}


def register_host(host: Host) -> None:
    """Register a kind of series; registering it again replaces it."""
    HOSTS[host.kind] = host


def link_of(series) -> str:
    """The address of what the meetings are about, or an empty string."""
    host = HOSTS.get(series.kind)
    return host.link(series) if host and host.link else ""


def called_in(series, reader) -> dict[int, str]:
    """How to call, for this reader, the persons of these meetings who choose how they are named."""
    host = HOSTS.get(series.kind)
    if host is None or host.places is None:
        return {}
    return host.places(series) | (host.called(series, reader) if host.called else {})


def place_of(series, user) -> str:
    """What to sign for a person who chooses how they are named: their place, which outlives any choice."""
    host = HOSTS.get(series.kind)
    return host.places(series).get(user.pk, "") if host and host.places else ""


def _of_own_organisation(user) -> Q:
    """The meetings of the organisation this user acts for, as one of its keepers."""
    held = user.acting if user.is_authenticated else None
    return Q(organisation=held.organisation_id) if held and held.role in KEEPERS else NOBODY


ORGANISATION = Host(
    kind="organisation",
    label=pgettext_lazy("meetings", "An organisation’s meetings"),
    seen_by=_of_own_organisation,
    run_by=_of_own_organisation,
    link=lambda series: series.organisation.get_absolute_url(),
)
