"""`arrimage consultations verify`: seals that hold, withdrawn words, a document somebody touched."""

import json

import pytest
from click.testing import CliRunner

from arrimage.apps.deliberation.actions import contributions, publishing
from arrimage.apps.deliberation.models import Passage, Synthesis
from arrimage.apps.kernel.clock import now
from arrimage.cli.consultations import consultations

pytestmark = pytest.mark.django_db


def verify(*options: str):
    return CliRunner().invoke(consultations, ["verify", *options])


def test_what_was_touched_is_told_and_what_was_withdrawn_is_not(room):
    kept, gone = room.says("Un.")[0], room.says("Deux.")[0]
    for one in (kept, gone):
        room.place(one, None)
    room.close()
    publishing.publish(room.consultation, by=room.synthesist, at=now())
    contributions.withdraw(gone, by=None, at=now())
    assert verify().exit_code == 0
    assert json.loads(verify("--json").output) == {"syntheses": 1, "broken": []}
    passage = Passage.objects.filter(contribution=kept).first()
    passage.text = passage.text.replace("Un.", "Autre chose.")
    passage.save()
    Synthesis.objects.update(digest="0" * 64)
    broken = verify("--json")
    assert broken.exit_code == 1
    assert json.loads(broken.output)["broken"][0]["faults"] == ["document", f"passage:{passage.digest}"]
    assert "Sceau brisé" in verify().output
