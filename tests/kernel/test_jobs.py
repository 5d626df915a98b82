"""Background work: started, left, found again; cut short, picked up."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from arrimage.apps.kernel import actions, jobs
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.jobs import JobFailed, Progress, background
from arrimage.apps.kernel.models import Job
from tests.accounts.factories import UserFactory, acting_user

pytestmark = pytest.mark.django_db

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SECRET = "ce que quelqu’un a écrit"


@background
def count_to(progress: Progress, *, total: int) -> str:
    for number in range(total):
        progress.step("On compte", done=number + 1, total=total)
    return f"Compté jusqu’à {total}."


@background
def refuse(progress: Progress) -> None:
    raise JobFailed("Le fichier est vide : choisissez-en un autre.")


@background
def stumble(progress: Progress) -> None:
    raise ValueError(SECRET)


@background
def break_a_constraint(progress: Progress) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kernel_duerun (name) VALUES (NULL)")


@background(repeatable=True)
def tidy(progress: Progress) -> dict:
    return {"tidied": 3}


def unmarked(progress: Progress) -> None:
    raise AssertionError("never run")


def start(work, by=None, **arguments) -> Job:
    return actions.start_job("Un travail", work, by=by, at=now(), **arguments)


def test_work_is_done_and_says_so():
    job = start(count_to, by=UserFactory(), total=7)
    assert (job.state, job.message, job.done, job.total) == ("done", "Compté jusqu’à 7.", 7, 7)
    assert job.attempt == 1
    assert job.finished_at is not None


def test_a_result_is_kept():
    assert start(tidy).result == {"tidied": 3}


def test_a_refusal_is_shown_as_it_was_written():
    job = start(refuse)
    assert (job.state, job.message) == ("failed", "Le fichier est vide : choisissez-en un autre.")


def test_an_unexpected_error_says_what_to_do_and_leaks_nothing(caplog):
    job = start(stumble, by=UserFactory())
    assert job.state == "failed"
    assert str(job.uid) in job.message
    assert "Traceback" not in job.message
    assert SECRET not in job.message
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_a_database_error_spoils_nothing_around():
    assert start(break_a_constraint).state == "failed"
    assert Job.objects.count() == 1


def test_only_marked_functions_are_run():
    with pytest.raises(ImportError):
        start(unmarked)
    assert not Job.objects.exists()


def test_work_undone_with_its_transaction_is_not_queued(settings):
    settings.TASKS = QUEUED
    with transaction.atomic():
        start(tidy)
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_the_queue_holds_no_argument(settings):
    settings.TASKS = QUEUED
    start(count_to, total=31337)
    assert "31337" not in str(DBTaskResult.objects.get().args_kwargs)


def test_a_job_is_done_once(settings):
    settings.TASKS = QUEUED
    job = start(count_to, total=1)
    jobs.run_job.call(job.pk)
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 1)


def test_progress_is_written_at_most_twice_a_second(django_assert_num_queries, monkeypatch):
    clock = iter(number / 100 for number in range(100, 400))  # a step every 10 ms for two seconds
    monkeypatch.setattr(jobs.time, "monotonic", lambda: next(clock))
    job = Job.objects.create(name="x", state="running", created_at=now())
    progress = Progress(job, writes_at_once=True)
    with django_assert_num_queries(4):
        for number in range(190):
            progress.step("…", done=number)


@pytest.fixture
def cut_short(settings):
    """A job whose worker was killed ten minutes ago."""
    settings.TASKS = QUEUED

    def make(work, **fields) -> Job:
        long_ago = now() - timedelta(minutes=10)
        job = start(work, by=UserFactory())
        DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)
        fields = {"state": "running", "alive_at": long_ago, "attempt": 1} | fields
        Job.objects.filter(pk=job.pk).update(created_at=long_ago, **fields)
        job.refresh_from_db()
        return job

    return make


def test_repeatable_work_cut_short_is_started_again(cut_short):
    job = cut_short(tidy)
    assert actions.sweep_jobs(at=now()) == (1, 0)
    job.refresh_from_db()
    assert job.state == "waiting"
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 2)


def test_work_that_may_not_be_repeated_is_given_up_with_a_sentence(cut_short):
    job = cut_short(refuse)
    assert actions.sweep_jobs(at=now()) == (0, 1)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Relancez-le" in job.message


def test_work_that_keeps_dying_is_given_up(cut_short):
    cut_short(tidy, attempt=3)
    assert actions.sweep_jobs(at=now()) == (0, 1)


def test_a_job_claimed_by_a_worker_that_died_before_starting_is_queued_again(cut_short):
    cut_short(tidy, state="waiting", alive_at=None, attempt=0)
    assert actions.sweep_jobs(at=now()) == (1, 0)
    assert actions.sweep_jobs(at=now()) == (0, 0)


def test_a_living_job_is_left_alone(cut_short):
    cut_short(tidy, alive_at=now())
    assert actions.sweep_jobs(at=now()) == (0, 0)


def test_a_worker_taken_for_dead_does_not_overwrite_the_next_attempt(cut_short, settings):
    job = cut_short(tidy)

    @background
    def superseded(progress):
        Job.objects.filter(pk=job.pk).update(attempt=9)
        return "trop tard"

    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.work_at, kept = lambda path: superseded, jobs.work_at
    try:
        jobs.run_job.call(job.pk)
    finally:
        jobs.work_at = kept
    job.refresh_from_db()
    assert job.state == "running"
    assert job.message == ""


def test_finished_work_is_forgotten_after_ninety_days():
    start(tidy)
    assert actions.forget_old_work(at=now() + timedelta(days=89)) == 0
    assert actions.forget_old_work(at=now() + timedelta(days=91)) == 1


# --- Pages


def test_one_sees_one_s_own_work_only(client, django_assert_max_num_queries):
    me, other = acting_user(), acting_user()
    mine, theirs = start(tidy, by=me), start(refuse, by=other)
    client.force_login(me)
    client.get(reverse("jobs"))  # the first page of a session writes it down
    with django_assert_max_num_queries(6):
        page = client.get(reverse("jobs")).content.decode()
    assert str(mine.uid) in page
    assert str(theirs.uid) not in page
    assert client.get(reverse("job", args=[mine.uid])).status_code == 200
    assert client.get(reverse("job", args=[theirs.uid])).status_code == 404


def test_htmx_receives_the_progress_alone(client):
    me = acting_user()
    job = start(tidy, by=me)
    client.force_login(me)
    answer = client.get(reverse("job", args=[job.uid]), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="job"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("jobs")).status_code == 302
