"""The doors of a network's rooms, said once."""

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.network.policies.together import SPEAKERS

COORDINATOR = door(Role.NETWORK_COORDINATOR, relation=Relation.NETWORK)
TO_MEMBERS = doors(door(relation=Relation.OWN), COORDINATOR)
TO_NETWORK_KEEPERS = doors(door(*(KEEPERS - {Role.NETWORK_COORDINATOR}), relation=Relation.OWN), COORDINATOR)
TO_LEADERS = doors(door(*SPEAKERS, relation=Relation.OWN), COORDINATOR)
