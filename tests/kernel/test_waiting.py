"""What waits for somebody, room by room."""

from datetime import date

from arrimage.apps.kernel import waiting
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.waiting import Waiting, register_waiting, waiting_for


def test_what_has_a_day_comes_first_soonest_first(monkeypatch):
    monkeypatch.setattr(waiting, "QUESTIONS", {})
    register_waiting(
        lambda user, at: [Waiting("One day", "/a/"), Waiting("In March", "/b/", by=date(2027, 3, 1))]
    )

    def another_room(user, at):
        return [Waiting("In February", "/c/", by=date(2027, 2, 1))] if user == "Mado" else []

    register_waiting(another_room)
    assert [one.title for one in waiting_for("Mado", at=now())] == ["In February", "In March", "One day"]
    assert [one.title for one in waiting_for("Jo", at=now())] == ["In March", "One day"]


def test_a_room_is_asked_once_however_often_it_registers(monkeypatch):
    monkeypatch.setattr(waiting, "QUESTIONS", {})

    def room(user, at):
        return [Waiting("Something", "/a/")]

    register_waiting(room)
    register_waiting(room)
    assert len(waiting_for("Mado", at=now())) == 1
