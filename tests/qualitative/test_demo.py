"""The demonstration of this room, in its territory."""

from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative.actions.demo import load_qualitative
from arrimage.apps.qualitative.models import Corpus, Member, Transcript


def test_the_demonstration_adds_nothing_the_second_time(territory, db):
    assert load_qualitative(on=today()) == 1
    before = (Corpus.objects.count(), Member.objects.count(), Transcript.objects.count())
    assert load_qualitative(on=today()) == 0
    assert (Corpus.objects.count(), Member.objects.count(), Transcript.objects.count()) == before
