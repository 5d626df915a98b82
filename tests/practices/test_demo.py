"""The demonstration: the whole catalogue, own words, one stopped practice with its why."""

from arrimage.apps.kernel.clock import today
from arrimage.apps.practices.actions.demo import load_practices
from arrimage.apps.practices.models import Contestation, Doing, Edition, Kinship, Medium, OwnVersion
from arrimage.apps.practices.queries import own


def test_it_loads_once_and_shows_every_kind_of_thing(territory, db):
    assert load_practices(on=today()) == 8
    assert load_practices(on=today()) == 0, "a second time adds nothing"
    published = own.published_versions()
    assert published.count() == 8
    assert published.filter(refuses_models=True).exists()
    assert Doing.objects.filter(until_year__isnull=False, own__isnull=False).exists()
    assert Edition.objects.filter(state="in_review").count() == 1
    assert Contestation.objects.filter(state="answered").exists()
    assert [tie.holds for tie in Kinship.objects.all()] == [True, False]
    assert {medium.kind for medium in Medium.objects.all()} == {"picture", "sound"}
    assert OwnVersion.objects.filter(state="draft").count() == 1
    assert Edition.objects.filter(language="en", state="published").count() == 46
