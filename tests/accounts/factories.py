"""Users and memberships for tests. Every address is invented (`.invalid`)."""

from datetime import date

import factory

from arrimage.apps.accounts.models import Membership, User
from arrimage.apps.accounts.roles import Role

PASSPHRASE = "une phrase de passe assez longue"


class UserFactory(factory.django.DjangoModelFactory):
    """A user who can sign in with `PASSPHRASE`; without a membership."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"personne{number}@essai.invalid")
    name = factory.Sequence(lambda number: f"Personne {number}")
    password = factory.django.Password(PASSPHRASE)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A manager's membership in a community organisation, since 2020."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory("tests.network.factories.OrganisationFactory")
    role = Role.MANAGER
    since = date(2020, 1, 1)


def acting_user(role: str = Role.MANAGER, **membership) -> User:
    """A new user already acting under a new membership of that role."""
    held = MembershipFactory(role=role, **membership)
    return held.user.act_as(held)
