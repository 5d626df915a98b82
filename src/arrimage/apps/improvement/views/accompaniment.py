"""For coaches: whom they accompany, what is to be had and was; between two people only."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.actions import accompaniment as actions
from arrimage.apps.improvement.forms.committees import AnotherContactForm, ContactForm
from arrimage.apps.improvement.models import Contact, Holder
from arrimage.apps.improvement.queries import accompaniment as queries
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now, today

from .doors import TO_SELF, accepted


@never_cache
@reachable_by(SIGNED_IN)
def contacts(request: HttpRequest) -> HttpResponse:
    """What is to be had first, then what was; for a coach, whom they accompany."""
    persons = list(queries.accompanied_by(request.user, on=today()))
    if request.method == "POST":
        found = next((one for one in persons if str(one.uid) == request.POST.get("holder")), None)
        form = AnotherContactForm(request.POST)
        if found is None:
            raise Http404
        if form.is_valid():
            actions.add_contact(found, by=request.user, at=now(), **form.cleaned_data)
            notices.success(request, _("The contact is planned."))
        else:
            notices.error(request, _("Choose the day of this contact."))
        return redirect("contacts")
    seen = queries.contacts_visible_to(request.user, on=today())
    context = {
        "persons": persons,
        "waiting": [one for one in seen if one.state == Contact.State.PLANNED],
        "had": [one for one in seen if one.state != Contact.State.PLANNED][-40:],
        "form": AnotherContactForm(),
        "today": today(),
    }
    return render(request, "improvement/contacts.html", context)


@never_cache
@reachable_by(TO_SELF)
def contact(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.contacts_visible_to(request.user, on=today()), uid=uid)
    coach = Holder.objects.filter(policies.held_today(today()), user=request.user.pk, pk=found.coach_id)
    is_coach = coach.exists()
    initial = {"channel": found.channel, "words": found.words, "had_on": found.had_on or today()}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if not is_coach:
            raise Http404
        do = request.POST.get("do", "")
        if do not in {"had", "declined"}:
            raise BadRequest
        if form.is_valid():
            told = form.cleaned_data if do == "had" else {"words": form.cleaned_data["words"]}
            if accepted(form, actions.note_contact, found, state=do, by=request.user, at=now(), **told):
                notices.success(request, _("Noted, between the two of you."))
                return redirect("contacts")
    context = {
        "contact": found,
        "form": form,
        "is_coach": is_coach,
        "vigilance": queries.vigilance_of(found.holder),
    }
    return render(request, "improvement/contact.html", context, status=422 if request.POST else 200)
