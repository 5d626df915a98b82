"""The files of `arrimage needs`: population, prevalence, norms, supply, and two optional ones."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from arrimage.science.needs.norms import DENOMINATORS, Norm, Supply
from arrimage.science.needs.population import ALL, Ages, Group
from arrimage.science.needs.prevalence import Rate, overlapping
from arrimage.science.needs.profiles import DETERMINANT, NON_USE, Factor, Profile

from .csv_file import Refused, content_of, decimal, rows_of, short

SEXES = {"f": "F", "female": "F", "females": "F", "femme": "F", "femmes": "F"}
SEXES |= {"m": "M", "h": "M", "male": "M", "males": "M", "homme": "M", "hommes": "M"}
SEXES |= {"all": ALL, "tous": ALL, "both": ALL, "both sexes": ALL, "total": ALL, "t": ALL}
YES = {"yes", "true", "1", "y", "oui", "vrai", "o", "x"}
NO = {"", "no", "false", "0", "n", "non", "faux", "none", "aucun", "aucune", "-"}
MISSING = {"na", "n/a", "nan", "null", "none"}
CONTESTED = {"norm", "target", "indicator"}
MAX_AGE = 150
SHIPPED_NORMS = Path(__file__).parent / "data" / "norms.csv"


class Row:
    """One line of a file; what is wrong with it is said where it is."""

    def __init__(self, name: str, line: int, cells: dict[str, str]) -> None:
        self.place = f"{name}, ligne {line} :"
        self.cells = cells

    def refuse(self, sentence: str) -> Refused:
        return Refused(f"{self.place} {sentence}")

    def text(self, column: str) -> str:
        if not (text := self.cells.get(column, "")):
            raise self.refuse(f"la colonne {column} est vide.")
        return text

    def optional(self, column: str) -> str:
        return self.cells.get(column, "")

    def body(self, column: str) -> str:
        """Who says so; blank when nobody does. A program's « NA » would make a body of that name."""
        if (text := self.optional(column)).casefold() in MISSING:
            raise self.refuse(f"{column} vaut {text} : laissez la case vide, ou nommez qui le dit.")
        return text

    def number(self, column: str, least: float = 0.0, most: float = 1e15) -> float:
        text = self.text(column)
        value = decimal(text)
        if value is None:
            raise self.refuse(f"« {short(text)} » n’est pas un nombre ({column} ; écrivez 1200 ou 2.5).")
        if not least <= value <= most:
            raise self.refuse(f"{column} vaut {short(text)} : attendu de {least:g} à {most:g}.")
        return value

    def optional_number(self, column: str, least: float = 0.0, most: float = 1e15) -> float | None:
        return self.number(column, least, most) if self.optional(column) else None

    def whole(self, column: str, least: int, most: int) -> int:
        value = self.number(column, least, most)
        if value != int(value):
            raise self.refuse(f"{column} est un nombre entier.")
        return int(value)

    def ages(self) -> Ages:
        first = self.whole("age_min", 0, MAX_AGE)
        last = self.whole("age_max", 0, MAX_AGE) if self.optional("age_max") else None
        if last is not None and last < first:
            raise self.refuse("age_max est plus petit que age_min.")
        return Ages(first, last)

    def sex(self) -> str:
        text = self.text("sex")
        return SEXES.get(text.casefold(), text)

    def bounds(
        self, value: float, most: float = 1e15, names: tuple[str, str] = ("low", "high")
    ) -> tuple[float | None, float | None]:
        """The optional `low,high`, together or not at all, around the value."""
        low, high = (self.optional_number(column, 0.0, most) for column in names)
        if (low is None) != (high is None):
            raise self.refuse(f"{names[0]} et {names[1]} vont ensemble.")
        if low is not None and high is not None and not low <= value <= high:
            raise self.refuse(f"la valeur n’est pas entre {names[0]} et {names[1]}.")
        return low, high


def _read(path: Path, columns: str, *, may_be_empty: bool = False) -> Iterator[Row]:
    found = may_be_empty
    for line, cells in rows_of(content_of(path), path.name, tuple(columns.split(","))):
        found = True
        yield Row(path.name, line, cells)
    if not found:
        raise Refused(f"{path.name} n’a que son en-tête : ajoutez au moins une ligne.")


def read_population(path: Path) -> dict[tuple[str, int], list[Group]]:
    """(territory, year) → its groups. Raises Refused, also for persons counted twice."""
    found: dict[tuple[str, int], list[Group]] = {}
    for row in _read(path, "territory,age_min,age_max,sex,year,count"):
        group = Group(
            row.text("territory"), row.ages(), row.sex(), row.whole("year", 1900, 2200), row.number("count")
        )
        others = found.setdefault((group.territory, group.year), [])
        for other in others:
            if group.ages.meets(other.ages) and (group.sex == other.sex or ALL in (group.sex, other.sex)):
                raise row.refuse(
                    f"{group.ages} ans ({group.sex}) et {other.ages} ans ({other.sex}) comptent deux fois les"
                    f" mêmes personnes du territoire {short(group.territory)} en {group.year}."
                )
        others.append(group)
    return found


def read_names(path: Path) -> dict[str, str]:
    """Names of territories, from the optional column `territory_name` of the population, or the house's."""
    from arrimage.design.figures.tilemap import FULL_NAMES

    told = {row.text("territory"): row.optional("territory_name") for row in _read(path, "territory")}
    return FULL_NAMES | {code: name for code, name in told.items() if name}


def read_prevalence(path: Path, source: str | None) -> list[Rate]:
    """The rates, of one source where `source` names it. Raises Refused."""
    rates: list[Rate] = []
    for row in _read(path, "need_group,age_min,age_max,sex,rate,source"):
        group, ages, sex = row.text("need_group"), row.ages(), row.sex()
        if row.number("rate") > 1:
            raise row.refuse("un taux est une part de 0 à 1 : écrivez 0.117 pour 11,7 %.")
        value = row.number("rate", 0, 1)
        low, high = row.bounds(value, most=1.0)
        rates.append(Rate(group, ages, sex, value, row.text("source"), low, high))
    if source is not None:
        rates = [rate for rate in rates if rate.source == source]
        if not rates:
            raise Refused(f"{path.name} n’a aucun taux de la source « {short(source)} ».")
    if twice := overlapping(rates):
        one, other = twice
        cure = "--source en choisit une" if one.source != other.source else "gardez l’une des deux lignes"
        raise Refused(
            f"{path.name} : « {short(one.need_group)} » compte deux fois les {one.ages} ans ({one.sex})"
            f" et les {other.ages} ans ({other.sex}) ; {cure}."
        )
    return rates


def read_norms(path: Path) -> list[Norm]:
    norms: list[Norm] = []
    for row in _read(path, "service,unit,value,per,denominator,source,year,adopted_by"):
        value = row.number("value")
        low, high = row.bounds(value)
        adopted_by, refused_by = row.body("adopted_by"), row.body("refused_by")
        if adopted_by and refused_by:
            raise row.refuse("une norme est adoptée ou refusée, pas les deux : faites-en deux lignes.")
        denominator = row.text("denominator").casefold()
        if denominator not in DENOMINATORS:
            raise row.refuse(
                f"le dénominateur « {short(denominator)} » n’est ni all (tous) ni adults (18 ans et plus)."
            )
        norms.append(
            Norm(
                service=row.text("service"),
                unit=row.text("unit"),
                value=value,
                per=row.number("per", 1e-9),
                denominator=denominator,
                source=row.text("source"),
                year=row.whole("year", 1900, 2200) if row.optional("year") else None,
                adopted_by=adopted_by,
                territory=row.optional("territory"),
                low=low,
                high=high,
                contested_by=row.optional("contested_by"),
                why=row.optional("why"),
                note=row.optional("note"),
                refused_by=refused_by,
                line=row.optional("line"),
            )
        )
        if norms[-1] in norms[:-1]:
            raise row.refuse("la même norme est déjà plus haut : gardez une seule ligne.")
    return norms


def read_contests(path: Path) -> dict[str, list[str]]:
    """By figure («siv/places»), who contests it, in which words: as `arrimage consultations contested` says.

    Not of this output (another kind, another key): nothing stands beside, and nothing is refused.
    """
    found: dict[str, list[str]] = {}
    for row in _read(path, "kind,key,contested_by,words", may_be_empty=True):
        if row.text("kind") in CONTESTED:
            since = f", depuis le {row.text('since')}" if row.optional("since") else ""
            said = f"{row.text('contested_by')}{since} : « {row.text('words')} »"
            found.setdefault(row.text("key"), []).append(said)
    return found


def read_supply(path: Path, norms: Iterable[Norm]) -> list[Supply]:
    """`counts_towards`: services whose norm the line counts toward (`siv`, `sim;siv`), or yes for its own.

    A file with its header alone says that nothing is offered.
    """
    lines = [
        (row, row.text("service"), row.number("value"))
        for row in _read(path, "territory,service,unit,value,declared_by,counts_towards", may_be_empty=True)
    ]
    services = {norm.service for norm in norms} | {service for _, service, _ in lines}
    found: list[Supply] = []
    for row, service, value in lines:
        told = [part.strip() for part in row.optional("counts_towards").split(";")]
        towards: dict[str, None] = {}
        for one in told:
            if one in services:
                towards[one] = None
            elif one.casefold() in YES:
                towards[service] = None
            elif one.casefold() not in NO:
                raise row.refuse(
                    f"counts_towards nomme « {short(one)} », qu’aucune norme ni offre ne connaît."
                )
        territory, unit = row.text("territory"), row.text("unit")
        found.append(Supply(territory, service, unit, value, row.body("declared_by"), tuple(towards)))
        if found[-1] in found[:-1]:
            raise row.refuse("la même offre est déjà plus haut : additionnez-les, ou gardez une seule ligne.")
    return found


def read_factors(path: Path) -> list[Factor]:
    factors: list[Factor] = []
    for row in _read(path, "territory,need_group,kind,value,source"):
        kind = row.text("kind")
        if kind not in (DETERMINANT, NON_USE):
            raise row.refuse(f"kind est {DETERMINANT} (multiplie les besoins) ou {NON_USE} (part de 0 à 1).")
        most = 1.0 if kind == NON_USE else 100.0
        value = row.number("value", 0, most)
        low, high = row.bounds(value, most)
        where, who, why = (row.optional(column) for column in ("territory", "need_group", "reason"))
        found = Factor(where, who, kind, value, row.text("source"), why, low, high)
        if any(
            (one.territory, one.need_group, one.kind, one.reason) == (where, who, kind, why)
            for one in factors
        ):
            raise row.refuse(
                "ce facteur est déjà plus haut, pour les mêmes personnes : gardez une seule ligne."
            )
        factors.append(found)
    return factors


def read_profiles(path: Path) -> list[Profile]:
    profiles: list[Profile] = []
    shares: dict[str, dict[str, float]] = {}
    for row in _read(path, "need_group,severity,share,step,service,unit,amount,source"):
        group, severity, share = row.text("need_group"), row.text("severity"), row.number("share", 0, 1)
        if shares.setdefault(group, {}).setdefault(severity, share) != share:
            raise row.refuse(f"la part de « {short(severity)} » n’est pas la même qu’à une ligne d’avant.")
        if sum(shares[group].values()) > 1 + 1e-9:
            raise row.refuse(f"les parts de « {short(group)} » dépassent 1.")
        amount = row.number("amount")
        low, high = row.bounds(amount)
        share_low, share_high = row.bounds(share, 1.0, ("share_low", "share_high"))
        profiles.append(
            Profile(
                need_group=group,
                severity=severity,
                share=share,
                step=row.text("step"),
                service=row.text("service"),
                unit=row.text("unit"),
                amount=amount,
                source=row.text("source"),
                per_worker=row.optional_number("per_worker", 1e-9),
                low=low,
                high=high,
                share_low=share_low,
                share_high=share_high,
            )
        )
    return profiles
