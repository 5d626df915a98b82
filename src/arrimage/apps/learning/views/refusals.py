"""Who the pages of learning are for."""

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.learning.policies import EDITORS

TO_EDITORS = doors(door(*EDITORS))
TO_OWN_EDITORS = doors(door(*EDITORS, relation=Relation.OWN))
LIVED = frozenset({Role.RESOURCE_PATIENT, Role.PATIENT_COACH})
