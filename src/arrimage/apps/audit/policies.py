"""Who may read the journal."""

from django.db.models import Q

# Codes of accounts' roles: accounts stands above this context and is not imported.
READERS = ("auditor", "privacy_officer")


def journal_readable_by(user) -> Q:
    """Auditors and privacy officers, and only what was done in the name of the organisation they act for.

    A network is no exception: its auditor reads the journal of the organisation that seats them, and each
    organisation of the network has its own. What the installation does by itself is in nobody's name: it
    is read from the terminal.
    """
    if user.acting is None or user.acting.role not in READERS:
        return Q(pk__in=[])
    return Q(organisation=str(user.acting.organisation.uid))
