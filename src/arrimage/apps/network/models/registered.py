from django.db import models
from django.utils.translation import gettext_lazy as _


class Registered(models.Model):
    """A thing another register may speak of; what it said last is kept apart from what people wrote."""

    register = models.CharField(max_length=60, blank=True, editable=False)  # "m02", "hsds:…"; empty: ours
    # Null rather than empty: the unique constraints then leave our own things alone.
    register_code = models.CharField(  # noqa: DJ001
        _("official code"), max_length=64, null=True, blank=True, editable=False
    )
    register_data = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
