"""The demonstration's look at a team before its first cycle: two observers, the two who run it, a balance.

Everybody and every word in it is invented.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from arrimage.apps.improvement.instruments import SIGNS
from arrimage.apps.improvement.models import Assessment, Committee
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.queries.responses import response_behind

from . import assessments, tandem

TANDEM_SCALES = ("time", "people", "lived", "learning", "room", "asked", "figures", "mistakes", "plans")
TANDEM_SAID = {
    "clinical_coordinator": (
        (2, 4, 5, 4, 3, 3, 2, 4, 3),
        {
            "proud": "Personne n’est laissé seul un vendredi soir.",
            "tried": "Un sondage, il y a deux ans. Les résultats sont restés dans un tiroir.",
            "wish": "Qu’on fasse une chose, et qu’elle tienne.",
        },
    ),
    "specialist": (
        (3, 3, 5, 4, 2, 2, 3, 4, 2),
        {
            "proud": "On se dit les désaccords sans se fâcher.",
            "wish": "Apprendre à commencer par ce que la personne veut.",
        },
    ),
}


def load_balance(committee: Committee, users: Mapping, *, on: date) -> None:
    told = {"by": None, "at": make_aware(datetime.combine(on - timedelta(days=240), time(10)))}
    look = assessments.begin_assessment(committee, **told)
    seen = {sign.id: "yes" for sign in SIGNS} | {"speaks_first": "no", "copy": "no", "relatives": "partly"}
    other = seen | {"project": "partly", "relatives": "na"}
    when = {"meeting": "Discussion du lundi", "on": on - timedelta(days=235)}
    for observer, what in (("Une collègue d’un autre secteur", seen), ("Un pair aidant", other)):
        assessments.observe(look, observer=observer, seen=what, **when, **told)
    _tandem(look, users, **told)
    assessments.write_balance(
        look,
        strengths="On part souvent du projet de la personne, et les désaccords se disent.",
        to_improve="La personne parle tard, et repart sans son plan.",
        evidence="Deux regards sur une même réunion, et le questionnaire du tandem.",
        share=True,
        **told,
    )


def _tandem(look: Assessment, users: Mapping, *, by: None, at: datetime) -> None:
    """What the two who run the team said, each on their own, before the balance."""
    asked = tandem.ask_tandem(look, by=by, at=at)
    for slug, (marks, words) in TANDEM_SAID.items():
        code = tandem.begin_as_tandem(asked, by=users[slug], at=at, language="fr")
        answer = response_behind(code)
        given = dict(zip(TANDEM_SCALES, map(value, marks), strict=True))
        given |= {name: value(said) for name, said in words.items()}
        responses.save_answers(answer, given, at=at)
        responses.send_response(answer, at=at, code=code)
