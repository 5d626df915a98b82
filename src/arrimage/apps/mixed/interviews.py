"""Codes and quotes of interviews: read by who is of their team, for as long as people let them be quoted."""

from uuid import UUID

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative.queries import quotes

from .pieces import Kind, Piece


def _uid(ref: str) -> UUID:
    try:
        return UUID(ref)
    except ValueError:
        return UUID(int=0)


def _code_label(one) -> str:
    met = ngettext("%(n)d case", "%(n)d cases", one.cases) % {"n": one.cases}
    return f"{' › '.join(one.path)} ({met})"


def _find_code(user, ref: str) -> Piece | None:
    corpus, _slash, code = ref.partition("/")
    for one in quotes.codes_seen(user, _uid(corpus), on=today()):
        if str(one.uid) == code:
            title = quotes.corpora_for(user, on=today()).get(uid=_uid(corpus)).title
            return Piece("code", ref, _code_label(one), title)
    return None


def _list_codes(user) -> list[tuple[str, list[tuple[str, str]]]]:
    found = []
    for corpus in quotes.corpora_for(user, on=today()):
        codes = quotes.codes_seen(user, corpus.uid, on=today())
        if codes:
            found.append((corpus.title, [(f"{corpus.uid}/{one.uid}", _code_label(one)) for one in codes]))
    return found


def _find_quote(user, ref: str) -> Piece | None:
    found = quotes.quote_for(user, _uid(ref), on=today())
    return found and Piece("quote", ref, found.text, found.case)


def _list_quotes(user) -> list[tuple[str, list[tuple[str, str]]]]:
    found = []
    for corpus in quotes.corpora_for(user, on=today()):
        words = quotes.quotes_for(user, corpus.uid, on=today())
        if words:
            choices = [(str(one.uid), f"« {one.text[:140]} » {one.case} · {one.code}") for one in words]
            found.append((corpus.title, choices))
    return found


def words_of(refs: list[str]) -> dict[str, str]:
    """By «quote:…», the words, of those whose person still lets them be quoted."""
    if not refs:
        return {}
    uids = {ref: _uid(ref.partition(":")[2]) for ref in refs}
    kept = quotes.quotes_by_uid(uids.values())
    return {ref: kept[uid].text for ref, uid in uids.items() if uid in kept}


CODE = Kind("code", lazy("A code"), _find_code, _list_codes)
QUOTE = Kind("quote", lazy("Somebody’s words"), _find_quote, _list_quotes)
