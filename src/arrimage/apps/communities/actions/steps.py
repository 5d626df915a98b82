"""What every action of this room does: lock, step, journal without a word of what was said."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject
from arrimage.apps.audit.actions import record as write
from arrimage.apps.communities.models import Community, Discussion, Member, Post


def lock(thing):
    """The same row, locked."""
    return type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)


def step(thing, to: str, name: str = "state") -> None:
    if to not in type(thing).NEXT[getattr(thing, name)]:
        raise ValidationError(_("Something changed here meanwhile. Read the page again."))
    setattr(thing, name, to)


def record(action: str, *things, by, at: datetime, **details) -> None:
    """A private community and what is said in it are named to nobody, the journal included."""
    write(f"communities.{action}", by=by, at=at, subjects=[_subject(one) for one in things], details=details)


def _subject(thing) -> Subject:
    label = ""
    if isinstance(thing, Community) and not thing.is_private:
        label = thing.name
    elif isinstance(thing, Post):
        label = str(thing.number)
    elif not isinstance(thing, Community | Discussion | Member):
        label = str(thing)
    return Subject(thing._meta.label_lower, str(thing.uid), label)


def check_open(community: Community) -> None:
    if not community.is_open:
        raise ValidationError(_("This community is closed: it is read, nobody writes there any more."))
