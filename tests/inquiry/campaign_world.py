"""Campaigns for tests: made as those who lead them make them."""

import re
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from django.utils.timezone import make_aware

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import campaigns, campaigns_answering, campaigns_mail
from arrimage.apps.inquiry.models import Campaign, Invitation, Invitee, Wave
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.mail import message_of
from arrimage.apps.kernel.models import Mail
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.document.answers import Answer, value
from arrimage.apps.questionnaires.queries.responses import response_behind
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import OpeningFactory, PublishedVersionFactory

DAY = date(2026, 3, 2)
LINK = re.compile(r"/enquete/(\S+?)/")


def on(days: int = 0, hours: int = 9) -> datetime:
    """So many days after the opening."""
    return make_aware(datetime.combine(DAY + timedelta(days=days), time(hours)))


def leader(role: str = Role.EVALUATOR, **membership):
    return acting_user(role=role, **membership)


def addresses(count: int, groups: int = 1) -> str:
    return "\n".join(
        f"personne{number}@essai.invalid,Personne {number},Groupe {number % groups}"
        for number in range(count)
    )


def prepared(by=None, count: int = 12, groups: int = 1, version=None, **terms) -> Campaign:
    """A campaign among invented people, ready to be launched."""
    by = by or leader()
    network, day = terms.pop("network", None), terms.pop("day", DAY)
    version = version or PublishedVersionFactory(instrument__organisation=by.acting.organisation)
    campaign = campaigns.create_campaign(
        version=version,
        organisation=None if network else by.acting.organisation,
        network=network,
        opens_on=day,
        closes_on=day + timedelta(days=21),
        by=by,
        at=on(),
        **{
            "title": "Notre essai",
            "consent": "Vos réponses servent à mieux travailler ensemble.",
            "mode": "confidential",
            "reminder_days": [7, 14],
            "told": [by],
        }
        | terms,
    )
    return campaigns.choose_population(
        campaign, "list", {"addresses": addresses(count, groups)}, sample=None, by=by, at=on()
    )


def launched(by=None, at: datetime | None = None, **terms) -> Wave:
    """The first wave, open, its invitations sent."""
    by = by or leader()
    campaign = campaigns.launch(prepared(by, **terms), by=by, at=at or on())
    wave = campaign.waves.get(number=1)
    campaigns_mail.send_invitations(wave, at=at or on())
    return wave


def invitation(wave: Wave, number: int) -> Invitation:
    return wave.invitations.select_related("wave__campaign", "invitee").order_by("pk")[number]


def begin(one: Invitation, at: datetime | None = None, language: str = "fr", capacity: str = "") -> str:
    behind, is_current = links.invitation_behind(links.token_of(one))
    assert is_current
    return campaigns_answering.begin(behind, language=language, at=at or on(1), capacity=capacity)


GIVEN = {"met": value("no"), "liked": value("yes"), "harm": value("no")}


def answer(one: Invitation, at: datetime | None = None, given: dict[str, Answer] | None = None) -> str:
    """Begin, answer, send. The personal code."""
    code = begin(one, at)
    response = response_behind(code)
    responses.save_answers(response, given or GIVEN, at=at or on(1))
    responses.send_response(response, at=at or on(1), code=code)
    return code


def mails(template: str = "") -> list[SimpleNamespace]:
    """The mails that were queued and not erased: to whom, what, which link."""
    found = []
    for mail in Mail.objects.filter(template__contains=template).exclude(sealed="").order_by("pk"):
        body = message_of(mail).body
        link = LINK.search(body)
        found.append(SimpleNamespace(to=mail.to, body=body, token=link and link[1]))
    return found


def examples(organisation) -> dict[str, dict]:
    """Arguments of the addresses of a campaign of this organisation, open, and of one being prepared."""
    version = PublishedVersionFactory(instrument__organisation=organisation)
    terms = {
        "organisation": organisation,
        "questionnaire": version,
        "title": "Un essai",
        "consent": "D’accord.",
    }
    preparing = Campaign.objects.create(**terms, population="list", parameters={"addresses": addresses(6)})
    Wave.objects.create(
        campaign=preparing, number=1, opens_on=today(), closes_on=today() + timedelta(days=20)
    )
    campaign = Campaign.objects.create(**terms, population="list", launched_at=now(), asked_among=1)
    opening = OpeningFactory(organisation=organisation, questionnaire=version, host="campaign")
    wave = Wave.objects.create(
        campaign=campaign,
        number=1,
        opens_on=today() - timedelta(days=2),
        closes_on=today() + timedelta(days=20),
        status=Wave.Status.OPEN,
        opening=opening,
    )
    invitee = Invitee.objects.create(campaign=campaign, subject="address:a", email="a@essai.invalid")
    one = Invitation.objects.create(wave=wave, invitee=invitee, is_anonymous=False, status="invited")
    return {
        "campaign": {"uid": campaign.uid},
        "campaign_edit": {"uid": preparing.uid},
        "campaign_population": {"uid": preparing.uid},
        "campaign_launch": {"uid": preparing.uid},
        "campaign_wave_new": {"uid": campaign.uid},
        "campaign_people": {"uid": wave.uid},
        "campaign_reminders": {"uid": wave.uid},
        "campaign_bounces": {"uid": wave.uid},
        "campaign_close": {"uid": wave.uid},
        "campaign_invitation": {"uid": one.uid},
    }
