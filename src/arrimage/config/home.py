"""Where this installation keeps what must never be in the repository: keys and the embedded database."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The installation's own folder, made at first use and readable by its owner only."""
    folder = os.environ.get("ARRIMAGE_HOME")
    if folder:
        path = Path(folder)
    else:
        data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        path = Path(data) / "arrimage"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(name: str, *, variable: str) -> str:
    """A secret from the environment, else from a 0600 file written once.

    Two processes may start together: the file is created exclusively, and the loser reads the winner's.
    """
    if value := os.environ.get(variable):
        return value
    path = home() / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    value = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(value)
    return value
