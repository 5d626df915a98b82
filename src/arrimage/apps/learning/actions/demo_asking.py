"""A theme that ended, and what those who took part said of it. Every answer is invented."""

import json
from datetime import timedelta

from arrimage.apps.inquiry.actions import campaigns, campaigns_answering
from arrimage.apps.inquiry.queries.campaign_links import invitation_behind, token_of
from arrimage.apps.learning.models import Programme
from arrimage.apps.questionnaires.actions import instruments, responses
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.document.questionnaire import from_data
from arrimage.apps.questionnaires.queries.responses import response_behind

from . import asking

SAID = (
    ("yes", 4, "yes", "Du temps pour la deuxième visite."),
    ("little", 3, "no", ""),
    ("yes", 5, "yes", "Que les proches choisissent eux-mêmes la date."),
    ("no", 2, "no", "On a manqué les deux rencontres, faute de remplaçant."),
)


def add_asking(programme: Programme, calendar, text: str) -> None:
    """The territory's programme asks at the end of each theme; the first one was answered, and is closed."""
    by, decided = calendar.user("facilitator"), calendar.at(-100)
    made = instruments.create_instrument(from_data(json.loads(text)), by=by, at=decided)
    version = instruments.publish(made, by=by, at=decided)
    for moment in ("theme", "programme"):
        asking.decide(
            programme,
            moment,
            version=version,
            mode="confidential",
            words="Le prochain thème s’écrit avec vous : dites-nous ce que celui-ci a changé, ou pas.",
            consent=(
                "Répondre est volontaire ; rien ne change pour vous ni pour votre équipe.\n\nLe regroupement"
                " lit les réponses, sans les noms, pour écrire le prochain thème, et les garde deux ans.\n\n"
                "Pour toute question : l’animation du programme."
            ),
            days_open=21,
            by=by,
            at=decided,
        )
    asked_at = calendar.at(-54)
    asking.ask_what_ended(at=asked_at)
    for asked in (one for row in programme.end_questions.all() for one in row.asked.all()):
        if asked.campaign:
            _answer(asked.campaign.waves.get(), calendar)


def _answer(wave, calendar) -> None:
    wave.invitations.update(status="invited", invited_on=wave.opens_on)
    asked = list(wave.invitations.select_related("invitee", "wave__campaign").order_by("pk"))
    for number, (invitation, said) in enumerate(zip(asked, SAID, strict=False), 1):
        at = calendar.at((wave.opens_on - calendar.on).days + number)
        behind, _is_current = invitation_behind(token_of(invitation))
        code = campaigns_answering.begin(behind, language="fr", capacity="", at=at)
        changed, monday, persons, missing = said
        given = {"changed": value(changed), "monday": value(monday), "persons": value(persons)}
        if missing:
            given["missing"] = value(missing)
        responses.save_answers(response_behind(code), given, at=at)
        responses.send_response(response_behind(code), at=at, code=code)
    wave.invitations.filter(status="invited").update(
        reminders=2, reminded_on=wave.opens_on + timedelta(days=14)
    )
    campaigns.close_wave(wave, at=calendar.at((wave.closes_on - calendar.on).days))
