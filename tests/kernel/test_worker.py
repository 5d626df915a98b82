"""`arrimage worker`, as processes: several at once, stopped politely, and what is due from the terminal."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from arrimage.apps.kernel import actions, due
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.jobs import Progress, background
from arrimage.apps.kernel.models import Job
from arrimage.cli.work import run_due

ROOT = Path(__file__).resolve().parents[2]


@background
def nap(progress: Progress, *, seconds: float) -> str:
    progress.step("On dort", done=1, total=2)
    time.sleep(seconds)
    return "Reposé."


class Elsewhere:
    """The test's database, as other processes see it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "copy.sqlite3"
        if connection.vendor == "sqlite":  # the test's own is in memory: they work on a copy
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.file)])
            self.url = f"sqlite:///{self.file}"
        else:
            held = connection.settings_dict
            where = f"{held['HOST'] or '127.0.0.1'}:{held['PORT'] or 5432}"
            self.url = f"postgresql://{held['USER']}:{held['PASSWORD']}@{where}/{held['NAME']}"

    def worker(self, *options: str) -> subprocess.Popen:
        environment = os.environ | {"DATABASE_URL": self.url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "arrimage.cli", "worker", "--interval", "0.1", *options]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)

    def jobs(self) -> list[tuple[str, int, str]]:
        if connection.vendor == "sqlite":
            rows = sqlite3.connect(self.file, timeout=20)
            try:
                return rows.execute("SELECT state, attempt, step FROM kernel_job ORDER BY id").fetchall()
            finally:
                rows.close()
        return list(Job.objects.order_by("pk").values_list("state", "attempt", "step"))

    def wait_for(self, state: str) -> tuple[str, int, str]:
        for _ in range(300):
            found = [job for job in self.jobs() if job[0] == state and (state != "running" or job[2])]
            if found:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no job is {state}: {self.jobs()}")


@pytest.fixture
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def put(count: int, seconds: float) -> None:
        for _ in range(count):
            actions.start_job("Une sieste", nap, by=None, at=now(), seconds=seconds)

    return put


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_do_each_piece_once(queue, tmp_path):
    queue(8, 0.05)
    elsewhere = Elsewhere(tmp_path)
    workers = [elsewhere.worker("--batch") for _ in range(2)]
    for worker in workers:
        said = worker.communicate(timeout=60)[1].decode()
        assert worker.returncode == 0, said
    assert elsewhere.jobs() == [("done", 1, "")] * 8


@pytest.mark.django_db(transaction=True)
def test_a_worker_asked_to_stop_finishes_what_it_holds(queue, tmp_path):
    queue(2, 2.0)
    elsewhere = Elsewhere(tmp_path)
    worker = elsewhere.worker()
    assert elsewhere.wait_for("running")[2] == "On dort"  # its progress is seen from outside
    worker.send_signal(signal.SIGTERM)
    said = worker.communicate(timeout=30)[1].decode()
    assert worker.returncode == 0, said
    assert [state for state, *_ in elsewhere.jobs()] == ["done", "waiting"]


@pytest.mark.django_db
def test_what_is_due_is_said_on_one_line(monkeypatch):
    outcomes = [due.Outcome("kernel.mail", True, "2 courriels"), due.Outcome("x", False, "OSError")]
    monkeypatch.setattr(due, "run_due", lambda **asked: outcomes)
    answer = CliRunner().invoke(run_due, ["--json"])
    assert answer.exit_code == 1  # something failed
    assert json.loads(answer.stdout)[0] == {"name": "kernel.mail", "succeeded": True, "said": "2 courriels"}
    assert answer.stdout.count("\n") == 1
    said = CliRunner().invoke(run_due).stdout
    assert "kernel.mail : 2 courriels" in said
    assert "x : a échoué (OSError)" in said


@pytest.mark.django_db
def test_an_unknown_name_is_refused_with_the_known_ones():
    answer = CliRunner().invoke(run_due, ["--only", "rien"])
    assert answer.exit_code == 2
    assert "kernel.mail" in answer.output
