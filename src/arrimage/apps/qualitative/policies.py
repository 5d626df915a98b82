"""Who may do what around interviews.

| what | who |
|---|---|
| open a project of interviews | an author of questionnaires, acting for the organisation |
| see the project, its guide, its codebook, its frozen texts | who is of its team today |
| who people are, consent, appointments, recordings, names replaced | those of the team who lead |
| put a code, write a memo | who is of the team; one's own alone are changed |
| others' codings and memos | the team; in a blind round nobody but who made them, until it closes |
| others' codings on a text one reads blind | nobody, whatever the round they were made in |
| the codebook | the team; nobody while a blind round is open |
| rounds: open, close, settle | those who lead |
| take over a project nobody can lead any more | an author acting for its organisation, with a reason |
| a quote, outside the team | its words and pseudonym, while the person lets it be quoted |

A manager of the organisation who is not of the team reads nothing: those who were met may work for them.
Nobody can lead any more: of those who lead, none has an account that opens and a role somewhere.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from arrimage.apps.qualitative.models import Consent, Corpus, Member, Reading, Round
from arrimage.apps.questionnaires.policies import AUTHORS, author_for

__all__ = ["AUTHORS", "author_for"]

NOBODY = Q(pk__in=[])
OPEN_BLIND = Q(round__kind=Round.Kind.BLIND, round__state=Round.State.OPEN)


def in_team(on: date, prefix: str = "") -> Q:
    """Members who are of the team on a day."""
    return Q(**{f"{prefix}since__lte": on}) & (
        Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": on})
    )


def _members(user, on: date, **where):
    # Whoever holds no role any more anywhere reads nothing, even where nobody thought of ending their part.
    if not user.is_authenticated or user.acting is None:
        return Member.objects.none()
    return Member.objects.filter(in_team(on), user=user.pk, **where)


def of_team(user, on: date, path: str = "pk") -> Q:
    """Of the projects this user is of the team of; `path` leads from what is filtered to the project."""
    return Q(**{f"{path}__in": _members(user, on).values("corpus")})


def led_by(user, on: date, path: str = "pk") -> Q:
    return Q(**{f"{path}__in": _members(user, on, part=Member.Part.LEAD).values("corpus")})


def active_leads(on: date):
    """Those who lead a project and can open it: of its team, with an account and a role somewhere."""
    held = Q(user__memberships__until=None) | Q(user__memberships__until__gt=on)
    return Member.objects.filter(
        in_team(on), held, part=Member.Part.LEAD, user__is_active=True, user__memberships__since__lte=on
    )


def left_to(user, on: date) -> Q:
    """Projects of the organisation one writes for that nobody can lead any more."""
    mine = author_for(user)
    if mine is None:
        return NOBODY
    return Q(organisation=mine, closed_on=None) & ~Q(pk__in=active_leads(on).values("corpus"))


def _reads_blind(user) -> Q:
    """Of a row with a text: this user was given that text blind, even if their part has changed since."""
    # A list the database makes once: a question asked again of each of twenty thousand codings is slow.
    return Q(transcript__in=Reading.objects.filter(OPEN_BLIND, member__user=user.pk).values("transcript"))


def codings_visible_to(user, on: date) -> Q:
    """One's own; the others', but for what a blind round hides."""
    mine = _members(user, on)
    own = Q(coder__in=mine.values("pk"))
    others = Q(transcript__corpus__in=mine.values("corpus")) & ~OPEN_BLIND
    return own | (others & ~_reads_blind(user))


def memos_visible_to(user, on: date) -> Q:
    mine = _members(user, on)
    others = Q(corpus__in=mine.values("corpus")) & ~OPEN_BLIND & ~_reads_blind(user)
    return Q(by__in=mine.values("pk")) | others


def counted() -> Q:
    """Codings that say what the team holds: read together, or settled after a blind round."""
    return Q(round__kind=Round.Kind.OPEN) | Q(is_settled=True)


def quotable(prefix: str = "transcript__case") -> Q:
    """The person lets these words be quoted today, or who gave them did."""
    holds = Consent.objects.filter(participant__case=OuterRef(prefix), withdrawn_on=None, quotes=True)
    without = Q(**{f"{prefix}__participant": None}) & ~Q(**{f"{prefix}__quotable_because": ""})
    return Exists(holds) | without


def check_author(user, organisation_id: int) -> None:
    if user is not None and author_for(user) != organisation_id:
        raise PermissionDenied


def check_in_team(user, corpus: Corpus, on: date) -> None:
    if user is not None and not _members(user, on, corpus=corpus.pk).exists():
        raise PermissionDenied


def check_leads(user, corpus: Corpus, on: date) -> None:
    """Raises PermissionDenied unless the user leads this project. None: the installation."""
    if user is not None and not _members(user, on, corpus=corpus.pk, part=Member.Part.LEAD).exists():
        raise PermissionDenied


def member_of(user, corpus: Corpus, on: date) -> Member | None:
    return _members(user, on, corpus=corpus.pk).first()
