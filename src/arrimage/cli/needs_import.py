"""Open files as they are published, made into those `arrimage needs gap` reads: population and prevalence."""

import csv
import gzip
import io
import re
import sys
from pathlib import Path

import click

from .csv_file import Refused, content_of, decimal, rows_of, short

FILE = click.Path(path_type=Path)
LEVELS = {"CLSC": 5, "RLS": 4, "RTS": 3, "RSS": 2, "Québec": 0}  # figures of a code: its zeros come back
BAND = re.compile(r"(\d+)(?:-(\d+)|\+)")
ALL_AGES, EVERYONE = "1+", "Both sexes"
SEX = {"Female": "F", "Females": "F", "Male": "M", "Males": "M"}


def _written(path: Path, header: str, rows: list[list[str]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(rows)
    except OSError:
        raise Refused(f"{path.name} ne peut pas être écrit : vérifiez le dossier.") from None


@click.command(
    "import-population",
    help="POPULATION de l’ISQ et du MSSS (GEO,CODE,AN,SEXE, puis une colonne par âge ; .csv ou .csv.gz).",
)
@click.argument("published", metavar="POPULATION", type=FILE)
@click.argument("out", metavar="SORTIE.csv", type=FILE)
@click.option("--level", type=click.Choice(list(LEVELS)), default="RLS", show_default=True)
@click.option("--year", metavar="A", type=int, multiple=True, help="Cette année (répétable) ; sinon toutes.")
def import_population(published: Path, out: Path, level: str, year: tuple[int, ...]) -> None:
    try:
        found, total = _population(published, level, {str(one) for one in year})
        _written(out, "territory,age_min,age_max,sex,year,count", found)
    except Refused as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    places = len({row[0] for row in found})
    people = f"{total:,.0f}".replace(",", "\u202f")
    click.echo(f"{out} : {places} territoires, {len(found)} lignes, {people} personnes, toutes années.")


def _population(path: Path, level: str, years: set[str]) -> tuple[list[list[str]], float]:
    content = content_of(path)
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError):
            raise Refused(f"{path.name} est abîmé : téléchargez-le de nouveau.") from None
    rows: list[list[str]] = []
    total, bands = 0.0, None
    for line, cells in rows_of(content, path.name, ("GEO", "CODE", "AN", "SEXE")):
        if bands is None:
            bands = {name: match.groups() for name in cells if (match := BAND.fullmatch(name))}
            if not bands:
                raise Refused(f"{path.name} n’a aucune colonne de groupe d’âge, comme 18-24 ou 85+.")
        if cells["GEO"] != level:
            continue
        if years and cells["AN"] not in years:
            continue
        code = cells["CODE"].zfill(LEVELS[level]) or level
        for name, (first, last) in bands.items():
            count = decimal(cells[name])
            if count is None or count < 0:
                wrong = f"« {short(cells[name])} » n’est pas un nombre ({name})."
                raise Refused(f"{path.name}, ligne {line} : {wrong}")
            rows.append([code, first, last or "", cells["SEXE"], cells["AN"], cells[name]])
            total += count
    if not rows:
        raise Refused(f"{path.name} n’a rien pour le niveau {level} et cette année.")
    return rows, total


@click.command(
    "import-prevalence",
    help="TAUX traités de l’Agence de la santé publique du Canada (SCSMC, une année, une province).",
)
@click.argument("published", metavar="TAUX", type=FILE)
@click.argument("out", metavar="SORTIE.csv", type=FILE)
@click.option("--area", metavar="PROVINCE", default="Quebec", show_default=True)
@click.option("--year", metavar="A", type=int, help="L’année ; sans elle, la dernière.")
@click.option("--need-group", metavar="NOM", default="treated", show_default=True)
def import_prevalence(published: Path, out: Path, area: str, year: int | None, need_group: str) -> None:
    try:
        rows, told = _prevalence(published, area, year, need_group)
        _written(out, "need_group,age_min,age_max,sex,rate,source,low,high", rows)
    except Refused as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{out} : {len(rows)} taux ; {told}.")


def _prevalence(path: Path, area: str, year: int | None, group: str) -> tuple[list[list[str]], str]:
    """The rates by age and sex, and the published total in words. A preamble precedes the header."""
    content = content_of(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    start = next((k for k, line in enumerate(text.splitlines()) if "Rate" in line and "Year" in line), None)
    if start is None:
        raise Refused(
            f"{path.name} n’a pas d’en-tête Area, Age Group, Sex, Year, Rate : est-ce le bon fichier ?"
        )
    lines = csv.reader(io.StringIO("\n".join(text.splitlines()[start:])))
    header = [name.strip() for name in next(lines)]
    every = [dict(zip(header, map(str.strip, cells), strict=False)) for cells in lines if len(cells) >= 9]
    mine = [row for row in every if row.get("Area") == area]
    if not mine:
        known = ", ".join(sorted({row["Area"] for row in every}))
        raise Refused(f"{path.name} ne connaît pas « {short(area)} » ; il connaît {short(known)}.")
    wanted = str(year) if year else max(row["Year"] for row in mine)
    rows, hidden, told = [], [], "total non publié"
    for row in mine:
        ages, sex = row["Age Group"].strip("'"), row["Sex"]
        if row["Year"] != wanted:
            continue
        if ages == ALL_AGES and sex == EVERYONE:
            told = f"publié : {row['Number']} sur {row['Population']} personnes, {row['Rate']} % en {wanted}"
        if ages == ALL_AGES or sex not in SEX or not (band := BAND.fullmatch(ages)):
            continue
        shares = [decimal(row[name]) for name in ("Rate", "Rate_95%_CI_Lower", "Rate_95%_CI_Upper")]
        if any(share is None for share in shares):
            hidden.append(f"{ages} {sex}")  # too few persons: the publisher keeps it back
            continue
        rate, low, high = (f"{(share or 0.0) / 100:.6f}" for share in shares)
        source = f"ASPC, SCSMC, services utilisés dans l’année, {area}, {wanted}"
        rows.append([group, band[1], band[2] or "", SEX[sex], rate, source, low, high])
    if not rows:
        raise Refused(f"{path.name} n’a aucun taux par âge et sexe de « {short(area)} » en {wanted}.")
    if hidden:
        told += f" ; non publiés, trop peu de personnes : {', '.join(hidden)}"
    return rows, told
