"""Files given as answers: one's own by the personal code, others' through what one may read."""

from collections.abc import Iterator

from django.db.models import QuerySet

from arrimage.apps.questionnaires.models import Opening, Response, ResponseFile

from .responses import responses_readable_by


def file_of(response: Response, item: str) -> ResponseFile | None:
    return response.files.filter(item=item).first()


def files_readable_by(user) -> QuerySet[ResponseFile]:
    """Those of the answers this user may read."""
    readable = responses_readable_by(user).order_by().values("pk")
    return ResponseFile.objects.filter(response__in=readable).select_related(
        "response__opening", "response__questionnaire__instrument"
    )


def files_sent_to(opening: Opening, user) -> Iterator[ResponseFile]:
    """One at a time: together they may be larger than the memory."""
    found = files_readable_by(user).filter(response__opening=opening).order_by("response_id", "id")
    return found.iterator(chunk_size=1)


def has_files(opening: Opening, user) -> bool:
    return files_readable_by(user).filter(response__opening=opening).exists()
