"""Open answers become texts: one a question, a turn for each answer, those that may be quoted apart."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Case, Corpus, Transcript
from arrimage.apps.qualitative.queries import answers as queries

from .texts import bring_text

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def bring_answers(
    corpus: Corpus, *, ref: str, item: str, consent: str = "", by: User, at: datetime
) -> list[Transcript]:
    """Two texts at the most: answers that may be quoted, and the others. Names are then looked for."""
    policies.check_leads(by, corpus, localdate(at))
    found = queries.found(by, ref)
    label = (
        next((one.label for one in queries.open_items(found) if one.name == item), None) if found else None
    )
    if found is None or label is None:
        raise ValidationError(_("These answers cannot be read any more: choose them again."))
    agreed = next((one.label for one in queries.other_items(found) if one.name == consent), "")
    groups: dict[bool, list[str]] = {}
    for piece in queries.pieces(found, item, consent if agreed else ""):
        words = " ".join(piece.text.split())
        if words:
            groups.setdefault(piece.may_be_quoted, []).append(words)
    if not groups:
        raise ValidationError(_("Nobody wrote anything there, or too few did for it to be shown."))
    made = []
    for may_be_quoted, said in sorted(groups.items(), reverse=True):
        # Numbers are given here: in the order the room of surveys gives, which tells nobody.
        text = "\n\n".join(f"{number} : {words}" for number, words in enumerate(said, 1))
        name = f"{label[:60]} · {_('may be quoted') if may_be_quoted else _('not to be quoted')}"
        case = Case.objects.create(
            corpus=corpus,
            pseudonym=_free(corpus, name),
            description=found.title,
            quotable_because=_("Said in the survey: %(label)s") % {"label": agreed[:200]}
            if may_be_quoted
            else "",
        )
        origin = Transcript.Origin.ANSWERS
        made.append(bring_text(case, title=case.pseudonym, text=text, origin=origin, by=by, at=at))
    return made


def _free(corpus: Corpus, name: str) -> str:
    said, number = name[:80], 2
    while corpus.cases.filter(pseudonym=said).exists():
        said, number = f"{name[:74]} {number}", number + 1
    return said
