"""The communities anybody may read. What is said there stays there: it is on no map and in no feed."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.public import Kind

from .models import Community
from .queries.places import communities_read_by


def _communities() -> QuerySet[Community]:
    return communities_read_by(AnonymousUser())


KINDS = (Kind("communautes", pgettext_lazy("came out", "Community"), found=_communities),)
