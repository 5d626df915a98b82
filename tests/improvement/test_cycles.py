"""A cycle: agreed on by all, shared out, never closed without its evaluation."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from arrimage.apps.improvement.actions import committees as seats
from arrimage.apps.improvement.actions import cycles as actions
from arrimage.apps.improvement.actions import evaluations, measures, sharing
from arrimage.apps.improvement.figures import measure_figure
from arrimage.apps.improvement.instruments import PUBLISHED, means, reconstruction
from arrimage.apps.improvement.models import Objective, Place
from arrimage.apps.improvement.queries import cycles as queries
from arrimage.apps.improvement.queries.committees import seated
from arrimage.apps.improvement.queries.evaluations import evaluations_shown
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.queries.responses import response_behind


def begun(table, at):
    return actions.begin_cycle(table.committee, starts_on=localdate(at), by=table.user("lead"), at=at)


def proposed(table, cycle, at, name="mado", words="Un accueil qui rassure") -> Objective:
    return actions.propose_objective(
        cycle, words=words, lived="J’ai attendu seule.", holder=table.holder(name), by=table.user(name), at=at
    )


def agreed(table, objective, at, *, but=()):
    for name in table.voices:
        if name not in but:
            actions.speak(
                objective, holder=table.holder(name), stance="with", words="", by=table.user(name), at=at
            )


def precise(table, objective, at):
    return actions.make_precise(
        objective,
        by=table.user("lou"),
        at=at,
        since=objective.version,
        **dict.fromkeys(Objective.LETTERS, "Quelques mots."),
    )


def chosen(table, at):
    cycle = begun(table, at)
    objective = proposed(table, cycle, at)
    precise(table, objective, at)
    agreed(table, objective, at)
    objective.refresh_from_db()
    actions.choose_objective(objective, by=table.user("lead"), at=at)
    cycle.refresh_from_db()
    return cycle


def test_an_objective_is_chosen_once_each_has_said_where_they_stand(table, at):
    cycle = chosen(table, at)
    assert cycle.state == "doing"
    assert cycle.objectives.get().chosen_at == at


def test_a_silence_is_not_a_yes(table, at):
    objective = proposed(table, begun(table, at), at)
    precise(table, objective, at)
    agreed(table, objective, at, but=["jo"])
    with pytest.raises(ValidationError, match="silence"):
        actions.choose_objective(objective, by=table.user("lead"), at=at)


def test_whoever_cannot_go_along_stops_the_choice(table, at):
    objective = proposed(table, begun(table, at), at)
    precise(table, objective, at)
    agreed(table, objective, at, but=["jo"])
    actions.speak(
        objective,
        holder=table.holder("jo"),
        stance="against",
        words="Ça ne change rien le soir.",
        by=table.user("jo"),
        at=at,
    )
    with pytest.raises(ValidationError, match="suivre"):
        actions.choose_objective(objective, by=table.user("lead"), at=at)


def test_who_would_rather_have_another_says_why_and_is_kept_beside_it(table, at):
    objective = proposed(table, begun(table, at), at)
    who = {"holder": table.holder("jo"), "by": table.user("jo"), "at": at}
    with pytest.raises(ValidationError, match="pourquoi"):
        actions.speak(objective, stance="rather", words=" ", **who)
    actions.speak(objective, stance="rather", words="La transition, d’abord.", **who)
    precise(table, objective, at)
    agreed(table, objective, at, but=["jo"])
    actions.choose_objective(objective, by=table.user("lead"), at=at)
    assert objective.voices.get(stance="rather").words == "La transition, d’abord."


def test_the_lead_and_the_coach_have_no_voice(table, at):
    objective = proposed(table, begun(table, at), at)
    for name in ("lead", "coach"):
        with pytest.raises(ValidationError):
            actions.speak(
                objective, holder=table.holder(name), stance="with", words="", by=table.user(name), at=at
            )


def test_nobody_speaks_for_another(table, at):
    objective = proposed(table, begun(table, at), at)
    with pytest.raises(PermissionDenied):
        actions.speak(
            objective, holder=table.holder("jo"), stance="with", words="", by=table.user("ana"), at=at
        )


def test_every_letter_is_answered_before_choosing(table, at):
    objective = proposed(table, begun(table, at), at)
    agreed(table, objective, at)
    with pytest.raises(ValidationError, match="lettre"):
        actions.choose_objective(objective, by=table.user("lead"), at=at)


def test_two_who_write_the_letters_at_once_do_not_overwrite_each_other(table, at):
    objective = proposed(table, begun(table, at), at)
    same = Objective.objects.get(pk=objective.pk)
    actions.make_precise(objective, specific="Le premier soir", by=table.user("mado"), at=at, since=1)
    with pytest.raises(StaleVersion):
        actions.make_precise(same, specific="Autre chose", by=table.user("jo"), at=at, since=1)


def test_a_cycle_begins_with_those_it_is_for(table, at):
    for name in ("mado", "jo"):
        seats.leave(table.holder(name), by=None, at=at - timedelta(days=1))
    with pytest.raises(ValidationError, match="ressource"):
        begun(table, at)


def test_a_committee_has_one_cycle_at_a_time(table, at):
    begun(table, at)
    with pytest.raises(ValidationError, match="en cours"):
        begun(table, at)


CLOSING = {"reached": "yes", "how_known": "On le voit.", "learned": "Partir du vécu.", "kept": ""}


def test_a_cycle_is_not_closed_without_its_final_evaluation(table, at):
    cycle = chosen(table, at)
    lead = {"by": table.user("lead"), "at": at}
    with pytest.raises(ValidationError):
        actions.close_cycle(cycle, **CLOSING, **lead)
    actions.move(cycle, "checking", **lead)
    with pytest.raises(ValidationError, match="évaluation"):
        actions.close_cycle(cycle, **CLOSING, **lead)
    final = evaluations.open_evaluation(cycle, "final", **lead)
    with pytest.raises(ValidationError, match="évaluation"):
        actions.close_cycle(cycle, **CLOSING, **lead)
    evaluations.close_evaluation(final, **lead)
    assert actions.close_cycle(cycle, **CLOSING, **lead).state == "closed"
    with pytest.raises(ValidationError, match="fermé"):
        actions.share_out(cycle, words="Encore", **lead)


def answered(table, evaluation, name, at, mark=5):
    code = evaluations.begin_answer(evaluation, by=table.user(name), at=at, language="fr")
    response = response_behind(code)
    responses.save_answers(response, {item: value(mark) for item in PUBLISHED}, at=at)
    responses.send_response(response, at=at, code=code)


def test_each_answers_once_and_it_is_read_only_when_closed_and_enough(table, at):
    cycle = chosen(table, at)
    lead = {"by": table.user("lead"), "at": at}
    evaluation = evaluations.open_evaluation(cycle, "midway", **lead)
    for name in ("mado", "jo", "ana", "max"):
        answered(table, evaluation, name, at)
    with pytest.raises(ValidationError, match="code"):
        evaluations.begin_answer(evaluation, by=table.user("mado"), at=at, language="fr")
    (shown,) = evaluations_shown(cycle, table.holder("lou"))
    assert (shown.answered, shown.lines, shown.may_answer) == (4, (), True)
    answered(table, evaluation, "lou", at, mark=4)
    evaluations.close_evaluation(evaluation, **lead)
    (shown,) = evaluations_shown(cycle, table.holder("lou"))
    assert {line.mean for line in shown.lines} == {4.8}
    assert {line.of for line in shown.lines} == {5}


def test_four_answers_are_too_few_to_be_shown(table, at):
    cycle = chosen(table, at)
    lead = {"by": table.user("lead"), "at": at}
    evaluation = evaluations.open_evaluation(cycle, "midway", **lead)
    for name in ("mado", "jo", "ana", "max"):
        answered(table, evaluation, name, at)
    evaluations.close_evaluation(evaluation, **lead)
    (shown,) = evaluations_shown(cycle, None)
    assert shown.is_too_small
    assert not shown.lines


def test_no_answer_of_an_evaluation_keeps_its_moment_or_its_author(table, at):
    cycle = chosen(table, at)
    evaluation = evaluations.open_evaluation(cycle, "midway", by=table.user("lead"), at=at)
    answered(table, evaluation, "mado", at)
    (response,) = evaluation.opening.responses.all()
    assert (response.owner, response.started_at, response.sent_at) == ("", None, None)


def test_the_published_table_is_computed_from_the_reconstruction():
    rows = reconstruction()
    assert len(rows) == 22
    for name, (mean, of) in means(rows).items():
        assert (round(mean, 1), of) == (PUBLISHED[name], 22)


def test_somebody_takes_a_task_on_and_gives_it_back_by_themselves(table, at):
    cycle = chosen(table, at)
    task = actions.share_out(cycle, words="Écrire l’affiche", by=table.user("lou"), at=at)
    mado = table.holder("mado")
    actions.take_task(task, holder=mado, by=table.user("mado"), at=at)
    assert list(task.holders.all()) == [mado]
    with pytest.raises(PermissionDenied):
        actions.take_task(task, holder=mado, by=table.user("lou"), at=at)
    actions.take_task(task, holder=mado, by=table.user("mado"), at=at)
    assert not task.holders.exists()


def test_losing_a_person_midway_loses_nothing_of_what_they_brought(table, at):
    cycle = begun(table, at)
    objective = proposed(table, cycle, at, name="mado")
    actions.speak(
        objective,
        holder=table.holder("mado"),
        stance="with",
        words="C’est vécu.",
        by=table.user("mado"),
        at=at,
    )
    task = actions.share_out(
        cycle, words="Écrire l’affiche", holders=[table.holder("mado")], by=table.user("mado"), at=at
    )
    seats.leave(table.holder("mado"), by=table.user("mado"), at=at, words="Je déménage.")
    (kept,) = queries.objectives_of(cycle)
    assert kept.words == "Un accueil qui rassure"
    assert kept.proposed_by == table.holder("mado")
    assert [voice.words for voice in kept.voices.all()] == ["C’est vécu."]
    assert list(task.holders.all()) == [table.holder("mado")]
    # … and the consensus asks those who are there now.
    day = localdate(at)
    assert table.holder("mado") not in queries.consensus_on(kept, seated(table.committee, on=day)).silent


def test_a_departure_opens_the_place_with_a_plan_and_whoever_stays_welcomes(table, at):
    place = seats.leave(table.holder("jo"), by=table.user("lead"), at=at, plan="Mado en parle au groupe.")
    assert place.plan == "Mado en parle au groupe."
    found = seated(table.committee, on=localdate(at))
    assert [one.kind for one, holder in found.places if holder is None] == [Place.Kind.PATIENT]
    newcomer = seats.seat(
        place, called="Lili", welcomed_by=table.holder("mado"), by=table.user("lead"), at=at
    )
    assert newcomer.welcomed_by == table.holder("mado")
    assert newcomer.named == "place"


def test_a_measure_says_who_chose_it_and_is_followed_with_its_signs(table, at):
    cycle = chosen(table, at)
    objective = cycle.objectives.get()
    who = {"by": table.user("lou"), "at": at}
    told = {"name": "Accueils en paire", "chart": "p", "unit": ""}
    with pytest.raises(ValidationError, match="qui a choisi"):
        measures.define_measure(objective, why="", defined_by="Le comité", **told, **who)
    measure = measures.define_measure(
        objective, why="Pour voir si ça tient", defined_by="Le comité", **told, **who
    )
    day = localdate(at)
    for week, count in enumerate([2, 3, 2, 3, 2, 3, 2, 3, 18]):
        measures.add_point(
            measure, on=day + timedelta(weeks=week), count=Decimal(count), size=Decimal(20), **who
        )
    with pytest.raises(ValidationError, match="plus"):
        measures.add_point(measure, on=day, count=Decimal(21), size=Decimal(20), **who)
    figure = measure_figure(measure, list(measure.points.all()))
    assert "hors des limites" in figure.summary
    assert len(figure.rows) == 9


def test_what_is_shared_waits_for_each_who_sits_and_can_be_taken_back(table, at):
    shared = sharing.prepare(
        table.committee,
        kind="tool",
        title="Une affiche d’accueil",
        words="Faite à deux mains.",
        by=table.user("lead"),
        at=at,
    )
    for name in table.voices[:-1]:
        sharing.agree(shared, holder=table.holder(name), by=table.user(name), at=at)
    assert not queries.shared_with_all("affiche").exists()
    sharing.agree(shared, holder=table.holder("sam"), by=table.user("sam"), at=at)
    assert list(queries.shared_with_all("affiches accueil")) == [shared]
    assert not queries.shared_with_all("autre chose").exists()
    sharing.take_back(shared, by=table.user("mado"), at=at)
    assert not queries.shared_with_all().exists()
