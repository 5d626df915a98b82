"""Which law observed times follow, and how well, from a CSV of services and days."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from .csv_file import Refused, content_of, decimal, rows_of, short
from .simulation_document import days as in_days

LEAST_P = 0.05


def written(times: Path, seed: int) -> dict[str, Any]:
    """Raises Refused."""
    by_service, refused = _read(times)
    return {
        "services": {name: _fitted(values, seed) for name, values in by_service.items()},
        "refused_rows": {"count": len(refused), "rows": refused},
        "seed": seed,
    }


def _read(path: Path) -> tuple[dict[str, list[float]], list[dict[str, object]]]:
    """Times by service, and the lines that cannot be used, each with its reason. Raises Refused."""
    found: dict[str, list[float]] = {}
    refused: list[dict[str, object]] = []
    for line, row in rows_of(content_of(path), path.name, ("service", "days")):
        reason = ""
        if not row["service"]:
            reason = "sans service"
        elif (days := decimal(row["days"])) is None:
            reason = f"« {short(row['days'])} » n’est pas un nombre de jours"
        elif days <= 0:
            reason = "une durée est plus grande que zéro"
        if reason:
            refused.append({"line": line, "reason": reason})
        else:
            found.setdefault(row["service"], []).append(days)
    if not found:
        raise Refused(f"{path.name} n’a aucune durée utilisable.")
    return found, refused


def _fitted(values: list[float], seed: int) -> dict[str, object]:
    """`proposed`: the best law whose p-value allows it, else the observed times themselves."""
    import numpy as np

    from arrimage.science.simulation import fitting

    days = np.array(values)
    shown: dict[str, object] = {"observed": len(values), "mean_days": float(days.mean())}
    try:
        laws = fitting.fits(days, seed=seed)
    except ValueError:
        return shown | {"laws": [], "proposed": "empirical"}
    good = [law for law in laws if law.p_value >= LEAST_P]
    proposed = good[0].distribution if good else "empirical"
    return shown | {"laws": [asdict(law) for law in laws], "proposed": proposed}


def told(document: dict[str, Any]) -> list[str]:
    lines = []
    for name, one in document["services"].items():
        lines.append(f"{name} : {one['observed']} durées, {in_days(one['mean_days'])} jours en moyenne")
        for law in one["laws"]:
            lines.append(
                f"  {law['distribution']} : mean_service_days = {law['mean_days']:.4g},"
                f" variation = {law['variation']:.4g} ; écart {in_days(law['distance'])},"
                f" p = {in_days(law['p_value'])}"
            )
        if one["proposed"] == "empirical":
            lines.append(
                '  Aucune loi ne convient : gardez les durées observées (distribution = "empirical").'
            )
        else:
            lines.append(f"  Proposée : {one['proposed']}. À vous de choisir.")
    if document["refused_rows"]["count"]:
        lines.append(f"Lignes laissées de côté : {document['refused_rows']['count']}")
    return lines
