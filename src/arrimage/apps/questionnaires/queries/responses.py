"""Reading answers: one's own by the personal code, others' through what one may read."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from arrimage.apps.questionnaires import codes, policies
from arrimage.apps.questionnaires.document.answers import Answer, State, from_json
from arrimage.apps.questionnaires.models import Alert, Opening, Response, ResponseAnswer, Version


def response_behind(code: str) -> Response | None:
    """The answers this personal code opens."""
    return _whole(Response.objects.filter(code_digest=codes.digest_of(code))).first()


def response_to_keep(code: str) -> Response | None:
    """The same, with no more than keeping an answer needs: it is asked at every touch."""
    found = Response.objects.filter(code_digest=codes.digest_of(code))
    return found.select_related("questionnaire").defer("questionnaire__content").first()


def responses_readable_by(user) -> QuerySet[Response]:
    return _whole(Response.objects.filter(policies.responses_readable_by(user)))


def sent_responses_to(version: Version) -> Iterator[Response]:
    """What was sent to a version, whoever asked: for the check of scores, which shows nothing."""
    sent = Response.objects.filter(questionnaire=version, status=Response.Status.SENT)
    sent = sent.select_related("opening").prefetch_related("answers", "scores").order_by("id")
    for response in sent.iterator(chunk_size=500):
        response.questionnaire = version  # its document is read once
        yield response


def sent_answers_to(opening: Opening) -> Iterator[dict[str, Answer]]:
    """What was sent to an opening, in no order of who: for the figures its organisation makes of it."""
    sent = Response.objects.filter(opening=opening, opening__host="", status=Response.Status.SENT)
    for response in sent.prefetch_related("answers").order_by("uid").iterator(chunk_size=500):
        yield answers_of(response)


def scores_that_disagreed(response: Response) -> set[str]:
    """The scores that were once found different from what their answers add up to."""
    return set(response.scores.filter(disagrees=True).values_list("score", flat=True))


def alerts_visible_to(user) -> QuerySet[Alert]:
    """Those not taken up yet come first."""
    return (
        Alert.objects.filter(policies.alerts_visible_to(user))
        .select_related("response__opening", "response__questionnaire__instrument", "taken_up_by")
        .order_by("taken_up_at", "-raised_at", "-id")
    )


def _whole(responses: QuerySet[Response]) -> QuerySet[Response]:
    """With whatever a page says of it, but the document, which is in memory already (`Version.form`)."""
    return responses.select_related("opening__organisation", "questionnaire__instrument").defer(
        "questionnaire__content"
    )


def locked(response: Response) -> Response | None:
    """The same, for this transaction alone, with what saving an answer must know; None if it is no more."""
    known = Response.objects.select_for_update(of=("self",)).select_related("opening")
    # Answers written anew by their host keep their code, and have another id.
    found = known.filter(pk=response.pk).first() or (
        known.filter(code_digest=response.code_digest).first() if response.code_digest else None
    )
    if found is not None:
        found.questionnaire = response.questionnaire  # a version never changes
    return found


def answers_of(response: Response) -> dict[str, Answer]:
    return answers_in(response.answers.all())


def answers_in(rows: Iterable[ResponseAnswer]) -> dict[str, Answer]:
    return {row.item: read_answer(row) for row in rows}


def read_answer(row: ResponseAnswer) -> Answer:
    if row.state != State.VALUE:
        return Answer(State(row.state))
    return Answer(State.VALUE, from_json(row.value))
