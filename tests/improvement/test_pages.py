"""What pages say of a day that has gone by, of what nobody has said yet; and what lists cost."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from arrimage.apps.improvement.actions import cycles as actions
from arrimage.apps.improvement.models import Contact, Shared
from arrimage.apps.kernel.waiting import waiting_for
from tests.improvement.test_cycles import begun, chosen, proposed
from tests.improvement.world import committee_of


def opened(client, user, address: str) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_a_day_that_has_gone_by_is_talked_about_again_and_nobody_is_in_red(table, at, client):
    cycle = chosen(table, at)
    gone = localdate(at) - timedelta(days=5)
    told = {"holders": [table.holder("mado")], "by": table.user("mado"), "at": at}
    actions.share_out(cycle, words="Écrire l’affiche", due_on=gone, **told)
    actions.share_out(cycle, words="La relire", due_on=gone + timedelta(days=30), **told)
    page = opened(client, table.user("mado"), cycle.get_absolute_url())
    assert page.count("on en reparle") == 1
    assert 'class="late"' not in page
    said = {one.title: one.when for one in waiting_for(table.user("mado"), at=at)}
    assert said["Écrire l’affiche"].startswith("prévu pour le ")
    assert said["La relire"] == ""
    assert "on en reparle" in opened(client, table.user("mado"), "/")


def test_a_contact_not_had_yet_reproaches_nobody(table, at, client):
    gone = localdate(at) - timedelta(days=5)
    told = {"holder": table.holder("mado"), "coach": table.holder("coach"), "when": "other"}
    Contact.objects.create(due_on=gone, **told)
    for name in ("mado", "coach"):
        page = opened(client, table.user(name), "/ameliorer/contacts/")
        assert "on en reparle" in page
        assert 'class="late"' not in page


def test_an_objective_nobody_spoke_of_yet_is_not_one_with_no_voice(table, at, client):
    cycle = begun(table, at)
    objective = proposed(table, cycle, at, name="mado")
    address = cycle.get_absolute_url()
    assert "personne ne s’est encore situé" in opened(client, table.user("jo"), address)
    actions.speak(objective, holder=table.holder("jo"), stance="with", words="", by=table.user("jo"), at=at)
    assert "1 personne s’est située" in opened(client, table.user("jo"), address)


def test_a_cycle_without_a_meeting_yet_says_that_the_first_is_to_come(table, at, client):
    cycle = begun(table, at)
    assert "la première est à venir" in opened(client, table.user("mado"), cycle.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "most"), [("/ameliorer/", 10), ("/ameliorer/contacts/", 9), ("/ameliorer/bibliotheque/", 6)]
)
def test_lists_cost_the_same_whatever_their_length(
    table, at, client, address, most, django_assert_max_num_queries
):
    for number in range(8):
        other = committee_of(table.organisation, name=f"Comité {number}")
        Shared.objects.create(
            committee=other,
            kind="tool",
            title=f"Outil {number}",
            words="Un outil.",
            shared_at=at,
            shared_by="Tous",
        )
        told = {"holder": table.holder("mado"), "coach": table.holder("coach"), "when": "other"}
        Contact.objects.create(due_on=localdate(at) + timedelta(days=number), **told)
    user = table.manager if address == "/ameliorer/" else table.user("coach")
    client.force_login(user)
    client.get("/ameliorer/mon-temps/")  # the first request of a session writes it
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
