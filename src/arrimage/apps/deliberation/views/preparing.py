"""Preparing a consultation, inviting, naming a team, opening and closing it."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.deliberation.actions import consultations as actions
from arrimage.apps.deliberation.forms.preparing import (
    ConsultationForm,
    DocumentForm,
    InviteOrganisationForm,
    InvitePersonForm,
    QuestionsForm,
    RulesForm,
    TeamForm,
)
from arrimage.apps.deliberation.models import Consultation
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.queries.pages import listed_organisations, open_organisations
from arrimage.apps.network.queries.together import mandated_networks
from arrimage.apps.network.vocabulary import OrganisationKind

from .shared import TO_LEADERS, TO_OWN_LEADERS, accepted, done, posted_uid, status_of

FOUND = 12
WITH_MEMBERS = frozenset({OrganisationKind.COALITION, OrganisationKind.FEDERATION})


def _led(request: HttpRequest, uid: UUID) -> Consultation:
    return get_object_or_404(queries.led_by(request.user), uid=uid)


@reachable_by(TO_LEADERS)
def consultation_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft, in the name of one's organisation or of a network both sides mandated one for."""
    mine = request.user.acting.organisation
    networks = {f"network-{one.pk}": one for one in mandated_networks(request.user)}
    leaders = [("organisation", str(mine)), *((key, str(one)) for key, one in networks.items())]
    data = request.POST if request.method == "POST" else held_data(request)
    form = ConsultationForm(data, leaders=leaders if networks else ())

    def prepare() -> Consultation:
        fields = dict(form.cleaned_data)
        network = networks.get(fields.pop("led_by", ""))
        named = {"network": network} if network else {"organisation": mine}
        return actions.prepare(by=request.user, at=now(), **named, **fields)

    if request.method == "POST" and (made := accepted(form, prepare)):
        notices.success(request, _("The draft is kept. Now the questions, then the rules."))
        return redirect("consultation_questions", uid=made.uid)
    context = {"form": form}
    return render(request, "deliberation/consultation_form.html", context, status=status_of(request))


@reachable_by(TO_OWN_LEADERS)
def consultation_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _led(request, uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = ConsultationForm(data, instance=Consultation.objects.get(pk=found.pk))
    if request.method == "POST" and accepted(
        form, lambda: actions.change(found, by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("It is changed."))
        return redirect(found)
    context = {"form": form, "consultation": found}
    return render(request, "deliberation/consultation_form.html", context, status=status_of(request))


@reachable_by(TO_OWN_LEADERS)
def consultation_questions(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _led(request, uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = QuestionsForm(data, questions=found.questions.all())
    if request.method == "POST" and accepted(
        form, lambda: actions.set_questions(found, form.pairs, by=request.user, at=now()) or True
    ):
        if request.POST.get("do") == "more":
            return redirect("consultation_questions", uid=uid)
        notices.success(request, _("The questions are kept. Now the rules: they are what you promise."))
        return redirect("rules_write", uid=uid)
    context = {"form": form, "consultation": found, "questions": found.questions.all()}
    return render(request, "deliberation/questions_form.html", context, status=status_of(request))


@reachable_by(TO_OWN_LEADERS)
def rules_write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rules of a draft; later, a new version that everybody is told of."""
    found = _led(request, uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = RulesForm(data, instance=queries.rules_of(found), is_open=not found.is_draft)
    if request.method == "POST" and accepted(
        form, lambda: actions.write_rules(found, by=request.user, at=now(), **form.cleaned_data)
    ):
        if found.is_draft:
            notices.success(request, _("The rules are kept. Until it opens, you may still change them."))
        else:
            notices.success(request, _("The rules have changed, and everybody is told."))
        return redirect(found)
    context = {"form": form, "consultation": found}
    return render(request, "deliberation/rules_form.html", context, status=status_of(request))


@reachable_by(TO_OWN_LEADERS)
def consultation_guests(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Organisations looked for by name, all the members of a coalition at once, persons by their address."""
    found = _led(request, uid)
    do = request.POST.get("do", "")
    person = InvitePersonForm(request.POST if do == "person" else None)
    why = InviteOrganisationForm()
    if request.method == "POST" and _guests_changed(request, found, person, do):
        return redirect("consultation_guests", uid=uid)
    asked = request.GET.get("q", "")[:100]
    invitees = list(queries.invitees_of(found))
    there = [one.organisation_id for one in invitees if one.organisation_id]
    context = {
        "consultation": found,
        "invitees": invitees,
        "asked": asked,
        "found": list(listed_organisations(words=asked).exclude(pk__in=there)[:FOUND]) if asked else [],
        "with_members": WITH_MEMBERS,
        "person": person,
        "why": why,
        "key": request.build_absolute_uri(reverse("consultation_key", args=[queries.token_of(found)])),
    }
    return render(request, "deliberation/guests.html", context, status=status_of(request))


def _guests_changed(request: HttpRequest, found: Consultation, person: InvitePersonForm, do: str) -> bool:
    by = {"by": request.user, "at": now()}
    match do:
        case "organisation" | "members":
            organisation = get_object_or_404(open_organisations(), uid=posted_uid(request, "organisation"))
            why = request.POST.get("why", "")[:300]
            if do == "members":
                count = done(request, actions.invite_members, found, organisation, why=why, **by)
                # `done` says True when nobody was new.
                notices.success(
                    request, _("All the members of %(name)s are invited.") % {"name": organisation}
                )
                return count is not None
            said = _("%(name)s is invited.") % {"name": organisation}
            return bool(
                done(request, actions.invite, found, organisation=organisation, why=why, said=said, **by)
            )
        case "person":
            if not person.is_valid():
                return False
            user = queries.user_at(person.cleaned_data["email"])
            if user is None:
                person.add_error(
                    "email", _("Nobody has an account with this address: pass the address below on to them.")
                )
                return False
            said = _("%(name)s is invited.") % {"name": user}
            why = person.cleaned_data["why"]
            return bool(done(request, actions.invite, found, user=user, why=why, said=said, **by))
        case "remove":
            invitee = get_object_or_404(
                queries.invitees_of(found), pk=_number(request.POST.get("invitee", ""))
            )
            return (
                bool(done(request, actions.take_back_invitation, invitee, said=_("It is removed."), **by))
                or True
            )
        case "key":
            said = _("A new address is made; the former one opens nothing any more.")
            return bool(done(request, actions.renew_key, found, said=said, **by))
        case _:
            raise BadRequest


def _number(text: str) -> int:
    if not text.isdigit():
        raise BadRequest
    return int(text)


@reachable_by(TO_OWN_LEADERS)
def consultation_team(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _led(request, uid)
    do = request.POST.get("do", "")
    form = TeamForm(request.POST if do == "add" else None)
    by = {"by": request.user, "at": now()}
    if do == "add" and form.is_valid():
        user = queries.user_at(form.cleaned_data["email"])
        if user is None:
            form.add_error("email", _("Nobody has an account with this address: invite them first."))
        elif done(
            request, actions.name_for, found, user, form.cleaned_data["duty"],
            said=_("%(name)s is named, and told.") % {"name": user}, **by,
        ):  # fmt: skip
            return redirect("consultation_team", uid=uid)
    elif do == "remove":
        member = get_object_or_404(queries.team_of(found), pk=_number(request.POST.get("member", "")))
        done(request, actions.unname, member, said=_("It is done."), **by)
        return redirect("consultation_team", uid=uid)
    elif request.method == "POST" and do != "add":
        raise BadRequest
    context = {"consultation": found, "team": list(queries.team_of(found)), "form": form}
    return render(request, "deliberation/team.html", context, status=status_of(request))


@reachable_by(TO_OWN_LEADERS)
def consultation_documents(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _led(request, uid)
    do = request.POST.get("do", "")
    form = DocumentForm(request.POST if do == "add" else None, request.FILES or None)
    by = {"by": request.user, "at": now()}
    if do == "remove":
        document = get_object_or_404(queries.documents_of(found), uid=posted_uid(request, "document"))
        done(request, actions.remove_document, document, said=_("It is removed."), **by)
        return redirect("consultation_documents", uid=uid)
    if do == "add" and accepted(form, lambda: actions.add_document(found, **form.cleaned_data, **by)):
        notices.success(request, _("The document is beside the context."))
        return redirect("consultation_documents", uid=uid)
    context = {"consultation": found, "documents": list(queries.documents_of(found)), "form": form}
    return render(request, "deliberation/documents.html", context, status=status_of(request))


@require_POST
@reachable_by(TO_OWN_LEADERS)
def consultation_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _led(request, uid)
    steps = {
        "open": (actions.open_consultation, _("It is open: those invited are told.")),
        "close": (
            actions.close_consultation,
            _("Contributions are closed. Closed by mistake? You may open them again."),
        ),
    }
    if request.POST.get("do") not in steps:
        raise BadRequest
    act, said = steps[request.POST["do"]]
    done(request, act, found, by=request.user, at=now(), said=said)
    return redirect(found)
