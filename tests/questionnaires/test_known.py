"""Known instruments: their scoring agrees with what is published; their words are brought, never shipped."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions.known import Proof, bring_text
from arrimage.apps.questionnaires.document import checking
from arrimage.apps.questionnaires.document.answers import DECLINED, NO_ANSWER, Reading, value
from arrimage.apps.questionnaires.document.known import (
    NotThisInstrument,
    known_instrument,
    known_instruments,
    with_text,
)
from arrimage.apps.questionnaires.document.questionnaire import (
    Item,
    Kind,
    Questionnaire,
    Section,
    from_data,
    to_data,
)
from arrimage.apps.questionnaires.document.scoring import Outcome, apply
from arrimage.apps.questionnaires.models import Instrument, Permission, Version
from arrimage.interop.xlsform.reading import read_xlsform
from arrimage.interop.xlsform.writing import write_xlsform
from tests.accounts.factories import acting_user

PROOF = Proof("lettre.pdf", "pdf", b"%PDF-1.4\n%%EOF")
SLUGS = [known.slug for known in known_instruments()]
SCORED = [known.slug for known in known_instruments() if known.form]


def scores(slug: str, answers: dict) -> dict:
    form = known_instrument(slug).form
    final = Reading(form, answers, on=today()).final()
    return {rule.name: apply(rule, form, final) for rule in form.scores}


def total(slug: str, *codes: str):
    """The first score when the questions have these answers, in order."""
    names = [item.name for item in known_instrument(slug).form.asked]
    return next(iter(scores(slug, dict(zip(names, map(value, codes), strict=True))).values()))


def worded(slug: str) -> Questionnaire:
    """The outline with words of our own in it: what somebody who may would bring."""
    data = to_data(known_instrument(slug).form)
    for section in data["sections"]:
        for item in section["items"]:
            item["label"] = {"fr": f"Mots de {item['name']}"}
            for choice in item["choices"]:
                choice["label"] = {"fr": f"Réponse {choice['code']}"}
    return from_data(data)


# --- Scoring, against what is published


@pytest.mark.parametrize(
    ("slug", "least", "most", "codes"),
    [
        ("phq-9", 0, 27, ("0", "3")),
        ("gad-7", 0, 21, ("0", "3")),
        ("k6", 0, 24, ("0", "4")),
        ("k10", 10, 50, ("1", "5")),
        ("audit-c", 0, 12, ("0", "4")),
        ("who-5", 0, 100, ("0", "5")),
        ("qpr-15", 0, 60, ("0", "4")),
        ("honos", 0, 48, ("0", "4")),
        ("whodas-12", 12, 60, ("1", "5")),
        ("rsa", 1, 5, ("1", "5")),
    ],
)
def test_a_total_goes_from_the_published_least_to_the_published_most(slug, least, most, codes):
    count = len(known_instrument(slug).form.asked)
    assert [total(slug, *[code] * count).value for code in codes] == [least, most]


def spread(slug: str, points: int) -> list[str]:
    """Answers that add up to this many points, the first questions taking the most."""
    form = known_instrument(slug).form
    least = min(int(choice.code) for choice in form.asked[0].choices)
    most = max(int(choice.code) for choice in form.asked[0].choices)
    codes = [least] * len(form.asked)
    left = points - sum(codes)
    for place in range(len(codes)):
        given = min(left, most - least)
        codes[place], left = codes[place] + given, left - given
    return [str(code) for code in codes]


@pytest.mark.parametrize(
    ("slug", "edges"),
    [
        ("phq-9", {0: "minimale", 4: "minimale", 5: "légère", 9: "légère", 10: "modérée", 14: "modérée",
                   15: "modérément sévère", 19: "modérément sévère", 20: "sévère", 27: "sévère"}),
        ("gad-7", {0: "minimale", 4: "minimale", 5: "légère", 9: "légère", 10: "modérée", 14: "modérée",
                   15: "sévère", 21: "sévère"}),
        ("k6", {0: "sous le seuil de détresse sévère", 12: "sous le seuil de détresse sévère",
                13: "détresse sévère probable"}),
        ("k10", {10: "faible", 15: "faible", 16: "modérée", 21: "modérée", 22: "élevée", 29: "élevée",
                 30: "très élevée", 50: "très élevée"}),
        ("audit-c", {2: "sous les seuils", 3: "au seuil publié pour les femmes",
                     4: "aux seuils publiés pour les femmes et les hommes"}),
        # the raw sum, times four
        ("who-5", {7: "28 ou moins", 8: "50 ou moins", 12: "50 ou moins", 13: "plus de 50"}),
    ],
)  # fmt: skip
def test_a_band_begins_where_it_was_published_to(slug, edges):
    assert {points: total(slug, *spread(slug, points)).band["fr"] for points in edges} == edges


@pytest.mark.parametrize("slug", ["phq-9", "gad-7", "k6", "k10", "audit-c", "who-5", "qpr-15", "honos"])
@pytest.mark.parametrize("silence", [NO_ANSWER, DECLINED])
def test_a_total_waits_for_every_answer(slug, silence):
    form = known_instrument(slug).form
    answers = {item.name: value(item.choices[0].code) for item in form.asked[1:]}
    found = scores(slug, answers | {form.asked[0].name: silence})
    assert {result.outcome for result in found.values()} == {Outcome.NOT_ENOUGH}


@pytest.mark.parametrize(("slug", "areas"), [("can", 22), ("ocan", 24)])
def test_needs_are_counted_apart(slug, areas):
    answers = {f"{slug}_{n}": value("none") for n in range(1, areas + 1)}
    answers |= {f"{slug}_1": value("met"), f"{slug}_2": value("unmet"), f"{slug}_3": value("unmet")}
    found = {name: result.value for name, result in scores(slug, answers).items()}
    assert found == {f"{slug}_unmet": 2, f"{slug}_met": 1, f"{slug}_total": 3}


def test_only_the_support_that_matters_to_the_person_is_rated():
    answers = {f"inspire_important_{n}": value("yes" if n <= 2 else "no") for n in range(1, 21)}
    answers |= {"inspire_support_1": value("4"), "inspire_support_2": value("2")}
    answers |= {f"inspire_relation_{n}": value("3") for n in range(1, 8)}
    found = scores("inspire", answers)
    assert (found["inspire_support_score"].value, found["inspire_relation_score"].value) == (75, 75)


@pytest.mark.parametrize(("slug", "name", "quiet", "loud"), [
    ("phq-9", "phq9_9", "0", "1"), ("can", "can_10", "met", "unmet"), ("ocan", "ocan_10", "met", "unmet")
])  # fmt: skip
def test_harm_to_oneself_is_an_alert(slug, name, quiet, loud):
    form = known_instrument(slug).form
    raised = {code: Reading(form, {name: value(code)}, on=today()).alarms() for code in (quiet, loud)}
    assert [item.name for item in raised[loud]] == [name]
    assert raised[quiet] == []


# --- What is shipped


def test_fourteen_instruments_are_known_and_each_says_whose_it_is():
    assert len(SLUGS) == 14
    for known in known_instruments():
        for texts in (known.title, known.measures, known.licence, known.needed):
            assert set(texts) == {"fr", "en"}
        assert known.source
        assert known.text_at
        assert known.form or known.scoring


@pytest.mark.parametrize("slug", SCORED)
def test_no_word_of_an_instrument_is_shipped(slug):
    form = known_instrument(slug).form
    for item in form.items.values():
        assert not any(item.label.values())
        assert not any(text for choice in item.choices for text in choice.label.values())


@pytest.mark.parametrize("slug", SCORED)
def test_the_outline_comes_back_with_its_words_and_can_be_published(slug):
    text = read_xlsform(write_xlsform(worded(slug), name="essai")).form
    form = with_text(known_instrument(slug), text)
    assert checking.problems(form) == []
    assert form.scores == known_instrument(slug).form.scores
    assert from_data(to_data(form)).scores == form.scores


def test_an_outline_has_room_for_the_words():
    book = load_workbook(BytesIO(write_xlsform(known_instrument("k6").form, name="k6", to_fill=True)))
    for sheet in ("survey", "choices"):
        assert "label::Français (fr)" in [cell.value for cell in book[sheet][1]]


def test_a_text_cannot_change_the_rules():
    text = worded("phq-9")
    nine = {item.name: tuple(replace(choice, points=9) for choice in item.choices) for item in text.asked}
    items = tuple(replace(item, choices=nine[item.name], relevant="1 = 2", alert="") for item in text.asked)
    form = with_text(known_instrument("phq-9"), Questionnaire(text.title, (Section("tout", items),)))
    assert form.items["phq9_9"].alert == ". >= 1"
    assert {item.relevant for item in form.asked} == {""}
    assert {choice.worth for item in form.asked for choice in item.choices} == {0, 1, 2, 3}


def test_another_text_is_refused_with_what_to_mend():
    items = list(worded("k6").asked)
    given = (*items[1:5], Item("k6_6", Kind.TEXT, {"fr": "?"}), Item("autre", Kind.TEXT, {"fr": "?"}))
    with pytest.raises(NotThisInstrument) as refusal:
        with_text(known_instrument("k6"), Questionnaire({"fr": "x"}, (Section("a", given),)))
    assert len(refusal.value.sentences) == 3
    turned = Questionnaire({"fr": "x"}, (Section("a", tuple(reversed(items))),))
    with pytest.raises(NotThisInstrument):
        with_text(known_instrument("k6"), turned)
    with pytest.raises(NotThisInstrument):
        with_text(known_instrument("dep-ado"), worded("k6"))


# --- Bringing a text


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def author(db):
    return acting_user(Role.MANAGER)


def test_a_free_text_is_brought_and_published(author):
    given = {"text_from": "Site des auteurs", "proof": None, "by": author, "at": now()}
    draft = bring_text(known_instrument("phq-9"), worded("phq-9"), **given)
    assert draft.instrument.organisation == author.acting.organisation
    assert draft.instrument.licence.startswith("Libre")
    assert writing.publish(draft, by=author, at=now()).digest
    assert Entry.objects.filter(action="questionnaire.text_brought").count() == 1


def test_a_later_version_may_mend_a_word_but_not_a_rule(author):
    given = {"by": author, "at": now()}
    draft = bring_text(known_instrument("phq-9"), worded("phq-9"), text_from="Site", proof=None, **given)
    instrument = writing.publish(draft, **given).instrument
    second = writing.begin_version(instrument, **given)
    mended = to_data(second.form)
    mended["sections"][0]["items"][0]["label"] = {"fr": "Une coquille corrigée"}
    second = writing.save_draft(second, from_data(mended), since=second.version, **given)
    assert writing.publish(second, **given).number == 2
    third = writing.begin_version(instrument, **given)
    quiet = to_data(third.form)
    del quiet["sections"][0]["items"][8]["alert"]
    third = writing.save_draft(third, from_data(quiet), since=third.version, **given)
    with pytest.raises(ValidationError, match="instrument"):
        writing.publish(third, **given)


def test_what_is_made_from_a_known_instrument_says_so_and_is_free_to_change(author):
    given = {"by": author, "at": now()}
    draft = bring_text(known_instrument("k6"), worded("k6"), text_from="Site", proof=None, **given)
    copy = writing.copy_instrument(writing.publish(draft, **given).instrument, **given)
    assert "Kessler" in copy.instrument.source
    assert copy.instrument.licence == draft.instrument.licence
    shorter = to_data(copy.form)
    del shorter["sections"][0]["items"][5]
    shorter["scores"] = []
    copy = writing.save_draft(copy, from_data(shorter), since=copy.version, **given)
    assert writing.publish(copy, **given).status == "published"


@pytest.mark.parametrize(("proof", "text_from"), [(None, "Un manuel"), (PROOF, " ")])
def test_a_text_that_is_not_free_needs_its_permission_and_its_source(author, proof, text_from):
    with pytest.raises(ValidationError):
        bring_text(
            known_instrument("honos"),
            worded("honos"),
            text_from=text_from,
            proof=proof,
            by=author,
            at=now(),
        )
    assert not Instrument.objects.exists()


@pytest.mark.django_db
def test_only_an_author_brings_a_text():
    with pytest.raises(PermissionDenied):
        bring_text(
            known_instrument("phq-9"),
            worded("phq-9"),
            text_from="x",
            proof=None,
            by=acting_user(Role.WORKER),
            at=now(),
        )


def workbook(slug: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("canevas.xlsx", write_xlsform(worded(slug), name="essai"))


def test_bringing_one_by_its_page_and_reading_its_permission(client, author):
    client.force_login(author)
    page = reverse("known_text", args=["honos"])
    refused = client.post(page, {"workbook": workbook("honos"), "text_from": "Un manuel"})
    assert refused.status_code == 422
    pdf = SimpleUploadedFile("lettre.pdf", PROOF.data)
    done = client.post(page, {"workbook": workbook("honos"), "text_from": "Un manuel", "proof": pdf})
    permission = Permission.objects.get()
    assert done.url == reverse("draft", args=[permission.instrument.uid])
    file = client.get(reverse("permission_proof", args=[permission.uid]))
    assert file.content == PROOF.data
    assert file["Content-Disposition"].startswith("attachment")
    assert "Un manuel" in client.get(reverse("known_instrument", args=["honos"])).content.decode()
    client.force_login(acting_user(Role.MANAGER))
    assert client.get(reverse("permission_proof", args=[permission.uid])).status_code == 404
    assert "Un manuel" not in client.get(reverse("known_instrument", args=["honos"])).content.decode()


def test_a_text_may_be_written_on_the_page_without_a_workbook(client, author):
    client.force_login(author)
    done = client.post(reverse("known_text", args=["k6"]), {"text_from": "L’édition officielle"}, follow=True)
    draft = Version.objects.get()
    assert draft.form.scores == known_instrument("k6").form.scores
    assert "instrument connu" in done.content.decode()
    with pytest.raises(ValidationError):
        writing.publish(draft, by=author, at=now())  # its questions have no words yet


def test_a_workbook_of_another_instrument_is_refused_on_the_page(client, author):
    client.force_login(author)
    answer = client.post(
        reverse("known_text", args=["k6"]), {"workbook": workbook("gad-7"), "text_from": "Un manuel"}
    )
    assert answer.status_code == 422
    assert "k6_1" in answer.content.decode()
    assert not Permission.objects.exists()


def test_the_outline_as_it_is_shipped_is_refused_cell_by_cell(client, author):
    client.force_login(author)
    outline = client.get(reverse("known_outline", args=["k6"])).content
    answer = client.post(
        reverse("known_text", args=["k6"]),
        {"workbook": SimpleUploadedFile("k6.xlsx", outline), "text_from": "Un manuel"},
    )
    assert answer.status_code == 422
    assert "survey C3" in answer.content.decode()


@pytest.mark.parametrize("name", ["known_text", "known_outline"])
def test_what_cannot_be_rebuilt_here_has_no_outline(client, author, name):
    client.force_login(author)
    assert client.get(reverse(name, args=["dep-ado"])).status_code == 404
    assert client.get(reverse("known_instrument", args=["dep-ado"])).status_code == 200
    assert client.get(reverse("known_instrument", args=["inconnu"])).status_code == 404


@pytest.mark.parametrize("format_", ["", "csv", "xlsx"])
def test_the_list_is_read_and_downloaded_in_few_queries(
    client, author, format_, django_assert_max_num_queries
):
    client.force_login(author)
    with django_assert_max_num_queries(13):
        page = client.get(reverse("known_instruments") + (f"?export={format_}" if format_ else ""))
    content = b"".join(page.streaming_content) if page.streaming else page.content
    assert page.status_code == 200
    if format_ != "xlsx":
        assert "HoNOS" in content.decode("utf-8-sig")
