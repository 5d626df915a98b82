"""Pages of the two campaigns of the demonstration."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import override

from arrimage.apps.inquiry.actions import campaigns
from arrimage.apps.inquiry.actions.campaigns_mixing import waiting
from arrimage.apps.inquiry.actions.demo_campaigns import HOLDING, SPEAKING, coordinator
from arrimage.apps.inquiry.models import Campaign
from arrimage.apps.inquiry.queries.campaign_links import token_of
from arrimage.apps.kernel.clock import now, today


def addresses() -> dict[str | None, list[str]]:
    speaking, holding = (Campaign.objects.get(title=title) for title in (SPEAKING, HOLDING))
    wave = holding.waves.get()
    asked = wave.invitations.filter(status="invited").exclude(pk__in=waiting(wave).values()).first()
    known = speaking.waves.get(number=2)
    return {
        None: [reverse("asked", args=[token_of(asked)])],
        "network_coordinator": [
            reverse("campaigns"),
            reverse("campaign_new"),
            speaking.get_absolute_url(),
            holding.get_absolute_url(),
            known.get_absolute_url(),
            reverse("campaign_people", args=[known.uid]),
            reverse("campaign_people", args=[wave.uid]),
            reverse("campaign_reminders", args=[wave.uid]),
            reverse("campaign_bounces", args=[wave.uid]),
            reverse("campaign_close", args=[wave.uid]),
            reverse("campaign_invitation", args=[asked.uid]),
            reverse("campaign_wave_new", args=[speaking.uid]),
            *_being_prepared(holding),
        ],
        "manager": [holding.get_absolute_url()],
    }


def _being_prepared(like: Campaign) -> list[str]:
    """One that nobody has received yet: choosing whom it asks, reading it again."""
    by = coordinator(today())
    with override("fr"):
        made = campaigns.create_campaign(
            version=like.questionnaire,
            network=like.network,
            title="Un essai",
            consent="Répondre est volontaire.",
            opens_on=today() + timedelta(days=3),
            closes_on=today() + timedelta(days=20),
            by=by,
            at=now(),
        )
        campaigns.choose_population(made, "members", {"roles": []}, sample=8, by=by, at=now())
    return [
        made.get_absolute_url(),
        reverse("campaign_edit", args=[made.uid]),
        reverse("campaign_population", args=[made.uid]),
        reverse("campaign_population", args=[made.uid]) + "?de=list",
        reverse("campaign_launch", args=[made.uid]),
    ]
