"""Papers that leave: accessible PDF (PDF/UA-1), made by typst from a template of ours and plain data.

What people wrote is cleaned as it is for a page (`kernel.marks`), then handed over as a tree of known names:
a template sees words and structure, never code.
"""

import json
from importlib.resources import as_file, files

import typst
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import html

from arrimage.apps.kernel import marks

from .models import Certificate, Edition, Piece

TEMPLATES = files("arrimage.apps.learning").joinpath("data", "papers")


def compiled(template: str, data: dict) -> bytes:
    """The PDF of a template for this data."""
    with as_file(TEMPLATES) as folder:
        return typst.compile(
            str(folder / template),
            root=str(folder),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
            ignore_system_fonts=True,
        )


def piece(found: Piece, edition: Edition) -> bytes:
    """A dossier, a capsule's guide and transcript, or a material, whole."""
    document = edition.document
    with override(edition.language):
        sections = [(part.title, tree(part.text)) for part in document.parts]
        if document.monday:
            title = (
                _("Monday morning") if found.kind == Piece.Kind.DOSSIER else _("To try, one thing at a time")
            )
            sections.append((title, _list(document.monday)))
        if document.question:
            sections.append((_("A question for the team"), [_p(document.question)]))
        if document.guide:
            steps = [
                _("%(minutes)d min · %(text)s") % {"minutes": one.minutes, "text": one.text}
                for one in document.guide
            ]
            sections.append((_("How to lead the discussion"), _list(steps)))
        if document.transcript:
            sections.append((_("Transcript"), tree(document.transcript)))
        if document.limits:
            sections.append((_("What this does not settle"), tree(document.limits)))
        if document.literature:
            cited = [f"{one} {one.link}".strip() for one in document.literature]
            sections.append((_("To read"), _list(cited)))
        whose = str(found.organisation) if found.organisation else _("shipped with the software")
        day = date_format(localtime(edition.published_at), "DATE_FORMAT") if edition.published_at else ""
        data = {
            "lang": edition.language,
            "title": document.title,
            "summary": document.summary,
            "foot": " · ".join(filter(None, [whose, day])),
            "sections": [{"title": title, "body": body} for title, body in sections],
        }
    return compiled("piece.typ", data)


def certificate(found: Certificate, address: str) -> bytes:
    """A certificate in both languages, with the address at which anybody verifies its code."""
    webinar = found.webinar
    day = localtime(webinar.meeting.starts_at)
    hours = f"{found.hours.normalize():f}"
    with override("en"):
        english = date_format(day, "F j, Y")
    with override("fr"):
        return compiled(
            "certificate.typ",
            {
                "title": "Attestation de présence",
                "title_en": "Certificate of attendance",
                "name": found.name,
                "fr": f"a participé pendant {found.minutes} minutes au webinaire ci-dessous, qui compte pour"
                f" {hours.replace('.', ',')} h de formation continue.",
                "en": f"attended the webinar below for {found.minutes} minutes; it counts for {hours} h of"
                " continuing education.",
                "webinar": webinar.title,
                "day": f"{date_format(day, 'j F Y')} · {english}",
                "organisation": str(webinar.organisation),
                "issued": f"Remise le {date_format(localtime(found.issued_at), 'j F Y')}",
                "verify": "Vérifier · Verify",
                "address": address,
                "code": found.code,
            },
        )


def tree(text: str) -> list[dict]:
    """A text with its marks as nodes: {"kind": "p", "body": [...]}, {"kind": "text", "text": "…"}."""
    cleaned = str(marks.render(text))
    return _nodes(html.fragment_fromstring(cleaned, create_parent="div")) if cleaned else []


def _nodes(element) -> list[dict]:
    nodes = [_t(element.text)] if element.text and element.text.strip("\n") else []
    for child in element:
        node = {"kind": child.tag, "body": _nodes(child)}
        if child.tag == "a":
            node["href"] = child.get("href", "")
        nodes.append(node)
        if child.tail and child.tail.strip("\n"):  # what parts two blocks is no text
            nodes.append(_t(child.tail))
    return nodes


def _t(text: str) -> dict:
    return {"kind": "text", "text": text}


def _p(text: str) -> dict:
    return {"kind": "p", "body": [_t(text)]}


def _list(lines) -> list[dict]:
    return [{"kind": "ul", "body": [{"kind": "li", "body": _line(line)} for line in lines]}]


def _line(text: str) -> list[dict]:
    """What its few marks say, without a paragraph of its own."""
    cleaned = str(marks.line(text))
    return _nodes(html.fragment_fromstring(cleaned, create_parent="div")) if cleaned else []
