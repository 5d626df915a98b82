"""Who was asked, who answered, and whether those who did are like those who did not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .answers import Basis, Method
from .tables import Association, association, cross


@dataclass(frozen=True)
class Stratum:
    """rate: answered ÷ asked. share_of_asked, share_of_answered: its weight among each; the second is None
    when nobody answered. weight: what one answer stands for there, asked ÷ answered; None without an answer:
    nobody speaks for that stratum.
    """

    asked: tuple[str, ...]
    answered: tuple[str, ...]
    rate: float
    share_of_asked: float
    share_of_answered: float | None
    weight: float | None


@dataclass(frozen=True)
class Response:
    """rate: None when nobody was asked. association: of answering with the stratum; a small p says that the
    silence is not spread evenly, a large one does not prove that it is. silent: strata without an answer."""

    asked: int
    answered: int
    rate: float | None
    strata: Mapping[str, Stratum]
    silent: tuple[str, ...]
    association: Association
    basis: Basis


def response(strata: Mapping[str, str], answered: Collection[str], *, seed: int = 1) -> Response:
    """Describe who is missing. `strata`: everyone who was asked → their stratum (a region, a kind).

    AAPOR, Standard Definitions (2023), response rate 1: everyone asked is in the denominator. Raises
    ValueError for an answer by somebody who was not asked.

    >>> found = response({"a": "north", "b": "north", "c": "south"}, {"a", "b"})
    >>> round(found.rate, 3), found.strata["north"].rate, found.silent
    (0.667, 1.0, ('south',))
    """
    if strangers := set(answered) - set(strata):
        raise ValueError(f"answered without being asked: {sorted(strangers)[0]}")
    asked_in: dict[str, list[str]] = {}
    for row, stratum in strata.items():
        asked_in.setdefault(stratum, []).append(row)
    total = len(set(answered))
    found = {}
    for stratum, asked in asked_in.items():
        spoke = tuple(row for row in asked if row in answered)
        found[stratum] = Stratum(
            asked=tuple(asked),
            answered=spoke,
            rate=len(spoke) / len(asked),
            share_of_asked=len(asked) / len(strata),
            share_of_answered=len(spoke) / total if total else None,
            weight=len(asked) / len(spoke) if spoke else None,
        )
    return Response(
        asked=len(strata),
        answered=total,
        rate=total / len(strata) if strata else None,
        strata=found,
        silent=tuple(stratum for stratum, one in found.items() if not one.answered),
        association=association(cross(strata, {row: row in answered for row in strata}), seed=seed),
        basis=Basis(Method.RESPONSE_RATE, tuple(strata), {}),
    )
