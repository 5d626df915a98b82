"""What two organisations, together, say of a tie. Pure: no database, no page.

| the other reports it too | the other's reply | the other has finished | the tie is |
|---|---|---|---|
| yes | any | any | confirmed |
| no | yes, it is so | any | confirmed |
| no | no, we do not see it so | any | contested |
| no | none | yes | claimed |
| no | none | no | unanswered |

Silence is never a denial: somebody who finished without naming a tie has not said no to it (it is claimed),
and somebody who has not finished has not been heard (it is unanswered). Only a written «no» contests.
"""

from arrimage.apps.network.vocabulary_ties import Answer, CountingRule, Shown, Status


def status_of(*, both_report: bool, reply: str, other_has_finished: bool) -> Status:
    """The table above.

    >>> status_of(both_report=False, reply="", other_has_finished=False).value
    'unanswered'
    """
    if both_report or reply == Answer.CONFIRMS:
        return Status.CONFIRMED
    if reply == Answer.CONTESTS:
        return Status.CONTESTED
    return Status.CLAIMED if other_has_finished else Status.UNANSWERED


WEIGHTS: dict[CountingRule, dict[Status, int]] = {
    CountingRule.CONFIRMED: {Status.CONFIRMED: 1},
    CountingRule.ANY_CLAIM: dict.fromkeys(Status, 1),
    # How many say it; nobody says alone what the other denies.
    CountingRule.WEIGHTED: {Status.CONFIRMED: 2, Status.CLAIMED: 1, Status.UNANSWERED: 1},
}


def weight_of(status: str, rule: str) -> int:
    """What a tie counts for in the network that is measured; 0: it is left out."""
    return WEIGHTS[CountingRule(rule)].get(Status(status), 0)


def shown_to_everyone(status: str, one: int, other: int) -> Shown:
    """The more restrained of two choices; a contested tie is never published."""
    return Shown.NOTHING if status == Status.CONTESTED else Shown(min(one, other))
