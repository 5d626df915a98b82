"""Questionnaires for tests."""

import factory

from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
    to_data,
)
from arrimage.apps.questionnaires.document.scores import Part, Score
from arrimage.apps.questionnaires.models import (
    Instrument,
    Opening,
    Permission,
    Response,
    ResponseFile,
    Version,
)

YES_NO = (Choice("yes", {"fr": "Oui"}, points=1), Choice("no", {"fr": "Non"}, points=0))
FORM = Questionnaire(
    {"fr": "Un essai"},
    (
        Section(
            "first",
            (
                Item("met", Kind.SINGLE, {"fr": "Une rencontre ?"}, choices=YES_NO, required=True),
                Item(
                    "times",
                    Kind.NUMBER,
                    {"fr": "Combien de fois ?"},
                    relevant="${met} = 'yes'",
                    constraint=". <= 50",
                    constraint_message={"fr": "Pas plus de 50 fois."},
                ),
                Item(
                    "liked",
                    Kind.SINGLE,
                    {"fr": "Était-ce utile ?"},
                    choices=YES_NO,
                    not_applicable=True,
                    declinable=True,
                ),
            ),
            {"fr": "La rencontre"},
        ),
        Section(
            "second",
            (
                Item("words", Kind.LONG_TEXT, {"fr": "Autre chose ?"}, not_applicable=True),
                Item(
                    "harm", Kind.SINGLE, {"fr": "Pensez-vous à mourir ?"}, choices=YES_NO, alert=". = 'yes'"
                ),
            ),
            {"fr": "Vous"},
        ),
    ),
    scores=(Score("useful", {"fr": "Utilité"}, (Part("met"), Part("liked"))),),
)


class InstrumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Instrument

    title = "Un essai"
    organisation = factory.SubFactory("tests.network.factories.OrganisationFactory")


class VersionFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = Version

    instrument = factory.SubFactory(InstrumentFactory)
    number = 1
    content = factory.LazyFunction(lambda: to_data(FORM))


class PublishedVersionFactory(VersionFactory):
    status = Version.Status.PUBLISHED
    digest = factory.LazyAttribute(lambda version: Version(content=version.content).digest_now())
    published_at = factory.LazyFunction(now)


class OpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opening
        skip_postgeneration_save = True

    questionnaire = factory.SubFactory(PublishedVersionFactory)
    organisation = factory.SelfAttribute("questionnaire.instrument.organisation")
    title = "Notre essai"


class ResponseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Response

    opening = factory.SubFactory(OpeningFactory)
    questionnaire = factory.SelfAttribute("opening.questionnaire")


def examples(organisation) -> dict[str, dict]:
    """Arguments of the addresses of a questionnaire of this organisation, open, with one answer sent."""
    version = PublishedVersionFactory(instrument__organisation=organisation)
    opening = OpeningFactory(organisation=organisation, questionnaire=version)
    response = ResponseFactory(opening=opening, status="sent", sent_at=now())
    file = ResponseFile.objects.create(response=response, item="x", kind="jpeg", size=1, data=b"x")
    VersionFactory(instrument=version.instrument, number=2)
    of_draft = {"uid": version.instrument.uid}
    permission = Permission.objects.create(
        instrument=version.instrument,
        known="honos",
        text_from="Un manuel",
        proof_name="lettre.pdf",
        proof_kind="pdf",
        proof=b"%PDF-1.4",
        given_at=now(),
    )
    return {
        "known_instrument": {"slug": "phq-9"},
        "known_text": {"slug": "phq-9"},
        "known_outline": {"slug": "phq-9"},
        "permission_proof": {"uid": permission.uid},
        "questionnaire": {"uid": opening.uid},
        "version_fhir": {"uid": version.instrument.uid, "number": 1},
        "response_fhir": {"uid": response.uid},
        "version_try": {"uid": version.instrument.uid, "number": 1},
        "version_changes": {"uid": version.instrument.uid, "number": 1},
        "xlsform_export": {"uid": version.instrument.uid, "number": 1},
        "instrument": {"uid": version.instrument.uid},
        "opening_new": {"uid": version.instrument.uid},
        "opening": {"uid": opening.uid},
        "opening_state": {"uid": opening.uid},
        "response": {"uid": response.uid},
        **dict.fromkeys(
            ["draft", "draft_new", "draft_heading", "draft_words", "draft_borrow", "draft_check"], of_draft
        ),
        "draft_item": {**of_draft, "name": "met"},
        "draft_section": {**of_draft, "name": "first"},
        "draft_score": {**of_draft, "name": "useful"},
        "response_file": {"uid": file.uid},
        "opening_files": {"uid": opening.uid},
    }
