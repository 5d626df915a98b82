"""Speaking with a name, for an organisation, without any name; correcting, withdrawing; moderating."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from arrimage.apps.audit.models import Entry
from arrimage.apps.deliberation.actions import contributions as actions
from arrimage.apps.deliberation.actions.contributions import Closed, Speaker, Voice
from arrimage.apps.deliberation.models import Contribution, Sound, Wording
from arrimage.apps.deliberation.queries import contributions as queries
from arrimage.apps.deliberation.vocabulary import Naming, Side
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory
from tests.deliberation import factories
from tests.deliberation.factories import MYSELF, NOBODY, OURSELVES

pytestmark = pytest.mark.django_db


def test_a_person_speaks_under_their_name_and_finds_it_again(room):
    user = UserFactory(name="Mado")
    contribution, code = room.says("Chez nous, on s’assoit ensemble.", by=user, speaker=MYSELF)
    assert code == ""
    assert contribution.name == "Mado"
    assert list(queries.given_by(user)) == [contribution]
    assert list(queries.given_by(UserFactory())) == []


def test_without_a_name_nothing_leads_back_to_the_author(room):
    user = room.invited
    before = Entry.objects.count()
    contribution, code = room.says("On nous compte, on ne nous écoute pas.", by=user, speaker=NOBODY)
    contribution.refresh_from_db()
    assert (contribution.author, contribution.organisation, contribution.name) == (None, None, "")
    assert Entry.objects.count() == before, "the journal would say when, and by whom"
    columns = {field.name for field in Contribution._meta.get_fields() if hasattr(field, "column")}
    assert not {name for name in columns if name.endswith("_at")}, "only the day is kept"
    assert code.replace("-", "") not in str(Contribution.objects.values().get(pk=contribution.pk))
    assert list(queries.behind_code(code.upper().replace("-", " "))) == [contribution]
    assert list(queries.given_by(user)) == []


def test_the_database_itself_refuses_a_name_beside_no_name(room):
    contribution, _code = room.says()
    contribution.name = "Mado"
    with pytest.raises(IntegrityError), transaction.atomic():
        contribution.save()


def test_one_code_opens_all_one_said_without_a_name(room):
    _first, code = room.says("Un.")
    _second, same = room.says("Deux.", question=room.second, code=code)
    assert same == code
    assert queries.behind_code(code).count() == 2
    assert queries.behind_code("").count() == 0


def test_an_organisation_is_spoken_for_by_its_keepers(room):
    contribution, _code = room.says(by=room.invited, speaker=OURSELVES)
    assert contribution.name == "La maison"
    colleague = factories.acting_user("worker", organisation=room.other)
    assert list(queries.given_by(colleague)) == [contribution]
    with pytest.raises(PermissionDenied):
        room.says(by=UserFactory(), speaker=OURSELVES)
    with pytest.raises(PermissionDenied):
        room.says(by=None, speaker=MYSELF)


def test_a_way_to_sign_the_rules_do_not_allow_is_refused(db):
    room = factories.room(rules={"allows_anonymous": False})
    with pytest.raises(ValidationError):
        room.says(speaker=NOBODY)


def test_nothing_is_added_once_closed(room):
    contribution, _code = room.says()
    room.close()
    with pytest.raises(Closed):
        room.says()
    with pytest.raises(Closed):
        actions.correct(contribution, "Autrement.", by=None, at=now())
    assert actions.withdraw(contribution, by=None, at=now()).is_withdrawn, (
        "one may always take one's words back"
    )


def test_a_correction_keeps_the_former_wording_and_somebody_else_corrects_nothing(room):
    contribution, _code = room.says("Un.", by=room.invited, speaker=OURSELVES)
    with pytest.raises(PermissionDenied):
        actions.correct(contribution, "Faux.", by=room.stranger, at=now())
    actions.correct(contribution, "Deux.", by=room.invited, at=now())
    actions.correct(contribution, "Deux.", by=room.invited, at=now())
    assert [one.text for one in Wording.objects.filter(contribution=contribution)] == ["Un.", "Deux."]


def test_a_withdrawal_takes_words_and_name_and_leaves_a_trace(room):
    contribution, _code = room.says("À effacer.", by=room.invited, speaker=OURSELVES)
    reason, _code = room.says("Moi aussi.", responds_to=contribution, stance="agree")
    with pytest.raises(PermissionDenied):
        actions.withdraw(contribution, by=room.leader, at=now())
    actions.withdraw(contribution, by=room.invited, at=now())
    actions.withdraw(contribution, by=None, at=now())
    found = Contribution.objects.get(pk=contribution.pk)
    assert (found.state, found.name, found.author, found.organisation) == ("withdrawn", "", None, None)
    assert [wording.text for wording in Wording.objects.filter(contribution=contribution)] == [""]
    assert queries.words_of(Contribution.objects.get(pk=reason.pk)) == "Moi aussi.", (
        "the reason is its author's"
    )


def test_a_reaction_is_a_reason_about_words_that_answer(room):
    contribution, _code = room.says()
    with pytest.raises(ValidationError):
        room.says("Pourquoi.", responds_to=contribution)
    with pytest.raises(ValidationError):
        room.says(" ", responds_to=contribution, stance="disagree")
    reason, _code = room.says("Parce que.", responds_to=contribution, stance="disagree")
    with pytest.raises(PermissionDenied):
        room.says("Et toi ?", responds_to=reason, stance="agree")


VOICE = Voice(b"RIFF....", "audio/wav")


def test_a_voice_is_read_by_nobody_before_it_is_written_out(room):
    contribution, _code = room.says("", voice=VOICE)
    assert contribution.state == "to_write_out"
    assert not queries.read_in(room.consultation).exists()
    with pytest.raises(PermissionDenied):
        actions.write_out(contribution, "Je dis.", by=room.synthesist, at=now())
    actions.write_out(contribution, "Je dis.", by=room.moderator, at=now())
    assert queries.shown(queries.read_in(room.consultation).get()) == "Je dis."
    with pytest.raises(ValidationError):
        actions.write_out(contribution, "Encore.", by=room.moderator, at=now())


def test_whoever_writes_their_own_voice_out_is_read_at_once(room):
    contribution, _code = room.says("Je l’écris aussi.", voice=VOICE)
    assert contribution.state == "given"
    assert Sound.objects.get(contribution=contribution).written_out_on is not None


def test_masked_words_say_why_and_still_count(room, mailoutbox):
    contribution, _code = room.says("Chez Marie…", by=room.invited, speaker=OURSELVES)
    with pytest.raises(ValidationError):
        actions.mask(contribution, " ", by=room.moderator, at=now())
    with pytest.raises(PermissionDenied):
        actions.mask(contribution, "Un nom", by=room.stranger, at=now())
    masked = actions.mask(contribution, "On y reconnaît quelqu’un.", by=room.moderator, at=now())
    assert queries.shown(masked) == ""
    assert "Marie" not in mailoutbox[-1].body
    from arrimage.apps.deliberation.queries.coverage import uncovered

    assert list(uncovered(room.consultation)) == [contribution]
    assert queries.shown(actions.unmask(contribution, by=room.moderator, at=now())) == "Chez Marie…"


def test_a_moderator_of_elsewhere_moderates_nothing_here(room):
    elsewhere = factories.room()
    contribution, _code = room.says()
    for somebody in (elsewhere.moderator, elsewhere.leader, room.synthesist, room.invited):
        with pytest.raises(PermissionDenied):
            actions.mask(contribution, "Non", by=somebody, at=now())


def test_a_workbook_is_typed_in_only_for_somebody_who_agreed(room):
    answers = [(room.first, "Écrit à la main."), (room.second, "")]
    paper = {"by": room.moderator, "at": now()}
    with pytest.raises(ValidationError):
        actions.type_in(room.consultation, answers, speaker=NOBODY, agreement=" ", **paper)
    with pytest.raises(ValidationError):
        actions.type_in(room.consultation, answers, speaker=MYSELF, agreement="Oui", **paper)
    with pytest.raises(PermissionDenied):
        actions.type_in(
            room.consultation, answers, speaker=NOBODY, agreement="Oui", by=room.stranger, at=now()
        )
    speaker = Speaker(Naming.NAMED, Side.PERSON, "Jeanne")
    (one,), code = actions.type_in(room.consultation, answers, speaker=speaker, agreement="Signé", **paper)
    assert (one.name, one.means, one.agreement) == ("Jeanne", "paper", "Signé")
    assert list(queries.behind_code(code)) == [one]


def test_a_vote_is_cast_only_where_the_rules_say_so(room):
    contribution, _code = room.says()
    with pytest.raises(ValidationError):
        actions.vote(contribution, "for", by=room.invited, at=now())
    voting = factories.room(rules={"allows_votes": True, "votes_mean": "Un membre, une voix."})
    asked, _code = voting.says()
    actions.vote(asked, "for", by=voting.invited, at=now())
    actions.vote(asked, "against", by=voting.invited, at=now())
    assert queries.ballots_on(asked) == {"against": 1}
    voting.close()
    with pytest.raises(Closed):
        actions.vote(asked, "for", by=voting.invited, at=now())


def test_numbers_follow_each_other_in_each_consultation(room):
    other = factories.room()
    assert [room.says()[0].number for _one in range(3)] == [1, 2, 3]
    assert other.says()[0].number == 1


def test_too_long_says_what_to_do(room):
    with pytest.raises(ValidationError, match="8000"):
        room.says("a" * 8_001)
