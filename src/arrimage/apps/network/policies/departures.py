"""Who may read what would come apart without an organisation, and who may publish it.

| what | who |
|---|---|
| a departure not yet published | the keepers of the organisation it is about |
| a published one, with its answer | everyone, while its wave is published |
| to show them to those concerned, to publish them | the coordinator both sides mandated |
| whose answer has come, whose has not | the same, once the day to answer by has passed or it has come |
| the whole network's figure, without a name | whoever may look at the wave |
"""

from datetime import date

from django.db.models import Q

from arrimage.apps.network.vocabulary_ties import WaveStatus

from .ties import reports_for
from .together import NOBODY


def readings_visible_to(user) -> Q:
    mine = reports_for(user)
    published = Q(published_at__isnull=False, wave__status=WaveStatus.PUBLISHED)
    return published if mine is None else published | Q(organisation=mine)


def readings_answered_by(user) -> Q:
    mine = reports_for(user)
    return NOBODY if mine is None else Q(organisation=mine)


def may_be_published(on: date) -> Q:
    """Answered and not held back, or left without an answer past the day."""
    return Q(wish="publish") | Q(wish="", reply_by__lte=on)
