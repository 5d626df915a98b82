"""Who the pages of this room are for."""

from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning.policies import EDITORS

__all__ = [
    "AT_WORK",
    "TO_EDITORS",
    "TO_HOLDER",
    "TO_OWN_EDITORS",
    "TO_THOSE_IN_IT",
    "accepted",
    "done",
    "status_of",
]

AT_WORK = doors(door())
TO_EDITORS = doors(door(*EDITORS))
TO_OWN_EDITORS = doors(door(*EDITORS, relation=Relation.OWN))
TO_HOLDER = doors(door(relation=Relation.SELF))
# Editors of the two sides, and those who sit in it: which of them does what, the actions say.
TO_THOSE_IN_IT = doors(door(*EDITORS, relation=Relation.OWN), door(relation=Relation.SELF))
