"""Examples of the addresses of practices, for the permission matrix of `tests/house`."""

from arrimage.apps.kernel.clock import now
from arrimage.apps.practices.models import (
    Contestation,
    Doing,
    Edition,
    Kinship,
    Medium,
    MediumContent,
    OwnPractice,
    OwnVersion,
    Practice,
    Reading,
    Tag,
)
from tests.network.factories import OrganisationFactory


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    at = now()
    practice = Practice.objects.create(slug=f"une-{organisation.pk}")

    def edition(number: int, state: str, **more) -> Edition:
        published_at = at if state == "published" else None
        return Edition.objects.create(
            practice=practice,
            number=number,
            state=state,
            name="Une pratique",
            aim="Aller mieux.",
            level="limited",
            written_at=at,
            published_at=published_at,
            **more,
        )

    published = edition(1, "published")
    draft = edition(2, "draft")
    read_over = edition(1, "in_review", language="en", translates=published)
    reading = Reading.objects.create(edition=read_over, by_label="Une", agrees=True, read_at=at)
    contestation = Contestation.objects.create(
        practice=practice, edition=published, organisation=organisation, words="Non.", said_at=at
    )
    own = OwnPractice.objects.create(organisation=organisation)
    version = OwnVersion.objects.create(
        practice=own, number=1, state="published", title="Le cercle", story="Oui.", saved_at=at,
        published_at=at, signed="Le cercle",
    )  # fmt: skip
    OwnVersion.objects.create(practice=own, number=2, title="Un secret de brouillon", saved_at=at)
    other = OrganisationFactory()
    mine = Tag.objects.create(organisation=organisation, word="rond", key="rond")
    theirs = Tag.objects.create(organisation=other, word="cercle", key="cercle")
    version.tags.add(mine)
    kinship = Kinship.objects.create(one=mine, other=theirs, one_yes_at=at, proposed_by="Une")
    medium = Medium.objects.create(
        practice=own, kind="picture", in_words="Une table.", consent="nobody", media_type="image/webp",
        size=1,
        width=1, height=1, added_at=at, by_label="Une", shown_at=at,
    )  # fmt: skip
    MediumContent.objects.create(medium=medium, data=b"a")
    doing = Doing.objects.create(organisation=organisation, practice=practice, how="Ainsi.", said_at=at)

    page, told, one = {"slug": practice.slug}, {"uid": own.uid}, {"uid": doing.uid}
    numbered = told | {"number": 1}
    file, said = told | {"medium": medium.uid}, {"uid": contestation.uid}
    return {
        **dict.fromkeys(("practice", "practice_history", "practice_references", "practice_contest"), page),
        "practice_edition": page | {"language": "fr", "number": 1},
        "practice_write": page | {"language": "fr"},
        **{key: {"uid": draft.uid} for key in ("practice_edit", "practice_step")},
        "practice_read": {"uid": read_over.uid},
        "practice_reading_answer": {"uid": read_over.uid, "reading": reading.uid},
        "contestation": said,
        "contestation_answer": said,
        "contestation_withdraw": said,
        **dict.fromkeys(("own_practice", "own_write", "own_step", "own_quotations", "own_media"), told),
        **dict.fromkeys(("own_version", "own_citation", "own_quote"), numbered),
        **dict.fromkeys(("own_medium", "own_medium_remove"), file),
        **{key: {"uid": mine.uid} for key in ("own_word", "own_word_tie")},
        "kinship_end": {"uid": kinship.uid},
        **dict.fromkeys(("doing", "doing_edit", "doing_note", "doing_stop", "doing_resume"), one),
    }
