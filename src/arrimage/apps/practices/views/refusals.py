"""What every page here does with a refusal, and the doors of these pages."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.refusals import add
from arrimage.apps.practices.policies import EDITORS, READERS
from arrimage.design.tables import Table

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))
TO_EDITORS = doors(door(*EDITORS))
TO_READERS = doors(door(*READERS))
TO_MEMBERS = doors(door())  # whoever acts for an organisation, whatever the role


def accepted(form: BaseForm, act: Callable, *args, **kwargs):
    """What the action returned, or None, its refusal then being on the form."""
    if not form.is_valid():
        return None
    try:
        return act(*args, **kwargs) or True
    except StaleVersion:
        stale(form)
    except ValidationError as refusal:
        add(form, refusal)
    return None


def stale(form: BaseForm) -> None:
    """A colleague saved meanwhile. Saving again, having been told, is a choice: it starts from theirs."""
    form.add_error(
        None,
        _(
            "Somebody else saved this while you were writing. Nothing of yours is lost: it is below. Save"
            " again if yours should replace theirs."
        ),
    )
    thing = getattr(form, "instance", None)
    if thing is not None and thing.pk:
        form.data = form.data.copy()
        form.data["version"] = str(type(thing).objects.values_list("version", flat=True).get(pk=thing.pk))


def done(request: HttpRequest, act: Callable, *args, said: str = "", **kwargs):
    """For a button without a form: what was done, or why not, is said on the next page."""
    try:
        result = act(*args, **kwargs)
    except ValidationError as refusal:
        for message in refusal.messages:
            notices.error(request, message)
        return None
    if said:
        notices.success(request, said)
    return result or True


def sent(table: Table, name: str) -> HttpResponse:
    respond = csv_response if table.export_format == "csv" else xlsx_response
    return respond(f"{name}-{today()}.{table.export_format}", table.header, table.export_rows)
