"""The written content of the demonstration, read without a database."""

import re
from collections import Counter
from datetime import time

import pytest

from arrimage.apps.accounts.roles import Role
from arrimage.apps.network.actions.demo.content import FOLDER, hours, read
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE, Need, OrganisationKind

CONTENT = read()
WRITTEN = [row for row in CONTENT["organisation"] if "own_words" in row]
WORD = re.compile(r"[\w’-]+")


def texts(value, path="") -> list[tuple[str, str]]:
    """Every text of the content, with where it is."""
    if isinstance(value, dict):
        return [found for key, part in value.items() for found in texts(part, f"{path}.{key}")]
    if isinstance(value, list):
        return [
            found
            for part in value
            for found in texts(part, f"{path}/{part.get('slug', '')}" if isinstance(part, dict) else path)
        ]
    return [(path, value)] if isinstance(value, str) else []


def test_some_forty_community_organisations_speak_in_their_own_words():
    assert 40 <= len([row for row in WRITTEN if row["slug"] != "regroupement"]) <= 50
    silent = {row["slug"] for row in CONTENT["organisation"] if row["kind"] in COMMUNITY_SIDE} - {
        row["slug"] for row in WRITTEN
    }
    assert not silent


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row["slug"])
@pytest.mark.parametrize("text", ["own_words", "own_values"])
def test_own_words_are_long_enough_to_be_a_voice_and_short_enough_to_be_read(row, text):
    assert 60 <= len(WORD.findall(row[text])) <= 200


def test_no_organisation_borrows_another_ones_sentence():
    sentences = Counter(
        sentence.strip()
        for row in CONTENT["organisation"]
        for text in (row.get("own_words", ""), row.get("own_values", ""), row.get("description", ""))
        for sentence in re.split(r"[.!?\n]+", text)
        if len(WORD.findall(sentence)) > 4
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_whoever_declines_categories_is_put_in_none():
    declining = [row for row in WRITTEN if row.get("declines_categories")]
    assert len(declining) >= 5
    assert not [offer for row in declining for offer in row["offer"] if {"category", "line"} & offer.keys()]


def test_most_belong_to_the_coalition_some_to_a_federation_some_to_none():
    ties = [row.get("member_of", []) for row in WRITTEN if row["slug"] != "regroupement"]
    assert sum("regroupement" in tie for tie in ties) > len(ties) / 2
    assert sum("rrasmq" in tie for tie in ties) >= 5
    assert sum(not tie for tie in ties) >= 5


def test_every_need_has_somebody_to_answer_it():
    answered = {
        need for row in CONTENT["organisation"] for offer in row["offer"] for need in offer.get("needs", ())
    }
    assert answered == set(Need.values)


def test_most_community_doors_open_without_a_referral():
    offers = [offer for row in WRITTEN if row["kind"] in COMMUNITY_SIDE for offer in row["offer"]]
    direct = [offer for offer in offers if "person" in offer.get("askers", ["person"])]
    assert len(direct) / len(offers) > 0.95


def test_federations_are_named_with_one_line_of_facts_and_no_words_of_theirs():
    for row in CONTENT["federation"]:
        assert row["kind"] == OrganisationKind.FEDERATION
        assert row["description"].count(".") == 1
        assert not {"own_words", "own_values", "phone", "site", "offer"} & row.keys()


def test_no_telephone_address_or_domain_could_be_somebodys():
    for where, text in texts(CONTENT):
        for digits in re.findall(r"\d{3}[\s.-]?\d{4}", text):
            assert re.fullmatch(r"555-01\d\d", digits), where
        for domain in re.findall(r"@(\S+)", text):
            assert domain.endswith(".invalid"), where
        assert "http" not in text, where
    phones = [row["phone"] for row in CONTENT["organisation"]]
    assert len(phones) == len(set(phones))


def test_every_role_has_somebody_to_sign_in_as_and_one_person_may_switch():
    acting = {min(user["memberships"], key=lambda held: held[2])[0] for user in CONTENT["user"]}
    assert acting == set(Role.values)
    for user in CONTENT["user"]:
        assert re.fullmatch(r"[a-z_]+\d?", user["slug"])
        assert user["slug"].rstrip("2") == min(user["memberships"], key=lambda held: held[2])[0]
        assert " " not in user["name"]  # a first name alone is nobody
    assert any(len(user["memberships"]) == 2 for user in CONTENT["user"])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_french_typography_is_right(path):
    """Curly apostrophes, no-break spaces before «: ; ? !» and inside «guillemets», accents."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        assert not re.search(r"\w'\w", line), number
        assert not re.search(r" [:;?!»]|« |[^\s\u00a0«(][;?!»]|«[^\u00a0]", line), number
        assert "..." not in line, number


def test_hours_past_midnight_are_two_stretches():
    assert list(hours("sa-di 18:00-3:00")) == [
        (5, time(18), time(0)),
        (6, time(0), time(3)),
        (6, time(18), time(0)),
        (0, time(0), time(3)),
    ]
    assert list(hours("lu 9:00-24:00")) == [(0, time(9), time(0))]
    assert len(list(hours("24/7"))) == 7
    with pytest.raises(ValueError, match="demain matin"):
        list(hours("lu 9:00-12:00, demain matin"))
