"""A blind round: no view, count, export, order, memo, code or journal tells a reader the others' work."""

import io
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook

from arrimage.apps.audit.models import Entry
from arrimage.apps.qualitative.actions import coding, rounds
from arrimage.apps.qualitative.models import Coding, Member
from arrimage.apps.qualitative.queries import coding as queries
from arrimage.apps.qualitative.queries import rounds as reading
from arrimage.apps.qualitative.queries.quotes import codes_seen, quotes_for
from arrimage.apps.qualitative.queries.waiting import waiting
from tests.qualitative.conftest import member_of
from tests.qualitative.world import coded, person_of

SECRET = "une-idée-de-bo"


def opened(study, at, coders=None):
    return rounds.open_blind_round(
        study.corpus,
        name="À deux",
        unit="sentence",
        texts=[study.text],
        coders=coders or [study.member(study.ana), study.member(study.bo)],
        by=study.lead,
        at=at,
    )


def put(study, at, user, words="C’est neuf.", code=0, **more):
    start = study.text.text.index(words)
    span = [(start, start + len(words))]
    return coding.put_codes(study.text, [study.codes[code]], span, by=user, at=at, **more)


def everything_open_to(study, round) -> list[str]:
    """Every page of the project that a coder can open, exports included."""
    uid = study.corpus.uid
    listed = [
        reverse("interviews"),
        study.corpus.get_absolute_url(),
        reverse("interview_guide", args=[uid]),
        reverse("corpus_cases", args=[uid]),
        reverse("corpus_case", args=[study.text.case.uid]),
        reverse("codebook", args=[uid]),
        *[one.get_absolute_url() for one in study.codes],
        reverse("coding_rounds", args=[uid]),
        round.get_absolute_url(),
        round.get_absolute_url() + "?export=csv",
        round.get_absolute_url() + "?export=xlsx",
        reverse("round_settle", args=[round.uid]),
        study.text.get_absolute_url(),
        reverse("transcript_news", args=[study.text.uid]) + "?depuis=2020-01-01T00:00:00%2B00:00",
        "/",
    ]
    return listed + extra_pages(study)


def extra_pages(study) -> list[str]:
    uid = study.corpus.uid
    found = reverse("retrieval", args=[uid])
    grid = reverse("code_grid", args=[uid])
    blind, bo = study.corpus.rounds.get(kind="blind"), study.member(study.bo)
    return [
        found,
        f"{found}?export=csv",
        f"{found}?export=xlsx",
        f"{found}?round={blind.uid}",
        f"{found}?coder={bo.uid}",
        f"{found}?round={blind.uid}&coder={bo.uid}&export=csv",
        reverse("refi_export", args=[uid]),
        reverse("refi_codebook_export", args=[uid]),
        grid,
        f"{grid}?export=csv",
        reverse("codes_together", args=[uid]),
        reverse("codes_together", args=[uid]) + "?export=csv",
        reverse("new_codes", args=[uid]),
        *[reverse("negative_cases", args=[code.uid]) for code in study.codes],
    ]


def told(browser, address: str) -> tuple:
    """What a browser gets, but for what is new at each request."""
    answer = browser.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    body = re.sub(rb"csrf\w*[^>]*>|depuis=[^\"]*|X-CSRFToken[^}]*}", b"", body)
    heads = {name: value for name, value in answer.headers.items() if name not in {"Date", "Expires"}}
    heads.pop("Set-Cookie", None)
    if "xlsx" in address and answer.status_code == 200 and "sheet" in heads["Content-Type"]:
        heads.pop("Content-Length")  # a workbook says when it was made; its cells are what is compared
        body = list(load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))
    return answer.status_code, body, heads


@pytest.mark.parametrize("reader", ["ana", "lead"])
def test_every_page_is_the_same_whatever_another_reader_does(study, at, signed_in, reader):
    """The strongest thing one can say: byte for byte, what the others do changes nothing one receives."""
    round = opened(study, at)
    put(study, at, study.ana, "On se parle.")
    browser = signed_in(getattr(study, reader))
    addresses = everything_open_to(study, round)
    before = [told(browser, one) for one in addresses]
    put(study, at, study.bo, "On se parle.", memo=SECRET)
    put(study, at, study.bo, "C’est neuf.", code=2, is_contrary=True)
    coding.write_memo(study.corpus, SECRET, transcript=study.text, by=study.bo, at=at)
    coding.write_memo(study.corpus, SECRET, code=study.codes[0], by=study.bo, at=at)
    coding.write_memo(study.corpus, SECRET, by=study.bo, at=at)
    if reader == "ana":  # who leads and reads nothing sees who has finished, and nothing else
        mine = reading.own_readings(study.bo, round).get()
        rounds.finish_text(mine, finished=True, by=study.bo, at=at)
    after = [told(browser, one) for one in addresses]
    for address, one, other in zip(addresses, before, after, strict=True):
        assert one == other, address


def test_who_leads_and_reads_nothing_sees_who_has_finished_and_nothing_else(study, at):
    round = opened(study, at)
    put(study, at, study.bo)
    rounds.finish_text(reading.own_readings(study.bo, round).get(), finished=True, by=study.bo, at=at)
    assert [(str(one), done, all) for one, done, all in reading.progress(study.lead, round)] == [
        ("ana", 0, 1),
        ("bo", 1, 1),
    ]
    assert not queries.codings_visible_to(study.lead, on=localdate(at)).exists()
    with pytest.raises(ValueError, match="open"):
        reading.agreement(round)


def test_who_leads_and_reads_blind_does_not_see_how_far_the_others_are(study, at):
    round = opened(study, at, [study.member(study.lead), study.member(study.bo)])
    assert reading.progress(study.lead, round) is None


def test_no_query_gives_the_others_work(study, at):
    person_of(study.corpus)
    round = opened(study, at)
    put(study, at, study.bo)
    day = localdate(at)
    for user in (study.ana, study.lead):
        assert not queries.codings_visible_to(user, on=day).exists()
        assert all(line.passages == 0 for line in queries.codebook(user, study.corpus, on=day))
        assert all(one.passages == 0 for one in codes_seen(user, study.corpus.uid, on=day))
        assert quotes_for(user, study.corpus.uid, on=day) == []
    rounds.close_round(round, by=study.lead, at=at)
    assert queries.codings_visible_to(study.ana, on=day).count() == 1


def test_what_was_put_together_on_a_text_read_blind_is_hidden_too(study, at):
    """Somebody outside of the round cannot code it meanwhile, in whatever round."""
    opened(study, at)
    third = member_of(study.organisation, "cyr")
    Member.objects.create(corpus=study.corpus, user=third, called="cyr", since=localdate(at))
    with pytest.raises(ValidationError, match="lecture"):
        put(study, at, third)
    # And had there been one, written by hand, a reader would not see it.
    Coding.objects.create(
        transcript=study.text,
        code=study.codes[0],
        coder=study.member(third),
        round=study.together,
        start=0,
        end=3,
        at=at,
    )
    assert not queries.codings_visible_to(study.ana, on=localdate(at)).exists()


def test_the_codebook_rests_so_that_a_new_code_tells_nothing(study, at):
    round = opened(study, at)
    for act in (
        lambda: coding.add_code(study.corpus, name=SECRET, by=study.bo, at=at),
        lambda: coding.change_code(study.codes[0], definition=SECRET, by=study.lead, at=at, since=1),
        lambda: coding.move_code(study.codes[0], up=False, by=study.bo, at=at),
        lambda: coding.merge_code(study.codes[0], study.codes[1], by=study.bo, at=at),
        lambda: coding.retire_code(study.codes[0], by=study.bo, at=at),
    ):
        with pytest.raises(ValidationError, match="aveugle"):
            act()
    rounds.close_round(round, by=study.lead, at=at)
    coding.add_code(study.corpus, name="Après", by=study.bo, at=at)


def test_the_journal_does_not_count_codings(study, at, signed_in):
    opened(study, at)
    before = Entry.objects.count()
    put(study, at, study.bo)
    rounds.finish_text(
        study.text.readings.get(member=study.member(study.bo)), finished=True, by=study.bo, at=at
    )
    coding.write_memo(study.corpus, SECRET, by=study.bo, at=at)
    assert Entry.objects.count() == before


def test_a_memo_written_while_one_reads_blind_is_shown_once_the_round_closes(study, at):
    round = opened(study, at)
    coding.write_memo(study.corpus, SECRET, code=study.codes[0], by=study.bo, at=at)
    day = localdate(at)
    assert not queries.memos_visible_to(study.ana, on=day).exists()
    assert queries.memos_visible_to(study.bo, on=day).count() == 1
    rounds.close_round(round, by=study.lead, at=at)
    assert queries.memos_visible_to(study.ana, on=day).count() == 1


def test_texts_somebody_has_coded_are_not_read_blind(study, at):
    put(study, at, study.lead)
    with pytest.raises(ValidationError, match="personne n’a codés"):
        opened(study, at)


def test_a_text_is_in_one_blind_round(study, at):
    opened(study, at)
    with pytest.raises(ValidationError):
        opened(study, at)


def test_two_people_at_least_read(study, at):
    with pytest.raises(ValidationError, match="Deux"):
        opened(study, at, [study.member(study.ana)])


def test_those_who_lead_alone_open_close_and_settle(study, at):
    round = opened(study, at)
    for act in (rounds.close_round, rounds.settle_round):
        with pytest.raises(PermissionDenied):
            act(round, by=study.ana, at=at)


def test_one_says_for_oneself_that_one_has_finished(study, at):
    round = opened(study, at)
    theirs = reading.own_readings(study.bo, round).get()
    with pytest.raises(PermissionDenied):
        rounds.finish_text(theirs, finished=True, by=study.ana, at=at)


def test_once_closed_nobody_changes_what_they_put(study, at):
    round = opened(study, at)
    (one,) = put(study, at, study.bo)
    rounds.close_round(round, by=study.lead, at=at)
    with pytest.raises(PermissionDenied):
        coding.take_coding_away(one, by=study.bo, at=at)
    with pytest.raises(ValidationError):
        put(study, at, study.bo, "On se parle.")
    with pytest.raises(ValidationError, match="fermée"):
        rounds.close_round(round, by=study.lead, at=at)


def test_what_one_is_to_read_waits_on_ones_first_page(study, at):
    opened(study, at)
    assert [one.words for one in waiting(study.ana, at)] == ["À deux · Entretien Mado", "Une étude"]
    assert waiting(study.lead, at) == []
    put(study, at, study.ana)
    rounds.finish_text(
        study.text.readings.get(member=study.member(study.ana)), finished=True, by=study.ana, at=at
    )
    coded(study.other, study.codes[0], study.member(study.ana), "C’est neuf.")
    assert waiting(study.ana, at) == []


# --- Once closed
def both_read(study, at, round):
    for user in (study.ana, study.bo):
        one = reading.own_readings(user, round).get()
        rounds.finish_text(one, finished=True, by=user, at=at)


def disagreeing(study, at):
    """They agree on «On se parle.», and differ on «C’est neuf.» and «J’ai moins peur.»."""
    round = opened(study, at)
    for user in (study.ana, study.bo):
        put(study, at, user, "On se parle.")
    put(study, at, study.ana, "C’est neuf.")
    put(study, at, study.bo, "J’ai moins peur.", code=1)
    both_read(study, at, round)
    return rounds.close_round(round, by=study.lead, at=at)


def test_agreement_is_said_by_unit_with_intervals_and_reasons(study, at):
    found = reading.agreement(disagreeing(study, at))
    # INT's two questions, and three sentences of Mado's: two differ of five.
    assert (found.units, found.texts, found.same) == (5, 1, 0.6)
    by_name = {one.code.name: one for one in found.by_code}
    # Se parler: both on 1 unit, Ana alone on 1, nobody on 3: kappa = (4/5 − 14/25) ÷ (1 − 14/25).
    assert by_name["Se parler"].kappas[0][2].kappa == pytest.approx((0.8 - 0.56) / 0.44)
    assert (
        by_name["Se parler"].alpha.low <= by_name["Se parler"].alpha.alpha <= by_name["Se parler"].alpha.high
    )
    assert set(by_name) == {"Se parler", "Peur"}
    assert found.sets.alpha is not None


def test_a_text_one_person_alone_has_finished_is_not_compared(study, at):
    round = opened(study, at)
    put(study, at, study.ana)
    rounds.finish_text(reading.own_readings(study.ana, round).get(), finished=True, by=study.ana, at=at)
    found = reading.agreement(rounds.close_round(round, by=study.lead, at=at))
    assert (found.units, found.sets.alpha, str(found.sets.undefined)) == (0, None, "nothing_shared")


def test_agreement_without_any_code_has_no_figure(study, at):
    round = opened(study, at)
    both_read(study, at, round)
    found = reading.agreement(rounds.close_round(round, by=study.lead, at=at))
    assert (found.sets.alpha, str(found.sets.undefined), found.same) == (None, "one_value", 1.0)


def test_a_round_is_settled_place_by_place_and_becomes_the_teams(study, at):
    round = disagreeing(study, at)
    day = localdate(at)
    places = reading.differing(round)
    assert [one.words for one in places] == ["C’est neuf.", "J’ai moins peur."]
    with pytest.raises(ValidationError, match="2"):
        rounds.settle_round(round, by=study.lead, at=at)
    assert all(line.passages == 0 for line in queries.codebook(study.ana, study.corpus, on=day))
    first, second = places
    place = (first.start, first.end)
    told = {"by": study.ana, "at": at}
    rounds.settle_unit(round, study.text, place, [study.codes[0]], why="Elle le dit.", **told)
    rounds.settle_unit(round, study.text, (second.start, second.end), [], **told)
    with pytest.raises(ValidationError, match="diffère"):
        rounds.settle_unit(round, study.text, (0, 4), [], **told)
    rounds.settle_round(round, by=study.lead, at=at)
    kept = Coding.objects.get(is_settled=True)
    assert study.text.text[kept.start : kept.end].endswith("On se parle. C’est neuf.")
    assert Coding.objects.filter(is_settled=False).count() == 4
    counts = {line.code.name: line.passages for line in queries.codebook(study.ana, study.corpus, on=day)}
    assert counts == {"Se parler": 1, "Peur": 0, "Temps": 0}


def test_the_pages_of_a_closed_round_say_figures_and_places(study, at, signed_in):
    round = disagreeing(study, at)
    browser = signed_in(study.ana)
    page = browser.get(round.get_absolute_url()).content.decode()
    assert "Se parler" in page
    assert browser.get(round.get_absolute_url() + "?export=csv").status_code == 200
    address = reverse("round_settle", args=[round.uid])
    one = reading.differing(round)[0]
    sent = {"transcript": str(study.text.uid), "start": one.start, "end": one.end, "codes": []}
    assert browser.post(address, sent).status_code == 302
    assert round.settlements.count() == 1
