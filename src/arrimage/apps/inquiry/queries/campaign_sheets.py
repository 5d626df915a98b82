"""What those who read the results of a campaign may read: fetching is the check.

Named answers can be read as they come. Confidential and anonymous ones are read once nobody can answer any
more, and only if there are enough of them; their keys mean nothing outside the sheet, nor does their order.
"""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arrimage.apps.inquiry.models import Campaign, Invitation, Wave
from arrimage.apps.inquiry.policies import campaigns as policies
from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.questionnaires.queries import collecting

from .campaign_links import invitation_uid

STRATUM = "group:"  # an anonymous response whose owner starts so carries the group of who gave it


class NotYet(ValidationError):
    """Nothing may be read yet; the message says why."""


def readable_waves(campaign: Campaign, user) -> list[Wave]:
    """The waves whose answers this user may read now, first to last."""
    found = Wave.objects.filter(policies.campaigns_read_by(user, "campaign__"), campaign=campaign)
    waves = found.select_related("campaign", "opening").order_by("number")
    return [wave for wave in waves if wave.may_be_read]


def wave_behind(uid) -> Wave | None:
    """Whoever reads it goes through `sheet_of`."""
    return Wave.objects.filter(uid=uid).select_related("campaign").first()


def all_readable_waves(user) -> Iterator[tuple[Wave, int]]:
    """Every wave this user may read now, newest first, with how many answers were sent."""
    found = Wave.objects.filter(policies.campaigns_read_by(user, "campaign__"), opening__isnull=False)
    for wave in found.select_related("campaign", "opening").order_by("-opens_on", "-id"):
        if wave.may_be_read:
            yield wave, collecting.sent_to(wave.opening).count()


def sheet_of(asked: Campaign | Wave, user) -> Sheet:
    """The answers of a wave; of a campaign, those of its latest wave that may be read.

    Raises PermissionDenied (this user reads nothing of it), NotYet.
    """
    campaign_id = asked.campaign_id if isinstance(asked, Wave) else asked.pk
    if not Campaign.objects.filter(policies.campaigns_read_by(user), pk=campaign_id).exists():
        raise PermissionDenied
    waves = Wave.objects.filter(campaign=campaign_id).order_by("-number")
    waves = waves.select_related("campaign", "opening", "campaign__questionnaire__instrument")
    if isinstance(asked, Wave):
        waves = waves.filter(pk=asked.pk)
    wave = next((wave for wave in waves if wave.may_be_read), None)
    if wave is None:
        raise NotYet(
            _("The answers are not read before the campaign is closed: this was promised to those asked.")
        )
    return _sheet(wave)


def _sheet(wave: Wave) -> Sheet:
    campaign = wave.campaign
    rows = list(_anonymous(wave) if campaign.is_anonymous else _known(wave))
    if not campaign.is_named and len(rows) < campaign.threshold:
        raise NotYet(
            _("Fewer than %(threshold)d answered: their answers stay closed, so that nobody is recognised.")
            % {"threshold": campaign.threshold}
        )
    rows.sort(key=lambda row: row[0].key)
    form = campaign.questionnaire.form
    asked = wave.invitations.count()
    strata: dict[str, int] = {}
    for stratum in wave.invitations.values_list("invitee__stratum", flat=True):
        strata[stratum] = strata.get(stratum, 0) + 1
    return Sheet(
        form=form,
        respondents=tuple(respondent for respondent, _answers in rows),
        answers={
            item.name: {
                respondent.key: answers[item.name] for respondent, answers in rows if item.name in answers
            }
            for item in form.asked
            if any(item.name in answers for _respondent, answers in rows)
        },
        asked=asked,
        threshold=campaign.threshold,
        mode=campaign.mode,
        asked_by_stratum={} if campaign.is_anonymous and not campaign.tells_stratum else strata,
        source=_source(wave, len(rows), asked),
        everyone_asked=campaign.sample is None,
    )


def _anonymous(wave: Wave) -> Iterator[tuple[Respondent, dict]]:
    # The rows were written anew in random order: their rank means nothing, and is the same at each reading.
    for rank, (response, answers) in enumerate(collecting.answers_sent_to(wave.opening), 1):
        stratum = response.owner.removeprefix(STRATUM) if response.owner.startswith(STRATUM) else ""
        yield Respondent(key=f"r{rank:05d}", stratum=stratum), dict(answers)


def _known(wave: Wave) -> Iterator[tuple[Respondent, dict]]:
    invitations = {
        invitation.uid: invitation
        for invitation in Invitation.objects.filter(wave=wave).select_related("invitee__organisation")
    }
    is_named = wave.campaign.is_named
    for response, answers in collecting.answers_sent_to(wave.opening):
        invitation = invitations.get(invitation_uid(response.owner))
        if invitation is None:
            continue
        invitee = invitation.invitee
        # The same at each wave, so that those who answered twice are compared with themselves.
        meaningless = salted_hmac("inquiry.key", f"{wave.campaign.uid}:{invitee.pk}", algorithm="sha256")
        yield (
            Respondent(
                key=f"r{meaningless.hexdigest()[:12]}",
                side=invitee.side,
                territory=invitee.territory if is_named else "",
                stratum=invitee.stratum,
                label=str(invitee) if is_named else "",
                organisation_id=invitee.organisation_id if is_named else None,
            ),
            dict(answers),
        )


def _source(wave: Wave, answered: int, asked: int) -> str:
    return _("%(title)s, wave %(number)d, %(opens)s to %(closes)s: %(answered)d of the %(asked)d asked") % {
        "title": wave.campaign.title,
        "number": wave.number,
        "opens": date_format(wave.opens_on, "DATE_FORMAT"),
        "closes": date_format(wave.closes_on, "DATE_FORMAT"),
        "answered": answered,
        "asked": asked,
    }
