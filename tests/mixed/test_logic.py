"""A model is there to be contradicted: a finding rests on something, and «not enough data» is one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from arrimage.apps.kernel.clock import now
from arrimage.apps.mixed.actions import logic as actions
from arrimage.apps.mixed.drawing import draw
from arrimage.apps.mixed.models import Arrow, Box
from arrimage.apps.mixed.queries import logic as queries
from tests.inquiry.study_world import leader
from tests.network.factories import OrganisationFactory

from .world import box_of, model_of

SAYS = {"supported": "supports", "nuanced": "nuances", "contradicted": "contradicts"}


@pytest.mark.parametrize("finding", ["supported", "nuanced", "contradicted"])
def test_a_finding_rests_on_something(study, finding):
    with pytest.raises(ValidationError, match="d’abord"):
        actions.say_finding(study.outcome, finding=finding, words="On le voit.", **study.given)
    study.evidence(SAYS[finding])
    box = actions.say_finding(study.outcome, finding=finding, words="On le voit.", **study.given)
    assert (box.finding, box.finding_words) == (finding, "On le voit.")


def test_not_enough_data_is_a_finding_said_in_words(study):
    with pytest.raises(ValidationError, match="mots"):
        actions.say_finding(study.outcome, finding="not_enough", words=" ", **study.given)
    box = actions.say_finding(
        study.outcome, finding="not_enough", words="Personne ne l’a demandé.", **study.given
    )
    assert box.finding == "not_enough"


def test_what_goes_one_way_alone_does_not_contradict(study):
    study.evidence("supports")
    with pytest.raises(ValidationError, match="autre sens"):
        actions.say_finding(study.outcome, finding="contradicted", words="Non.", **study.given)


def test_a_finding_falls_with_the_last_thing_it_rested_on(study):
    one, other = study.evidence("supports"), study.evidence("supports", label="Un carnet")
    actions.say_finding(study.outcome, finding="supported", words="On le voit.", **study.given)
    actions.remove_evidence(one, **study.given)
    study.outcome.refresh_from_db()
    assert study.outcome.finding == "supported"
    other.refresh_from_db()
    actions.remove_evidence(other, **study.given)
    study.outcome.refresh_from_db()
    assert (study.outcome.finding, study.outcome.found_on) == ("", None)


def test_a_figure_is_evidence_with_its_base_and_its_source(study):
    found = study.evidence(kind="figure", ref=study.ref, label="", source="")
    assert "3 sur 4" in found.label
    assert found.source == "Un essai"
    with pytest.raises(ValidationError, match="choisissez"):
        study.evidence(kind="figure", ref=study.ref.replace(":yes", ":jamais"))


def test_what_is_typed_says_where_it_comes_from(study):
    with pytest.raises(ValidationError, match="d’où"):
        study.evidence(source=" ")


def test_arrows_never_go_round_in_a_circle(study):
    third = box_of(study.model, "middle", "Rester")
    actions.draw_arrow(study.activity, study.outcome, **study.given)
    actions.draw_arrow(study.activity, study.outcome, **study.given)
    actions.draw_arrow(study.outcome, third, **study.given)
    assert Arrow.objects.count() == 2
    with pytest.raises(ValidationError, match="cercle"):
        actions.draw_arrow(third, study.activity, **study.given)
    with pytest.raises(ValidationError, match="autour"):
        actions.draw_arrow(study.activity, study.limit, **study.given)


def test_nobody_else_changes_a_model_or_sees_it(study):
    stranger = leader(OrganisationFactory(name="Ailleurs"))
    assert study.model not in queries.models_led_by(stranger)
    with pytest.raises(PermissionDenied):
        actions.add_box(study.model, kind="short", words="Autre", by=stranger, at=now())
    worker = leader(study.by.acting.organisation, role="worker")
    assert study.model not in queries.models_led_by(worker)


def test_a_box_that_was_looked_at_is_not_thrown_away(study):
    study.evidence()
    with pytest.raises(ValidationError, match="enlevez"):
        actions.remove_box(study.outcome, **study.given)
    actions.remove_box(study.activity, **study.given)
    assert not Box.objects.filter(pk=study.activity.pk).exists()


def test_the_drawing_says_each_box_and_escapes_what_is_written(study):
    box_of(study.model, "long", "<script>alert(1)</script>")
    actions.draw_arrow(study.activity, study.outcome, **study.given)
    svg = str(draw(queries.drawn(study.model), "Un modèle"))
    assert svg.count("<rect") == 3
    assert svg.count('class="arrow"') == 1
    assert "<script" not in svg


def test_a_large_model_is_read_in_few_queries(study, django_assert_num_queries):
    for number in range(20):
        box_of(study.model, "output", f"Produit {number}")
    with django_assert_num_queries(3):
        queries.drawn(study.model)


class Circles(TestCase):
    """Whatever is drawn, in whatever order, no arrow ever closes a circle."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14))
    def test_no_order_of_arrows_makes_a_circle(self, wanted):
        model = model_of(OrganisationFactory())
        boxes = [box_of(model, "output", f"Case {number}") for number in range(5)]
        for one, other in wanted:
            try:
                actions.draw_arrow(boxes[one], boxes[other], by=None, at=now())
            except ValidationError:
                continue
        after = {box.pk: set() for box in boxes}
        for source, target in Arrow.objects.filter(source__model=model).values_list("source", "target"):
            after[source].add(target)
        while free := [one for one, targets in after.items() if not targets]:
            after = {one: targets - set(free) for one, targets in after.items() if one not in free}
        assert not after
