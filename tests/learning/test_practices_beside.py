"""A dossier and the practices it speaks of lead to each other, once both are out."""

import pytest
from django.utils.translation import override

from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.actions import pieces
from arrimage.apps.learning.actions.starter import load_starter
from arrimage.apps.learning.actions.starter_pieces import DATA, french
from arrimage.apps.learning.models import Piece
from arrimage.apps.practices.actions.loading import load_catalogue
from arrimage.apps.practices.models import Practice


@pytest.fixture
def house(db):
    with override("fr"):
        load_catalogue(at=now())
        load_starter(at=now())


def test_they_lead_to_each_other(client, house):
    dossier = Piece.objects.get(slug="soutien-entre-pairs")
    page = client.get(dossier.get_absolute_url()).content.decode()
    practice = Practice.objects.get(slug="pair-aidance")
    assert f'href="{practice.get_absolute_url()}"' in page
    back = client.get(practice.get_absolute_url()).content.decode()
    assert f'href="{dossier.get_absolute_url()}"' in back


def test_a_dossier_that_is_not_out_is_beside_nothing(client, house):
    dossier = Piece.objects.get(slug="soutien-entre-pairs")
    dossier.editions.update(status="retired")
    practice = Practice.objects.get(slug="pair-aidance")
    assert dossier.get_absolute_url() not in client.get(practice.get_absolute_url()).content.decode()


def test_every_practice_the_starter_names_is_in_the_catalogue(house):
    named = {
        slug for file in DATA.iterdir() if file.name.endswith(".toml") for slug in french(file)["practices"]
    }
    assert named <= set(Practice.objects.values_list("slug", flat=True))


def test_a_piece_names_each_practice_once_in_the_order_given(house):
    dossier = Piece.objects.get(slug="partir-des-forces")
    pieces.name_practices(dossier, ["siv", "forces", "siv"])
    assert list(dossier.practices.values_list("slug", flat=True)) == ["siv", "forces"]
    pieces.name_practices(dossier, [])
    assert not dossier.practices.exists()
