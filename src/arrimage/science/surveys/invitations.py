"""Which two sides could do with a conversation, and about what. An invitation to meet, never a ranking."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .answers import Answers, Apart
from .pairing import Pairing


class Reason(StrEnum):
    SILENT = "silent"  # a side of theirs is not in the study
    SEEN_APART = "seen_apart"  # they part on more common items than they agree on
    FELT_APART = "felt_apart"  # one side is satisfied and the other is not


@dataclass(frozen=True)
class Invitation:
    """alone: side → the items it alone says yes to, to begin the conversation with. agreed: items where both
    say yes, or both no."""

    territory: str
    reasons: tuple[Reason, ...]
    alone: Mapping[str, tuple[str, ...]]
    agreed: tuple[str, ...]


def invitations(
    found: Pairing, satisfied: Mapping[str, Answers[bool]] | None = None
) -> tuple[Invitation, ...]:
    """The territories with a reason to meet, in the order of the study: neither the first nor the last is
    worse. `satisfied`: side → territory → whether that side is satisfied there.

    >>> from .pairing import Answer, Respondent, Study, pair
    >>> study = Study(
    ...     ("centre", "coalition"),
    ...     (Respondent("c", "centre", "North"), Respondent("r", "coalition", "North")),
    ...     {"housing": ("centre", "coalition")},
    ...     {("c", "housing"): Answer.YES, ("r", "housing"): Answer.NO},
    ... )
    >>> invitations(pair(study))[0].reasons, invitations(pair(study))[0].alone["centre"]
    ((<Reason.SEEN_APART: 'seen_apart'>,), ('housing',))
    """
    invited = []
    for territory, one in found.territories.items():
        pairs = {name: item.pairs for name, item in found.items.items() if item.pairs}
        alone = {
            side: tuple(name for name, agreement in pairs.items() if territory in agreement.only[side])
            for side in found.sides
        }
        agreed = tuple(
            name
            for name, agreement in pairs.items()
            if territory in agreement.both_yes or territory in agreement.both_no
        )
        felt = {(satisfied or {}).get(side, {}).get(territory, Apart.MISSING) for side in found.sides}
        reasons = tuple(
            reason
            for reason, holds in (
                (Reason.SILENT, not all(one.respondents.values())),
                (Reason.SEEN_APART, sum(map(len, alone.values())) > len(agreed)),
                (Reason.FELT_APART, felt == {True, False}),
            )
            if holds
        )
        if reasons:
            invited.append(Invitation(territory, reasons, alone, agreed))
    return tuple(invited)
