"""Sensitive text, unreadable to whoever holds only the database.

AES-256-GCM. A value is written `<key id>:<base64 of nonce + ciphertext + tag>`. Its context (which model
and field it belongs to) is authenticated with it, so that it cannot be moved to another field.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE = 12  # bytes; random, so a key should not serve more than 2**32 values


class UnreadableText(Exception):
    """An encrypted value was altered, moved, or its key is not here."""


@dataclass(frozen=True)
class Keyring:
    """Keys by id; the first is the one that writes, all of them read."""

    keys: dict[str, bytes]

    @property
    def current(self) -> str:
        return next(iter(self.keys))


def encrypt(text: str, context: str = "") -> str:
    """The text, readable only with the current key and in this context. An empty text stays empty."""
    return seal(text.encode(), context)


def decrypt(token: str, context: str = "") -> str:
    """The text back. Raises UnreadableText."""
    return unseal(token, context).decode()


def seal(data: bytes, context: str = "") -> str:
    """`encrypt`, of bytes: what a file says."""
    if not data:
        return ""
    ring = keyring("FIELD")
    nonce = os.urandom(NONCE)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, data, context.encode())
    return f"{ring.current}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(token: str, context: str = "") -> bytes:
    """The bytes back. Raises UnreadableText."""
    if not token:
        return b""
    name, _, body = token.partition(":")
    key = _key("FIELD", name)
    try:
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableText(
            f"An encrypted value of {context or 'this installation'} was altered or moved: it cannot be read."
        ) from error


def keyring(purpose: str) -> Keyring:
    """The keys for a purpose (`FIELD`, `JOURNAL`): from the environment, else from their 0600 file."""
    return _load(getattr(settings, f"{purpose}_KEYS"), str(getattr(settings, f"{purpose}_KEYS_FILE")))


def add_key(purpose: str) -> str:
    """Put a new key first in the purpose's file, and return its id.

    Raises ImproperlyConfigured when keys come from the environment: put the new one first there.
    """
    if getattr(settings, f"{purpose}_KEYS"):
        raise ImproperlyConfigured(
            f"These keys come from ARRIMAGE_{purpose}_KEYS: put the new key first there, and start again."
        )
    ring = keyring(purpose)
    name = _new_id(ring.keys)
    _write(Path(getattr(settings, f"{purpose}_KEYS_FILE")), {name: secrets.token_bytes(32), **ring.keys})
    _load.cache_clear()
    return name


def sign(purpose: str, message: bytes, key: str) -> str:
    """HMAC-SHA256 of the message with one key of the purpose, in hexadecimal (64 characters)."""
    return hmac.new(_key(purpose, key), message, hashlib.sha256).hexdigest()


def _key(purpose: str, name: str) -> bytes:
    if name not in keyring(purpose).keys:
        _load.cache_clear()  # added by another process since this one started?
    try:
        return keyring(purpose).keys[name]
    except KeyError:
        raise UnreadableText(f"The key {name[:16]!r} ({purpose}) is not among this installation's.") from None


@cache
def _load(given: str, file: str) -> Keyring:
    path = Path(file)
    if given:
        return _parse(given, "the environment")
    if not path.exists():
        _write(path, {_new_id({}): secrets.token_bytes(32)}, exclusive=True)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others than its owner: chmod 600 it.")
    return _parse(path.read_text(encoding="ascii"), str(path))


def _parse(text: str, where: str) -> Keyring:
    try:
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError):
        keys = {}
    if not keys or any(len(key) != 32 for key in keys.values()) or any(not _is_id(name) for name in keys):
        raise ImproperlyConfigured(
            f"The keys of {where} must be JSON: id (1 to 16 letters or digits) → 32 bytes in base64."
        )
    return Keyring(keys)


def _is_id(name: str) -> bool:
    return name.isascii() and name.isalnum() and len(name) <= 16


def _new_id(taken: dict[str, bytes]) -> str:
    return next(name for n in range(1, 10_000) if (name := f"k{n}") not in taken)


def _write(path: Path, keys: dict[str, bytes], *, exclusive: bool = False) -> None:
    """Write whole or not at all; `exclusive` leaves a file that another process has just written."""
    text = json.dumps({name: base64.b64encode(key).decode() for name, key in keys.items()})
    handle, draft = tempfile.mkstemp(dir=path.parent)  # 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if not exclusive:
        os.replace(draft, path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process won: its keys are the keys
    finally:
        os.unlink(draft)
