"""`arrimage coding …`: do coders agree? From a file, without any database."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from arrimage.science.qualitative.alpha import Agreement
    from arrimage.science.qualitative.codings import Codings, Value
    from arrimage.science.qualitative.kappa import Kappa

COLUMNS = ("unit", "coder", "value")
FILE = click.Path(path_type=Path)
UNDEFINED = {
    "nothing_shared": "aucune unité n’a été codée par deux personnes",
    "one_value": "tout le monde a toujours dit la même chose : rien ne pouvait différer",
}


@click.group(help="Le codage de textes, à partir de fichiers, sans base de données.")
def coding() -> None:
    pass


def _refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


@coding.command(
    help="L’accord entre les personnes qui codent : CODAGES est un CSV unit,coder,value où une valeur vide"
    " veut dire que cette personne n’a rien dit de cette unité."
)
@click.argument("codings", metavar="CODAGES.csv", type=FILE)
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval"]),
    default="nominal",
    show_default=True,
    help="Ce que valent les écarts entre deux valeurs.",
)
@click.option("--order", metavar="A,B,C", help="L’ordre des valeurs, quand ce ne sont pas des nombres.")
@click.option(
    "--sets",
    is_flag=True,
    help="Une valeur est un ensemble de codes séparés par « ; » (« - » : aucun code). Distance MASI.",
)
@click.option("--replicates", default=2_000, show_default=True, help="Tirages pour les intervalles.")
@click.option("--seed", default=1, show_default=True, help="Graine des tirages.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def agreement(
    codings: Path, level: str, order: str | None, sets: bool, replicates: int, seed: int, as_json: bool
) -> None:
    from arrimage.science.qualitative.alpha import Level, alpha
    from arrimage.science.qualitative.kappa import cohen

    from .csv_file import Refused

    if not 0 <= replicates <= 100_000:
        _refuse("--replicates va de 0 à 100000.")
    if sets and (order or level != "nominal"):
        _refuse("--sets a sa propre distance : retirez --level et --order.")
    ranked = [value.strip() for value in order.split(",")] if order else None
    if ranked and level == "nominal":
        _refuse("--order va avec --level ordinal : des valeurs nominales n’ont pas d’ordre.")
    try:
        read = _read(codings, level, ranked, sets)
    except Refused as refusal:
        _refuse(refusal)
    measured = Level.MASI if sets else Level(level)
    options = {"replicates": replicates, "seed": seed}
    whole = alpha(read, level=measured, order=ranked, **options)
    pairwise = {}
    for place, one in enumerate(read.coders):
        for other in read.coders[place + 1 :]:
            pairs = read.between(one, other)
            rows = [
                (str(n), who, said)
                for n, pair in enumerate(pairs)
                for who, said in zip("ab", pair, strict=True)
            ]
            pairwise[one, other] = (_alpha_of(rows, measured, ranked, options), cohen(pairs, **options))
    if as_json:
        click.echo(json.dumps(_document(read, whole, pairwise), ensure_ascii=False))
    else:
        _say(read, whole, pairwise)


def _alpha_of(rows: list, level, order, options) -> "Agreement":
    from arrimage.science.qualitative.alpha import alpha
    from arrimage.science.qualitative.codings import codings

    return alpha(codings(rows), level=level, order=order, **options)


def _read(path: Path, level: str, order: list[str] | None, sets: bool) -> "Codings":
    from arrimage.science.qualitative.codings import codings

    from .csv_file import NUMBER, Refused, content_of, rows_of, short

    def value_of(text: str, place: str) -> "Value":
        if text == "":
            return None
        if sets:
            codes = frozenset(code.strip() for code in text.split(";") if code.strip())
            return frozenset() if codes == {"-"} else codes
        if order is not None:
            if text not in order:
                raise Refused(f"{place} « {short(text)} » n’est pas dans --order.")
            return text
        if level == "nominal":
            return text
        if not NUMBER.fullmatch(text):
            raise Refused(
                f"{place} « {short(text)} » n’est pas un nombre ; donnez l’ordre des valeurs par --order,"
                " ou --level nominal."
            )
        return float(text)

    rows = []
    seen: set[tuple[str, str]] = set()
    for line, row in rows_of(content_of(path), path.name, COLUMNS):
        place = f"{path.name}, ligne {line} :"
        for column in COLUMNS[:2]:
            if not row[column]:
                raise Refused(f"{place} la colonne {column} est vide.")
        if (row["unit"], row["coder"]) in seen:
            raise Refused(
                f"{place} « {short(row['coder'])} » a déjà codé « {short(row['unit'])} » ; gardez une ligne,"
                " ou réunissez les codes avec --sets."
            )
        seen.add((row["unit"], row["coder"]))
        rows.append((row["unit"], row["coder"], value_of(row["value"], place)))
    if not rows:
        raise Refused(f"{path.name} n’a aucun codage.")
    return codings(rows)


def _document(read: "Codings", whole: "Agreement", pairwise: dict) -> dict:
    return {
        "alpha": whole.alpha,
        "low": whole.low,
        "high": whole.high,
        "level": str(whole.level),
        "units": read.units,
        "shared_units": whole.shared_units,
        "coders": len(read.coders),
        "values": whole.values,
        "undefined": whole.undefined and str(whole.undefined),
        "pairwise": {
            f"{one}|{other}": {
                "alpha": alpha.alpha,
                "kappa": kappa.kappa,
                "low": kappa.low,
                "high": kappa.high,
                "agreement": kappa.agreement,
                "units": kappa.units,
                "undefined": kappa.undefined and str(kappa.undefined),
            }
            for (one, other), (alpha, kappa) in pairwise.items()
        },
    }


def _say(read: "Codings", whole: "Agreement", pairwise: dict) -> None:
    click.echo(f"{read.units} unités, {len(read.coders)} personnes, {whole.values} jugements mis en regard.")
    click.echo(f"Alpha de Krippendorff ({whole.level}) : {_figure(whole.alpha, whole)}")
    for (one, other), (_alpha, kappa) in pairwise.items():
        shared = f"{kappa.units} unités communes"
        click.echo(f"  {one} et {other} : kappa {_figure(kappa.kappa, kappa)}, {shared}")


def _figure(value: float | None, found: "Agreement | Kappa") -> str:
    if value is None:
        return f"sans valeur, {UNDEFINED[str(found.undefined)]}"
    text = f"{value:.3f}".replace(".", ",")
    if found.low is None or found.high is None:
        return text
    between = f"{found.low:.3f} à {found.high:.3f}".replace(".", ",")
    return f"{text} (de {between})"
