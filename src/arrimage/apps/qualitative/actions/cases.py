"""Cases that came without an interview, and what is known of each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Case, Corpus, Variable

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def add_case(corpus: Corpus, *, pseudonym: str, description: str = "", by: User | None, at: datetime) -> Case:
    policies.check_leads(by, corpus, localdate(at))
    if Case.objects.filter(corpus=corpus, pseudonym=pseudonym.strip()).exists():
        raise ValidationError({"pseudonym": _("Another person has this name here: choose another one.")})
    made = Case.objects.create(corpus=corpus, pseudonym=pseudonym.strip(), description=description.strip())
    record("qualitative.case_added", by=by, at=at, subjects=[made])
    return made


@transaction.atomic
def add_variable(corpus: Corpus, *, name: str, type: str = "Text", by: User | None, at: datetime) -> Variable:
    policies.check_leads(by, corpus, localdate(at))
    if Variable.objects.filter(corpus=corpus, name=name.strip()).exists():
        raise ValidationError({"name": _("There is a variable of this name already.")})
    made = Variable.objects.create(corpus=corpus, name=name.strip(), type=type)
    record("qualitative.variable_added", by=by, at=at, subjects=[corpus])
    return made
