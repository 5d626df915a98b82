"""The arithmetic of the chain: what exactly a seal, and a checkpoint, are the hash of."""

import json
from datetime import UTC, datetime
from typing import Any

from arrimage.apps.kernel.crypto import sign

from .models import Checkpoint, Entry, Seal

# The columns a seal covers, by form. A column added to Entry makes a new form; old seals keep theirs.
FORMS = {
    1: (
        "id at action actor actor_label role organisation organisation_label subjects purpose request details"
    ).split(),
}
FORM = max(FORMS)


def hash_of(seal: Seal, entry: Entry, previous: str) -> str:
    """HMAC-SHA256 of the previous hash, the seal's own columns and the entry's every column.

    Keyed, so that whoever holds the database alone cannot make the chain whole again after an edit.
    """
    message = [
        previous,
        [seal.form, seal.number, seal.entry_id, _plain(seal.sealed_at)],
        [[name, _plain(getattr(entry, name))] for name in FORMS[seal.form]],
    ]
    return sign("JOURNAL", _bytes(message), seal.key)


def signature_of(checkpoint: Checkpoint) -> str:
    """HMAC-SHA256 of every other column of the checkpoint."""
    columns = [field.attname for field in Checkpoint._meta.concrete_fields if field.attname != "signature"]
    message = [[name, _plain(getattr(checkpoint, name))] for name in sorted(columns)]
    return sign("JOURNAL", _bytes(message), checkpoint.key)


def _plain(value: Any) -> Any:
    """Moments in UTC to the microsecond: the same bytes whatever the engine's own time zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _bytes(message: Any) -> bytes:
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()
