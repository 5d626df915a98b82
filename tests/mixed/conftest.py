"""A leader, answers one may change, a model of three boxes."""

import pytest

from arrimage.apps.inquiry.models import DatasetRow
from arrimage.apps.kernel.clock import now
from arrimage.apps.mixed.actions import displays, logic
from tests.inquiry.study_world import brought, leader

from .world import box_of, model_of


class Study:
    """Somebody leads; four answered «logement», three of them yes."""

    def __init__(self) -> None:
        self.by = leader()
        self.at = now()
        self.dataset = brought(self.by)
        self.model = model_of(self.by.acting.organisation)
        self.activity = box_of(self.model, "activity", "En parler ensemble")
        self.outcome = box_of(self.model, "short", "Être écouté")
        self.limit = box_of(self.model, "limit", "Quatre réponses")

    @property
    def given(self) -> dict:
        return {"by": self.by, "at": self.at}

    @property
    def ref(self) -> str:
        return f"fichier:{self.dataset.uid}:logement:yes"

    def display(self):
        told = {"title": "En regard", "question": "Qu’est-ce qui suit ?"}
        return displays.begin_display(self.model, **told, **self.given)

    def row(self, display, **more):
        told = {
            "figure": self.ref,
            "theme": "Être écouté",
            "box": self.outcome,
            "meta": "expands",
            "inference": "Les mots disent quand.",
        } | more
        return displays.write_row(display, **told, **self.given)

    def quote(self, row, **more):
        told = {"text": "Avant, pas après.", "by_line": "Une personne", "agreed": "Entrevue du 3"} | more
        return displays.use_quote(row, **told, **self.given)

    def evidence(self, says="supports", box=None, **more):
        told = {"kind": "typed", "label": "Onze entrevues", "source": "Une étude"} | more
        return logic.add_evidence(box or self.outcome, says=says, **told, **self.given)

    def somebody_changes_their_mind(self, key: str = "c2") -> None:
        """The answers change under the display: one yes becomes a no."""
        row = DatasetRow.objects.get(dataset=self.dataset, key=key)
        row.answers = row.answers.replace('"logement": ["value", "yes"]', '"logement": ["value", "no"]')
        row.save()


@pytest.fixture
def study(db) -> Study:
    return Study()
