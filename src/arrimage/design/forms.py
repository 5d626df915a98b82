"""How every form field is drawn: label, hint, error, linked.

`{% field form.name %}` and `{{ form.name.as_field_group }}` give the same markup; widgets stay Django's.
"""

from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString


class Renderer(TemplatesSetting):
    form_template_name = "arrimage/form.html"
    field_template_name = "arrimage/field.html"


def is_lone_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


def anchor(field: BoundField) -> str:
    """The id that a link in the error summary leads to: the field, or the first choice of its group."""
    widget, automatic = field.field.widget, field.auto_id
    return widget.id_for_label(widget.attrs.get("id") or automatic) or f"{automatic}_0"


def problems(form: BaseForm) -> list[tuple[str, str, str | SafeString]]:
    """What is left to correct, in reading order: (anchor or "", label or "", message)."""
    found = [("", "", message) for message in form.non_field_errors()]
    for field in form:
        if field.is_hidden:
            found += [("", "", message) for message in field.errors]
        else:
            found += [(anchor(field), str(field.label), message) for message in field.errors]
    return found
