"""What somebody had typed when their session ran out: kept an hour, for them alone.

Each form carries a signed mark of its owner and page (`{% csrf_token %}` writes it). A form that arrives
without a session, or with a key that no longer holds, is kept encrypted in the visitor's session; once its
owner has signed in again, their page is shown with what they had typed. A view takes it so:

    form = OfferForm(request.POST or held_data(request), instance=offer)
    if request.method == "POST" and form.is_valid():

A view that does not take it loses nothing either: a plain page then shows what was typed, to be sent again.
Nobody else who signs in on that browser ever sees it. Passwords, codes and files are never kept.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arrimage.apps.kernel import crypto
from arrimage.apps.kernel.clock import now

HOUR = 60 * 60
KEY = CONTEXT = "accounts.held"
NOT_TYPED = {"csrfmiddlewaretoken", "form_owner"}
# What a button or a box sends: nothing, a number, an identifier.
CHOSEN = re.compile(r"on|\d*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Held:
    """One form: who typed it, acting under which membership, on which page; where it was going.

    `fields` is empty when nothing was typed: a button that has to be pressed again.
    """

    owner: int
    acting: int | None
    page: str
    action: str
    fields: str
    files: bool
    at: float

    def data(self) -> QueryDict:
        return QueryDict(self.fields)

    def lines(self) -> Iterator[tuple[str, str, bool]]:
        """Name, value, and whether the value is long."""
        for name, values in self.data().lists():
            yield from ((name, value, len(value) > 60 or "\n" in value) for value in values)


def owner_input(request: HttpRequest | None) -> SafeString | str:
    """The hidden field that marks a form as this user's, on this page.

    Not where a code in the address says who answers: nothing may tie that code to an account.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "is_under_a_code", False):
        return ""
    mark = [user.pk, user.acting and user.acting.pk, request.get_full_path()]
    return format_html('<input type="hidden" name="form_owner" value="{}">', _signer().sign_object(mark))


def hold(request: HttpRequest) -> str | None:
    """Keep what this POST brings, unless it is another user's. Returns the page to go back to, or None."""
    try:
        owner, acting, page = _signer().unsign_object(request.POST.get("form_owner", ""))
    except (BadSignature, ValueError):
        return None
    if request.user.is_authenticated and request.user.pk != owner:
        return None
    sent = request.POST.copy()
    for name in list(sent):
        if name in NOT_TYPED or name == "code" or "password" in name:
            del sent[name]
    typed = any(not CHOSEN.fullmatch(value) for name in sent for value in sent.getlist(name))
    kept = Held(
        owner=owner,
        acting=acting,
        page=page,
        action=request.get_full_path(),
        fields=sent.urlencode() if typed else "",
        files=bool(request.FILES),
        at=now().timestamp(),
    )
    request.session[KEY] = crypto.encrypt(json.dumps(asdict(kept)), CONTEXT)
    if not request.user.is_authenticated:
        request.session.set_expiry(HOUR)
    return page


def kept_for(request: HttpRequest, user) -> Held | None:
    """What is kept for this user, if an hour has not passed. What is another's, or stale, is forgotten."""
    if KEY not in request.session:
        return None
    try:
        kept = Held(**json.loads(crypto.decrypt(request.session[KEY], CONTEXT)))
    except (crypto.UnreadableText, ValueError, TypeError):
        kept = None
    if kept is None or kept.owner != user.pk or now().timestamp() - kept.at > HOUR:
        del request.session[KEY]
        return None
    return kept


def say_what_was_not_done(request: HttpRequest) -> None:
    """On the page of a button that was pressed too late."""
    kept = find(request)
    if kept and not kept.fields:
        del request.session[KEY]
        messages.warning(request, _("Your session had run out: this was not done. Do it again."))


def find(request: HttpRequest) -> Held | None:
    """What is kept for this user and this very page."""
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    kept = kept_for(request, request.user)
    return kept if kept and urlsplit(kept.page).path == request.path else None


def take(request: HttpRequest) -> Held | None:
    """What this user had typed on this very page, once."""
    kept = find(request)
    if kept:
        del request.session[KEY]
    return kept


def held_data(request: HttpRequest) -> QueryDict | None:
    """What this user had typed on this page when their session ran out, once; None otherwise."""
    kept = take(request)
    if kept is None:
        return None
    messages.info(request, notice(kept))
    return kept.data()


def notice(kept: Held) -> str:
    said = _("Your session had run out. Nothing is lost: read it again and save.")
    return said + " " + _("Attached files have to be chosen again.") if kept.files else said


def shown_again(request: HttpRequest, kept: Held) -> HttpResponse:
    """What was typed, on a page of its own, ready to be sent again."""
    return render(request, "accounts/held.html", {"kept": kept, "notice": notice(kept)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key no longer holds, often because of a new sign-in: its owner finds it again, filled in."""
    page = hold(request)
    if page is None:
        return render(request, "kernel/stale_form.html", status=403)
    return redirect(page) if request.user.is_authenticated else redirect_to_login(page)


def _signer() -> Signer:
    return Signer(salt="accounts.form_owner")
