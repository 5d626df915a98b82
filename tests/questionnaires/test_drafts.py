"""Several authors in one draft: nothing overwritten, nothing lost, and any step taken back exactly."""

import copy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions import drafts as actions
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions.drafts import Changed, Seen, digest_of
from arrimage.apps.questionnaires.document import editing
from arrimage.apps.questionnaires.document.editing import Gone
from arrimage.apps.questionnaires.models import Version
from arrimage.apps.questionnaires.queries import drafts as queries
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import FORM, PublishedVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return acting_user(Role.MANAGER)


@pytest.fixture
def draft(author):
    return writing.create_instrument(FORM, by=author, at=now())


def relabelled(name: str, label: str):
    def edit(form):
        return editing.replace_item(form, name, replace(editing.item_of(form, name), label={"fr": label}))

    return edit


def edit(draft, change, *, by, target="", at=None, **more) -> Version:
    return actions.edit_draft(
        draft, change, verb="item.changed", target=target, by=by, at=at or now(), **more
    )


def test_two_authors_in_two_places_are_in_nobodys_way(author, draft):
    other = acting_user(Role.EVALUATOR, organisation=author.acting.organisation)
    seen = Seen("item:times", digest_of(draft.form, "item:times"))
    edit(draft, relabelled("met", "D’elle ?"), by=other, target="item:met")
    written = edit(draft, relabelled("times", "De lui ?"), by=author, target="item:times", seen=seen)
    assert [written.form.items[name].label["fr"] for name in ("met", "times")] == ["D’elle ?", "De lui ?"]


def test_two_authors_in_the_same_place_do_not_overwrite_each_other(author, draft):
    other = acting_user(Role.EVALUATOR, organisation=author.acting.organisation)
    seen = Seen("item:met", digest_of(draft.form, "item:met"))
    edit(draft, relabelled("met", "D’elle ?"), by=other, target="item:met")
    with pytest.raises(Changed) as refusal:
        edit(draft, relabelled("met", "De lui ?"), by=author, target="item:met", seen=seen)
    assert refusal.value.who == str(other)
    draft.refresh_from_db()
    assert Version.objects.get(pk=draft.pk).form.items["met"].label["fr"] == "D’elle ?"


def test_what_was_removed_meanwhile_is_not_written_to(author, draft):
    edit(draft, lambda form: editing.remove_item(form, "met"), by=author)
    with pytest.raises(Gone):
        edit(draft, relabelled("met", "?"), by=author)
    with pytest.raises(Gone):
        edit(draft, relabelled("met", "?"), by=author, seen=Seen("item:met", "x"))


EDITS = {
    "up": lambda form, name: editing.move_item(form, name, -1),
    "copy": editing.duplicate_item,
    "remove": editing.remove_item,
    "split": editing.split_section,
    "say": lambda form, name: relabelled(name, "Autrement ?")(form),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.sampled_from([*FORM.items])), max_size=6))
def test_undoing_gives_back_each_state_exactly_and_doing_again_too(author, edits):
    draft = writing.create_instrument(FORM, by=author, at=now())
    states = [copy.deepcopy(draft.content)]
    for verb, name in edits:
        try:
            draft = actions.edit_draft(
                draft, lambda form, v=verb, n=name: EDITS[v](form, n), verb=verb, by=author, at=now()
            )
        except Gone:
            continue
        if draft.content != states[-1]:
            states.append(copy.deepcopy(draft.content))
    for state in reversed(states[:-1]):
        draft = actions.undo(draft, step=queries.step_to_undo(draft).pk, by=author, at=now())
        assert Version.objects.get(pk=draft.pk).content == state
    assert queries.step_to_undo(draft) is None
    for state in states[1:]:
        draft = actions.redo(draft, step=queries.step_to_redo(draft).pk, by=author, at=now())
        assert Version.objects.get(pk=draft.pk).content == state
    assert queries.step_to_redo(draft) is None


def test_what_one_goes_on_changing_in_one_place_is_one_step(author, draft):
    at = now()
    for seconds, label in enumerate(["A", "A b", "A bc"]):
        moment = at + timedelta(seconds=seconds)
        draft = edit(draft, relabelled("met", label), by=author, target="item:met", at=moment)
    assert draft.steps.count() == 1
    assert Entry.objects.filter(action="questionnaire.changed").count() == 1
    draft = edit(draft, relabelled("met", "B"), by=author, target="item:met", at=at + timedelta(hours=1))
    assert draft.steps.count() == 2
    draft = actions.undo(draft, step=draft.steps.first().pk, by=author, at=at)
    draft = actions.undo(draft, step=queries.step_to_undo(draft).pk, by=author, at=at)
    assert draft.form == FORM


def test_an_edit_after_an_undo_forgets_what_was_undone(author, draft):
    draft = edit(draft, relabelled("met", "A"), by=author)
    draft = actions.undo(draft, step=draft.steps.first().pk, by=author, at=now())
    draft = edit(draft, relabelled("met", "B"), by=author)
    assert queries.step_to_redo(draft) is None
    assert draft.steps.count() == 1


def test_nobody_undoes_what_they_have_not_seen(author, draft):
    draft = edit(draft, relabelled("met", "A"), by=author)
    seen = draft.steps.first().pk
    edit(draft, relabelled("liked", "B"), by=author)
    with pytest.raises(Changed):
        actions.undo(draft, step=seen, by=author, at=now())
    with pytest.raises(Changed):
        actions.redo(draft, step=seen, by=author, at=now())


def test_an_edit_that_changes_nothing_leaves_no_step(author, draft):
    edit(draft, lambda form: editing.move_item(form, "met", -1), by=author)
    assert not draft.steps.exists()


def test_a_published_version_is_never_touched(author):
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    with pytest.raises(ValidationError):
        edit(version, relabelled("met", "A"), by=author)
    with pytest.raises(ValidationError):
        actions.undo(version, step=1, by=author, at=now())
    assert Version.objects.get(pk=version.pk).form == FORM


def test_publishing_forgets_the_steps(author, draft):
    draft = edit(draft, relabelled("met", "A ?"), by=author)
    version = writing.publish(draft, by=author, at=now())
    assert not version.steps.exists()


def test_nobody_writes_in_anothers_draft(author, draft):
    stranger = acting_user(Role.MANAGER)
    with pytest.raises(PermissionDenied):
        edit(draft, relabelled("met", "A"), by=stranger)
    assert not queries.drafts_editable_by(stranger).exists()
    assert not queries.drafts_editable_by(
        acting_user(Role.WORKER, organisation=author.acting.organisation)
    ).exists()
    assert queries.drafts_editable_by(author).get() == draft
