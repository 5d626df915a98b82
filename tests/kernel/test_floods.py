"""Too much from one address is slowed down, and nothing kept leads to the address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from arrimage.apps.kernel.floods import Flood, Limit, check_calm, place_of

AT = datetime(2026, 3, 10, 14, 0, 0, tzinfo=UTC)
FEW = Limit("essay", most=3, minutes=10)
ADDRESS = "203.0.113.7"


def asked(address=ADDRESS, **headers):
    return RequestFactory().post("/", REMOTE_ADDR=address, **headers)


def kept() -> str:
    """All that the shared cache holds, keys and values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM arrimage_cache")
        return repr(cursor.fetchall())


@pytest.mark.django_db
class TestCounting:
    def test_past_the_limit_one_is_told_when_to_come_back_and_others_are_not_slowed(self):
        for _time in range(3):
            check_calm(asked(), FEW, at=AT)
        with pytest.raises(Flood, match="10 minutes"):
            check_calm(asked(), FEW, at=AT)
        check_calm(asked("203.0.113.8"), FEW, at=AT)
        check_calm(asked(), Limit("other", most=3, minutes=10), at=AT)

    def test_it_is_over_with_the_window(self):
        for _time in range(3):
            check_calm(asked(), FEW, at=AT)
        check_calm(asked(), FEW, at=AT + timedelta(minutes=10))

    def test_two_limits_are_counted_together_and_the_longer_wait_is_told(self):
        both = (Limit("x", most=1, minutes=10), Limit("x", most=2, minutes=60))
        check_calm(asked(), *both, at=AT)
        with pytest.raises(Flood, match="10 minutes"):
            check_calm(asked(), *both, at=AT)
        with pytest.raises(Flood, match="60 minutes"):
            check_calm(asked(), *both, at=AT + timedelta(minutes=10))

    def test_no_address_is_kept_and_the_same_one_is_another_in_the_next_window(self):
        check_calm(asked(), FEW, at=AT)
        first = kept()
        assert ADDRESS not in first
        cache.clear()
        check_calm(asked(), FEW, at=AT)  # the same window, another salt: it cannot be told
        again = kept()
        keys = [{part for part in text.split("'") if "floods:" in part} for text in (first, again)]
        assert len(keys[0] & keys[1]) == 1, "only the salt's own key, which names a window"

    def test_counts_end_with_their_window_whenever_they_began(self):
        at = AT + timedelta(minutes=7, seconds=31)
        check_calm(asked(), FEW, at=at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT expires) FROM arrimage_cache")
            (ends,) = cursor.fetchone()
        assert ends == 1


@pytest.mark.parametrize(
    ("address", "proxies", "forwarded", "expected"),
    [
        ("198.51.100.1", 0, "203.0.113.7", "198.51.100.1"),  # nobody is believed
        ("10.0.0.1", 1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),  # what the proxy wrote last
        ("10.0.0.1", 1, "", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", 0, "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", 0, "", "203.0.113.7"),
        ("10.0.0.1", 1, "nonsense", ""),
        ("", 0, "", ""),
    ],
)
def test_where_a_request_comes_from(settings, address, proxies, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert place_of(asked(address, **headers)) == expected
