"""The official M02 files, row by row, as facts of ours. No database here but a lookup of territories."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from arrimage.apps.kernel.reading import BrokenFile, Row, rows_of
from arrimage.apps.network.vocabulary import LegalRegime, OrganisationKind, Sector

from .names import readable

REGISTER = "m02"
COMMON = ("ADRESSE", "CODE_POSTA", "MUN_NOM", "RSS_CODE", "RLS_CODE", "LONGITUDE", "LATITUDE", "DATE_MAJ")
MISSIONS = "CHPSY CHSGS CHSLD CLSC CPEJ CRDITED CRDPA CRDPM CRDPV CRDPL CRJDA CRMDA CRD".split()
ESTABLISHMENT_COLUMNS = ("ETAB_CODE", "ETAB_NOM", "ETAB_NOM_A", *COMMON, *MISSIONS)
INSTALLATION_COLUMNS = ("INSTAL_COD", "INSTAL_NOM", "DATE_OUVER", "ETAB_CODE", *COMMON, *MISSIONS)
CODE = re.compile(r"\d{8}")
CENTRE = re.compile(r"centre intégré (universitaire )?de santé et de services sociaux ", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Refusal:
    """A row that was left out: `row` as a spreadsheet numbers it."""

    row: int
    code: str
    reason: str


@dataclass(frozen=True)
class Fact:
    """What the register says of one establishment or installation, in our words."""

    row: int
    code: str
    fields: dict[str, object]  # the fields of ours the register speaks of, as JSON keeps them
    establishment: str = ""
    is_integrated_centre: bool = False


@dataclass
class Facts:
    """A whole file, read."""

    facts: list[Fact] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    dated: date | None = None  # the most recent date of its rows


class Unusable(Exception):
    """This row cannot be used; the message says why."""


def _text(row: Row, column: str, *, longest: int) -> str:
    text = row[column]
    if len(text) > longest:
        raise Unusable(
            _("%(column)s has %(length)d characters; %(longest)d at most.")
            % {"column": column, "length": len(text), "longest": longest}
        )
    if CONTROL.search(text):
        raise Unusable(_("%(column)s holds an invisible character.") % {"column": column})
    return text


def _code(row: Row, column: str) -> str:
    if not CODE.fullmatch(row[column]):
        raise Unusable(
            _("%(column)s “%(value)s” is not a code of eight digits.")
            % {"column": column, "value": row[column][:20]}
        )
    return row[column]


def _name(row: Row, column: str) -> str:
    name = _text(row, column, longest=200)
    if not name:
        raise Unusable(_("%(column)s is empty.") % {"column": column})
    return readable(name)


def _day(row: Row, column: str) -> date | None:
    if row.blank(column):
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise Unusable(
            _("%(column)s “%(value)s” is not a date (year-month-day).")
            % {"column": column, "value": row[column][:20]}
        ) from None


def _degrees(row: Row, column: str, limit: float) -> float | None:
    if row.blank(column):
        return None
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not abs(value) <= limit:
        raise Unusable(
            _("%(column)s “%(value)s” is not a coordinate in degrees.")
            % {"column": column, "value": row[column][:20]}
        )
    return value


def _postal_code(row: Row) -> str:
    code = _text(row, "CODE_POSTA", longest=7).replace(" ", "").upper()
    return f"{code[:3]} {code[3:]}" if len(code) == 6 else code


def _missions(row: Row) -> list[str]:
    return [mission for mission in MISSIONS if row[mission].lower() == "oui"]


# The finest territory a row allows: from (region code, local network code, centre's code) to a code or "".
Place = Callable[[str, str, str], str]


def _territory(row: Row, place: Place, establishment: str) -> str:
    code = place(row["RSS_CODE"], row["RLS_CODE"], establishment)
    if not code:
        raise Unusable(
            _("region “%(region)s” and local network “%(local)s” are unknown.")
            % {"region": row["RSS_CODE"][:10], "local": row["RLS_CODE"][:10]}
        )
    return code


def establishment_fact(row: Row, place: Place) -> Fact:
    code = _code(row, "ETAB_CODE")
    missions = _missions(row)
    is_centre = bool(CENTRE.match(row["ETAB_NOM"]))
    if is_centre:
        kind = OrganisationKind.INTEGRATED_CENTRE
    elif {"CHSGS", "CHPSY"} & set(missions):
        kind = OrganisationKind.HOSPITAL
    else:
        kind = OrganisationKind.HEALTH_ESTABLISHMENT
    _territory(row, place, code)  # a region we do not know means a file we do not know
    return Fact(
        row=row.number,
        code=code,
        is_integrated_centre=is_centre,
        fields={
            "kind": kind.value,
            "name": _name(row, "ETAB_NOM"),
            "short_name": _text(row, "ETAB_NOM_A", longest=80),
            "legal_regime": LegalRegime.LRSSS.value,
            "sector": Sector.HEALTH.value,
        },
    )


def installation_fact(row: Row, place: Place) -> Fact:
    establishment = _code(row, "ETAB_CODE")
    opened = _day(row, "DATE_OUVER")
    return Fact(
        row=row.number,
        code=_code(row, "INSTAL_COD"),
        establishment=establishment,
        fields={
            "name": _name(row, "INSTAL_NOM"),
            "address": _text(row, "ADRESSE", longest=300),
            "municipality": _text(row, "MUN_NOM", longest=120),
            "postal_code": _postal_code(row),
            "territory": _territory(row, place, establishment),
            "latitude": _degrees(row, "LATITUDE", 90),
            "longitude": _degrees(row, "LONGITUDE", 180),
            "missions": _missions(row),
            "opened_on": opened.isoformat() if opened else None,
        },
    )


def read(
    content: bytes,
    *,
    name: str,
    columns: Iterable[str],
    fact_of: Callable[[Row, Place], Fact],
    place: Place,
) -> Facts:
    """Read a whole file. A row that cannot be used is refused; a code seen twice is refused each time
    it comes back, and wholly when its rows disagree (nobody can say which is right).

    Raises BrokenFile when the file as a whole cannot be used.
    """
    facts = Facts()
    first: dict[str, tuple[int, dict[str, str]]] = {}
    disputed: dict[str, int] = {}
    kept: dict[str, Fact] = {}
    for row in rows_of(content, name=name, columns=list(columns)):
        code = row[next(iter(columns))]
        if code in first:
            number, values = first[code]
            facts.refusals.append(
                Refusal(row.number, code, _("this code already stands at line %(line)d.") % {"line": number})
            )
            if values != row.values:
                disputed.setdefault(code, row.number)
            continue
        first[code] = (row.number, row.values)
        try:
            fact = fact_of(row, place)
            updated = _day(row, "DATE_MAJ")
        except Unusable as reason:
            facts.refusals.append(Refusal(row.number, code[:20], str(reason)))
            continue
        if updated and (facts.dated is None or updated > facts.dated):
            facts.dated = updated
        kept[code] = fact
    for code, line in disputed.items():
        if fact := kept.pop(code, None):
            facts.refusals.append(
                Refusal(fact.row, code, _("line %(line)d says otherwise of this code.") % {"line": line})
            )
    facts.facts = list(kept.values())
    facts.refusals.sort(key=lambda refusal: refusal.row)
    if not facts.facts:
        raise BrokenFile(
            _("%(file)s has no row that can be used; the first says: %(why)s")
            % {"file": name, "why": facts.refusals[0].reason}
        )
    return facts


def read_establishments(content: bytes, *, name: str, place: Place) -> Facts:
    return read(content, name=name, columns=ESTABLISHMENT_COLUMNS, fact_of=establishment_fact, place=place)


def read_installations(content: bytes, *, name: str, place: Place) -> Facts:
    return read(content, name=name, columns=INSTALLATION_COLUMNS, fact_of=installation_fact, place=place)


def codes_of(facts: Facts) -> Iterator[str]:
    """Every code the file names, refused rows included: a refused row is no disappearance."""
    yield from (fact.code for fact in facts.facts)
    yield from (refusal.code for refusal in facts.refusals)
