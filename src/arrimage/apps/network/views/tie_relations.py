"""What others say of us: to read, confirm, contest, and decide what is published and how it is called."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions import tie_replies as actions
from arrimage.apps.network.forms.ties import RelationForm
from arrimage.apps.network.models import Organisation
from arrimage.apps.network.queries import relations as queries
from arrimage.apps.network.queries.rosters import entries_held_by
from arrimage.apps.network.vocabulary_ties import Reading

from .ties import TO_OWN_KEEPERS


@reachable_by(TO_OWN_KEEPERS)
def wave_relations(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All our relations in a wave, those that wait for our word first."""
    entry = get_object_or_404(entries_held_by(request.user), wave__uid=uid)
    relations = queries.relations_of(request.user, entry.wave)
    context = {
        "entry": entry,
        "wave": entry.wave,
        "waiting": [relation for relation in relations if relation.awaiting],
        "others": [relation for relation in relations if not relation.awaiting],
    }
    return render(request, "network/wave_relations.html", context)


@reachable_by(TO_OWN_KEEPERS)
def wave_relation(request: HttpRequest, uid: UUID, other: UUID) -> HttpResponse:
    """One relation, both words side by side."""
    entry = get_object_or_404(entries_held_by(request.user), wave__uid=uid)
    organisation = get_object_or_404(Organisation, uid=other)
    relation = queries.relation_with(request.user, entry.wave, organisation)
    if relation is None:
        raise Http404
    general = queries.choice_for_wave(request.user, entry.wave)
    form = RelationForm(request.POST or None, relation=relation, general=general, initial=_initial(relation))
    if request.method == "POST" and form.is_valid() and _answered(request, entry.wave, relation, form):
        notices.success(request, _("It is noted. You may come back and change it."))
        return redirect("wave_relations", uid=uid)
    context = {
        "entry": entry,
        "wave": entry.wave,
        "relation": relation,
        "form": form,
        "ours": _told(relation.ours, relation.our_proposal),
        "theirs": _told(relation.theirs, relation.their_proposal),
    }
    return render(request, "network/wave_relation.html", context, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, wave, relation, form: RelationForm) -> bool:
    given = {"by": request.user, "at": now()}
    data = form.cleaned_data
    try:
        with transaction.atomic():
            for claim, answer, words in form.given:
                actions.answer_claim(claim, answer=answer, words=words, **given)
            actions.choose_shown(wave, relation.other, shown=data["shown"], **given)
            actions.name_relation(
                wave, relation.other, reading=data["reading"], words=data["reading_words"], **given
            )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _initial(relation) -> dict:
    initial = {
        "shown": "" if relation.our_choice is None else relation.our_choice,
        "reading": relation.our_reading.reading if relation.our_reading else "",
        "reading_words": relation.our_reading.words if relation.our_reading else "",
    }
    for word in relation.words:
        if word.is_answerable and word.our_reply:
            name = f"claim_{word.theirs.uid.hex}"
            initial |= {name: word.our_reply.answer, f"{name}_words": word.our_reply.words}
    return initial


def _told(report, proposal) -> dict | None:
    """What a card says, as lines to read, and what the software makes of it."""
    if report is None:
        return None
    lines = [
        (report._meta.get_field(name).verbose_name, getattr(report, f"get_{name}_display")())
        for name in ("frequency", *queries.GRADES)
        if getattr(report, name) is not None
    ]
    return {"report": report, "lines": lines, "proposal": proposal_lines(report, proposal)}


def proposal_lines(report, proposal) -> dict | None:
    """The proposal in words: what is proposed, which answers pull towards it, which elsewhere."""
    if proposal is None:
        return None

    def said(pull) -> dict:
        return {
            "criterion": report._meta.get_field(pull.criterion).verbose_name,
            "answer": getattr(report, f"get_{pull.criterion}_display")(),
            "fits": [Reading(reading).label for reading in sorted(pull.fits)],
        }

    return {
        "reading": proposal.reading.label,
        "rival": proposal.rival.label if proposal.rival else "",
        "towards": [said(pull) for pull in proposal.towards],
        "away": [said(pull) for pull in proposal.away],
    }
