"""The personal code that opens one's own answers again, on any device. Only its digest is kept."""

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads as something else
LENGTH = 16  # 79 bits: nobody finds one by trying


def new_code() -> str:
    """Four groups of four, as one reads it aloud."""
    return spelled("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def spelled(code: str) -> str:
    """The code as we write it, however it was typed: capitals, spaces and hyphens do not count."""
    letters = _letters(code)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def digest_of(code: str) -> str:
    return hashlib.sha256(_letters(code).encode()).hexdigest()


def _letters(code: str) -> str:
    return "".join(character for character in code.lower() if character in ALPHABET)


def code_from(secret: str) -> str:
    """The code a secret stands for: the same each time, for those who are reached by a link of their own."""
    number = int.from_bytes(hashlib.sha256(b"code:" + secret.encode()).digest())
    letters = []
    for _ in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return spelled("".join(letters))
