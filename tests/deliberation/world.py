"""Examples of the addresses of consultations, for the permission matrix of `tests/house`."""

from datetime import timedelta

from arrimage.apps.accounts.models import Membership
from arrimage.apps.accounts.roles import Role
from arrimage.apps.deliberation.models import (
    Conclusion,
    Consultation,
    Contestation,
    Contribution,
    Document,
    DocumentContent,
    Extract,
    Gathering,
    Idea,
    Question,
    Rules,
    Sound,
    Synthesis,
    Table,
    TeamMember,
    Wording,
)
from arrimage.apps.deliberation.sealing import FORMAT, canonical, digest_of
from arrimage.apps.kernel.clock import now, today

DOCUMENT = {
    "format": FORMAT, "introduction": "", "parts": [], "singular": [], "contributions": [],
    "conclusions": [], "replies": [],
}  # fmt: skip


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    at = now() - timedelta(days=3)
    consultation = Consultation.objects.create(
        organisation=organisation, title="Un essai", summary="Essayer.", context="<p>Pour essayer.</p>",
        audience="public", state="open", opened_at=at,
    )  # fmt: skip
    rules = Rules.objects.create(
        consultation=consultation, number=1, use="Lire.", decides="Nous.", told_at=at
    )
    question = Question.objects.create(consultation=consultation, position=1, text="Quoi ?")
    contribution = Contribution.objects.create(
        consultation=consultation, question=question, rules=rules, number=1, naming="anonymous",
        means="voice", given_on=today(), wording=1,
    )  # fmt: skip
    wording = Wording.objects.create(contribution=contribution, number=1, text="Un mot.", given_on=today())
    Sound.objects.create(contribution=contribution, media_type="audio/wav", size=1, data="YQ==")
    idea = Idea.objects.create(consultation=consultation, question=question, title="Une idée")
    Extract.objects.create(wording=wording, start=0, end=6, how="cited", idea=idea, placed_at=at)
    document = Document.objects.create(
        consultation=consultation, name="a.txt", title="Un document", says="Rien.", media_type="text/plain",
        size=1, added_at=at,
    )  # fmt: skip
    DocumentContent.objects.create(document=document, data=b"a")
    gathering = Gathering.objects.create(
        consultation=consultation, title="Une rencontre", starts_at=at, state="live", question=question
    )
    Table.objects.create(gathering=gathering, number=1, code="abcd-2345", code_digest=f"{consultation.uid}")
    text = canonical(DOCUMENT)
    Synthesis.objects.create(
        consultation=consultation, number=1, document=text, digest=digest_of(text), published_at=at
    )
    conclusion = Conclusion.objects.create(
        consultation=consultation, text="Demander.", asked_of=organisation, published_at=at, answer_by=today()
    )
    contestation = Contestation.objects.create(
        kind="norm", key="siv/places", label="Une norme", words="Pas nous.", organisation=organisation,
        contested_at=at,
    )  # fmt: skip
    # Whoever these things also belong to was named for themselves.
    owner = Membership.objects.filter(organisation=organisation, role=Role.WORKER, until=None).first()
    if owner:
        for duty in ("moderator", "synthesist"):
            TeamMember.objects.create(consultation=consultation, user=owner.user, duty=duty, named_at=at)
    one, said = {"uid": consultation.uid}, {"uid": contribution.uid}
    placed = one | {"contribution": contribution.uid}
    about_it = (
        "consultation consultation_rules contributions workbook outcomes consultation_edit"
        " consultation_questions rules_write consultation_guests consultation_team consultation_documents"
        " consultation_step moderation type_in gathering_new workbench place_next ideas conclusions_write"
        " replies synthesis_draft synthesis_step"
    ).split()
    return {
        **dict.fromkeys(about_it, one),
        **dict.fromkeys(("words_given", "sound", "contribution_vote"), said),
        **dict.fromkeys(("place_words", "moderate"), placed),
        **{name: one | {"number": 1} for name in ("synthesis", "synthesis_file")},
        **{name: {"uid": gathering.uid} for name in ("gathering", "gathering_board", "gathering_cards")},
        **{name: {"uid": conclusion.uid} for name in ("conclusion", "conclusion_answer")},
        "consultation_document": one | {"document": document.uid},
        "contribute": one | {"question": question.uid},
        "idea": one | {"idea": idea.uid},
        "figure_contestation_withdraw": {"uid": contestation.uid},
    }
