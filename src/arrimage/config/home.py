"""Where this installation keeps what must never be in the repository: keys and the embedded database."""

import contextlib
import os
import secrets
import tempfile
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
    """A secret from the environment, else from a 0600 file written once, by whichever process comes first."""
    if value := os.environ.get(variable):
        return value
    path = home() / name
    if not path.exists():
        # Written apart, then linked: whoever finds the file finds it whole, and the second writer loses.
        with tempfile.NamedTemporaryFile("w", dir=home(), encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text(encoding="ascii").strip()
