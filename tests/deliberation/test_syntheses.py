"""From passages to a sealed synthesis: nothing moves for good, nothing is lost, replies travel with it."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.deliberation import sealing
from arrimage.apps.deliberation.actions import contributions, outcomes, placing, publishing
from arrimage.apps.deliberation.models import Extract, Passage, Synthesis
from arrimage.apps.deliberation.queries import coverage, following, ideas, syntheses
from arrimage.apps.kernel.clock import now
from tests.deliberation import factories
from tests.deliberation.factories import OURSELVES

pytestmark = pytest.mark.django_db


def published(room, **more) -> Synthesis:
    room.close()
    return publishing.publish(room.consultation, by=room.synthesist, at=now(), **more)


def test_nothing_is_published_while_a_voice_is_placed_nowhere(room):
    first, _code = room.says("Un.")
    second, _code = room.says("Deux.")
    room.place(first, room.idea())
    room.close()
    for act in (publishing.share, publishing.publish):
        with pytest.raises(publishing.Uncovered, match=r"1|Une"):
            act(room.consultation, by=room.synthesist, at=now())
    assert coverage.progress(room.consultation) == coverage.Progress(1, 2)
    room.place(second, None)
    assert publishing.publish(room.consultation, by=room.synthesist, at=now()).number == 1


def test_nothing_is_published_while_contributions_are_open(room):
    room.place(room.says()[0], room.idea())
    with pytest.raises(ValidationError):
        publishing.publish(room.consultation, by=room.synthesist, at=now())


def test_the_days_to_read_that_were_promised_are_left(db):
    room = factories.room(rules={"reading_days": 7})
    room.place(room.says()[0], room.idea())
    room.close()
    with pytest.raises(ValidationError):
        publishing.publish(room.consultation, by=room.synthesist, at=now())
    publishing.share(room.consultation, by=room.synthesist, at=now())
    with pytest.raises(ValidationError):
        publishing.publish(room.fresh(), by=room.synthesist, at=now() + timedelta(days=6))
    publishing.publish(room.fresh(), by=room.synthesist, at=now() + timedelta(days=7, hours=1))


def test_only_its_synthesists_place_and_publish(room):
    elsewhere = factories.room()
    contribution, _code = room.says()
    idea = room.idea()
    for somebody in (room.moderator, room.invited, room.stranger, elsewhere.synthesist):
        with pytest.raises(PermissionDenied):
            placing.place(contribution, idea=idea, how="cited", by=somebody, at=now())
    with pytest.raises(PermissionDenied):
        room.place(contribution, elsewhere.idea())


def test_a_passage_is_the_very_words_that_were_chosen(room):
    contribution, _code = room.says("Chez nous 🌿, on reste. On ne compte pas.")
    extract = room.place(contribution, room.idea(), start=23, end=43)
    assert ideas.passage(extract) == "On ne compte pas."
    with pytest.raises(ValidationError):
        room.place(contribution, room.idea(), start=22, end=23)


def test_joining_and_taking_apart_gives_back_exactly_what_was_there(room):
    first, second = room.idea("La présence"), room.idea("Être là")
    here, _code = room.says("Rester.")
    there, _code = room.says("Être là.")
    room.place(here, first)
    room.place(there, second)
    before = list(Extract.objects.order_by("pk").values())
    placing.join(second, first, by=room.synthesist, at=now())
    (one,) = ideas.gathered(room.consultation)
    assert [joined.title for joined in one.joined] == ["Être là"]
    assert len(one.quotes) == 2
    with pytest.raises(ValidationError):
        placing.join(first, second, by=room.synthesist, at=now())
    placing.take_apart(second, by=room.synthesist, at=now())
    assert {each.idea.title for each in ideas.gathered(room.consultation)} == {"La présence", "Être là"}
    assert list(Extract.objects.order_by("pk").values()) == before


def test_a_split_says_where_it_comes_from_and_an_idea_that_holds_words_stays(room):
    idea = room.idea()
    one = room.place(room.says("Un.")[0], idea)
    room.place(room.says("Deux.")[0], idea)
    new = placing.split(idea, [one], title="Autre chose", by=room.synthesist, at=now())
    assert new.split_from == idea
    assert list(new.extracts.all()) == [one]
    with pytest.raises(ValidationError):
        placing.remove_idea(new, by=room.synthesist, at=now())
    empty = room.idea()
    placing.remove_idea(empty, by=room.synthesist, at=now())


def test_two_synthesists_do_not_write_over_each_other(room):
    idea = room.idea()
    words = {"text": "", "by": room.synthesist, "at": now()}
    placing.change_idea(idea, since=1, title="Un", **words)
    with pytest.raises(ValidationError):
        placing.change_idea(idea, since=1, title="Deux", **words)


def test_each_synthesist_is_given_another_one(room):
    first, second = room.says("Un.")[0], room.says("Deux.")[0]
    assert ideas.next_to_place(room.consultation, user=room.synthesist, at=now()) == first
    placing.look_at(first, by=room.synthesist, at=now())
    assert ideas.next_to_place(room.consultation, user=room.leader, at=now()) == second
    later = now() + timedelta(minutes=11)
    assert ideas.next_to_place(room.consultation, user=room.leader, at=later) == first


def test_a_corrected_wording_is_to_place_again_and_the_former_one_stays(room):
    contribution, _code = room.says("Un.", by=room.invited, speaker=OURSELVES)
    room.place(contribution, room.idea())
    contributions.correct(contribution, "Deux.", by=room.invited, at=now())
    assert list(coverage.uncovered(room.consultation)) == [contribution]
    assert Extract.objects.get().wording.text == "Un."


def test_divergences_stand_side_by_side_and_a_minority_keeps_its_own_words(room):
    yes, no = room.idea("Compter autrement"), room.idea("Ne pas compter")
    room.place(room.says("Comptons mieux.")[0], yes)
    room.place(room.says("Ne comptons pas.")[0], no)
    placing.write_divergence(
        room.consultation,
        title="Compter ?",
        question=room.first,
        ideas=[yes, no],
        by=room.synthesist,
        at=now(),
    )
    alone = room.idea("Ne rien demander", is_minority=True, text="Un résumé qu’on ne montrera pas")
    room.place(room.says("Continuons sans eux.")[0], alone)
    document = json.loads(published(room).document)
    part = document["parts"][0]
    assert [idea["title"] for idea in part["divergences"][0]["ideas"]] == [
        "Compter autrement",
        "Ne pas compter",
    ]
    assert [idea["text"] for idea in part["minorities"]] == [""]
    assert part["ideas"] == []


def test_what_is_sealed_is_checked_by_anybody_and_no_longer_changes(room):
    room.place(room.says("Un.")[0], room.idea())
    synthesis = published(room)
    assert sealing.digest_of(synthesis.document) == synthesis.digest
    assert "Un." not in synthesis.document, "the document holds digests of passages, never words"
    assert syntheses.faults_of(synthesis) == []
    with pytest.raises(ValueError, match="never changes"):
        synthesis.save()
    Synthesis.objects.filter(pk=synthesis.pk).update(
        document=synthesis.document.replace("Une idée", "Une autre")
    )
    assert syntheses.faults_of(Synthesis.objects.get()) == ["document"]


def test_words_withdrawn_after_the_publication_go_and_the_seal_holds(room):
    contribution, _code = room.says("À effacer.", by=room.invited, speaker=OURSELVES)
    room.place(contribution, room.idea())
    synthesis = published(room)
    contributions.withdraw(contribution, by=room.invited, at=now())
    assert all(not one.text and not one.salt for one in Passage.objects.all())
    assert syntheses.faults_of(synthesis) == []
    (idea,) = syntheses.read(synthesis).parts[0]["ideas"]
    assert idea["quotes"][0]["is_withdrawn"]
    assert "effacer" not in json.dumps(idea, default=str)


def test_a_new_version_leaves_the_former_one_as_it_was(room):
    idea = room.idea()
    room.place(room.says("Un.")[0], idea)
    first = published(room)
    placing.change_idea(idea, since=1, title="Mieux dit", text="", by=room.synthesist, at=now())
    second = publishing.publish(room.consultation, by=room.synthesist, at=now())
    assert second.number == 2
    assert [one.document == first.document for one in syntheses.syntheses_of(room.consultation)] == [
        False,
        True,
    ]
    assert syntheses.read(first).parts[0]["ideas"][0]["title"] == "Une idée"


def test_a_contributor_sees_where_their_words_went_and_replies_before_and_after(room, mailoutbox):
    contribution, _code = room.says("Rester là.", by=room.invited, speaker=OURSELVES)
    idea = room.idea("La présence")
    room.place(contribution, idea)
    assert following.follow(contribution).places == [], "a draft is its team's alone"
    given = {"stance": "not_meant", "by": room.invited, "at": now()}
    with pytest.raises(ValidationError):
        publishing.reply(contribution, idea=idea, words="Non.", **given)
    room.close()
    mailoutbox.clear()
    publishing.share(room.consultation, by=room.synthesist, at=now())
    assert {address for mail in mailoutbox for address in mail.to} == {
        "maison@essai.invalid",
        room.invited.email,
    }
    contribution.consultation.refresh_from_db()
    (place,) = following.follow(contribution).places
    assert (place.title, place.passage) == ("La présence", "Rester là.")
    with pytest.raises(PermissionDenied):
        publishing.reply(contribution, idea=idea, words="Non.", **(given | {"by": room.stranger}))
    with pytest.raises(ValidationError):
        publishing.reply(contribution, idea=idea, words=" ", **given)
    before = publishing.reply(contribution, idea=idea, words="Rester n’est pas être là.", **given)
    publishing.answer_reply(before, "Gardé à côté.", by=room.synthesist, at=now())
    synthesis = publishing.publish(room.fresh(), by=room.synthesist, at=now())
    contribution.consultation.refresh_from_db()
    publishing.reply(contribution, idea=idea, words="Encore une chose.", **given)
    (shown,) = syntheses.read(synthesis).parts[0]["ideas"]
    assert [one["words"] for one in shown["replies"]] == ["Rester n’est pas être là."]
    assert shown["replies"][0]["answer"] == "Gardé à côté."
    assert [one.words for one in shown["later"]] == ["Encore une chose."]
    assert [reply.words for reply in following.follow(contribution).places[0].replies] == [
        "Rester n’est pas être là.", "Encore une chose.",
    ]  # fmt: skip


def test_a_reaction_is_a_voice_too(room):
    contribution, _code = room.says("Un.")
    reason, _code = room.says("Non, parce que.", responds_to=contribution, stance="disagree")
    room.place(contribution, room.idea())
    assert list(coverage.uncovered(room.consultation)) == [reason]


def test_a_conclusion_published_awaits_an_answer_from_somebody(room, mailoutbox):
    room.place(room.says("Un.")[0], room.idea())
    outcomes.write_conclusion(
        room.consultation, text="Un lieu.", asked_of=room.other, by=room.synthesist, at=now()
    )
    outcomes.write_conclusion(room.consultation, text="Une voix.", by=room.synthesist, at=now())
    mailoutbox.clear()
    published(room)
    asked = list(room.consultation.conclusions.order_by("id"))
    assert [one.asked_of for one in asked] == [room.other, room.house]
    assert all(one.answer_by for one in asked)
    assert any("réponse est attendue" in mail.subject for mail in mailoutbox)
    with pytest.raises(ValidationError):
        outcomes.remove_conclusion(asked[0], by=room.synthesist, at=now())


def test_the_rest_of_a_text_is_shown_whole():
    assert coverage.left_over("abcdef", [(1, 3), (2, 4)]) == [(0, 1, False), (1, 4, True), (4, 6, False)]
    assert coverage.left_over("", []) == []
