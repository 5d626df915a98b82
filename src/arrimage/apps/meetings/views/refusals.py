"""What every page here does with a refusal: beside its field, or in a sentence at the top."""

from django.http import HttpResponse

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.refusals import accepted

__all__ = ["TO_INVITED", "TO_KEEPERS", "TO_OWN_KEEPERS", "accepted", "private"]

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))
# A guest may also come for themselves: what they may open is what the queries give them.
TO_INVITED = doors(door(*KEEPERS, relation=Relation.OWN), door(relation=Relation.SELF))


def private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other page, no index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
