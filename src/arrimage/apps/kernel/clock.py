"""The only place that asks what time it is: actions take `at`, pages ask here."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Today where the installation is (Québec by default)."""
    return timezone.localdate()
