"""Two campaigns alive in the demonstration territory: one named and over, one anonymous and open.

Every answer is invented, and drawn from a seed: the same each time. No mail leaves.
"""

import json
import random
from datetime import date, datetime, time, timedelta
from functools import partial
from importlib.resources import files

from django.contrib.auth import get_user_model
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.inquiry.models import Campaign, Invitation, Wave
from arrimage.apps.inquiry.queries.campaign_links import invitation_behind, token_of
from arrimage.apps.network.queries.together import mandated_networks
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.apps.questionnaires.actions import instruments, responses
from arrimage.apps.questionnaires.document.answers import DECLINED, NOT_APPLICABLE, Answer, value
from arrimage.apps.questionnaires.document.questionnaire import from_data
from arrimage.apps.questionnaires.queries.responses import response_behind

from . import campaigns, campaigns_answering

DOMAIN = "demo.arrimage.invalid"
SPEAKING, HOLDING = "Se parler entre organisations · deux automnes", "Comment on tient · équipes de la table"
SPEAKING_CONSENT = """\
Répondre est volontaire, et votre organisation peut laisser toute question sans réponse.

Les réponses sont nominatives : le siège conjoint du réseau, des deux côtés, lit qui a répondu quoi, et \
chaque organisation lit le rapport avant le public. Elles sont gardées cinq ans.

Pour toute question : Imane, coordination du réseau."""
HOLDING_CONSENT = """\
Répondre est volontaire : on peut refuser, sauter une question ou s’arrêter, et rien ne change pour vous.

Personne ne saura qui a répondu quoi, ni votre équipe, ni la coordination, ni qui tient cette plateforme. \
Les résultats ouvriront la rencontre de la table ; aucun groupe de moins de cinq ne s’y verra.

Pour toute question : Imane, coordination du réseau."""
SUCCESSES = [
    "Un appel avant chaque sortie d’hôpital", "Le mardi des suivis partagés", "Une salle prêtée tout l’hiver",
    "Le transport du soir, à trois", "Une formation donnée par des pairs", "Un cas difficile porté ensemble",
]  # fmt: skip
HARD = [
    "On apprend les fermetures par les personnes elles-mêmes.", "Les soirs, tout retombe sur deux groupes.",
    "Trop de rencontres, pas assez de suites.", "Refaire la même histoire à chaque porte.", "", "", "",
]  # fmt: skip
CHANGES = [
    "Une heure sans téléphone par jour.", "Savoir les horaires trois semaines d’avance.",
    "Une vraie relève pendant les vacances.", "Moins de formulaires en double.", "", "", "", "",
]  # fmt: skip


def load_campaigns(*, on: date) -> int:
    """Add what is missing; how many campaigns that makes. The territory must be there already."""
    return _speaking(on) + _holding(on)


def coordinator(on: date):
    user = get_user_model().objects.get(email=f"network_coordinator@{DOMAIN}")
    return user.act_as(memberships_of(user, on=on).first())


def _moment(day: date, hour: int = 9) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))


def _version(name: str, by, at: datetime):
    text = files("arrimage.apps.inquiry").joinpath("data", "demo", f"{name}.json").read_text("utf-8")
    made = instruments.create_instrument(from_data(json.loads(text)), by=by, at=at)
    return instruments.publish(made, by=by, at=at)


def _speaking(on: date) -> int:
    """Named, among organisations, two waves, both over: what a study and its report stand on."""
    if Campaign.objects.filter(title=SPEAKING).exists():
        return 0
    by, first = coordinator(on), on - timedelta(days=400)
    campaign = campaigns.create_campaign(
        version=_version("speaking_together", by, _moment(first)),
        network=mandated_networks(by, on).get(),
        title=SPEAKING,
        words="Vos réponses de l’an dernier ont ouvert le corridor du jeudi. Voyons ce qu’il a changé.",
        consent=SPEAKING_CONSENT,
        mode=Campaign.Mode.NAMED,
        unit=Campaign.Unit.ORGANISATION,
        capacities=["Présidence", "Direction ou coordination", "Membre de l’équipe"],
        target=70,
        ethics="Démonstration : aucun comité ne l’a vue",
        reminder_days=[7, 14],
        opens_on=first,
        closes_on=first + timedelta(days=28),
        by=by,
        at=_moment(first),
    )
    kinds = [
        OrganisationKind.COMMUNITY,
        OrganisationKind.FAMILY_ASSOCIATION,
        OrganisationKind.INTEGRATED_CENTRE,
        OrganisationKind.HOSPITAL,
    ]
    campaigns.choose_population(
        campaign, "organisations", {"kinds": kinds, "place": "991"}, sample=None, by=by, at=_moment(first)
    )
    campaign = campaigns.launch(campaign, by=by, at=_moment(first))
    second = on - timedelta(days=45)
    campaigns.plan_wave(
        campaign, opens_on=second, closes_on=second + timedelta(days=28), by=by, at=_moment(second)
    )
    for wave, lean in zip(campaign.waves.order_by("number"), (0.45, 0.62), strict=True):
        _answered(wave, 0.78, partial(_speaking_answers, lean=lean), seed=wave.number)
        campaigns.close_wave(wave, by=by, at=_moment(wave.closes_on))
    return 1


def _speaking_answers(chance: random.Random, one: Invitation, *, lean: float) -> dict[str, Answer]:
    lean += 0.2 if one.invitee.side == OrganisationKind.INTEGRATED_CENTRE else 0

    def yes_no(share: float) -> Answer:
        drawn = chance.random()
        return NOT_APPLICABLE if drawn > 0.92 else value("yes" if drawn < share else "no")

    given = {
        "knows_whom": yes_no(lean + 0.2),
        "called_back": yes_no(lean),
        "evenings": yes_no(lean - 0.2),
        "plan_shared": yes_no(lean - 0.1),
        "weight": DECLINED if chance.random() > 0.93 else value("yes" if chance.random() < lean else "no"),
        "satisfied": value(min(5, max(1, round(chance.gauss(1 + 4 * lean, 0.9))))),
        "success": value(tuple(chance.sample(SUCCESSES, chance.randint(1, 2)))),
    }
    hard = chance.choice(HARD)
    return given | ({"hard": value(hard)} if hard else {})


def _holding(on: date) -> int:
    """Anonymous, among the members of the table's teams, open for nine days: results are not read yet."""
    if Campaign.objects.filter(title=HOLDING).exists():
        return 0
    by, opened = coordinator(on), on - timedelta(days=9)
    campaign = campaigns.create_campaign(
        version=_version("holding_on", by, _moment(opened)),
        network=mandated_networks(by, on).get(),
        title=HOLDING,
        words="On parle souvent de la charge ; on aimerait vous entendre, sans que personne sache qui parle.",
        consent=HOLDING_CONSENT,
        mode=Campaign.Mode.ANONYMOUS,
        unit=Campaign.Unit.PERSON,
        target=60,
        reminder_days=[7, 14],
        opens_on=opened,
        closes_on=on + timedelta(days=12),
        by=by,
        at=_moment(opened),
    )
    campaigns.choose_population(campaign, "members", {"roles": []}, sample=None, by=by, at=_moment(opened))
    campaign = campaigns.launch(campaign, by=by, at=_moment(opened))
    _answered(campaign.waves.get(), 0.55, lambda chance, one: _holding_answers(chance), seed=7)
    return 1


def _holding_answers(chance: random.Random) -> dict[str, Answer]:
    change = chance.choice(CHANGES)
    given = {
        "time": DECLINED if chance.random() > 0.9 else value(chance.randint(1, 4)),
        "heard": value(chance.choice(["yes", "partly", "partly", "no"])),
        "meaning": value(chance.randint(2, 5)),
        "helps": value(tuple(chance.sample(["colleagues", "supervision", "persons", "hours"], 2))),
    }
    return given | ({"change": value(change)} if change else {})


def _answered(wave: Wave, share: float, answers, *, seed: int) -> None:
    """As if the invitations and the first reminder had left, and this share of those asked had answered."""
    chance = random.Random(seed)  # noqa: S311 (an invented territory is the same each time)
    sent_on, reminded_on = wave.opens_on, wave.opens_on + timedelta(days=7)
    wave.invitations.update(status=Invitation.Status.INVITED, invited_on=sent_on)
    invitations = list(wave.invitations.select_related("invitee", "wave__campaign").order_by("pk"))
    answering = chance.sample(invitations, round(share * len(invitations)))
    for invitation in answering:
        at = _moment(sent_on + timedelta(days=chance.randint(1, 6)), chance.randint(8, 20))
        behind, _is_current = invitation_behind(token_of(invitation))
        capacities = wave.campaign.capacities
        capacity = chance.choice(capacities) if capacities else ""
        code = campaigns_answering.begin(behind, language="fr", capacity=capacity, at=at)
        responses.save_answers(response_behind(code), answers(chance, invitation), at=at)
        responses.send_response(response_behind(code), at=at, code=code)
    silent = wave.invitations.filter(status=Invitation.Status.INVITED)
    silent.update(reminders=1, reminded_on=reminded_on)
