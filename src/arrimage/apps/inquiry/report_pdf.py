"""A report as PDF/UA-1: tagged, with its language, its title, its figures described, its tables headed."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import translation

from .report_plain import plain_report


@cache
def _template() -> bytes:
    return files("arrimage.apps.inquiry").joinpath("data", "report.typ").read_bytes()


def pdf_of(content: dict[str, Any], digest: str, language: str) -> bytes:
    """The bytes of the document. Nothing is fetched: fonts are those typst carries."""
    import typst  # a compiler: not before a document is asked for

    with translation.override(language):
        data = plain_report(content, digest, language)
        return typst.compile(
            _template(),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ignore_system_fonts=True,
        )
