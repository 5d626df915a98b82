"""What a host reads of the answers it asked for. Who may read them is the host's to say, before it calls."""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from arrimage.apps.questionnaires.document.answers import Answer
from arrimage.apps.questionnaires.models import Opening, Response, Version

from .responses import answers_in


def version_to_ask(pk: int) -> Version:
    return Version.objects.select_related("instrument").get(pk=pk)


def sent_to(opening: Opening) -> QuerySet[Response]:
    return Response.objects.filter(opening=opening, status=Response.Status.SENT)


def owners_of_sent(opening: Opening, *, starting: str = "") -> list[tuple[int, str]]:
    """Id and owner of what was sent, of those whose owner starts so."""
    return list(sent_to(opening).filter(owner__startswith=starting).values_list("pk", "owner"))


def lock_opening(pk: int) -> None:
    """For this transaction alone. Whoever begins to answer meanwhile does not wait."""
    list(Opening.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))


def count_begun(opening: Opening) -> int:
    return Response.objects.filter(opening=opening, status=Response.Status.DRAFT).count()


def response_of(opening: Opening, owner: str) -> Response | None:
    found = Response.objects.filter(opening=opening, owner=owner)
    return found.select_related("opening__organisation", "questionnaire__instrument").first()


def answers_sent_to(opening: Opening) -> Iterator[tuple[Response, Mapping[str, Answer]]]:
    """Every response that was sent, in the order of ids, with its answers."""
    found = sent_to(opening).order_by("pk").prefetch_related("answers")
    for response in found.iterator(chunk_size=500):
        yield response, answers_in(response.answers.all())
