"""French everywhere: what a label or a string asks for is in the catalogues."""

import importlib
import pkgutil

import pytest
from django.forms import ModelForm
from django.utils.functional import Promise

import arrimage.apps
from arrimage.config import messages

# Their labels are given in French once the form knows what it is about.
NAMED_LATER = {
    ("TeamForm", "region"),
    ("OfferForm", "sites"),
    ("CodeForm", "parent"),
    ("CorpusForm", "study"),
    ("AppointmentForm", "held_by"),
    ("VariableForm", "type"),
}


def forms_of_models():
    for module in pkgutil.walk_packages(arrimage.apps.__path__, "arrimage.apps."):
        if ".forms" in module.name:
            importlib.import_module(module.name)
    waiting = [ModelForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.startswith("arrimage."):
                yield form


def test_no_label_is_the_name_of_a_field():
    """A field of a model nobody named in words shows its English name."""
    bare = set()
    for form in forms_of_models():
        for name, field in form.base_fields.items():
            if field.label is None or isinstance(field.label, Promise) or name in form.declared_fields:
                continue
            told = form._meta.model._meta.get_field(name).verbose_name
            if not isinstance(told, Promise):
                bare.add((form.__name__, name))
    assert bare == NAMED_LATER


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("f\"{_('One word')}.csv\"", [("One word", None)]),
        ("f\"{pgettext('file', 'one')}\"", [("one", "file")]),
        ("f\"{ngettext('a', 'b', n)}\"", [(("a", "b"), None)]),
        ("f\"{name} {other('not ours')}\"", []),
    ],
)
def test_a_sentence_inside_a_string_is_one_to_translate(source, found):
    said = messages.messages_within_strings(source, "somewhere.py")
    assert [(words, context) for words, context, _place in said] == found
