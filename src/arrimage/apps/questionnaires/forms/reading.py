"""A score as it is read: its words, and the rows behind it."""

from django.utils.translation import pgettext

from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, said
from arrimage.apps.questionnaires.document.scores import Method, Score
from arrimage.apps.questionnaires.document.scoring import Outcome, Result


def score_card(form: Questionnaire, rule: Score, result: Result, *, disagreed: bool = False) -> dict:
    """The score in words, and the rows behind it; `disagreed`: the one kept was found wrong."""
    words = {
        Outcome.NOT_APPLICABLE: pgettext("score", "Not applicable"),
        Outcome.NOT_ENOUGH: pgettext("score", "Too few answers"),
    }
    return {
        "title": said(rule.title, "fr"),
        "result": result,
        "is_share": rule.method is Method.SHARE,
        "words": words.get(result.outcome, ""),
        "band": said(result.band, "fr") if result.band else "",
        "rows": [(said(form.items[row.item].label, "fr"), row.points) for row in result.rows],
        "source": rule.source,
        "disagreed": disagreed,
    }
