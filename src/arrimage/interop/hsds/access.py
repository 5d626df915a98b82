"""Who the API is for. Its operations are ninja's and carry no decorator: the access test reads this."""

from arrimage.apps.kernel.access import EVERYONE, Audience

NAMESPACE = "hsds"
API_AUDIENCES: Audience = EVERYONE
