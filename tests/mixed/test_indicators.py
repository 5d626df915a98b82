"""A box rests on an indicator: a committee's measure, with what it says and who chose it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from arrimage.apps.improvement.models import Measure
from arrimage.apps.inquiry.indicators import indicator_at, indicators_for
from arrimage.apps.kernel.clock import now
from arrimage.apps.mixed.actions import logic as actions
from tests.improvement.conftest import Table
from tests.improvement.test_cycles import chosen
from tests.mixed.world import box_of, model_of
from tests.network.factories import OrganisationFactory


@pytest.fixture
def table(db):
    found = Table()
    cycle = chosen(found, now())
    found.measure = Measure.objects.create(
        name="Vues à deux", why="Pour voir.", defined_by="tout le comité", chart="p", unit="part"
    )
    cycle.objectives.update(measure=found.measure)
    for week, (count, size) in enumerate([(1, 9), (2, 9), (9, 10)]):
        day = localdate() - timedelta(days=21 - 7 * week)
        found.measure.points.create(on=day, count=Decimal(count), size=Decimal(size))
    found.ref = f"measure:{found.measure.uid}"
    return found


def test_a_finding_rests_on_a_measure_of_an_improvement_cycle(table, client):
    box = box_of(model_of(table.organisation), "short")
    client.force_login(table.manager)
    page = client.get(box.get_absolute_url()).content.decode()
    assert f'value="indicator|{table.ref}"' in page
    sent = {"do": "evidence", "piece": f"indicator|{table.ref}", "says": "supports"}
    assert client.post(box.get_absolute_url(), sent).status_code == 302
    (found,) = box.evidence.all()
    assert (found.kind, found.ref) == ("indicator", table.ref)
    assert found.label.startswith("Vues à deux")
    assert "90\N{NO-BREAK SPACE}%" in found.label
    assert "tout le comité" in found.source
    given = {"by": table.manager, "at": now()}
    said = actions.say_finding(box, finding="supported", words="Presque tout le monde.", **given)
    assert said.finding == "supported"
    assert "Vues à deux" in client.get(box.model.get_absolute_url()).content.decode()


def test_who_may_not_open_the_measure_rests_nothing_on_it(table):
    from tests.improvement.conftest import member

    elsewhere = member(OrganisationFactory(kind="integrated_centre"), "ailleurs", "manager")
    assert indicator_at(elsewhere, table.ref) is None
    assert indicators_for(elsewhere) == []
    box = box_of(model_of(elsewhere.acting.organisation), "short")
    with pytest.raises(ValidationError):
        actions.add_evidence(box, kind="indicator", ref=table.ref, says="supports", by=elsewhere, at=now())
    for wrong in ("measure:rien", "autre:1", ""):
        assert indicator_at(table.manager, wrong) is None


def test_a_share_of_fewer_than_five_is_not_said(table):
    table.measure.points.create(on=localdate(), count=Decimal(1), size=Decimal(4))
    label = indicator_at(table.manager, table.ref).label
    assert "25" not in label
    assert "moins de 5" in label
