"""The Vega runtime of the interactive layer: taken from vl-convert at build time, never committed.

`collectstatic` and the development server find it through `RuntimeFinder`, which writes it once per version
of vl-convert in `settings.BUILT_STATIC` (about 3 s, 0.9 MB).
"""

import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

NAME = "arrimage/vega.js"


def write_vega_bundle(path: Path) -> Path:
    """Write the ES module that exports `embed` (Vega, Vega-Lite and Vega-Embed inside). Returns the path.

    Two processes may write at once: each writes aside, then puts the whole file in place.
    """
    import vl_convert

    bundle = vl_convert.javascript_bundle("export default vegaEmbed;")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, suffix=".js")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(bundle)
    os.chmod(aside, 0o644)
    os.replace(aside, path)
    return path


class RuntimeFinder(BaseFinder):
    """Finds one file, and makes it when it is not there yet."""

    def __init__(self, app_names=None, *args, **kwargs) -> None:
        self.storage = FileSystemStorage(
            location=Path(settings.BUILT_STATIC) / f"vega-{version('vl-convert-python')}"
        )
        self.storage.prefix = ""
        super().__init__(*args, **kwargs)

    def _path(self) -> Path:
        path = Path(self.storage.path(NAME))
        return path if path.exists() else write_vega_bundle(path)

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        if path != NAME:
            return []
        return [str(self._path())] if find_all else str(self._path())

    def list(self, ignore_patterns) -> Iterator[tuple[str, FileSystemStorage]]:
        if not matches_patterns(NAME, ignore_patterns or []):
            self._path()
            yield NAME, self.storage
