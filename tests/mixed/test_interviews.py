"""Codes and quotes of interviews beside figures: for who is of their team, and while people agree."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.mixed.actions import displays, logic
from arrimage.apps.mixed.pieces import KINDS, piece_at
from arrimage.apps.mixed.queries import displays as queries
from tests.qualitative.conftest import Study as Interviews
from tests.qualitative.world import coded

from .world import box_of, display_of, model_of


class Both:
    """Interviews, of which one text may be quoted, and a model of the same organisation."""

    def __init__(self) -> None:
        self.interviews = Interviews()
        self.by, self.at = self.interviews.lead, now()
        case = self.interviews.text.case
        case.quotable_because = "Oui à la fin de l’entretien"
        case.save()
        self.case = case
        ana = self.interviews.member(self.interviews.ana)
        self.code = self.interviews.codes[0]
        self.coding = coded(self.interviews.text, self.code, ana, "On se parle.")
        self.model = model_of(self.interviews.organisation)
        self.box = box_of(self.model)

    @property
    def given(self) -> dict:
        return {"by": self.by, "at": self.at}

    @property
    def code_ref(self) -> str:
        return f"{self.interviews.corpus.uid}/{self.code.uid}"


@pytest.fixture
def both(db) -> Both:
    return Both()


def test_a_code_is_evidence_with_in_how_many_cases_it_was_met(both):
    found = logic.add_evidence(both.box, kind="code", ref=both.code_ref, says="supports", **both.given)
    assert found.label == "Se parler (1 cas)"
    assert found.source == both.interviews.corpus.title


def test_who_is_not_of_the_team_finds_neither_codes_nor_words(both):
    manager = both.interviews.manager
    assert piece_at(manager, "code", both.code_ref) is None
    assert piece_at(manager, "quote", str(both.coding.uid)) is None
    assert KINDS["code"].listed(manager) == []
    assert KINDS["quote"].listed(manager) == []
    with pytest.raises(ValidationError):
        logic.add_evidence(both.box, kind="code", ref=both.code_ref, says="supports", by=manager, at=both.at)


def test_words_of_interviews_stand_in_a_line_while_they_may_be_quoted(both):
    display = display_of(both.model)
    row = displays.write_row(
        display,
        theme_ref=f"code:{both.code_ref}",
        meta="silent",
        inference="Aucun chiffre n’en parle.",
        **both.given,
    )
    assert row.theme == "Se parler (1 cas)"
    ref = f"quote:{both.coding.uid}"
    quote = displays.use_quote(row, ref=ref, by_line="", agreed="Entretien", **both.given)
    assert (quote.text, quote.by_line) == ("", both.case.pseudonym)  # kept where it was said alone
    (line,) = queries.lines_of(display, both.by)
    assert [one.text for one in line.quotes] == ["On se parle."]
    displays.offer(display, until=today() + timedelta(days=8), **both.given)
    # The person takes their agreement back where they gave it: their words are gone from here too.
    both.case.quotable_because = ""
    both.case.save()
    (line,) = queries.lines_of(display, both.by)
    assert (line.quotes, line.taken_back) == ([], 1)
    later = both.at + timedelta(days=9)
    published = displays.publish(display, by=both.by, at=later)
    assert published.content["rows"][0]["quotes"] == []
    assert localdate(later) > published.read_until


def test_choosing_them_is_offered_on_the_pages(both, client):
    display = display_of(both.model)
    row = displays.write_row(
        display, theme="Se parler", meta="silent", inference="Rien d’autre.", **both.given
    )
    client.force_login(both.by)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "« On se parle. »" in page
    assert "Se parler (1 cas)" in page
    page = client.get(both.box.get_absolute_url()).content.decode()
    assert f"code|{both.code_ref}" in page
