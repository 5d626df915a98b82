"""References as CSL data: checked as they come in, shown as a sentence, handed over as they are."""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

TYPES = ("article-journal", "book", "chapter", "report", "webpage", "thesis")
DOI = re.compile(r"10\.\d{4,9}/\S+")
# One line a reference, for those who write without knowing what CSL is.
LINE = re.compile(r"(?P<authors>.+?)\s*\((?P<year>\d{4})\)\.?\s*(?P<title>.+?)(?:\.\s+(?P<container>.+?))?$")
SURNAME = re.compile(r"[^;]+")


def check_references(references: object) -> None:
    """Raises ValidationError when what is given is not a list of CSL items we can show."""
    if not isinstance(references, list):
        raise ValidationError({"references": _("References are a list.")})
    for item in references:
        known = isinstance(item, dict) and item.get("type") in TYPES and item.get("title")
        if not known or not isinstance(year_of(item), int):
            raise ValidationError(
                {"references": _("Each reference needs its authors, its year in brackets and its title.")}
            )
        if "DOI" in item and not DOI.fullmatch(item["DOI"]):
            raise ValidationError(
                {"references": _("“%(doi)s” is no DOI: one begins with 10.") % {"doi": item["DOI"]}}
            )


def year_of(item: dict) -> int | None:
    try:
        return item["issued"]["date-parts"][0][0]
    except (KeyError, IndexError, TypeError):
        return None


def authors_of(item: dict) -> str:
    """«Bond, G. R., Drake, R. E. et Becker, D. R.»; from the fifth on, «et al.»."""
    names = [_name(author) for author in item.get("author", ())]
    if len(names) > 4:
        return ", ".join([*names[:3], _("et al.")])
    if len(names) > 1:
        return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)


def _name(author: dict) -> str:
    if "literal" in author:
        return author["literal"]
    initials = " ".join(f"{part[0]}." for part in re.split(r"[\s.]+", author.get("given", "")) if part)
    return f"{author['family']}, {initials}" if initials else author["family"]


def sentence(item: dict) -> SafeString:
    """The reference as one reads it, its DOI as a link. Everything that was typed is escaped."""
    place = item.get("container-title") or item.get("publisher") or ""
    where = " ".join(
        filter(None, [item.get("volume", ""), f"({item['issue']})" if item.get("issue") else ""])
    )
    more = ", ".join(filter(None, [where, item.get("page", "")]))
    doi = item.get("DOI", "")
    link = (
        format_html(' <a href="https://doi.org/{0}" rel="noopener noreferrer">doi:{0}</a>', doi)
        if doi
        else ""
    )
    authors = authors_of(item)
    return format_html(
        "{} ({}). {}. <cite>{}</cite>{}.{}",
        authors,
        year_of(item),
        item["title"].rstrip("."),
        place,
        f", {more}" if more else "",
        link,
    )


def from_lines(text: str) -> list[dict]:
    """CSL items from one line each: «Bond, G.; Drake, R. (2012). Titre. Revue. doi:10.…».

    Raises ValidationError naming the first line that cannot be read.
    """
    items = []
    for line in filter(None, (line.strip()[:600] for line in text.splitlines())):
        doi = DOI.search(line)
        bare = (
            re.sub(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/\S+", "", line).strip().rstrip(".")
        )
        match = LINE.fullmatch(bare)
        if not match:
            raise ValidationError(
                {"references": _("This line has no year in brackets: “%(line)s”.") % {"line": line[:80]}}
            )
        item: dict = {
            "type": "article-journal" if match["container"] else "report",
            "title": match["title"].strip(),
            "author": [_author(name) for name in SURNAME.findall(match["authors"]) if name.strip()],
            "issued": {"date-parts": [[int(match["year"])]]},
        }
        if match["container"]:
            item["container-title"] = match["container"].strip()
        if doi:
            item["DOI"] = doi[0].rstrip(".,;)")
        items.append(item)
    return items


def to_lines(items: Sequence[dict]) -> str:
    """The same lines, for the box in which they are written."""
    lines = []
    for item in items:
        authors = "; ".join(
            author.get("literal") or ", ".join(filter(None, [author["family"], author.get("given", "")]))
            for author in item.get("author", ())
        )
        place = item.get("container-title") or item.get("publisher") or ""
        line = f"{authors} ({year_of(item)}). {item['title'].rstrip('.')}."
        doi = f"doi:{item['DOI']}" if item.get("DOI") else ""
        lines.append(" ".join(filter(None, [line, f"{place}." if place else "", doi])))
    return "\n".join(lines)


def _author(name: str) -> dict:
    family, comma, given = name.strip().partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": family.strip()}


def with_edits(lines: str, known: Sequence[dict]) -> list[dict]:
    """What the lines say; a line nobody touched keeps all that was known of it (volume, pages…)."""
    untouched = {to_lines([item]): item for item in known}
    found = []
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        found += [untouched[line]] if line in untouched else from_lines(line)
    return found
