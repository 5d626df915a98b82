"""Examples of the addresses of learning, for the permission matrix of `tests/house`."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.document import Document, GuideStep, Part, to_data
from arrimage.apps.learning.models import (
    Activity,
    Certificate,
    Edition,
    Enrolment,
    Film,
    Piece,
    Programme,
    Reading,
    Supervision,
    Team,
    Theme,
    Webinar,
)
from arrimage.apps.meetings.models import Meeting, Series
from tests.network.factories import OrganisationFactory

WEBM = b"\x1aE\xdf\xa3 a webm "


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    programme = Programme.objects.create(
        organisation=organisation, title="Un programme", purpose="…", status="published", published_at=now()
    )
    theme = Theme.objects.create(programme=programme, title="Un thème", summary="…")
    activity = Activity.objects.create(theme=theme, kind="read", title="Lire")
    team = Team.objects.create(organisation=organisation, name="Une équipe", kind="community")
    Enrolment.objects.create(team=team, programme=programme, since=today())
    about_programme = "programme programme_edit programme_state programme_copy programme_stance"
    about_programme += " programme_coverage learning_theme_new programme_questions programme_statements"
    about_theme = "learning_theme learning_theme_edit learning_theme_do learning_theme_source"
    about_theme += " learning_theme_vote learning_theme_piece learning_activity_new"
    return {
        **{name: {"uid": programme.uid} for name in about_programme.split()},
        **{name: {"uid": theme.uid} for name in about_theme.split()},
        **{name: {"uid": team.uid} for name in "learning_team learning_team_edit learning_team_do".split()},
        **_library(organisation),
        **_together(organisation, team, theme),
        "learning_activity_edit": {"uid": activity.uid},
        "learning_team_theme": {"uid": team.uid, "theme": theme.uid},
    }


def _library(organisation) -> dict[str, dict]:
    """A capsule that came out, and its next edition, which one of the house's workers was asked to read."""
    piece = Piece.objects.create(organisation=organisation, kind="capsule", title="Une capsule")
    Film.objects.create(
        piece=piece, file=ContentFile(WEBM, "a.webm"), media_type="video/webm", size=12, added_at=now()
    )
    text = Document(
        title="Une capsule",
        parts=(Part("Un", "Deux"),),
        guide=(GuideStep(5, "Lire"),),
        captions="WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour",
    )
    out = Edition(piece=piece, language="fr", number=1, status="published", published_at=now(), digest="d")
    draft = Edition(piece=piece, language="fr", number=2, status="review")
    for edition in (out, draft):
        edition.content = to_data(text)
        edition.save()
    reader = (
        get_user_model()
        .objects.filter(memberships__organisation=organisation, memberships__role="worker")
        .first()
    )
    if reader:
        Reading.objects.create(edition=draft, reader=reader, voice="lived", asked_at=now())
    of_piece = "piece piece_guide piece_pdf piece_references piece_film piece_copy piece_desk"
    of_edition = "edition edition_step edition_reader edition_read edition_film edition_captions"
    return {
        **{name: {"uid": piece.uid} for name in of_piece.split()},
        **{name: {"uid": draft.uid} for name in of_edition.split()},
        "piece_captions": {"uid": piece.uid, "language": "fr"},
    }


def _together(organisation, team: Team, theme: Theme) -> dict[str, dict]:
    """A supervision of the team, an invitation to somebody, a webinar and the certificate of a worker."""
    worker = (
        get_user_model()
        .objects.filter(memberships__organisation=organisation, memberships__role="worker")
        .first()
    )
    series = Series.objects.create(kind="supervision", about_uid=team.uid, name="Supervision")
    starts_at = now() + timedelta(days=3)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    group = Supervision.objects.create(
        team=team,
        theme=theme,
        form="group",
        meeting=Meeting.objects.create(series=series, **times),
        question="?",
    )
    webinar = Webinar.objects.create(
        organisation=organisation,
        meeting=Meeting.objects.create(series=Series.objects.create(kind="webinar", name="W"), **times),
        title="Un webinaire",
        hours=1,
        minutes_required=45,
        code_in="AAAAA",
        code_out="BBBBB",
    )
    holder = worker or get_user_model().objects.create_user(f"{organisation.uid}@essai.invalid")
    certificate = Certificate.objects.create(
        code=f"C-{webinar.pk}", webinar=webinar, user=holder, name="X", minutes=60, hours=1, issued_at=now()
    )
    other = OrganisationFactory()
    piece = Piece.objects.get(organisation=organisation, title="Une capsule")
    about = "webinar webinar_edit webinar_calendar webinar_do webinar_question webinar_attendance"
    return {
        **{name: {"uid": webinar.uid} for name in about.split()},
        "supervision_new": {"uid": team.uid},
        "supervision": {"uid": group.uid},
        "piece_invite": {"uid": piece.uid, "organisation": other.uid},
        "certificate_pdf": {"uid": certificate.uid},
        "certificate": {"code": certificate.code},
    }
