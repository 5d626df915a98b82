"""A real installation opens its first network from the terminal."""

import pytest
from click.testing import CliRunner

from arrimage.apps.network.models import Network
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.cli import arrimage
from tests.network.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]


def open_network(code, public, community):
    sides = ["--public", str(public.uid), "--community", str(community.uid)]
    return CliRunner().invoke(arrimage, ["directory", "open-network", "Réseau d’essai", code, *sides])


def test_a_network_opens_with_a_seat_on_each_side():
    centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE)
    coalition = OrganisationFactory(kind=OrganisationKind.COALITION)
    result = open_network("031", centre, coalition)
    assert result.exit_code == 0, result.output
    seats = Network.objects.get().seats.order_by("side")
    assert [(seat.side, seat.organisation) for seat in seats] == [
        ("community", coalition),
        ("public", centre),
    ]


def test_one_side_cannot_hold_both_seats():
    centre, other = (OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE) for _ in range(2))
    assert open_network("031", centre, other).exit_code == 2
    assert open_network("9Z", centre, other).exit_code == 2
    assert not Network.objects.exists()
