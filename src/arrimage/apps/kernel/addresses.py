"""A web address, https when nothing says otherwise."""

from django.db import models


class WebAddressField(models.URLField):
    """`exemple.org` typed on a phone is https://exemple.org."""

    def formfield(self, **options):
        return super().formfield(**{"assume_scheme": "https", **options})
