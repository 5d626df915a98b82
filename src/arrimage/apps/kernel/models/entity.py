"""What every thing of ours has: a public id, an optimistic version, and a word about each field's privacy."""

import uuid
from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaleVersion(Exception):
    """Somebody else saved this thing since it was read."""


@dataclass(frozen=True)
class Privacy:
    """What happens to each field when data leave for tests or analysis.

    `kept` as it is; `scrubbed` (emptied); `pseudonymised` (replaced by a keyed token).
    Each is a string of field names. A test refuses a model field that is in none or in two.
    """

    kept: str = ""
    scrubbed: str = ""
    pseudonymised: str = ""

    def of(self, field: str) -> list[str]:
        return [
            word for word in ("kept", "scrubbed", "pseudonymised") if field in getattr(self, word).split()
        ]


class Entity(models.Model):
    """A thing with an id that may be shown, and a version that stops two people overwriting each other."""

    uid = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    ENTITY_FIELDS: ClassVar[str] = "id uid version created_at updated_at"

    class Meta:
        abstract = True

    def save_if_unchanged(self, *, since: int) -> Self:
        """Save only if nobody else has since version `since`.

        Raises StaleVersion otherwise; the caller shows both texts. Runs in one UPDATE, so that two
        requests reading the same version cannot both win.
        """
        taken = type(self).objects.filter(pk=self.pk, version=since).update(version=since + 1)
        if not taken:
            raise StaleVersion(str(self))
        self.version = since + 1
        self.save()
        return self
