"""No field may be silent about what becomes of it when data leave for tests or analysis."""

import pytest
from django.apps import apps

from arrimage.apps.kernel.models import Privacy
from arrimage.config.privacy import OTHERS


def declared(model) -> Privacy | None:
    return OTHERS.get(model._meta.label) or getattr(model, "privacy", None)


@pytest.mark.parametrize("model", apps.get_models(include_auto_created=False), ids=lambda m: m._meta.label)
def test_every_field_says_once_what_becomes_of_it(model):
    privacy = declared(model)
    assert privacy, f"{model._meta.label} declares no privacy"
    fields = {
        field.name for field in model._meta.get_fields() if not (field.auto_created and not field.concrete)
    }
    for field in fields:
        assert len(privacy.of(field)) == 1, f"{model._meta.label}.{field}: {privacy.of(field) or 'silent'}"
    said = {*privacy.kept.split(), *privacy.scrubbed.split(), *privacy.pseudonymised.split()}
    assert said <= fields, f"{model._meta.label} speaks of fields it has not: {said - fields}"
