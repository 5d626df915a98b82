"""What would come apart without an organisation: it reads it first, and it is published with its answer."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import Mail
from arrimage.apps.network.actions import departures as actions
from arrimage.apps.network.models import DepartureReading
from arrimage.apps.network.queries import departures as queries
from arrimage.apps.network.vocabulary_ties import Shown, WaveStatus
from tests.accounts.factories import acting_user
from tests.network.looked_at import Looked, both

pytestmark = pytest.mark.django_db
Wish = DepartureReading.Wish


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


class Path(Looked):
    """a – b – c – d: without b, a is alone; without c, d is."""

    def __init__(self, **wave) -> None:
        super().__init__("abcd")
        self.said = self.wave(both("ab", "bc", "cd"), **wave)
        self.coordinator = acting_user(Role.NETWORK_COORDINATOR, organisation=self["a"])
        self.mandate(self.coordinator)
        self.of_b = acting_user(Role.MANAGER, organisation=self["b"])
        self.of_d = acting_user(Role.MANAGER, organisation=self["d"])

    def shown(self) -> "Path":
        actions.show_departures(self.said, by=self.coordinator, at=now())
        return self

    def reading(self, letter: str) -> DepartureReading:
        return DepartureReading.objects.get(organisation=self[letter])


def test_those_concerned_are_written_to_and_read_it_first():
    path = Path().shown()
    assert set(DepartureReading.objects.values_list("organisation__name", flat=True)) == {
        "Maison B",
        "Maison C",
    }
    assert Mail.objects.filter(to=path.of_b.email).count() == 1
    assert not Mail.objects.filter(to=path.of_d.email).exists()
    assert queries.readings_visible_to(path.of_b, path.said).get().organisation == path["b"]
    for other in (path.of_d, path.coordinator, AnonymousUser()):
        assert not queries.readings_visible_to(other, path.said).exists()


def test_what_is_shown_is_what_would_come_apart():
    reading = Path().shown().reading("b")
    assert (reading.pairs_cut, reading.components) == (2, 2)
    assert reading.alone == [
        reading.wave.network.waves.get().entries.get(organisation__name="Maison A").organisation_id
    ]


def test_showing_twice_shows_and_writes_nothing_twice():
    path = Path().shown()
    mails = Mail.objects.count()
    assert actions.show_departures(path.said, by=path.coordinator, at=now()) == []
    assert Mail.objects.count() == mails


def test_a_reading_is_made_of_published_ties_alone():
    path = Path(shown=Shown.NOTHING)
    assert actions.show_departures(path.said, by=path.coordinator, at=now()) == []


def test_only_the_mandated_coordinator_shows_and_publishes():
    path = Path()
    for act in (actions.show_departures, actions.publish_departures):
        with pytest.raises(PermissionDenied):
            act(path.said, by=path.of_b, at=now())


def test_a_wave_not_published_yet_has_no_departures():
    path = Path(status=WaveStatus.CLOSED)
    with pytest.raises(ValidationError):
        actions.show_departures(path.said, by=path.coordinator, at=now())


def test_nothing_is_published_while_somebody_may_still_answer():
    path = Path().shown()
    with pytest.raises(ValidationError):
        actions.publish_departures(path.said, by=path.coordinator, at=now())
    assert not DepartureReading.objects.exclude(published_at=None).exists()


def test_once_the_day_has_come_it_is_published_and_says_that_no_answer_has(client):
    path = Path().shown()
    later = now() + actions.TO_ANSWER + timedelta(days=1)
    assert actions.publish_departures(path.said, by=path.coordinator, at=later) == 2
    text = client.get(reverse("network_departures", args=[path.network.uid])).text
    assert "Maison B" in text
    assert "Pas encore de réponse" in text


def test_it_is_published_with_the_words_of_those_concerned(client):
    path = Path().shown()
    of_c = acting_user(Role.MANAGER, organisation=path["c"])
    for user, letter in ((path.of_b, "b"), (of_c, "c")):
        words = f"Nous ne sommes que deux, chez {letter}."
        actions.answer_departure(path.reading(letter), wish=Wish.PUBLISH, words=words, by=user, at=now())
    actions.publish_departures(path.said, by=path.coordinator, at=now())
    text = client.get(reverse("network_departures", args=[path.network.uid])).text
    assert "Nous ne sommes que deux, chez b." in text


def test_what_an_organisation_keeps_is_never_published_and_can_be_taken_back():
    path = Path().shown()
    actions.answer_departure(path.reading("b"), wish=Wish.KEEP, words="", by=path.of_b, at=now())
    later = now() + actions.TO_ANSWER + timedelta(days=1)
    assert actions.publish_departures(path.said, by=path.coordinator, at=later) == 1
    assert path.reading("b").published_at is None
    of_c = acting_user(Role.MANAGER, organisation=path["c"])
    actions.answer_departure(path.reading("c"), wish=Wish.KEEP, words="", by=of_c, at=later)
    assert path.reading("c").published_at is None


def test_a_published_reading_no_longer_tells_a_tie_taken_back(client):
    path = Path().shown()
    actions.answer_departure(path.reading("b"), wish=Wish.PUBLISH, words="", by=path.of_b, at=now())
    actions.answer_departure(
        path.reading("c"),
        wish=Wish.KEEP,
        words="",
        by=acting_user(Role.MANAGER, organisation=path["c"]),
        at=now(),
    )
    actions.publish_departures(path.said, by=path.coordinator, at=now())
    seen = queries.published_picture(path.said)
    assert queries.left_alone(path.reading("b"), seen) == ["Maison A"]
    path.said.entries.filter(organisation=path["a"]).update(shown=Shown.NOTHING)
    seen = queries.published_picture(path.said)
    assert queries.left_alone(path.reading("b"), seen) == []


def test_a_reading_goes_back_to_its_own_with_the_publication_of_its_wave():
    path = Path().shown()
    DepartureReading.objects.update(published_at=now())
    assert queries.readings_visible_to(path.of_d, path.said).count() == 2
    path.said.status = WaveStatus.CLOSED
    path.said.save()
    assert not queries.readings_visible_to(path.of_d, path.said).exists()
    assert queries.readings_visible_to(path.of_b, path.said).get().organisation == path["b"]


def test_nobody_answers_for_another():
    path = Path().shown()
    with pytest.raises(PermissionDenied):
        actions.answer_departure(path.reading("b"), wish=Wish.KEEP, words="", by=path.of_d, at=now())
    with pytest.raises(ValidationError):
        actions.answer_departure(path.reading("b"), wish="peut-être", words="", by=path.of_b, at=now())


def test_what_is_done_is_in_the_journal():
    path = Path().shown()
    actions.answer_departure(path.reading("b"), wish=Wish.KEEP, words="", by=path.of_b, at=now())
    assert set(Entry.objects.values_list("action", flat=True)) >= {"departures.shown", "departure.answered"}


def test_before_it_is_published_the_page_names_nobody(client):
    path = Path().shown()
    for user in (None, path.of_d, path.coordinator):
        client.logout()
        if user:
            client.force_login(user)
        text = client.get(reverse("network_departures", args=[path.network.uid])).text
        assert "2 organisations sur 4" in text
        assert "Maison B" not in text
        page = client.get(reverse("network_neighbourhood", args=[path.network.uid, path["b"].uid])).text
        assert "Si elle partait" not in page


def test_the_organisation_answers_from_its_page(client):
    path = Path().shown()
    client.force_login(path.of_b)
    assert "pour vous d’abord" in client.get(reverse("network_departures", args=[path.network.uid])).text
    address = reverse("departure_answer", args=[path.network.uid, path.reading("b").uid])
    assert client.post(address, {"wish": ""}).status_code == 422
    assert client.post(address, {"wish": "publish", "words": "Merci."}).status_code == 302
    assert path.reading("b").words == "Merci."
    client.force_login(path.of_d)
    assert client.post(address, {"wish": "keep"}).status_code == 404


def test_the_coordinator_shows_and_publishes_from_the_page(client):
    path = Path()
    client.force_login(path.coordinator)
    assert client.post(reverse("departures_show", args=[path.network.uid, path.said.uid])).status_code == 302
    assert DepartureReading.objects.count() == 2
    address = reverse("departures_publish", args=[path.network.uid, path.said.uid])
    assert "encore le temps" in client.post(address, follow=True).text
    client.force_login(path.of_b)
    assert client.post(address).status_code in (403, 404)


def test_several_leave_together_only_among_those_one_may_read(client):
    path = Path().shown()
    client.force_login(path.of_b)
    address = reverse("network_departures", args=[path.network.uid])
    mine = client.get(address, {"without": [str(path["b"].uid)]}).text
    assert "Sans Maison B" in mine.replace("\xa0", " ")
    others = client.get(address, {"without": [str(path["b"].uid), str(path["c"].uid)]}).text
    assert "Sans Maison B, Maison C" not in others
