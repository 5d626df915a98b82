"""What in a contribution could make somebody known."""

import pytest

from arrimage.apps.communities.naming import find

NAMED = [
    "Mon client Réjean ne sort plus.",
    "Ma cliente, elle, sort. Une patiente Zoé aussi.",
    "Hier j’ai revu Lise Beaupré au centre.",
    "Appelons-le J. T. pour simplifier.",
    "C’est Marie B. qui a crié.",
    "Le dossier 123456 est ouvert.",
    "Son numéro est TREM 1234 5678.",
    "Rappelle-moi au 418 555-0147.",
    "Née le 3 mai, elle vit seule.",
    "Mme Tremblay est revenue.",
    "Ma mère Louise a tout vu.",
]
NOBODY = [
    "Au début, je n’osais pas. Maintenant oui.",
    "Le Centre Jean-Lapierre ouvre le soir.",
    "À Trois-Rivières, la Maison Bleue reçoit.",
    "Mon client ne sort plus. Hier, il est sorti.",
    "On a appelé le 811, puis le 1 866 277-3553.",
    "SIM, SIV et CLSC se parlent.",
    "Un mot : Merci Beaucoup",
    "",
]


@pytest.mark.parametrize("text", NAMED)
def test_what_names_is_found(text):
    assert find(text)


@pytest.mark.parametrize("text", NOBODY)
def test_what_names_nobody_passes(text):
    assert find(text) == []


def test_a_member_may_be_called_by_their_name_but_not_by_more():
    known = ["Lise", "Anatole Bérubé"]
    assert find("Comme le disait Anatole Bérubé hier.", known=known) == []
    assert [one.text for one in find("Comme le disait Lise Beaupré hier.", known=known)] == ["Lise Beaupré"]
