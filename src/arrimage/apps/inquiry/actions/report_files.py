"""A published edition in its other forms, made once and kept."""

from collections.abc import Callable

from django.db import transaction

from arrimage.apps.inquiry.models import Dataset, Edition, EditionFile
from arrimage.apps.inquiry.queries.studies import sheet_of_study
from arrimage.apps.inquiry.report_docx import docx_of
from arrimage.apps.inquiry.report_package import package_of
from arrimage.apps.inquiry.report_pdf import pdf_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {
    "pdf-fr": ("application/pdf", "pdf"),
    "pdf-en": ("application/pdf", "pdf"),
    "docx-fr": (DOCX, "docx"),
    "docx-en": (DOCX, "docx"),
    "donnees": ("application/zip", "zip"),
}


def file_of_edition(edition: Edition, form: str) -> bytes:
    """The bytes of a form of `FORMS`. The first who asks waits a second or two; the others do not."""
    kept = EditionFile.objects.filter(edition=edition, form=form).values_list("data", flat=True).first()
    if kept is not None:
        return bytes(kept)
    data = _MAKERS[form.partition("-")[0]](edition, form.partition("-")[2])
    with transaction.atomic():
        EditionFile.objects.get_or_create(edition=edition, form=form, defaults={"data": data})
    return data


def keep_package(edition: Edition, *, by) -> None:
    """The data as they are on the day of the publication: answers may go, an edition does not change."""
    study = edition.report.study
    sheet = sheet_of_study(study, by)
    data = package_of(edition.content, edition.digest, sheet, with_rows=_agreed(study))
    EditionFile.objects.update_or_create(edition=edition, form="donnees", defaults={"data": data})


def _agreed(study) -> bool:
    """Every source of the study lets its rows be published."""
    sources = list(study.sources.all())
    files = Dataset.objects.filter(uid__in=[one.uid for one in sources if one.origin == "fichier"])
    return (
        bool(sources)
        and all(one.origin == "fichier" for one in sources)
        and all(one.rows_may_be_published for one in files)
        and files.count() == len({one.uid for one in sources})
    )


_MAKERS: dict[str, Callable[[Edition, str], bytes]] = {
    "pdf": lambda edition, language: pdf_of(edition.content, edition.digest, language),
    "docx": lambda edition, language: docx_of(edition.content, edition.digest, language),
    # Kept at the publication; the figures alone, should that file be lost.
    "donnees": lambda edition, _language: package_of(edition.content, edition.digest, None, with_rows=False),
}
