"""The visibility law: a list is what the object check lets through, for random worlds."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.apps.accounts.models import Membership
from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.models import Draft, Mandate, Network, Organisation, TerritoryParent
from arrimage.apps.network.policies import pages as policies
from arrimage.apps.network.queries import pages as queries
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE, OrganisationKind, TerritoryKind
from tests.network.factories import CoverageFactory, OrganisationFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
PLACES = ["991", "9911", "992"]


@st.composite
def a_world(draw):
    organisations = draw(
        st.lists(
            st.tuples(
                st.sampled_from([OrganisationKind.COMMUNITY, OrganisationKind.INTEGRATED_CENTRE]),
                st.sampled_from(PLACES),
                st.booleans(),  # has an account
            ),
            min_size=2,
            max_size=6,
        )
    )
    acting = draw(st.integers(0, len(organisations) - 1))
    role = draw(st.sampled_from(list(Role)))
    mandate = draw(st.sampled_from(["none", "public", "both", "ended"]))
    return organisations, acting, role, mandate


def build(described):
    organisations, acting, role, mandate = described
    made = []
    for kind, place, has_account in organisations:
        level = TerritoryKind.TERRITORY if len(place) == 3 else TerritoryKind.LOCAL
        organisation = OrganisationFactory(kind=kind)
        territory = TerritoryFactory(code=place, kind=level)
        if level == TerritoryKind.LOCAL:
            whole = TerritoryFactory(code=place[:3], kind=TerritoryKind.TERRITORY)
            TerritoryParent.objects.get_or_create(territory=territory, parent=whole)
        CoverageFactory(organisation=organisation, territory=territory)
        if has_account:
            member = get_user_model().objects.create_user(f"{organisation.uid}@essai.invalid")
            Membership.objects.create(
                user=member, organisation=organisation, role=Role.WORKER, since=date(2020, 1, 1)
            )
        Draft.objects.create(
            organisation=organisation,
            subject="organisation",
            subject_uid=organisation.uid,
            data={},
            saved_by_label="quelqu’un",
            saved_at=now(),
        )
        made.append(organisation)
    user = get_user_model().objects.create_user("moi@essai.invalid")
    membership = Membership.objects.create(
        user=user, organisation=made[acting], role=role, since=date(2020, 1, 1)
    )
    network = Network.objects.create(
        name="R", territory=TerritoryFactory(code="991", kind=TerritoryKind.TERRITORY)
    )
    if mandate != "none":
        Mandate.objects.create(
            network=network,
            user=user,
            since=date(2020, 1, 1),
            until=date(2021, 1, 1) if mandate == "ended" else None,
            proposed_at=now(),
            public_yes_at=now(),
            community_yes_at=None if mandate == "public" else now(),
        )
    return user.act_as(membership), made


def by_hand(described, number: int) -> bool:
    """Whether the user may change organisation `number`, without a query."""
    organisations, acting, role, mandate = described
    _kind, place, has_account = organisations[number]
    if number == acting:
        return role in KEEPERS
    is_mandated = role == Role.NETWORK_COORDINATOR and mandate == "both"
    return is_mandated and not has_account and place.startswith("991")


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(described=a_world())
def test_a_list_is_what_the_object_check_lets_through(described):
    from django.db import transaction

    with transaction.atomic():
        user, made = build(described)
        listed = set(queries.organisations_editable_by(user))
        assert Organisation.objects.count() == len(made)
        for number, organisation in enumerate(made):
            allowed = Organisation.objects.filter(policies.editable_by(user), pk=organisation.pk).exists()
            assert (organisation in listed) == allowed == by_hand(described, number)
            draft_shown = queries.draft_visible_to(user, organisation.uid) is not None
            page = queries.organisation_page(organisation, user=user, at=now())
            assert draft_shown == (page.draft is not None)
            # No setting lets one side open the other's drafts: only one's own organisation's are seen.
            if organisation.pk != user.acting.organisation_id:
                assert not draft_shown
            if organisation.kind in COMMUNITY_SIDE and user.acting.organisation.kind not in COMMUNITY_SIDE:
                assert not draft_shown
        transaction.set_rollback(True)
