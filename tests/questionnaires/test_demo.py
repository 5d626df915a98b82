"""The demonstration of this room, in its territory."""

from arrimage.apps.kernel.clock import today
from arrimage.apps.questionnaires.actions.demo import load_questionnaires
from arrimage.apps.questionnaires.models import Alert, Response


def test_the_demonstration_is_alive_and_a_second_run_changes_nothing(territory, db):
    assert load_questionnaires(on=today()) == 2
    assert Response.objects.filter(status="sent").count() == 7
    assert Alert.objects.count() == 1
    assert load_questionnaires(on=today()) == 0
