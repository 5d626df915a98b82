"""A project of interviews: who reads it, whom it meets, what they allow, and what becomes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils.timezone import localdate

from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.uploads import RECORDED, check_upload
from arrimage.apps.qualitative.actions import corpora, people
from arrimage.apps.qualitative.models import Consent, Participant, Recording, Transcript
from arrimage.apps.qualitative.queries import corpora as queries
from arrimage.apps.qualitative.queries.quotes import codes_seen, quote_for, quotes_by_uid, quotes_for
from tests.qualitative.world import coded, person_of, text_of, wav


def test_whoever_opens_a_project_leads_it(study, at):
    made = corpora.open_corpus(
        study.organisation, title="Une autre", question="Quoi ?", by=study.manager, at=at
    )
    assert made.members.get().part == "lead"
    assert made.rounds.get().kind == "open"


def test_a_worker_opens_none(study, at):
    with pytest.raises(PermissionDenied):
        corpora.open_corpus(study.organisation, title="Une autre", question="Quoi ?", by=study.ana, at=at)


def test_a_manager_who_is_not_of_the_team_sees_nothing(study, signed_in):
    browser = signed_in(study.manager)
    assert study.corpus.title not in browser.get("/entretiens/").content.decode()
    for address in (study.corpus.get_absolute_url(), f"/entretiens/{study.corpus.uid}/personnes/"):
        assert browser.get(address).status_code in (403, 404)


def test_who_people_are_is_for_those_who_lead(study, signed_in):
    who = person_of(study.corpus)
    browser = signed_in(study.ana)
    assert browser.get(f"/entretiens/{study.corpus.uid}/personnes/").status_code == 404
    assert browser.get(who.get_absolute_url()).status_code == 404
    page = browser.get(who.case.get_absolute_url()).content.decode()
    assert "Mado" in page
    assert "Secrète" not in page
    assert "Secrète" in signed_in(study.lead).get(who.get_absolute_url()).content.decode()


def test_whoever_holds_no_role_any_more_reads_nothing(study):
    study.ana.acting = None
    assert not queries.corpora_visible_to(study.ana, on=localdate()).exists()


def test_who_leaves_the_team_reads_nothing_more(study, at):
    corpora.end_member(study.member(study.ana), by=study.lead, at=at)
    assert not queries.corpora_visible_to(study.ana, on=localdate(at)).exists()


def test_the_last_one_who_leads_cannot_leave(study, at):
    with pytest.raises(ValidationError, match="dirigerait"):
        corpora.end_member(study.member(study.lead), by=study.lead, at=at)


def test_nobody_is_added_who_has_no_account(study, at):
    with pytest.raises(ValidationError, match="compte"):
        corpora.add_member(
            study.corpus, email="inconnue@essai.invalid", called="X", part="coder", by=study.lead, at=at
        )


def test_a_coder_changes_neither_team_nor_guide(study, at):
    with pytest.raises(PermissionDenied):
        corpora.add_question(study.corpus, words="Quoi ?", by=study.ana, at=at)


def test_two_who_change_the_same_question_do_not_overwrite_each_other(study, at):
    one = corpora.add_question(study.corpus, words="Quoi ?", by=study.lead, at=at)
    corpora.change_question(one, words="Comment ?", by=study.lead, at=at, since=1)
    with pytest.raises(StaleVersion):
        corpora.change_question(one, words="Pourquoi ?", by=study.lead, at=at, since=1)


def test_questions_keep_the_order_one_gives_them(study, at):
    for words in "abc":
        last = corpora.add_question(study.corpus, words=words, by=study.lead, at=at)
    corpora.move_question(last, up=True, by=study.lead, at=at)
    assert [one.words for one in study.corpus.guide.all()] == ["a", "c", "b"]


def thought_of(study, at, **more) -> Participant:
    told = {"name": "Yvonne Leblanc-Roy", "pseudonym": "Lise", "why": "Elle y était"} | more
    return people.think_of(study.corpus, by=study.lead, at=at, **told)


def test_a_pseudonym_is_no_part_of_the_name_and_serves_once(study, at):
    with pytest.raises(ValidationError, match="propre nom"):
        thought_of(study, at, pseudonym="Yvonne")
    thought_of(study, at)
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        thought_of(study, at, name="Une Autre")


def test_how_many_declined_is_told_by_group(study, at):
    thought_of(study, at, group="Superviseurs")
    other = thought_of(study, at, pseudonym="Zoé", group="Superviseurs")
    people.note_answer(other, "declined", by=study.lead, at=at)
    frame = queries.frame_of(study.corpus)[0]
    assert (frame.group, frame.asked, frame.counts["declined"]) == ("Superviseurs", 1, 1)


def test_names_are_unreadable_in_the_database_and_absent_from_the_journal(study, at, signed_in):
    who = thought_of(study, at)
    signed_in(study.lead).get(who.get_absolute_url())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, reach FROM qualitative_participant WHERE id = %s", [who.pk])
        assert "Yvonne" not in str(cursor.fetchone())
    kept = [str(entry.subjects) + str(entry.details) for entry in Entry.objects.all()]
    assert any("Lise" in one for one in kept)
    assert not any("Yvonne" in one for one in kept)


def test_each_reading_of_a_person_is_journalled(study, signed_in):
    who = person_of(study.corpus)
    signed_in(study.lead).get(who.get_absolute_url())
    assert Entry.objects.filter(action="qualitative.person_read", actor=str(study.lead.uid)).count() == 1


def test_the_last_consent_holds(study, at):
    who = person_of(study.corpus)
    told = {"given_on": localdate(at), "means": "signed", "records": False, "keeps_text": False}
    people.note_consent(who, quotes=False, by=study.lead, at=at, **told)
    assert Consent.objects.get(participant=who, withdrawn_on=None).quotes is False


def test_an_interview_takes_place_once_there_is_a_consent(study, at):
    who = thought_of(study, at)
    met = people.plan_interview(who, starts_at=at, how="telephone", by=study.lead, at=at)
    with pytest.raises(ValidationError, match="consent"):
        people.close_interview(met, held=True, by=study.lead, at=at)


def sound() -> SimpleUploadedFile:
    file = SimpleUploadedFile("voix.wav", wav())
    file.upload = check_upload(file, allowed=RECORDED)
    return file


def test_a_recording_is_unreadable_in_the_database_and_goes_on_its_day(study, at):
    who = person_of(study.corpus)
    day = localdate(at) + timedelta(days=30)
    kept = people.keep_recording(who, sound(), delete_on=day, by=study.lead, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM qualitative_recording")
        assert "RIFF" not in str(cursor.fetchone()[0])
    assert people.delete_due_recordings(at=at) == 0
    assert people.delete_due_recordings(at=at + timedelta(days=30)) == 1
    assert Recording.objects.get(pk=kept.pk).data is None


def test_nothing_is_recorded_of_whoever_has_not_agreed(study, at):
    who = thought_of(study, at)
    with pytest.raises(ValidationError, match="enregistr"):
        people.keep_recording(who, sound(), delete_on=localdate(at) + timedelta(days=3), by=study.lead, at=at)


def test_a_recording_is_heard_by_those_who_lead_and_it_is_journalled(study, at, signed_in):
    who = person_of(study.corpus)
    day = localdate(at) + timedelta(days=30)
    kept = people.keep_recording(who, sound(), delete_on=day, by=study.lead, at=at)
    address = f"/entretiens/enregistrements/{kept.uid}/"
    assert signed_in(study.ana).get(address).status_code == 404
    heard = signed_in(study.lead).get(address)
    assert heard.content == bytes(kept.data)
    assert heard["Cache-Control"] == "no-store"
    assert Entry.objects.filter(action="qualitative.recording_heard").count() == 1


def test_whoever_withdraws_takes_recordings_and_quotes_back_at_once(study, at):
    who = person_of(study.corpus)
    kept = people.keep_recording(
        who, sound(), delete_on=localdate(at) + timedelta(days=3), by=study.lead, at=at
    )
    coding = coded(study.text, study.codes[0], study.member(study.ana), "On se parle.")
    assert quotes_by_uid([coding.uid])[coding.uid].text == "On se parle."
    people.withdraw(who, erase_text=False, by=study.lead, at=at)
    assert quotes_by_uid([coding.uid]) == {}
    assert Recording.objects.get(pk=kept.pk).data is None
    assert Transcript.objects.filter(case=who.case).exists()
    other = person_of(study.corpus, "Jo")
    people.withdraw(other, erase_text=True, by=study.lead, at=at)
    assert not Transcript.objects.filter(case=other.case).exists()


def test_quotes_are_those_of_people_who_agreed_under_the_name_of_the_texts(study, at):
    person_of(study.corpus)
    person_of(study.corpus, "Jo", quotes=False)
    ana = study.member(study.ana)
    yes = coded(study.text, study.codes[0], ana, "On se parle.")
    no = coded(study.other, study.codes[0], ana, "C’est neuf.")
    day = localdate(at)
    found = quotes_for(study.bo, study.corpus.uid, on=day, code_uid=study.codes[0].uid)
    assert [(one.uid, one.case, one.text) for one in found] == [(yes.uid, "Mado", "On se parle.")]
    assert quote_for(study.bo, no.uid, on=day) is None
    assert quote_for(study.manager, yes.uid, on=day) is None
    counts = {one.name: (one.cases, one.passages) for one in codes_seen(study.bo, study.corpus.uid, on=day)}
    assert counts == {"Se parler": (2, 2), "Peur": (0, 0), "Temps": (0, 0)}
    assert codes_seen(study.manager, study.corpus.uid, on=day) == []


def test_words_that_came_without_an_interview_are_quoted_once_somebody_says_why(study, at):
    coding = coded(study.text, study.codes[0], study.member(study.ana), "On se parle.")
    assert quotes_by_uid([coding.uid]) == {}
    case = study.text.case
    case.quotable_because = "Oui à la question 12 du questionnaire"
    case.save()
    assert coding.uid in quotes_by_uid([coding.uid])


def test_the_lists_cost_the_same_whatever_their_length(study, signed_in, django_assert_max_num_queries):
    for number in range(12):
        person_of(study.corpus, f"P{number}")
        text_of(study.corpus, f"P{number}")
    browser = signed_in(study.lead)
    for address, most in (
        ("/entretiens/", 14),
        (study.corpus.get_absolute_url(), 18),
        (f"/entretiens/{study.corpus.uid}/personnes/", 18),
        (f"/entretiens/{study.corpus.uid}/cas/", 16),
    ):
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200
