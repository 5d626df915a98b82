"""`arrimage needs …`: needs, norms and supply of territories from files, without any database."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from .csv_file import Refused, short
from .needs_import import import_population, import_prevalence

if TYPE_CHECKING:
    from arrimage.science.needs.gap import Inputs, Line, Territory, Together
    from arrimage.science.needs.norms import Norm, NotCounted, Supply
    from arrimage.science.needs.profiles import Amount
    from arrimage.science.needs.uncertainty import Interval

FILE = click.Path(path_type=Path)
REASONS = {
    "choice": "par choix",
    "undeclared": "personne ne l’a déclaré",
    "unit": "dans une autre unité que la norme",
}


@dataclass(frozen=True)
class Found:
    """The territories measured, and what the files said that could not be used."""

    year: int
    territories: dict[str, "Territory"]
    without_year: tuple[str, ...]
    elsewhere: tuple["Supply", ...]


@click.group(help="Besoins, normes et offre d’un territoire, à partir de fichiers, sans base de données.")
def needs() -> None:
    pass


needs.add_command(import_population)
needs.add_command(import_prevalence)


def _refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


@needs.command(help="L’écart entre ce qu’une norme adoptée demande et ce qui est offert.")
@click.option("--population", metavar="F", type=FILE, required=True, help="Personnes par âge, sexe et année.")
@click.option("--prevalence", metavar="F", type=FILE, help="Part des personnes par groupe de besoins.")
@click.option("--norms", metavar="F", type=FILE, help="Normes ; « shipped » : celles livrées avec Arrimage.")
@click.option("--supply", metavar="F", type=FILE, help="Ce qui est offert, et ce qui compte dans une norme.")
@click.option("--factors", metavar="F", type=FILE, help="Déterminants et raisons de ne pas demander.")
@click.option("--profiles", metavar="F", type=FILE, help="Sévérités et services que chacune demande.")
@click.option(
    "--contested", metavar="F", type=FILE, help="Ce que des organismes contestent (consultations contested)."
)
@click.option("--territory", "codes", metavar="CODE", multiple=True, help="Ce territoire (répétable).")
@click.option("--year", metavar="A", type=int, help="L’année ; sans elle, la dernière du fichier.")
@click.option("--source", metavar="S", help="Seulement les taux de cette source.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Graine du hasard.")
@click.option("--html", metavar="PAGE.html", type=FILE, help="Écrire aussi une page qui se suffit.")
@click.option("--limits", metavar="F", type=FILE, help="Limites (GeoJSON) pour les cartes de la page.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def gap(
    population: Path,
    prevalence: Path | None,
    norms: Path | None,
    supply: Path | None,
    factors: Path | None,
    profiles: Path | None,
    contested: Path | None,
    codes: tuple[str, ...],
    year: int | None,
    source: str | None,
    seed: int,
    html: Path | None,
    limits: Path | None,
    as_json: bool,
) -> None:
    from arrimage.science.needs.gap import Inputs

    from . import needs_files as files

    if seed < 0:
        _refuse("--seed est un entier positif ou nul.")
    try:
        people = files.read_population(population)
        if norms == Path("shipped") and not norms.exists():
            norms = files.SHIPPED_NORMS
        known = files.read_norms(norms) if norms else []
        inputs = Inputs(
            rates=files.read_prevalence(prevalence, source) if prevalence else [],
            norms=known,
            supply=files.read_supply(supply, known) if supply else None,
            factors=files.read_factors(factors) if factors else [],
            profiles=files.read_profiles(profiles) if profiles else [],
            contests=files.read_contests(contested) if contested else {},
        )
        found = _measured(people, inputs, codes, year, population.name, seed)
        document = _document(found, inputs)
        if html:
            from .needs_maps import read_limits
            from .needs_report import page

            shapes = read_limits(limits, found.territories) if limits else []
            names = files.read_names(population) | {shape.code: shape.name for shape in shapes}
            try:
                html.write_text(page(found, inputs, names, shapes), encoding="utf-8")
            except OSError:
                raise Refused(f"{html.name} ne peut pas être écrit : vérifiez le dossier.") from None
    except Refused as error:
        _refuse(error)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        click.echo("\n".join(told(found)))


def _measured(people, inputs: "Inputs", codes, year: int | None, name: str, seed: int) -> Found:
    from arrimage.science.needs.gap import of_territory

    every = dict.fromkeys(code for code, _ in people)
    for code in codes:
        if code not in every:
            raise Refused(f"{name} ne connaît pas le territoire « {short(code)} ».")
    wanted = list(dict.fromkeys(codes or every))
    if year is None:
        year = max(when for code, when in people if code in wanted)
    there = [code for code in wanted if (code, year) in people]
    if not there:
        raise Refused(f"{name} n’a personne en {year} : choisissez une autre année.")
    territories = {}
    for code in there:
        try:
            territories[code] = of_territory(code, people[code, year], inputs, seed=seed)
        except ValueError:
            raise Refused(
                f"Deux normes adoptées du même service et de la même année valent pour le territoire"
                f" {short(code)} : gardez celle qui tient."
            ) from None
    elsewhere = tuple(one for one in inputs.supply or () if one.territory not in every)
    return Found(year, territories, tuple(code for code in wanted if code not in there), elsewhere)


def _document(found: Found, inputs: "Inputs") -> dict[str, object]:
    # Every territory of a file has the same bands: told once.
    straddling = {
        (str(one.band), str(one.against)): one.share
        for territory in found.territories.values()
        for one in territory.straddling
    }
    rows = [{**asdict(one), "reason": "territoire absent de la population"} for one in found.elsewhere]
    return {
        "year": found.year,
        "territories": {code: _territory(one) for code, one in found.territories.items()},
        "without_year": list(found.without_year),
        "straddling": [
            {
                "band": band,
                "against": against,
                "share": share,
                "rule": "left_out" if share is None else "split_evenly",
            }
            for (band, against), share in straddling.items()
        ],
        "sources": {
            "prevalence": sorted({rate.source for rate in inputs.rates}),
            "norms": sorted({norm.source for norm in inputs.norms}),
        },
        "refused_rows": {"count": len(rows), "rows": rows},
    }


def _together(found: "Together") -> dict[str, object]:
    told = asdict(found)
    return told if found.gap_interval else {key: told[key] for key in told if key != "gap_interval"}


def _territory(one: "Territory") -> dict[str, object]:
    from arrimage.science.needs.gap import by_line

    document: dict[str, object] = {
        "population": one.population,
        "adults": one.adults,
        "needs": one.needs,
        "services": {name: _line(line) for name, line in one.services.items()},
        "not_counted": [_not_counted(left) for left in one.not_counted],
        "uncovered": one.uncovered,
    }
    if lines := by_line(one.services):
        document["lines"] = {
            line: {unit: _together(found) for unit, found in units.items()} for line, units in lines.items()
        }
    if one.demand is not None:
        document["demand"] = one.demand
    if one.profiles:
        document["profiles"] = [_amount(amount, one) for amount in one.profiles]
    for measure in ("needs", "demand"):
        if wide := one.intervals_of(measure):
            document[f"{measure}_intervals"] = {name: asdict(bounds) for name, bounds in wide.items()}
    if one.sensitivity:
        document["sensitivity"] = [asdict(weight) for weight in one.sensitivity]
    return document


def _amount(amount: "Amount", territory: "Territory") -> dict[str, object]:
    found = asdict(amount)
    for measure, name in (("amount", "interval"), ("workers", "workers_interval")):
        if wide := territory.intervals.get((measure, f"{amount.service}:{amount.unit}")):
            found[name] = asdict(wide)
    return found


def _line(line: "Line") -> dict[str, object]:
    document: dict[str, object] = {
        "required": line.required,
        "available": line.available,
        "gap": line.gap,
        "adopted_by": line.norm.adopted_by if line.norm else None,
        "unit": line.unit,
        "contested_by": list(line.contested_by),
        "refused_by": list(line.refused_by),
        "norm": _norm(line.norm) if line.norm else None,
        "references": [_norm(norm) for norm in line.references],
        "counted": [asdict(one) for one in line.counted],
    }
    if line.of_line:
        document["line"] = line.of_line
    intervals = {"required_interval": line.required_interval, "gap_interval": line.gap_interval}
    return document | {name: asdict(wide) for name, wide in intervals.items() if wide}


def _norm(norm: "Norm") -> dict[str, object]:
    told = {name: value for name, value in asdict(norm).items() if value not in ("", None)}
    return told | {"adopted_by": norm.adopted_by or None}


def _not_counted(left: "NotCounted") -> dict[str, object]:
    line = left.supply
    return {
        "service": line.service,
        "unit": line.unit,
        "value": line.value,
        "declared_by": line.declared_by,
        "reason": left.reason,
    }


def number(value: float | None) -> str:
    """12.54 → « 12,5 », 1234.5 → « 1 234 »; a dash for what has no answer."""
    if value is None:
        return "—"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}".removesuffix(".0")
    text = "0" if text == "-0" else text.replace("-", "−")
    return text.replace(",", "\u202f").replace(".", ",")


def between(wide: "Interval | None") -> str:
    return f" (de {number(wide.low)} à {number(wide.high)})" if wide else ""


def no_gap(line: "Line") -> str:
    """Why a norm that somebody adopted gives no gap."""
    if line.required is None:
        return "la norme se compte sur les adultes, dont le nombre n’est pas connu"
    return f"la norme demande {number(line.required)} {line.unit} ; personne n’a dit ce qui est offert"


def _contests(line: "Line") -> list[str]:
    return [f"    contestée : {contest}" for contest in line.contested_by]


def told(found: Found) -> list[str]:
    """The findings in French sentences, one per line."""
    lines = []
    for code, one in found.territories.items():
        lines.append(
            f"{code}, {found.year} : {number(one.population)} personnes, {number(one.adults)} adultes"
        )
        for name, persons in one.needs.items():
            beside = one.uncovered.get(name, 0.0)
            left = f" ; {number(beside)} personnes hors des taux (âge ou sexe)" if beside else ""
            wide = between(one.intervals.get(("needs", name)))
            lines.append(f"  besoin {name} : {number(persons)} personnes{wide}{left}")
        for name, line in one.services.items():
            if line.norm is None:
                said = f"offert {number(line.available)} {line.unit}"
                why = (
                    f"norme refusée par {', '.join(line.refused_by)}"
                    if line.refused_by
                    else "aucune norme adoptée"
                )
                lines.append(f"  {name} : {said} ; {why}, donc aucun écart")
                lines += _contests(line)
                continue
            adopted = f"norme adoptée par {line.norm.adopted_by} ({line.norm.source})"
            if line.gap is None:
                lines.append(f"  {name} : {no_gap(line)} ; {adopted}")
            else:
                lines.append(
                    f"  {name} : écart {number(line.gap)} {line.unit}{between(line.gap_interval)}"
                    f" = {number(line.required)} demandés − {number(line.available)} offerts ; {adopted}"
                )
            lines += _contests(line)
        for amount in one.profiles:
            wide = between(one.intervals.get(("amount", f"{amount.service}:{amount.unit}")))
            people = "" if amount.workers is None else f", {number(amount.workers)} intervenants"
            lines.append(
                f"  selon les profils : {amount.service}, {number(amount.amount)} {amount.unit}{wide}{people}"
            )
        for weight in one.sensitivity[:1]:
            lines.append(
                f"  l’hypothèse qui pèse le plus ({weight.figure}) : {weight.input} ({weight.source}),"
                f" {number(100 * weight.share)} % de l’incertitude"
            )
        for left in one.not_counted:
            mine, why = left.supply, REASONS[left.reason]
            lines.append(f"  à côté, non compté ({why}) : {mine.service}, {number(mine.value)} {mine.unit}")
    cut = {one for territory in found.territories.values() for one in territory.straddling}
    if any(one.share is not None for one in cut):
        lines.append("Des groupes d’âge chevauchent ceux des taux : partagés également par année d’âge.")
    for band in sorted({str(one.band) for one in cut if one.share is None}):
        lines.append(f"Le groupe d’âge ouvert {band} en chevauche d’autres : jamais partagé, laissé de côté.")
    if found.without_year:
        lines.append(f"Sans population en {found.year} : {', '.join(found.without_year)}")
    if found.elsewhere:
        lines.append(f"Lignes d’offre d’un territoire inconnu, laissées de côté : {len(found.elsewhere)}")
    return lines
