"""Five hundred people in a live consultation, two thousand registered, a page with a thousand contributions.

    DATABASE_URL=postgresql://… python benchmarks/bench_deliberation.py [--seconds 45] [--people 500]

Everything on this machine: PostgreSQL in a scratch copy of the schema, gunicorn as in production, people as
threads. During the rush each of the five hundred asks the table's state every fifteen seconds, as its page
does, and now and then reads a page or gives a contribution. Prints p50, p95, refusals and requests per second
by kind, then the two pages of a thousand contributions read alone. The claims: those two pages in 12 queries
at most, p95 under 200 ms; no refusal and no error in the rush.

On a busy machine read `server work`, the processor time a page takes in the server, which leaves out waiting.
Beside it, the mean processor time of PostgreSQL's own process for one page: what a replica could take over.
"""

import argparse
import http.client
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
os.environ.setdefault("ARRIMAGE_HTTPS", "0")
os.environ.setdefault("ARRIMAGE_SECOND_FACTOR", "0")
os.environ.setdefault("ARRIMAGE_LOG_LEVEL", "ERROR")
PORT = int(os.environ.get("BENCH_PORT", "8799"))
CONTRIBUTIONS, REGISTERED, TABLES = 1_000, 2_000, 60


def prepare():
    """A scratch database with one open consultation; its addresses, and the session of a synthesist."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client

    from arrimage.apps.accounts.models import Membership
    from arrimage.apps.accounts.roles import Role
    from arrimage.apps.deliberation.actions import gatherings
    from arrimage.apps.deliberation.models import (
        Consultation,
        Contribution,
        Extract,
        Idea,
        Invitee,
        Question,
        Rules,
        TeamMember,
        Wording,
    )
    from arrimage.apps.kernel.clock import now, today
    from arrimage.apps.network.models import Organisation

    at, day = now(), today()
    house = Organisation.objects.create(kind="coalition", name="Le regroupement", sort_name="regroupement")
    leader = get_user_model().objects.create_user("mene@essai.invalid")
    held = Membership.objects.create(
        user=leader, organisation=house, role=Role.MANAGER, since=day - timedelta(days=9)
    )
    consultation = Consultation.objects.create(
        organisation=house, title="Mille voix", summary="Un essai.", context="<p>Un essai.</p>",
        audience="public", state="open", opened_at=at,
    )  # fmt: skip
    rules = Rules.objects.create(
        consultation=consultation, number=1, use="Lire.", decides="Nous.", told_at=at
    )
    questions = [
        Question.objects.create(consultation=consultation, position=place, text=f"Question {place} ?")
        for place in (1, 2, 3)
    ]
    idea = Idea.objects.create(consultation=consultation, question=questions[0], title="Une idée")
    chance = random.Random(4)
    words = (
        "rester ensemble soir nuit maison voix quartier compter place écouter marcher soupe dossier".split()
    )
    Contribution.objects.bulk_create(
        Contribution(
            consultation=consultation, question=chance.choice(questions), rules=rules, number=number,
            naming="anonymous", side=chance.choice(["person", "relative", "community", "public"]),
            given_on=day, wording=1,
        )
        for number in range(1, CONTRIBUTIONS + 1)
    )  # fmt: skip
    made = list(Contribution.objects.order_by("number"))
    for one in made[5::5]:
        one.responds_to, one.stance = made[one.number // 5 % 4], "disagree"
    Contribution.objects.bulk_update(made[5::5], ["responds_to", "stance"], batch_size=200)
    Wording.objects.bulk_create(
        Wording(
            contribution=one, number=1, given_on=day,
            text=" ".join(chance.choices(words, k=chance.randint(20, 160))) + ".",
        )
        for one in made
    )  # fmt: skip
    Extract.objects.bulk_create(
        Extract(wording=wording, start=0, end=10, how="cited", idea=idea, placed_at=at)
        for wording in Wording.objects.filter(contribution__number__lte=400)
    )
    people = get_user_model().objects.bulk_create(
        get_user_model()(email=f"p{number}@essai.invalid", password="!") for number in range(REGISTERED)
    )
    Invitee.objects.bulk_create(
        Invitee(consultation=consultation, user=user, invited_at=at) for user in people
    )
    TeamMember.objects.create(consultation=consultation, user=leader, duty="synthesist", named_at=at)
    leader.act_as(held)
    meeting = gatherings.plan_gathering(
        consultation, title="Souper", starts_at=at, tables=TABLES, by=leader, at=at
    )
    gatherings.move(meeting, "live", by=leader, at=at)
    client = Client()
    client.force_login(leader)
    return {
        "uid": str(consultation.uid),
        "question": str(questions[0].uid),
        "codes": [table.code for table in meeting.tables.all()],
        "session": client.cookies["sessionid"].value,
    }


class Person(threading.Thread):
    """One laptop or phone: its page asks the time, then it reads, then it speaks."""

    def __init__(self, number: int, known: dict, ends: float, told: dict) -> None:
        super().__init__(daemon=True)
        self.chance, self.known, self.ends, self.told = random.Random(number), known, ends, told
        self.cookie = self.token = self.known_state = ""
        self.number = number

    def run(self) -> None:
        time.sleep(self.chance.random() * 15)
        uid, question = self.known["uid"], self.known["question"]
        code = self.known["codes"][self.number % TABLES]
        while time.monotonic() < self.ends:
            self.ask("state", f"/consultations/table/{code}/etat/")
            drawn = self.chance.random()
            if drawn < 0.25:
                self.ask("read", f"/consultations/{uid}/contributions/?page={self.chance.randint(1, 16)}")
            elif drawn < 0.35:
                self.speak(f"/consultations/{uid}/questions/{question}/contribuer/")
            time.sleep(15)

    def speak(self, path: str) -> None:
        page = self.ask("open the form", path)
        if not page:
            return
        self.token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        body = f"csrfmiddlewaretoken={self.token}&text=Un+mot+de+plus.&naming=anonymous&side=person"
        self.ask("speak", path, body)

    def ask(self, kind: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        headers = {"Cookie": self.cookie, "X-Forwarded-For": f"10.7.{self.number // 250}.{self.number % 250}"}
        if kind == "state" and self.known_state:
            headers["If-None-Match"] = self.known_state
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{PORT}",
            }
        start = time.perf_counter()
        try:
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            status = answer.status
            if cookie := answer.getheader("Set-Cookie"):
                self.cookie = cookie.partition(";")[0]
            if kind == "state":
                self.known_state = answer.getheader("ETag") or self.known_state
        except OSError:
            status, text = 0, ""
        finally:
            connection.close()
        row = self.told.setdefault(kind, [])
        row.append((time.perf_counter() - start, status))
        return text if status == 200 else ""


def shown(kind: str, rows: list, seconds: float) -> None:
    times = sorted(took * 1000 for took, _status in rows)
    wrong = sum(status not in (200, 302, 304) for _took, status in rows)
    p95 = times[int(len(times) * 0.95) - 1] if len(times) > 1 else times[0]
    print(
        f"  {kind:<16} {len(rows):>6} asked  {len(rows) / seconds:>6.1f}/s   p50"
        f" {statistics.median(times):>7.1f} ms   p95 {p95:>7.1f} ms   refused or broken {wrong}"
    )


def processor_of(pid: int) -> float:
    """Milliseconds of processor a process of this machine has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Counted:
    """Counts the queries that pass."""

    count = 0

    def __call__(self, run, *asked):
        self.count += 1
        return run(*asked)


def alone(known: dict) -> None:
    """The two pages of a thousand contributions, in this very process: queries, wall time, server work."""
    from django.db import connection
    from django.test import Client

    client = Client()
    client.cookies["sessionid"] = known["session"]
    pages = {
        "read, most answered": f"/consultations/{known['uid']}/contributions/",
        "read": f"/consultations/{known['uid']}/contributions/?page=3",
        "place": f"/consultations/{known['uid']}/synthese/atelier/?placed=all&page=3",
        "place, by words": f"/consultations/{known['uid']}/synthese/atelier/?placed=all&q=maison",
    }
    for name, page in pages.items():
        client.get(page)
        queries = Counted()
        with connection.execute_wrapper(queries):
            assert client.get(page).status_code == 200
        walls, works = [], []
        base = processor_of(connection.connection.info.backend_pid)
        for _time in range(40):
            wall, work = time.perf_counter(), time.process_time()
            client.get(page)
            walls.append((time.perf_counter() - wall) * 1000)
            works.append((time.process_time() - work) * 1000)
        base = (processor_of(connection.connection.info.backend_pid) - base) / 40
        walls.sort()
        works.sort()
        print(
            f"  {name:<20} {queries.count:>2} queries   p50 {walls[20]:>6.1f} ms   p95 {walls[37]:>6.1f} ms"
            f"   server work p50 {works[20]:>6.1f} ms   p95 {works[37]:>6.1f} ms   PostgreSQL {base:>5.1f} ms"
        )


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=45)
    asked.add_argument("--people", type=int, default=500)
    options = asked.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL must name a PostgreSQL database: SQLite serves one writer at a time.")
    setup_test_environment()
    call_command("collectstatic", interactive=False, verbosity=0)  # as in production
    settings.ALLOWED_HOSTS = ["*"]
    connection.settings_dict["TEST"]["MIGRATE"] = False  # the same tables, made at once from the models
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    server = None
    try:
        known = prepare()
        print(f"{CONTRIBUTIONS} contributions, {REGISTERED} registered, {TABLES} tables")
        print("The pages of a thousand contributions, alone:")
        alone(known)
        connection.close()
        server = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "arrimage.config.wsgi:application", "--log-level", "error",
                "--bind", f"127.0.0.1:{PORT}", "--workers", "3", "--threads", "8", "--backlog", "1024",
                "--preload",
            ],
            # Each has an address, as behind a proxy: one address alone is slowed down (decision 0025).
            env=os.environ | {"DATABASE_URL": address, "ARRIMAGE_BEHIND_PROXY": "1"},
        )  # fmt: skip
        for _try in range(100):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=2).request("GET", "/consultations/")
                break
            except OSError:
                time.sleep(0.3)
        time.sleep(5)  # it has been up for a while when five hundred come
        told: dict[str, list] = {}
        ends = time.monotonic() + options.seconds
        people = [Person(number, known, ends, told) for number in range(options.people)]
        began = time.monotonic()
        for person in people:
            person.start()
        for person in people:
            person.join()
        seconds = time.monotonic() - began
        print(f"{options.people} people at once, {seconds:.0f} s, gunicorn of 3 workers of 8 threads:")
        for kind in sorted(told):
            shown(kind, told[kind], seconds)
    finally:
        if server:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
        connection.creation.destroy_test_db(os.environ["DATABASE_URL"].rpartition("/")[2], verbosity=0)


if __name__ == "__main__":
    main()
