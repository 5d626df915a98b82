"""What the figures of a needs report stand on: rates, reasons, profiles, norms, and how bands were split."""

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from .needs import number
from .needs_words import in_words
from .page import table

if TYPE_CHECKING:
    from arrimage.science.needs.gap import Inputs
    from arrimage.science.needs.norms import Norm

    from .needs import Found

SEXES = {"F": "femmes", "M": "hommes", "all": "tous"}
KINDS = {"determinant": "déterminant : multiplie les besoins", "non_use": "raison de ne pas demander"}
WHY_NOT = {
    "alone": "préfère s’arranger seul",
    "unaware": "ne sait pas que le service existe",
    "bad_experience": "mauvaise expérience passée",
    "needs_ignored": "besoins ressentis non entendus",
    "access": "accès difficile",
    "stigma": "peur d’être jugé",
    "other": "autre raison",
}


def assumption(label: str) -> str:
    """« non_use, mood, alone » in words; what is not one of our codes stays as it was written.

    >>> assumption("mood, 18+, F"), assumption("determinant")
    ('mood, 18 ans et plus, femmes', 'déterminant')
    """
    words = {"determinant": "déterminant", "non_use": "ne demandent pas", **SEXES, **WHY_NOT}
    parts = [words.get(part, in_words(part)) for part in label.split(", ")]
    parts = [re.sub(r"^(\d+)\+$", r"\1 ans et plus", part) for part in parts]
    return ", ".join(re.sub(r"^(\d+)-(\d+)$", r"\1 à \2 ans", part) for part in parts)


def sources(found: "Found", inputs: "Inputs") -> list[str]:
    """HTML tables, each with the anchor the rest of the page leads to."""
    parts = [
        ("taux", _rates(inputs)),
        ("raisons", _factors(inputs)),
        ("profils", _profiles(inputs)),
        ("normes", norms_known(inputs.norms, "Normes", with_service=True) if inputs.norms else ""),
    ]
    return [f'<div id="{name}">{text}</div>' for name, text in parts if text] + _said(found)


def norms_known(norms: Iterable["Norm"], caption: str, *, with_service: bool = False) -> str:
    rows = [([escape(in_words(norm.service))] if with_service else []) + _norm_row(norm) for norm in norms]
    header = ["Source", "Adoptée par", "À savoir", "Valeur"]
    return table(caption, ["Service", *header] if with_service else header, rows, 1)


def _norm_row(norm: "Norm") -> list[str]:
    whom = "adultes" if norm.denominator == "adults" else "personnes"
    value = f"{number(norm.value)} {escape(in_words(norm.unit))} pour {number(norm.per)} {whom}"
    source = escape(norm.source) + (f" ({norm.year})" if norm.year else "")
    adopted = escape(norm.adopted_by) or "personne"
    if norm.refused_by:
        adopted = f"refusée par {escape(norm.refused_by)}"
    if norm.territory:
        adopted += f", pour {escape(norm.territory)}"
    told = [norm.why, norm.note, f"contestée : {norm.contested_by}" if norm.contested_by else ""]
    return [
        source,
        adopted,
        " · ".join(escape(one) for one in told if one),
        value + _bounds(norm.low, norm.high),
    ]


def _bounds(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" <small>de {_decimals(low)} à {_decimals(high)}</small>"


def _decimals(value: float) -> str:
    """A share keeps its decimals: 0,1174; a count needs none of them."""
    return f"{value:.4g}".replace(".", ",") if abs(value) < 10 else number(value)


def _rates(inputs: "Inputs") -> str:
    rows = [
        [
            escape(in_words(rate.need_group)),
            assumption(str(rate.ages)),
            SEXES.get(rate.sex, escape(rate.sex)),
            escape(rate.source),
            _decimals(rate.value) + _bounds(rate.low, rate.high),
        ]
        for rate in inputs.rates
    ]
    return (
        table(
            "Taux : la part des personnes de chaque groupe de besoins",
            ["Groupe de besoins", "Âges", "Sexe", "Source", "Part"],
            rows,
            1,
        )
        if rows
        else ""
    )


def _factors(inputs: "Inputs") -> str:
    rows = [
        [
            KINDS[one.kind] + (f" ({escape(WHY_NOT.get(one.reason, one.reason))})" if one.reason else ""),
            escape(in_words(one.need_group)) or "tous les besoins",
            escape(one.territory) or "tous les territoires",
            escape(one.source),
            _decimals(one.value) + _bounds(one.low, one.high),
        ]
        for one in inputs.factors
    ]
    header = ["Facteur", "Besoins", "Territoire", "Source", "Valeur"]
    return table("Déterminants, et raisons de ne pas demander", header, rows, 1) if rows else ""


def _profiles(inputs: "Inputs") -> str:
    rows = [
        [
            f"{escape(in_words(one.need_group))}, {escape(one.severity)}",
            escape(one.step),
            escape(in_words(one.service)),
            escape(one.source),
            _decimals(one.share) + _bounds(one.share_low, one.share_high),
            f"{_decimals(one.amount)} {escape(in_words(one.unit))}{_bounds(one.low, one.high)}",
            "—" if one.per_worker is None else number(one.per_worker),
        ]
        for one in inputs.profiles
    ]
    header = ["Besoin, sévérité", "Étape", "Service", "Source", "Part", "Par personne", "Par intervenant"]
    return table("Profils de soins", header, rows, 3) if rows else ""


def _said(found: "Found") -> list[str]:
    notes = {
        f"Les {one.band} ans chevauchent les {one.against} ans : "
        + (
            "groupe ouvert, jamais partagé : laissé de côté."
            if one.share is None
            else "partagés également par année d’âge."
        )
        for territory in found.territories.values()
        for one in territory.straddling
    }
    if found.without_year:
        notes.add(f"Sans population en {found.year} : {', '.join(found.without_year)}.")
    if found.elsewhere:
        notes.add(f"{len(found.elsewhere)} ligne(s) d’offre d’un territoire absent de la population.")
    has_intervals = any(
        one.intervals or any(line.required_interval for line in one.services.values())
        for one in found.territories.values()
    )
    if has_intervals:
        notes.add(
            "« De … à … » : 95 fois sur 100, selon les intervalles donnés avec les taux, facteurs, profils et"
            " normes (4 000 tirages). Sans intervalle donné, aucun n’est inventé."
        )
    return ["<ul>" + "".join(f"<li>{escape(note)}</li>" for note in sorted(notes)) + "</ul>"] if notes else []
