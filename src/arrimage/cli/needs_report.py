"""A page that suffices to itself: gaps, needs, inputs and sources, readable without a network or a script."""

from html import escape
from typing import TYPE_CHECKING

from .needs import REASONS, between, number
from .page import table, whole

if TYPE_CHECKING:
    from arrimage.science.needs.gap import Inputs, Line, Territory
    from arrimage.science.needs.norms import Norm

    from .needs import Found

LEDE = (
    "Une norme ne demande rien tant qu’un organisme nommé ne l’a pas adoptée pour le territoire."
    " Une ressource compte dans une norme seulement si elle l’a dit."
)


def page(found: "Found", inputs: "Inputs") -> str:
    """The whole HTML document, in French."""
    parts = [f"<p>{LEDE}</p>"]
    for code, territory in found.territories.items():
        parts += _territory(code, territory)
    parts += ["<h2>Sur quoi ces chiffres reposent</h2>", _rates(inputs), _norms(inputs), _said(found)]
    return whole(f"Besoins et offre, {found.year}", parts)


def _territory(code: str, one: "Territory") -> list[str]:
    grown = "" if one.adults is None else f", dont {number(one.adults)} adultes (18 ans et plus)"
    parts = [f"<h2>Territoire {escape(code)}</h2><p>{number(one.population)} personnes{grown}.</p>"]
    if one.needs:
        rows = [
            [
                escape(name),
                number(persons) + between(one.needs_intervals.get(name)),
                number(one.uncovered.get(name)),
            ]
            for name, persons in one.needs.items()
        ]
        header = ["Groupe de besoins", "Personnes", "Hors des taux (âge ou sexe)"]
        parts.append(table("Personnes par groupe de besoins", header, rows, 2))
    if one.sensitivity:
        rows = [
            [
                escape(row.figure),
                escape(row.input),
                escape(row.source),
                f"{number(row.low)} à {number(row.high)}",
                f"{number(100 * row.share)} %",
            ]
            for row in one.sensitivity
        ]
        header = ["Chiffre", "Hypothèse", "Source", "Devient", "Part de l’incertitude"]
        parts.append(table("Quelle hypothèse pèse le plus", header, rows, 2))
    for name, line in one.services.items():
        parts.append(_service(name, line))
    if one.not_counted:
        rows = [
            [
                escape(left.supply.declared_by or "—"),
                escape(left.supply.service),
                REASONS[left.reason],
                f"{number(left.supply.value)} {escape(left.supply.unit)}",
            ]
            for left in one.not_counted
        ]
        header = ["Déclaré par", "Service, en ses mots", "Pourquoi à côté", "Offert"]
        parts.append(table("Offert à côté, et compté dans aucune norme", header, rows, 1))
    return parts


def _service(name: str, line: "Line") -> str:
    parts = [f"<h3>{escape(name)}</h3>"]
    if line.norm is None:
        offered = "" if line.available is None else f"Offert : {number(line.available)} {escape(line.unit)}. "
        parts.append(f"<p>{offered}Aucune norme adoptée : il n’y a donc pas d’écart à calculer.</p>")
    else:
        parts.append(
            f"<p><strong>Écart : {number(line.gap)} {escape(line.unit)}</strong>{between(line.gap_interval)},"
            f" soit {number(line.required)} demandés moins {number(line.available)} offerts."
            f" Norme adoptée par <strong>{escape(line.norm.adopted_by)}</strong>.</p>"
        )
        parts.append(_bar(line))
    for contest in line.contested_by:
        parts.append(f"<p>Ce qui la conteste : {escape(contest)}</p>")
    if line.references:
        rows = [_norm_row(norm) for norm in line.references]
        known = table("Les normes connues, côte à côte", NORM_HEADER, rows, 1)
        parts.append(f"<details><summary>D’où vient ce chiffre</summary>{known}{_counted(line)}</details>")
    return "".join(parts)


def _bar(line: "Line") -> str:
    """Offered against required; the sentence above says the same."""
    if not line.required or line.available is None:
        return ""
    most = max(line.required, line.available)
    offered, asked = (300 * value / most for value in (line.available, line.required))
    return (
        f'<svg class="bar" viewBox="0 0 300 14" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="0" y="3" width="{offered:.1f}" height="8" fill="currentColor"/>'
        f'<rect x="{max(0.0, asked - 2):.1f}" y="0" width="2" height="14" fill="currentColor"/></svg>'
    )


def _counted(line: "Line") -> str:
    rows = [
        [escape(one.declared_by), escape(one.service), f"{number(one.value)} {escape(one.unit)}"]
        for one in line.counted
    ]
    return (
        table("Ce qui compte, parce qu’on l’a dit", ["Déclaré par", "Service", "Offert"], rows, 1)
        if rows
        else ""
    )


NORM_HEADER = ["Source", "Adoptée par", "Note", "Valeur"]


def _norm_row(norm: "Norm") -> list[str]:
    whom = "adultes" if norm.denominator == "adults" else "personnes"
    value = f"{number(norm.value)} {escape(norm.unit)} pour {number(norm.per)} {whom}"
    source = escape(norm.source) + (f" ({norm.year})" if norm.year else "")
    return [source, escape(norm.adopted_by) or "personne", escape(norm.note or norm.why), value]


def _norms(inputs: "Inputs") -> str:
    if not inputs.norms:
        return ""
    rows = [[escape(norm.service), *_norm_row(norm)] for norm in inputs.norms]
    return table("Normes", ["Service", *NORM_HEADER], rows, 1)


def _rates(inputs: "Inputs") -> str:
    if not inputs.rates:
        return ""
    rows = [
        [
            escape(rate.need_group),
            f"{rate.ages} ans",
            escape(rate.sex),
            escape(rate.source),
            f"{rate.value:.4f}".replace(".", ","),
        ]
        for rate in inputs.rates
    ]
    return table("Taux", ["Groupe de besoins", "Âges", "Sexe", "Source", "Part"], rows, 1)


def _said(found: "Found") -> str:
    notes = {
        f"Les {one.band} ans chevauchent les {one.against} ans : "
        + ("groupe ouvert, laissé de côté." if one.share is None else "partagés également par année d’âge.")
        for territory in found.territories.values()
        for one in territory.straddling
    }
    if found.elsewhere:
        notes.add(f"{len(found.elsewhere)} ligne(s) d’offre d’un territoire absent de la population.")
    return "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in sorted(notes)) + "</ul>" if notes else ""
