"""Reading campaigns: which one may see, whom they ask, how many answered, who would be reminded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from arrimage.apps.inquiry.models import Campaign, Invitation, Invitee, Wave
from arrimage.apps.inquiry.policies import campaigns as policies
from arrimage.apps.inquiry.populations import POPULATIONS, Asker
from arrimage.apps.kernel.mail import that_failed
from arrimage.apps.network.queries.assessments import seated_organisations
from arrimage.apps.network.queries.together import mandated_networks
from arrimage.apps.questionnaires.policies import author_for
from arrimage.apps.questionnaires.queries import collecting, instruments
from arrimage.science.surveys.suppression import protect

ANSWERED = Invitation.Status.ANSWERED


def campaigns_read_by(user) -> QuerySet[Campaign]:
    return _whole(Campaign.objects.filter(policies.campaigns_read_by(user)))


def campaigns_led_by(user) -> QuerySet[Campaign]:
    return _whole(Campaign.objects.filter(policies.campaigns_led_by(user)))


def listed_campaigns(user) -> QuerySet[Campaign]:
    """Newest first, with `asked` and `answered` in the last wave that opened, and its closing day."""
    return campaigns_read_by(user).prefetch_related(
        Prefetch("waves", counted_waves(Wave.objects.order_by("number")), to_attr="known_waves")
    )


def counted_waves(waves: QuerySet[Wave]) -> QuerySet[Wave]:
    return waves.annotate(
        asked=Count("invitations"), answered=Count("invitations", filter=Q(invitations__status=ANSWERED))
    )


def waves_led_by(user) -> QuerySet[Wave]:
    return Wave.objects.filter(policies.waves_led_by(user)).select_related(*WAVE)


def waves_of(campaign: Campaign) -> QuerySet[Wave]:
    return counted_waves(campaign.waves.select_related("opening").order_by("number"))


def invitations_led_by(user) -> QuerySet[Invitation]:
    """With the names of those asked: for those who lead the campaign alone."""
    return Invitation.objects.filter(policies.invitations_led_by(user)).select_related(*INVITATION)


def networks_to_ask_for(user) -> QuerySet:
    return mandated_networks(user).order_by("name", "id")


def people_to_tell(organisation_ids: Iterable[int], on: date) -> QuerySet:
    return instruments.people_who_can_be_told(list(organisation_ids), on)


def tellable_members(campaign: Campaign, on: date) -> QuerySet:
    """Those an alert may be told to: members of the organisation that asks, or of those of the table."""
    if campaign.organisation_id:
        return people_to_tell([campaign.organisation_id], on)
    return people_to_tell(seated_organisations(campaign.network, on=on), on)


def versions_to_ask(user) -> QuerySet:
    """Questionnaires in use that this user may put to people."""
    mine = author_for(user)
    return instruments.published_for([] if mine is None else [mine])


def versions_for(organisation_id: int) -> QuerySet:
    """The same for an organisation, whoever acts for it."""
    return instruments.published_for([organisation_id])


def campaigns_named(ids: Iterable[int]) -> dict[int, Campaign]:
    """By id, with the last wave that opened and how many were asked and answered: for rooms that asked."""
    counted = Prefetch("waves", counted_waves(Wave.objects.order_by("number")), to_attr="known_waves")
    return {one.pk: one for one in Campaign.objects.filter(pk__in=ids).prefetch_related(counted)}


def subjects_of(uid: str) -> set[str]:
    """Who is asked by a campaign: for rooms that ask, so that nobody is asked twice."""
    return set(Invitee.objects.filter(campaign__uid=uid).values_list("subject", flat=True))


WAVE = (
    "campaign__organisation",
    "campaign__network__territory",
    "campaign__questionnaire__instrument",
    "opening",
)
INVITATION = ("invitee__organisation", *(f"wave__{path}" for path in WAVE))


def _whole(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    return campaigns.select_related("organisation", "network__territory", "questionnaire__instrument")


def lock_campaign(campaign: Campaign) -> Campaign:
    return _whole(Campaign.objects.select_for_update(of=("self",))).get(pk=campaign.pk)


def lock_wave(wave: Wave) -> Wave:
    return Wave.objects.select_for_update(of=("self",)).select_related(*WAVE).get(pk=wave.pk)


def share_wave(wave: Wave) -> None:
    """Hold the wave as it is, beside others who do: nobody closes it nor reminds meanwhile.

    Those who send so do not wait for each other while their answers are read and written.
    """
    if connection.vendor == "postgresql":  # elsewhere a transaction that writes is alone
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM inquiry_wave WHERE id = %s FOR SHARE", [wave.pk])


def lock_counting(wave: Wave) -> None:
    """One at a time counts what was sent; with the wave shared before."""
    collecting.lock_opening(wave.opening_id)


def lock_invitation(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related(*INVITATION)
    return found.get(pk=invitation.pk)


def count_begun(wave: Wave) -> int:
    """Answers begun and not sent. How many alone: they are their authors'."""
    return collecting.count_begun(wave.opening)


def wave_behind(opening) -> Wave:
    return Wave.objects.select_related(*WAVE).get(opening=opening)


def asker_of(campaign: Campaign, user, on: date) -> Asker:
    return Asker(user, campaign.organisation, campaign.network, campaign.unit, on)


def population_told(campaign: Campaign) -> str:
    """Whom it asks, in a sentence."""
    population = POPULATIONS.get(campaign.population)
    return population.told(campaign.parameters) if population else ""


# --- How many answered


@dataclass(frozen=True)
class Group:
    """One stratum, or all. `answered` and `rate` are None where the group is too small to be told of."""

    name: str
    asked: int
    answered: int | None

    @property
    def rate(self) -> float | None:
        return None if self.answered is None or not self.asked else self.answered / self.asked


@dataclass(frozen=True)
class Standing:
    """Where a wave stands. In an anonymous campaign answers are counted several at once, small groups not."""

    all: Group
    groups: tuple[Group, ...]
    refused: int | None
    unreachable: int
    target: float | None
    is_hidden: bool  # some number is kept back

    @property
    def missing(self) -> int | None:
        """How many more answers the target asks for."""
        if self.target is None or self.all.answered is None:
            return None
        return max(0, -int(-self.target * self.all.asked // 1) - self.all.answered)


def standing(wave: Wave) -> Standing:
    campaign = wave.campaign
    rows = (
        wave.invitations.values("invitee__stratum")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=Q(status=ANSWERED)),
            refused=Count("pk", filter=Q(status=Invitation.Status.REFUSED)),
            unreachable=Count("pk", filter=Q(bounced_on__isnull=False) & ~Q(status=ANSWERED)),
        )
        .order_by("invitee__stratum")
    )
    rows = list(rows)
    asked, answered = sum(row["asked"] for row in rows), sum(row["answered"] for row in rows)
    groups = [Group(row["invitee__stratum"], row["asked"], row["answered"]) for row in rows]
    whole: int | None = answered
    refused: int | None = sum(row["refused"] for row in rows)
    is_hidden = False
    if campaign.is_anonymous and rows:
        table = [[row["answered"], row["asked"] - row["answered"]] for row in rows]
        shown = protect(table, threshold=campaign.threshold).shown
        groups = [
            Group(group.name, group.asked, cells[0] if cells[1] is not None else None)
            for group, cells in zip(groups, shown[:-1], strict=True)
        ]
        whole = shown[-1][0] if shown[-1][1] is not None else None
        if refused and refused < campaign.threshold:
            refused = None
        is_hidden = whole is None or any(group.answered is None for group in groups)
    return Standing(
        all=Group("", asked, whole),
        groups=tuple(groups) if len(groups) > 1 else (),
        refused=refused,
        unreachable=sum(row["unreachable"] for row in rows),
        target=campaign.target / 100 if campaign.target else None,
        is_hidden=is_hidden,
    )


# --- Who would be reminded, and why not the others


def reminder_dates(wave: Wave) -> list[date]:
    """The days reminders are due, before the closing."""
    days = [wave.opens_on + timedelta(days=days) for days in sorted(set(wave.campaign.reminder_days))]
    return [day for day in days if day < wave.closes_on]


def reminders_due(wave: Wave, on: date) -> int:
    """How many reminders everyone who has not answered should have had by that day."""
    return sum(day <= on for day in reminder_dates(wave))


MAY_BE_WRITTEN = Q(status=Invitation.Status.INVITED, bounced_on=None, invitee__left_on=None) & (
    ~Q(holder_email="") | ~Q(invitee__email="")
)


def to_remind(wave: Wave, on: date, *, rank: int) -> QuerySet[Invitation]:
    """Those whose reminder of that rank is due: asked before that day, silent, reachable. One a day."""
    return (
        wave.invitations.filter(MAY_BE_WRITTEN, reminders__lt=rank, invited_on__lt=on)
        .exclude(reminded_on=on)
        .select_related(*INVITATION)
        .order_by("pk")
    )


REASONS = ("remind", "today", "bounced", "no_address", "refused", "left", "not_sent", "answered")


@dataclass
class Preview:
    """Everyone of the wave, by what would happen to them; `answered` is only a number when anonymous."""

    by_reason: dict[str, list[Invitation]]
    answered: int

    @property
    def remind(self) -> list[Invitation]:
        return self.by_reason["remind"]


def preview(wave: Wave, on: date) -> Preview:
    """Who would get a reminder that day, and why each of the others would not."""
    found: dict[str, list[Invitation]] = {reason: [] for reason in REASONS}
    answered = 0
    failed = failed_mails(wave)
    for invitation in wave.invitations.select_related(*INVITATION).order_by("pk"):
        reason = _reason(invitation, on, failed)
        if reason == "answered":
            answered += 1
            if wave.campaign.is_anonymous:
                continue
        found[reason].append(invitation)
    return Preview(found, answered)


def _reason(invitation: Invitation, on: date, failed: set[UUID]) -> str:
    if invitation.is_answered:
        return "answered"
    if invitation.status == Invitation.Status.REFUSED:
        return "refused"
    if invitation.invitee.left_on:
        return "left"
    if invitation.bounced_on or invitation.last_mail in failed:
        return "bounced"
    if not invitation.address:
        return "no_address"
    if invitation.status == Invitation.Status.PREPARED:
        return "not_sent"
    if invitation.reminded_on == on or invitation.invited_on == on:
        return "today"
    return "remind"


def failed_mails(wave: Wave) -> set[UUID]:
    """The last mails of this wave that the server refused for good."""
    waiting = wave.invitations.filter(status=Invitation.Status.INVITED, last_mail__isnull=False)
    return that_failed(waiting.values_list("last_mail", flat=True))


def addressed_to(wave: Wave, addresses: Iterable[str], mails: Iterable[UUID]) -> list[Invitation]:
    """The invitations of a wave that went to these addresses, or by these mails."""
    wanted, mails = {address.lower() for address in addresses}, set(mails)
    found = wave.invitations.select_related(*INVITATION).order_by("pk")
    return [one for one in found if one.address.lower() in wanted or (one.last_mail in mails)]
