"""Who asks, when it is a context above (a campaign): it says so here when it starts.

    register_host(Host(kind="campaign", sending=…, sent=…, who=…))

An opening of that kind is listed and read by its host alone; answering is the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Host:
    """`sending` and `sent` are called in the transaction that sends a response, with the personal code that
    opened it: the first before anything is locked, to lock what the second will write, always in the same
    order; the second once the response counts. What they raise undoes the sending. `who` says to those told
    of an alert whom to call back.
    """

    kind: str
    sending: Callable[..., None]  # (response, *, code: str)
    sent: Callable[..., None]  # (response, *, code: str, at: datetime)
    who: Callable[..., str]  # (response) → a name, or nothing


HOSTS: dict[str, Host] = {}


def register_host(host: Host) -> None:
    """Register a kind of opening; registering it again replaces it."""
    HOSTS[host.kind] = host


def tell_sending(response, *, code: str) -> None:
    if response.opening and response.opening.host:
        HOSTS[response.opening.host].sending(response, code=code)


def tell_sent(response, *, code: str, at: datetime) -> None:
    if response.opening and response.opening.host:
        HOSTS[response.opening.host].sent(response, code=code, at=at)


def who_answered(response) -> str:
    return HOSTS[response.opening.host].who(response) if response.opening and response.opening.host else ""
