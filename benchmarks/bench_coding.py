"""How long coding and retrieval take with 200 transcripts, 20,000 codings and 12 coders.

    python benchmarks/bench_coding.py            the database of DATABASE_URL, in a scratch copy of its schema

Prints p50 and p95, in milliseconds, of putting a code on a selection (the action, and the whole request as
the page sends it) and of retrieval by code × case × variable (the passages with their words, and the whole
page). The claims are retrieval p95 under 200 ms, the page of codes by case too, coding a selection under
100 ms. On a busy machine read the process’s own work, which leaves out the waiting for a processor (and, on
PostgreSQL, the server’s share).
Templates are drawn as in production: the test environment, which copies every context, is not set up.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
os.environ.setdefault("ARRIMAGE_HTTPS", "0")
os.environ.setdefault("ARRIMAGE_DEBUG", "0")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from arrimage.apps.accounts.models import Membership  # noqa: E402
from arrimage.apps.kernel.clock import now, today  # noqa: E402
from arrimage.apps.network.models import Organisation  # noqa: E402
from arrimage.apps.qualitative.actions.coding import put_codes  # noqa: E402
from arrimage.apps.qualitative.models import (  # noqa: E402
    Case,
    Code,
    Coding,
    Corpus,
    Member,
    Round,
    Transcript,
    Value,
    Variable,
)
from arrimage.apps.qualitative.queries import retrieval  # noqa: E402
from arrimage.apps.qualitative.queries.retrieval import Asked  # noqa: E402
from arrimage.config import wsgi  # noqa: E402, F401  what a server has read before the first request

TEXTS, CODINGS, CODERS, CODES, QUESTIONS = 200, 20_000, 12, 80, 120
WORDS = "on se parle plus le lundi avec la personne qui décide elle même et la famille vient aussi".split()
SINCE = date(2024, 1, 1)


def interview(chance: Random) -> str:
    """About 30,000 signs: an hour of talking."""
    turns = []
    for number in range(130):
        said = " ".join(
            " ".join(chance.choices(WORDS, k=chance.randint(5, 16))).capitalize() + "."
            for _sentence in range(chance.randint(1, 5))
        )
        turns.append(f"{'INT' if number % 2 == 0 else 'Mado'} : {said}")
    return "\n\n".join(turns)


def build() -> tuple[Corpus, list, list[Code]]:
    chance = Random(5)
    organisation = Organisation.objects.create(name="Banc", kind="community", sort_name="banc")
    corpus = Corpus.objects.create(organisation=organisation, title="Banc", question="?", opened_on=SINCE)
    together = Round.objects.create(corpus=corpus, number=1, name="Ensemble", kind="open", opened_at=now())
    users, members = [], []
    for number in range(CODERS):
        user = get_user_model().objects.create_user(f"c{number}@banc.invalid", name=f"C{number}")
        held = Membership.objects.create(user=user, organisation=organisation, role="evaluator", since=SINCE)
        users.append(user.act_as(held))
        members.append(Member.objects.create(corpus=corpus, user=user, called=f"C {number}", since=SINCE))
    codes: list[Code] = []
    for number in range(CODES):
        parent = codes[number // 4] if number > 8 else None
        codes.append(Code.objects.create(corpus=corpus, name=f"Code {number}", parent=parent, place=number))
    role = Variable.objects.create(corpus=corpus, name="Rôle")
    texts = []
    for number in range(TEXTS):
        case = Case.objects.create(corpus=corpus, pseudonym=f"P{number:03}")
        Value.objects.create(case=case, variable=role, value=("intervenante", "superviseur")[number % 2])
        text = interview(chance)
        texts.append(
            Transcript.objects.create(
                corpus=corpus, case=case, title=f"T{number:03}", text=text, length=len(text), state="frozen",
                frozen_at=now(), frozen_by="Banc",
            )
        )  # fmt: skip
    rows = []
    for number in range(CODINGS):
        text = texts[number % TEXTS]
        start = chance.randrange(text.length - 400)
        rows.append(
            Coding(
                transcript=text, code=chance.choice(codes), coder=chance.choice(members), round=together,
                start=start, end=start + chance.randint(20, 400), at=now(),
            )
        )  # fmt: skip
    Coding.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what the server does by itself within a minute
    return corpus, users, codes


def timed(name: str, act: Callable[[int], object], times: int = QUESTIONS) -> float:
    """p95, in milliseconds, of the process's own work; waited time is printed beside it."""
    waited, worked = [], []
    for number in range(-3, times):
        start, own = time.perf_counter(), time.process_time()
        act(number)
        if number >= 0:
            waited.append((time.perf_counter() - start) * 1_000)
            worked.append((time.process_time() - own) * 1_000)
    ends = [statistics.quantiles(one, n=20)[18] for one in (waited, worked)]
    middle = [statistics.median(one) for one in (waited, worked)]
    own = f"own work p50 {middle[1]:7.1f}  p95 {ends[1]:7.1f}"
    print(f"{name:<46} p50 {middle[0]:7.1f}  p95 {ends[0]:7.1f}   {own}")
    return min(ends)


def main() -> int:
    corpus, users, codes = build()
    print(f"{connection.vendor}: {TEXTS} texts, {Coding.objects.count()} codings, {CODERS} coders")
    chance = Random(9)
    texts = list(corpus.transcripts.all())
    cases = [text.case for text in texts]
    role = corpus.variables.get()
    client = Client()
    client.force_login(users[0])

    def asked(number: int) -> Asked:
        kinds = (
            Asked(codes=(chance.choice(codes),)),
            Asked(codes=(chance.choice(codes),), values={role: "superviseur"}),
            Asked(codes=(chance.choice(codes), chance.choice(codes)), cases=(chance.choice(cases),)),
            Asked(values={role: "intervenante"}),
        )
        return kinds[number % 4]

    def retrieve(number: int) -> None:
        rows = retrieval.passages(users[0], corpus, asked(number), on=today())
        rows.count()
        retrieval.shown(rows.select_related("code", "coder", "round")[:20])

    def retrieval_page(number: int) -> None:
        code = chance.choice(codes)
        where = f"?code={code.uid}" + (f"&v{role.pk}=superviseur" if number % 2 else "")
        assert client.get(f"/entretiens/{corpus.uid}/passages/{where}").status_code == 200

    def span() -> tuple[Transcript, int]:
        text = chance.choice(texts)
        return text, chance.randrange(text.length - 100)

    def put(_number: int) -> None:
        text, start = span()
        put_codes(text, [chance.choice(codes)], [(start, start + 60)], by=users[1], at=now())

    def put_on_the_page(_number: int) -> None:
        text, start = span()
        sent = {"words": f"{start}-{start + 60}", "code": str(chance.choice(codes).uid)}
        answer = client.post(text.get_absolute_url(), sent, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert b'id="said"' in answer.content
        assert b"wrong" not in answer.content

    ends = {
        "retrieval": timed("retrieval, passages with their words", retrieve),
        "page": timed("retrieval, the whole page", retrieval_page),
        "coding": timed("coding a selection", put),
        "request": timed("coding a selection, the whole request", put_on_the_page),
    }
    timed(
        "a text of 30,000 signs and its codings, whole page",
        lambda _n: client.get(texts[0].get_absolute_url()),
        20,
    )

    crossed = f"/entretiens/{corpus.uid}/croisements/"

    def opened(where: str) -> None:
        assert client.get(where).status_code == 200

    def grid_page(number: int) -> None:
        """As one goes through it: other cases each time."""
        opened(f"{crossed}?cas={number % 10 + 1}")

    def after_coding(page: Callable[[int], None]) -> Callable[[int], None]:
        return lambda number: (put(number), page(number))[1]

    for name, page in (
        ("codes by case", grid_page),
        ("what goes together", lambda _n: opened(f"{crossed}ensemble/")),
        ("what is still new", lambda _n: opened(f"{crossed}nouveau/")),
    ):
        ends[name] = timed(f"{name}, whole page", page, 40)
        ends[f"{name}, coded"] = timed(f"{name}, after somebody coded", after_coding(page), 40)
    coding = max(ends.pop("coding"), ends.pop("request"))
    held = coding < 100 and max(ends.values()) < 200
    print("claims hold" if held else "CLAIMS DO NOT HOLD")
    return 0 if held else 1


if __name__ == "__main__":
    call_command("collectstatic", interactive=False, verbosity=0)  # as in production
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with override_settings(
            ALLOWED_HOSTS=["testserver"], SECOND_FACTOR_REQUIRED=False, SECURE_SSL_REDIRECT=False
        ):
            code = main()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    sys.exit(code)
