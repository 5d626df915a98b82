"""Writing a questionnaire on its page: each question is shown as it will be answered, and opens in its place.

Every page is whole and every button a form: without a script it works as it is; with htmx the page fetches
itself and keeps only what changed. An edit is kept at once, and taken back by one button.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.actions import drafts as actions
from arrimage.apps.questionnaires.actions.drafts import Changed, Seen, digest_of
from arrimage.apps.questionnaires.actions.instruments import create_instrument
from arrimage.apps.questionnaires.document import checking, conditions, editing
from arrimage.apps.questionnaires.document.editing import Gone
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, Section, said
from arrimage.apps.questionnaires.document.scores import Score
from arrimage.apps.questionnaires.forms.outline import Outline
from arrimage.apps.questionnaires.forms.scoring import ScoreForm
from arrimage.apps.questionnaires.forms.steps import told
from arrimage.apps.questionnaires.forms.writing import HeadingForm, ItemForm, NewItemForm, SectionForm
from arrimage.apps.questionnaires.models import Version
from arrimage.apps.questionnaires.queries import drafts as queries
from arrimage.apps.questionnaires.queries import instruments
from arrimage.apps.questionnaires.queries.known import known_behind

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
NEW = "nouveau"  # the score that is not there yet


def of_a_draft(view: Callable) -> Callable:
    """The view is given the draft of that questionnaire; where there is none any more, one is told."""

    @wraps(view)
    def found(request: HttpRequest, uid: UUID, **more) -> HttpResponse:
        draft = queries.drafts_editable_by(request.user).filter(instrument__uid=uid).first()
        if draft is None:
            instrument = get_object_or_404(instruments.instruments_kept_by(request.user), uid=uid)
            notices.info(request, _("It is published, and does not change any more: begin a new version."))
            return redirect(instrument)
        return view(request, draft, **more)

    return found


# --- The page


def page(request: HttpRequest, draft: Version, *, status: int = 200, **opened) -> HttpResponse:
    """The whole draft; `opened` says what is open in it, and the form that is there."""
    form, uid = draft.form, draft.instrument.uid
    # What is fetched to replace one question alone is drawn alone.
    only = opened.get("name", "") if _asks_for(request, f"card-{opened.get('name', '')}") else ""
    outline = Outline(form, on=today(), only=only)
    undo, redo = queries.step_to_undo(draft), queries.step_to_redo(draft)
    context = {
        "draft": draft,
        "instrument": draft.instrument,
        "title": said(form.title, form.languages[0]) or draft.instrument.title,
        "introduction": said(form.introduction, form.languages[0]),
        "thanks": said(form.thanks, form.languages[0]),
        "parts": list(outline),
        "scores": outline.scores(),
        "to_mend": outline.to_mend(uid),
        "count": len(form.asked),
        "undo": undo,
        "undo_told": told(undo),
        "redo": redo,
        "redo_told": told(redo),
        "before": instruments.versions_of(draft.instrument).filter(number__lt=draft.number).first(),
        "known": known_behind(draft.instrument),
        "opened": opened,
    }
    return render(request, "questionnaires/writing/draft.html", context, status=status)


def _asks_for(request: HttpRequest, target: str) -> bool:
    return request.headers.get("HX-Target") == target


def _back(draft: Version, anchor: str = "") -> HttpResponse:
    return redirect(reverse("draft", args=[draft.instrument.uid]) + (f"#{anchor}" if anchor else ""))


def _edit(request: HttpRequest, draft: Version, edit: Callable, **more) -> Version | None:
    """The draft once edited; None when it could not be, and the page says why."""
    try:
        return actions.edit_draft(draft, edit, by=request.user, at=now(), **more)
    except Gone:
        notices.error(request, _("This is not there any more: somebody removed it. Undo brings it back."))
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    return None


# What the buttons of the list do: the edit, what it is called, what it is about.
BUTTONS: dict[str, tuple[Callable, str, str]] = {
    "up": (lambda form, name: editing.move_item(form, name, -1), "item.moved", "item"),
    "down": (lambda form, name: editing.move_item(form, name, 1), "item.moved", "item"),
    "copy": (editing.duplicate_item, "item.copied", "item"),
    "remove": (editing.remove_item, "item.removed", "item"),
    "split": (editing.split_section, "section.split", "item"),
    "section-up": (lambda form, name: editing.move_section(form, name, -1), "section.moved", "section"),
    "section-down": (lambda form, name: editing.move_section(form, name, 1), "section.moved", "section"),
    "section-join": (editing.join_section, "section.joined", "section"),
    "section-remove": (editing.remove_section, "section.removed", "section"),
    "score-remove": (editing.remove_score, "score.removed", "score"),
}


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft(request: HttpRequest, draft: Version) -> HttpResponse:
    """The whole questionnaire, as it will be answered; and what its buttons do."""
    if request.method != "POST":
        return page(request, draft)
    do, name = request.POST.get("do", ""), request.POST.get("name", "")
    if do in ("undo", "redo"):
        return _undone(request, draft, do)
    if do == "section-add":
        _edit(request, draft, lambda form: editing.add_section(form, {}), verb="section.added")
        return _back(draft, "end")
    if do == "reset":
        return _reset(request, draft)
    if do not in BUTTONS:
        raise BadRequest
    edit, verb, kind = BUTTONS[do]
    about = _label(draft.form, kind, name)
    _edit(request, draft, lambda form: edit(form, name), verb=verb, about=about)
    return _back(draft, f"card-{name}")


def _undone(request: HttpRequest, draft: Version, do: str) -> HttpResponse:
    step = request.POST.get("step", "")
    act = actions.undo if do == "undo" else actions.redo
    try:
        act(draft, step=int(step) if step.isdecimal() else 0, by=request.user, at=now())
    except Changed as change:
        who = change.who or _("Somebody")
        notices.warning(request, _("%(who)s did something else meanwhile: look at it first.") % {"who": who})
    return _back(draft)


def _reset(request: HttpRequest, draft: Version) -> HttpResponse:
    """As the latest published version has it."""
    published = instruments.latest_published(draft.instrument)
    if published is None:
        raise BadRequest
    _edit(request, draft, lambda _form: published.form, verb="form.reset")
    return _back(draft)


def _label(form: Questionnaire, kind: str, name: str) -> str:
    """The words by which an author knows this thing."""
    language = form.languages[0]
    if kind == "item" and name in form.items:
        return said(form.items[name].label, language)
    found = next((one for one in (*form.sections, *form.scores) if one.name == name), None)
    return said(found.title, language) if found else ""


@never_cache
@reachable_by(TO_AUTHORS)
def draft_begin(request: HttpRequest) -> HttpResponse:
    """A questionnaire from an empty page."""
    if request.method == "POST":
        title = " ".join(request.POST.get("title", "").split())[:200]
        if title:
            form = Questionnaire({"fr": title}, (Section("partie"),))
            begun = create_instrument(form, by=request.user, at=now())
            return redirect("draft_new", uid=begun.instrument.uid)
        notices.error(request, _("Give it a title first: you will be able to change it."))
    return render(request, "questionnaires/writing/begin.html", status=422 if request.POST else 200)


# --- A question


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_new(request: HttpRequest, draft: Version) -> HttpResponse:
    """A question to add: after another (`?apres=`), or at the end of a part (`?partie=`)."""
    place = {"after": request.GET.get("apres", ""), "section": request.GET.get("partie", "")}
    if not place["after"] and not place["section"] and draft.form.sections:
        place["section"] = draft.form.sections[-1].name
    form = NewItemForm(request.POST or None, auto_id="id-new-%s")
    if request.method == "POST" and form.is_valid():
        item, made = form.item(draft.form.languages[0]), []

        def edit(document: Questionnaire) -> Questionnaire:
            added = editing.add_item(document, item, **place)
            made.extend(name for name in added.items if name not in document.items)
            return added

        about = said(item.label, draft.form.languages[0])
        if _edit(request, draft, edit, verb="item.added", about=about):
            return redirect(reverse("draft_item", args=[draft.instrument.uid, made[0]]) + f"#card-{made[0]}")
        return _back(draft)
    status = 422 if request.method == "POST" else 200
    return page(request, draft, kind="new", form=form, place=place, status=status)


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_item(request: HttpRequest, draft: Version, name: str) -> HttpResponse:
    """One question, open in its place."""
    form, is_there = draft.form, name in draft.form.items
    if not is_there and request.method != "POST":
        raise Http404
    item = form.items[name] if is_there else Item(name, _kind(request), relevant="")
    before = conditions.earlier(form.items.values(), name)
    target = f"item:{name}"
    opened = {
        "kind": "item",
        "name": name,
        "seen": digest_of(form, target) if is_there else "",
        "form": ItemForm(
            request.POST or None,
            says=item,
            before=before,
            languages=form.languages,
            check_at=reverse("draft_check", args=[draft.instrument.uid]),
            auto_id=f"id-{name}-%s",
        ),
        "earlier": [(one.name, said(one.label, form.languages[0]) or one.name) for one in before.values()],
    }
    if request.method != "POST":
        return page(request, draft, **opened)
    if not opened["form"].is_valid():
        return page(request, draft, status=_refused(request), **opened)
    if not is_there:
        return _put_back(request, draft, opened["form"].item())
    return _item_kept(request, draft, item, target, opened)


def _kind(request: HttpRequest) -> Kind:
    kind = request.POST.get("kind", "")
    return Kind(kind) if kind in set(Kind) else Kind.TEXT


def _refused(request: HttpRequest) -> int:
    return 200 if request.htmx else 422  # htmx shows nothing of what is refused


def _item_kept(request: HttpRequest, draft: Version, item: Item, target: str, opened: dict) -> HttpResponse:
    do = request.POST.get("do", "done")
    changed = opened["form"].item()
    if do == "keep" and changed.name != item.name:
        changed = replace(changed, name=item.name)  # the page still calls it so
    seen = None if do == "mine" else Seen(target, request.POST.get("seen", ""))
    made = []

    def edit(document: Questionnaire) -> Questionnaire:
        after = editing.replace_item(document, item.name, changed)
        made.extend(name for name in after.items if name not in document.items)
        return after

    about = said(changed.label, draft.form.languages[0])
    try:
        kept = actions.edit_draft(
            draft,
            edit,
            verb="item.changed",
            target=target,
            about=about,
            seen=seen,
            by=request.user,
            at=now(),
        )
    except Changed as change:
        conflict = {"who": change.who, "label": said(item.label, draft.form.languages[0]), "item": item}
        return page(request, draft, status=200 if request.htmx else 409, conflict=conflict, **opened)
    except Gone:
        return _put_back(request, draft, changed)
    name = made[0] if made else item.name
    if do == "keep":
        return page(request, kept, **opened | {"seen": digest_of(kept.form, target)})
    if do == "more" or do.startswith("choice-") or changed.kind is not item.kind:
        return redirect(reverse("draft_item", args=[draft.instrument.uid, name]) + f"#card-{name}")
    return _back(draft, f"card-{name}")


def _put_back(request: HttpRequest, draft: Version, item: Item) -> HttpResponse:
    """Somebody removed what was being written: the words are kept all the same, where they can be seen."""
    about = said(item.label, draft.form.languages[0])
    if _edit(request, draft, lambda form: editing.add_item(form, item), verb="item.added", about=about):
        notices.warning(
            request,
            _("Somebody had removed this question: it is back at the end, with your words. Undo removes it."),
        )
    return _back(draft, "end")


@require_POST
@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_check(request: HttpRequest, draft: Version) -> HttpResponse:
    """What an expression says, or what is wrong in it, while it is being typed."""
    name, part = request.GET.get("pour", ""), request.GET.get("partie", "relevant")
    text = next((request.POST[key] for key in ("when-formula", part) if key in request.POST), "").strip()
    items = draft.form.items
    before = conditions.earlier(items.values(), name)
    if section := next((one for one in draft.form.sections if one.name == name), None):
        before = conditions.earlier(items.values(), section.items[0].name if section.items else "")
    wrong = checking.problems_of(text[:2_000], part, set(before)) if text else []
    own = {".": items[name]} if name in items else {}
    words = conditions.in_words(text, before | own, draft.form.languages[0]) if text and not wrong else ""
    context = {"wrong": wrong, "words": words, "is_empty": not text, "part": part}
    return render(request, "questionnaires/writing/_checked.html", context)


# --- Parts, the heading, scores


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_section(request: HttpRequest, draft: Version, name: str) -> HttpResponse:
    """The title of a part, and when it is asked."""
    section = next((one for one in draft.form.sections if one.name == name), None)
    if section is None:
        raise Http404
    items = draft.form.items
    before = conditions.earlier(items.values(), section.items[0].name) if section.items else items
    form = SectionForm(
        request.POST or None,
        says=section,
        before=before,
        languages=draft.form.languages,
        auto_id=f"id-{name}-%s",
    )
    return _kept_or_shown(
        request,
        draft,
        form,
        lambda document: editing.replace_section(document, name, **form.changes()),
        target=f"section:{name}",
        opened={"kind": "section", "name": name},
        about=lambda: said(form.said("title"), draft.form.languages[0]),
        anchor=f"part-{name}",
    )


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_heading(request: HttpRequest, draft: Version) -> HttpResponse:
    """The title, the introduction, the languages."""
    form = HeadingForm(request.POST or None, says=draft.form, auto_id="id-heading-%s")
    return _kept_or_shown(
        request,
        draft,
        form,
        form.applied,
        target="form:",
        opened={"kind": "heading"},
        about=lambda: "",
        anchor="heading",
    )


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_score(request: HttpRequest, draft: Version, name: str) -> HttpResponse:
    """A score: which questions count in it, and how."""
    is_new = name == NEW
    try:
        says = Score("") if is_new else editing.score_of(draft.form, name)
    except Gone:
        raise Http404 from None
    form = ScoreForm(request.POST or None, says=says, of=draft.form, auto_id=f"id-score-{name}-%s")

    def edit(document: Questionnaire) -> Questionnaire:
        score = form.score()
        if is_new:
            words = said(score.title, document.languages[0])
            score = replace(score, name=editing.new_name(words, editing.names_of(document), "score"))
        return editing.put_score(document, score)

    return _kept_or_shown(
        request,
        draft,
        form,
        edit,
        target="" if is_new else f"score:{name}",
        opened={"kind": "score", "name": name},
        about=lambda: said(form.said("title"), draft.form.languages[0]),
        anchor="scores",
    )


def _kept_or_shown(
    request: HttpRequest,
    draft: Version,
    form,
    edit: Callable,
    *,
    target: str,
    opened: dict,
    about,
    anchor: str,
) -> HttpResponse:
    """A form that changes one part of the draft: shown, refused with what is to mend, or kept."""
    opened = {**opened, "form": form, "seen": digest_of(draft.form, target) if target else ""}
    if request.method != "POST":
        return page(request, draft, **opened)
    if not form.is_valid():
        return page(request, draft, status=_refused(request), **opened)
    do, kind = request.POST.get("do", "done"), opened["kind"]
    seen = Seen(target, request.POST.get("seen", "")) if target and do != "mine" else None
    verb = f"{'form' if kind == 'heading' else kind}.{'changed' if target else 'added'}"
    try:
        kept = _edit(request, draft, edit, verb=verb, target=target, about=about(), seen=seen)
    except Changed as change:
        return page(
            request, draft, status=200 if request.htmx else 409, conflict={"who": change.who}, **opened
        )
    if kept and do == "more":
        return redirect(request.get_full_path())
    return _back(draft, anchor)
