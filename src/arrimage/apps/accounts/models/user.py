from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy

if TYPE_CHECKING:
    from .membership import Membership


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in, known by an e-mail address (case does not matter)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name as shown to others"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    # There is no super-user: rights come from memberships alone.
    is_staff = is_superuser = False

    # The membership this user acts under; set by the middleware, or by `act_as` outside a request.
    acting: Membership | None = None
    # All those held now, when the middleware has asked: no page asks again.
    memberships_now: Sequence[Membership] = ()

    privacy = Privacy(
        kept="id uid language is_active joined_at",
        scrubbed="name password last_login",
        pseudonymised="email",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email_whatever_the_case",
                violation_error_message=_("This address already has an account."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def act_as(self, membership: Membership | None) -> User:
        """Take on a membership (which must be this user's own). Returns the user."""
        if membership is not None and membership.user_id != self.pk:
            raise ValueError("a user acts only under their own membership")
        self.acting = membership
        return self
