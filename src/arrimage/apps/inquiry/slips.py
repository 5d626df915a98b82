"""How an anonymous answer counts for its invitation without leading to it.

While somebody answers, the only way from their answers to their invitation is sealed under the personal code,
which they alone hold. Once sent, it is sealed under the installation's key until the invitations of several
people are marked «answered» at once; then it is destroyed. `docs/decisions/0021-campaigns.md` says what this
protects from, and what it does not.
"""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from arrimage.apps.kernel.crypto import UnreadableText, decrypt, encrypt
from arrimage.apps.questionnaires.codes import spelled

UNDER_CODE, WAITING = "code:", "slip:"
CONTEXT = "inquiry.slip"


def under_code(invitation_id: int, code: str) -> str:
    """The way back, that only the code opens."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key(code)).encrypt(nonce, _padded(invitation_id).encode(), CONTEXT.encode())
    return UNDER_CODE + base64.urlsafe_b64encode(nonce + sealed).decode()


def opened_with(code: str, owner: str) -> int:
    """The invitation behind a draft. Raises UnreadableText."""
    try:
        raw = base64.urlsafe_b64decode(owner.removeprefix(UNDER_CODE))
        return int(AESGCM(_key(code)).decrypt(raw[:12], raw[12:], CONTEXT.encode()))
    except (InvalidTag, ValueError) as error:
        raise UnreadableText("This code does not open these answers.") from error


def waiting(invitation_id: int) -> str:
    """The same way back, for the moment it takes until several can be counted at once."""
    return WAITING + encrypt(_padded(invitation_id), CONTEXT)


def waiting_for(owner: str) -> int:
    return int(decrypt(owner.removeprefix(WAITING), CONTEXT))


def _padded(invitation_id: int) -> str:
    return f"{invitation_id:010d}"  # every slip has the same length


def _key(code: str) -> bytes:
    # The code has 79 bits: no slow derivation is needed, nobody tries them all.
    return hashlib.sha256(b"inquiry.slip:" + spelled(code).encode()).digest()
