"""Imported files as sheets."""

import json

from django.db.models import Count, QuerySet

from arrimage.apps.inquiry.models import Dataset
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.questionnaires.document.answers import Answer, State


def datasets_led_by(user) -> QuerySet[Dataset]:
    """Newest first; `people` counts the respondents."""
    return (
        Dataset.objects.filter(policies.led_by(user))
        .annotate(people=Count("rows"))
        .order_by("-created_at", "-id")
    )


def datasets_of(organisation_id: int) -> QuerySet[Dataset]:
    """The same, for what reads in the name of an organisation."""
    return (
        Dataset.objects.filter(organisation=organisation_id)
        .annotate(people=Count("rows"))
        .order_by("-created_at", "-id")
    )


def sheet_of_dataset(dataset: Dataset, language: str = "fr") -> Sheet:
    """All of it. Two queries at most."""
    respondents: list[Respondent] = []
    answers: dict[str, dict[str, Answer]] = {}
    for row in dataset.rows.all():
        respondents.append(
            Respondent(
                key=row.key,
                side=row.side,
                territory=row.territory,
                stratum=row.stratum,
                label=row.key if dataset.mode == "named" else "",
                organisation_id=row.organisation_id,
                answered_by=row.answered_by,
            )
        )
        for item, found in json.loads(row.answers).items():
            answers.setdefault(item, {})[row.key] = _answer(found)
    everyone = sum(dataset.asked.values()) if dataset.asked else None
    return Sheet(
        form=dataset.form,
        respondents=tuple(respondents),
        answers=answers,
        asked=everyone,
        threshold=dataset.threshold,
        mode=dataset.mode,
        asked_by_stratum=dataset.asked,
        source=(dataset.source_en if language == "en" else "") or dataset.source,
        everyone_asked=dataset.everyone_asked,
        nature=dataset.nature,
    )


def _answer(found: list) -> Answer:
    state = State(found[0])
    if state is not State.VALUE:
        return Answer(state)
    given = found[1]
    return Answer(state, tuple(given) if isinstance(given, list) else given)
