"""Reading consultations: which, by whom, under which rules, how far they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import (
    Consultation,
    Document,
    Gathering,
    Invitee,
    Rules,
    Synthesis,
    TeamMember,
)
from arrimage.apps.deliberation.policies import Key

A_YEAR = timedelta(days=365)


def _whole(found: QuerySet[Consultation]) -> QuerySet[Consultation]:
    return found.select_related("organisation", "network", "answered_by")


def consultations_visible_to(user, keys: Iterable[Key] = ()) -> QuerySet[Consultation]:
    """Those opened most recently first; drafts, for those who prepare them, before all."""
    return _whole(Consultation.objects.filter(policies.visible_to(user, keys))).order_by("opened_at", "-id")


def listed(user, keys: Iterable[Key] = ()) -> list[Consultation]:
    order = {Consultation.State.DRAFT: 0, Consultation.State.OPEN: 1, Consultation.State.CLOSED: 2}
    found = list(consultations_visible_to(user, keys).order_by("-opened_at", "-id")[:200])
    return sorted(found, key=lambda one: order[one.state])


def led_by(user) -> QuerySet[Consultation]:
    return _whole(Consultation.objects.filter(policies.led_by(user)))


def moderated_by(user) -> QuerySet[Consultation]:
    return _whole(Consultation.objects.filter(policies.moderated_by(user)))


def synthesised_by(user) -> QuerySet[Consultation]:
    return _whole(Consultation.objects.filter(policies.synthesised_by(user)))


def worked_on_by(user) -> QuerySet[Consultation]:
    return _whole(Consultation.objects.filter(policies.worked_on_by(user)))


def lock(consultation: Consultation) -> Consultation:
    """Whoever speaks, places or publishes takes this lock: nothing comes in while a synthesis is sealed."""
    return Consultation.objects.select_for_update(of=("self",), no_key=True).get(pk=consultation.pk)


def behind_key(token: str) -> Consultation | None:
    """The consultation an address passed on opens, if it still does."""
    uid, number = key_in(token)
    return (
        Consultation.objects.filter(uid=uid, key_number=number)
        .exclude(state=Consultation.State.DRAFT)
        .first()
        if uid
        else None
    )


def key_in(token: str) -> tuple[str, int]:
    try:
        uid, number = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return "", 0
    return str(uid), int(number)


def token_of(consultation: Consultation) -> str:
    return _signer().sign_object([str(consultation.uid), consultation.key_number])


def _signer() -> Signer:
    return Signer(salt="deliberation.key")


# --- Rules


def rules_of(consultation: Consultation) -> Rules | None:
    """Those in force: the last that were told, or the draft of a consultation being prepared."""
    found = consultation.rules.order_by("-number")
    return (found if consultation.is_draft else found.filter(told_at__isnull=False)).first()


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


def changes_of_rules(consultation: Consultation) -> list[tuple[Rules, list[Change]]]:
    """Each version told, the latest first, with what it changed of the one before."""
    told = list(consultation.rules.filter(told_at__isnull=False).order_by("number"))
    found = []
    for before, after in zip([None, *told], told, strict=False):
        found.append((after, [] if before is None else _changes(before, after)))
    return found[::-1]


RULES_FIELDS = (
    "use", "decides", "allows_named", "allows_organisation", "allows_anonymous", "allows_votes", "votes_mean",
    "reading_days",
)  # fmt: skip


def _changes(before: Rules, after: Rules) -> list[Change]:
    found = []
    for name in RULES_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            label = str(Rules._meta.get_field(name).verbose_name)
            found.append(Change(label, _said(old), _said(new)))
    return found


def _said(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


# --- Who


def invitees_of(consultation: Consultation) -> QuerySet[Invitee]:
    return consultation.invitees.select_related("organisation", "user")


def team_of(consultation: Consultation) -> QuerySet[TeamMember]:
    return consultation.team.select_related("user")


def user_at(email: str):
    return get_user_model().objects.filter(email__iexact=email, is_active=True).first()


def documents_of(consultation: Consultation) -> QuerySet[Document]:
    return consultation.documents.all()


def gatherings_of(consultation: Consultation) -> QuerySet[Gathering]:
    return consultation.gatherings.all()


def latest_synthesis(consultation: Consultation) -> Synthesis | None:
    return consultation.syntheses.order_by("-number").first()


# --- How far it is


def calendar_of(consultation: Consultation, *, at: datetime) -> list[dict]:
    """The path of a consultation as one thread: what was, what is, what is to come. Three queries."""
    opened, today = consultation.opened_at, localdate(at)
    published = list(consultation.syntheses.order_by("number").values_list("published_at", flat=True)[:1])
    steps = [_step(_("It opens"), _moment(opened), "", "done" if opened else "now")]
    for gathering in consultation.gatherings.all():
        over = gathering.state == Gathering.State.OVER
        live = gathering.state == Gathering.State.LIVE
        when = date_format(localtime(gathering.starts_at), "DATE_FORMAT")
        steps.append(
            _step(gathering.title, when, gathering.place, "done" if over else "now" if live else "later")
        )
    closed = consultation.state == Consultation.State.CLOSED
    steps.append(
        _step(
            _("Contributions close"),
            _moment(consultation.closed_at) if closed else _day(consultation.closes_on),
            "",
            "done" if closed else "now" if consultation.is_open else "later",
        )
    )
    reading = bool(consultation.shared_at)
    steps.append(
        _step(
            _("Those who contributed read the draft synthesis, and say if that is what they meant"),
            _moment(consultation.shared_at),
            "",
            "done" if published else "now" if reading else "later",
        )
    )
    steps.append(
        _step(
            _("The synthesis is published"),
            _moment(published[0]) if published else _day(consultation.synthesis_on),
            "",
            "done" if published else "now" if closed and not reading else "later",
        )
    )
    answered, owed = _answers(consultation) if published else (0, 0)
    steps.append(
        _step(
            _("Each conclusion gets an answer, with reasons"),
            _day(consultation.answers_on),
            _("%(answered)d of %(owed)d") % {"answered": answered, "owed": owed} if owed else "",
            "later" if not published else "done" if answered == owed else "now",
        )
    )
    year = localdate(published[0] + A_YEAR) if published else None
    steps.append(
        _step(
            _("A year later: what became of it"),
            _day(year),
            "",
            "done" if year and year <= today else "later",
        )
    )
    return steps


def _answers(consultation: Consultation) -> tuple[int, int]:
    owed = consultation.conclusions.filter(published_at__isnull=False)
    return owed.filter(answers__isnull=False).distinct().count(), owed.count()


def _step(title: str, when: str, text: str, state: str) -> dict:
    return {"title": title, "when": when, "text": text, "state": state}


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at), "DATE_FORMAT") if at else ""


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def may_be_opened(consultation: Consultation) -> list[str]:
    """What is missing before it can be opened, in sentences; none when nothing is."""
    rules = rules_of(consultation)
    missing = []
    if not consultation.context.strip():
        missing.append(_("Write the context: what one must know to answer."))
    if not consultation.questions.exists():
        missing.append(_("Write at least one question."))
    if rules is None or not rules.use.strip() or not rules.decides.strip():
        missing.append(_("Write the rules: what will be done with what is said, and who decides."))
    if consultation.audience == "invited" and not consultation.invitees.exists():
        missing.append(_("Invite somebody, or open it to everybody."))
    if not consultation.who_and_why.strip():
        missing.append(_("Say who is invited, and why."))
    return missing


def due_to_close(*, at: datetime) -> QuerySet[Consultation]:
    """Those still open whose closing day has come."""
    return Consultation.objects.filter(
        Q(closes_on__lte=localdate(at)), state=Consultation.State.OPEN
    ).order_by("id")
