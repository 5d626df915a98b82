"""Too much of one thing from one place, counted without keeping the place.

For pages that let somebody speak without an account. What is counted is a hash of the network address under
a key made of the installation's secret and of a salt drawn for one window (ten minutes, an hour). Both counts
and salt live in the shared cache until the window ends, at the same moment for everybody: nothing there tells
when somebody came, and once the salt is gone nobody can tell which address a count was of, we included.

    check_calm(request, Limit("deliberation.write", most=60, minutes=10), at=now())
"""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Limit:
    """At most so many of one thing from one address in one window of so many minutes."""

    what: str
    most: int
    minutes: int


class Flood(ValidationError):
    """Too many came from this address: a sentence that says when to try again."""


def check_calm(request: HttpRequest, *limits: Limit, at: datetime) -> None:
    """Count one more. Raises Flood past a limit. Two at the same instant may count as one: it is a brake."""
    past = [limit for limit in limits if _count(request, limit, at) > limit.most]
    if past:
        minutes = max(limit.minutes for limit in past)
        raise Flood(
            ngettext(
                "Very many came from this network in a short time, so we slow down. Keep your words and try"
                " again in a minute. Nothing about you was noted.",
                "Very many came from this network in a short time, so we slow down. Keep your words and try"
                " again in %(minutes)d minutes. Nothing about you was noted.",
                minutes,
            )
            % {"minutes": minutes}
        )


def _count(request: HttpRequest, limit: Limit, at: datetime) -> int:
    width = limit.minutes * 60
    window, spent = divmod(int(at.timestamp()), width)
    salt_key, left = f"floods:{limit.minutes}:{window}", width - spent
    salt = cache.get(salt_key)
    if salt is None:
        cache.add(salt_key, secrets.token_hex(16), left)
        salt = cache.get(salt_key, "")
    key = f"floods:{_hidden(f'{limit.what} {place_of(request)}', salt)}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, left)
    return count


def _hidden(value: str, salt: str) -> str:
    return hmac.new(f"{settings.SECRET_KEY}{salt}".encode(), value.encode(), hashlib.sha256).hexdigest()


def place_of(request: HttpRequest) -> str:
    """The address a request comes from: in IPv6 the network of a home, since it gives itself any other.

    Behind a proxy that is trusted (`ARRIMAGE_BEHIND_PROXY`), what it wrote last; else nobody is believed.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    written = told.split(",")[-settings.ALLAUTH_TRUSTED_PROXY_COUNT :][0].strip() if told else ""
    try:
        address = ipaddress.ip_address(written or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 6 and mapped is None:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(mapped or address)
