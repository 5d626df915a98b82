"""An agreement is written by one, read by its parties, signed by each, and published only by all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.audit.sentences import ACTIONS
from arrimage.apps.kernel import due
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.network.actions import agreement_reminders as reminders
from arrimage.apps.network.actions import agreements as actions
from arrimage.apps.network.models import Agreement, AgreementParty
from arrimage.apps.network.queries import agreements as queries
from arrimage.apps.network.vocabulary import Mechanism, OrganisationKind, Publication
from tests.accounts.factories import MembershipFactory, acting_user
from tests.network.factories import CoverageFactory, OrganisationFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

State = Agreement.State


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


class Two:
    """A centre and a relatives' association, a speaker in each, and somebody else's."""

    def __init__(self) -> None:
        self.centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE, name="Le centre")
        self.relatives = OrganisationFactory(
            kind=OrganisationKind.FAMILY_ASSOCIATION, name="Les proches", email="proches@essai.invalid"
        )
        self.manager = acting_user(Role.MANAGER, organisation=self.centre)
        self.director = acting_user(Role.MANAGER, organisation=self.relatives)
        self.worker = acting_user(Role.WORKER, organisation=self.relatives)
        self.stranger = acting_user(Role.MANAGER)

    def row(self, **more) -> actions.Row:
        return actions.Row(
            **{
                "origin": self.centre.pk,
                "destination": self.relatives.pk,
                "what": "Les proches d’une personne hospitalisée",
                "mechanism": Mechanism.PHONE,
            }
            | more
        )

    def write(self, **more) -> Agreement:
        said = {"title": "Pour les proches", "purpose": "Que personne ne reste seul.", "rows": [self.row()]}
        return actions.write_agreement(
            self.relatives, [self.centre], by=self.director, at=now(), **(said | more)
        )

    def propose(self, **more) -> Agreement:
        return actions.propose_agreement(self.write(**more), by=self.director, at=now())

    def sign(self, **more) -> Agreement:
        agreement = self.propose(**more)
        actions.sign_agreement(agreement, by=self.manager, at=now())
        return actions.sign_agreement(agreement, by=self.director, at=now())


@pytest.fixture
def two():
    return Two()


def read_by(user) -> list[Agreement]:
    return list(queries.agreements_visible_to(user))


# --- Writing and proposing


def test_a_draft_is_read_by_its_writer_s_own_alone(two):
    agreement = two.write()
    assert read_by(two.worker) == read_by(two.director) == [agreement]
    assert read_by(two.manager) == read_by(two.stranger) == []
    # Even were every party to publish it: a draft is not published.
    AgreementParty.objects.update(publication=Publication.ALL)
    assert read_by(two.manager) == []


def test_a_proposed_agreement_is_read_by_its_parties_alone_and_they_are_told(two, mailoutbox):
    agreement = two.propose()
    assert agreement.state == State.PROPOSED
    assert read_by(two.manager) == [agreement]
    assert read_by(two.stranger) == []
    assert [mail.to for mail in mailoutbox] == [[two.manager.email]]
    assert two.relatives.name in mailoutbox[0].subject


def test_somebody_who_keeps_no_party_neither_writes_nor_words(two):
    with pytest.raises(PermissionDenied):
        actions.write_agreement(
            two.centre, [two.relatives], title="x", purpose="x", by=two.stranger, at=now()
        )
    agreement = two.propose()
    with pytest.raises(PermissionDenied):
        actions.reword_agreement(agreement, version=1, rows=[], by=two.stranger, at=now())
    with pytest.raises(PermissionDenied):
        actions.reword_agreement(two.write(), version=1, rows=[], by=two.manager, at=now())


def test_a_worker_words_but_does_not_bind(two):
    agreement = two.write()
    actions.reword_agreement(agreement, version=1, rows=[], title="Mieux dit", by=two.worker, at=now())
    for act in (actions.propose_agreement, actions.sign_agreement, actions.take_agreement_up):
        with pytest.raises(PermissionDenied):
            act(agreement, by=two.worker, at=now())
    with pytest.raises(PermissionDenied):
        actions.publish_agreement(agreement, Publication.ALL, by=two.worker, at=now())


def test_an_agreement_takes_two(two):
    with pytest.raises(ValidationError, match="au moins deux"), transaction.atomic():
        actions.write_agreement(two.relatives, [], title="Seuls", purpose="x", by=two.director, at=now())
    assert not Agreement.objects.exists()


def test_what_is_referred_goes_between_parties(two):
    other = OrganisationFactory()
    for row in (two.row(destination=other.pk), two.row(destination=two.centre.pk)):
        with pytest.raises(ValidationError, match="d’une partie à une autre"), transaction.atomic():
            two.write(rows=[row])


def test_two_people_do_not_word_over_each_other(two):
    agreement = two.propose()
    version = agreement.version
    actions.reword_agreement(
        agreement, version=version, rows=[two.row()], title="À elle", by=two.manager, at=now()
    )
    with pytest.raises(StaleVersion):
        actions.reword_agreement(
            agreement, version=version, rows=[two.row()], title="À lui", by=two.director, at=now()
        )
    agreement.refresh_from_db()
    assert agreement.title == "À elle"


def test_the_writer_takes_it_back_until_somebody_talks_about_it(two):
    agreement = two.propose()
    with pytest.raises(PermissionDenied):
        actions.take_agreement_back(agreement, by=two.manager, at=now())
    assert actions.take_agreement_back(agreement, by=two.director, at=now()).state == State.DRAFT
    assert read_by(two.manager) == []
    actions.propose_agreement(agreement, by=two.director, at=now())
    actions.take_agreement_up(agreement, by=two.manager, at=now())
    with pytest.raises(ValidationError, match="En cours"):
        actions.take_agreement_back(agreement, by=two.director, at=now())


# --- Signing


def test_it_holds_once_each_has_signed(two):
    agreement = two.propose()
    agreement = actions.sign_agreement(agreement, by=two.manager, at=now())
    assert agreement.state == State.UNDER_WAY  # the other party has spoken
    assert agreement.signed_at is None
    agreement = actions.sign_agreement(agreement, by=two.director, at=now())
    assert (agreement.state, agreement.since) == (State.SIGNED, today())
    said = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert said == ["agreement.written", "agreement.proposed", "agreement.signed", "agreement.signed"]
    assert set(said) <= set(ACTIONS)


def test_signing_twice_changes_nothing(two):
    agreement = two.propose()
    actions.sign_agreement(agreement, by=two.director, at=now())
    later = now() + timedelta(hours=1)
    actions.sign_agreement(agreement, by=two.director, at=later)
    assert agreement.parties.get(organisation=two.relatives).signed_at < later
    assert Entry.objects.filter(action="agreement.signed").count() == 1


def test_one_person_does_not_sign_for_two_parties(two):
    agreement = two.propose()
    actions.sign_agreement(agreement, by=two.manager, at=now())
    hat = MembershipFactory(user=two.manager, organisation=two.relatives, role=Role.MANAGER)
    with pytest.raises(ValidationError, match="collègue"):
        actions.sign_agreement(agreement, by=two.manager.act_as(hat), at=now())
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database holds it too
        AgreementParty.objects.update(signed_user=two.manager)


def test_another_text_is_signed_again(two):
    agreement = two.propose()
    agreement = actions.sign_agreement(agreement, by=two.manager, at=now())
    actions.reword_agreement(
        agreement, version=agreement.version, rows=[two.row()], purpose="Autre", by=two.director, at=now()
    )
    assert not agreement.parties.filter(signed_at__isnull=False).exists()


def test_the_same_text_saved_again_keeps_its_signatures(two):
    agreement = two.propose()
    agreement = actions.sign_agreement(agreement, by=two.manager, at=now())
    actions.reword_agreement(
        agreement,
        version=agreement.version,
        rows=[two.row()],
        purpose=agreement.purpose,
        by=two.director,
        at=now(),
    )
    assert agreement.parties.filter(signed_at__isnull=False).count() == 1


def test_a_signature_is_taken_back_while_another_is_awaited(two):
    agreement = two.propose()
    actions.sign_agreement(agreement, by=two.manager, at=now())
    actions.take_signature_back(agreement, by=two.manager, at=now())
    assert not agreement.parties.filter(signed_at__isnull=False).exists()
    signed = two.sign(title="Une autre")
    with pytest.raises(ValidationError, match="Tout le monde a signé"):
        actions.take_signature_back(signed, by=two.manager, at=now())


def test_a_settled_text_is_not_worded_otherwise(two):
    agreement = two.sign()
    with pytest.raises(ValidationError, match="renouvelez"):
        actions.reword_agreement(agreement, version=agreement.version, rows=[], by=two.manager, at=now())


def test_what_is_over_already_is_not_signed(two):
    agreement = two.propose(since=today() - timedelta(days=30), until=today())
    with pytest.raises(ValidationError, match="dernier jour"):
        actions.sign_agreement(agreement, by=two.manager, at=now())


# --- Saying no, ending, renewing


def test_a_refusal_says_why_and_may_be_talked_over_later(two):
    agreement = two.propose()
    with pytest.raises(ValidationError, match="en vos mots"):
        actions.refuse_agreement(agreement, " ", by=two.manager, at=now())
    agreement = actions.refuse_agreement(agreement, "Pas sans financement.", by=two.manager, at=now())
    assert (agreement.state, agreement.closed_for) == (State.REFUSED, two.centre)
    with pytest.raises(ValidationError, match="n’attend pas de signature"):
        actions.sign_agreement(agreement, by=two.director, at=now())
    agreement = actions.take_agreement_up(agreement, by=two.director, at=now())
    assert (agreement.state, agreement.closed_words) == (State.UNDER_WAY, "")


def test_any_party_ends_it_and_says_why(two):
    agreement = two.sign(since=today() - timedelta(days=100))
    agreement = actions.end_agreement(agreement, "Nos missions ont changé.", by=two.director, at=now())
    assert (agreement.state, agreement.until) == (State.ENDED, today())
    with pytest.raises(PermissionDenied):
        actions.end_agreement(two.sign(title="Autre"), "x", by=two.stranger, at=now())


def test_ending_on_its_first_day_leaves_it_one_day(two):
    agreement = actions.end_agreement(two.sign(), "Erreur.", by=two.director, at=now())
    assert agreement.until == today() + timedelta(days=1)


def test_renewed_it_says_the_same_and_the_former_holds_until_it_is_signed(two):
    start, end = today() - timedelta(days=300), today() + timedelta(days=65)
    former = two.sign(since=start, until=end)
    draft = actions.renew_agreement(former, by=two.manager, at=now())
    assert (draft.since, draft.until, draft.writer) == (end, end + timedelta(days=365), two.centre)
    assert [actions.Row.of(each) for each in draft.ways.all()] == [two.row()]
    assert actions.renew_agreement(former, by=two.manager, at=now()) == draft
    with pytest.raises(ValidationError, match="autre partie"):
        actions.renew_agreement(former, by=two.director, at=now())
    former.refresh_from_db()
    assert former.state == State.SIGNED
    actions.propose_agreement(draft, by=two.manager, at=now())
    actions.sign_agreement(draft, by=two.manager, at=now())
    actions.sign_agreement(draft, by=two.director, at=now())
    former.refresh_from_db()
    assert (former.state, former.until) == (State.RENEWED, end)


def test_what_was_never_signed_is_not_renewed(two):
    with pytest.raises(ValidationError, match="signée"):
        actions.renew_agreement(two.propose(), by=two.manager, at=now())


# --- Publishing


@pytest.mark.parametrize(
    ("theirs", "ours", "known", "whole"),
    [
        (Publication.ALL, Publication.ALL, True, True),
        (Publication.ALL, Publication.EXISTENCE, True, False),
        (Publication.ALL, Publication.NOTHING, False, False),
        (Publication.EXISTENCE, Publication.EXISTENCE, True, False),
    ],
)
def test_the_most_discreet_party_is_followed(two, theirs, ours, known, whole):
    agreement = two.sign()
    actions.publish_agreement(agreement, theirs, by=two.manager, at=now())
    actions.publish_agreement(agreement, ours, by=two.director, at=now())
    assert (agreement in read_by(two.stranger)) == known
    assert (agreement in queries.published_agreements_of(two.centre)) == known
    agreement = queries.agreements_of(two.manager).get()
    page = queries.agreement_page(agreement, user=two.stranger)
    assert page.says_all == whole
    assert bool(page.ways) == whole


def test_what_is_hard_and_what_is_counted_is_never_published(two):
    from arrimage.apps.network.actions import agreement_results as results

    agreement = two.sign()
    results.note_obstacle(agreement, "On ne se rappelle pas.", by=two.manager, at=now())
    AgreementParty.objects.update(publication=Publication.ALL)
    agreement = queries.agreements_of(two.manager).get()
    page = queries.agreement_page(agreement, user=two.stranger)
    assert page.says_all
    assert page.obstacles == page.counts == page.questions == []
    assert page.hope is None


# --- Time passing


def test_the_parties_are_reminded_before_the_end_once_a_month(two, mailoutbox):
    two.sign(since=today() - timedelta(days=300), until=today() + timedelta(days=60))
    two.sign(title="Loin", since=today(), until=today() + timedelta(days=400))
    mailoutbox.clear()
    (outcome,) = due.run_due(at=now(), only=["network.agreements"])
    assert outcome.said == "1 entente à renouveler"
    assert {mail.to[0] for mail in mailoutbox} >= {two.manager.email, "proches@essai.invalid"}
    assert reminders.remind_of_renewals(at=now()) == 0
    assert reminders.remind_of_renewals(at=now() + timedelta(days=31)) == 1


def test_an_agreement_that_ran_out_is_ended_by_nobody(two):
    agreement = two.sign(since=today() - timedelta(days=300), until=today() + timedelta(days=5))
    assert reminders.end_what_ran_out(at=now()) == 0
    assert reminders.end_what_ran_out(at=now() + timedelta(days=5)) == 1
    agreement.refresh_from_db()
    assert (agreement.state, agreement.closed_for, agreement.until) == (
        State.ENDED,
        None,
        today() + timedelta(days=5),
    )
    assert reminders.end_what_ran_out(at=now() + timedelta(days=6)) == 0


# --- Relatives' associations and centres


def test_the_matrix_says_who_has_one_and_keeps_silence_for_silence(two, django_assert_num_queries):
    CoverageFactory(organisation=two.centre, territory=TerritoryFactory(short_name="Val-Essai"))
    alone = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE, name="Un autre centre")
    lonely = OrganisationFactory(kind=OrganisationKind.FAMILY_ASSOCIATION, name="Sans entente")
    agreement = two.sign()

    def seen_by(user):
        matrix = queries.relatives_matrix(user=user, on=today())
        return {line.centre: len(line.signed) for line in matrix.lines}, matrix.without

    assert seen_by(two.stranger) == ({two.centre: 0, alone: 0}, [two.relatives, lonely])
    assert seen_by(two.director)[0] == {two.centre: 1, alone: 0}  # one's own
    AgreementParty.objects.update(publication=Publication.EXISTENCE)
    assert seen_by(two.stranger) == ({two.centre: 1, alone: 0}, [lonely])
    with django_assert_num_queries(5):
        matrix = queries.relatives_matrix(user=two.stranger, on=today())
    assert matrix.with_one == 1
    assert matrix.lines[0].territories == ["Val-Essai"]
    actions.end_agreement(agreement, "Fini.", by=two.manager, at=now())
    assert seen_by(two.stranger)[0] == {two.centre: 0, alone: 0}


def test_the_published_share_of_2018_is_fifteen_of_twenty_one():
    share = queries.published_share()
    assert (share.with_one, share.asked, share.year) == (15, 21, 2018)


def test_every_state_leads_only_where_next_says():
    assert set(Agreement.NEXT) == set(State)
    assert Agreement.NEXT[State.RENEWED] == set()
