"""French for every sentence: extract, check and compile the catalogues, in Python alone.

`python -m arrimage.config.messages extract|check|compile`. Each context keeps its own catalogue beside
its code (`…/locale/fr/LC_MESSAGES/django.po`); the compiled `.mo` files are not committed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,  # gettext_lazy, in modules that need both
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What Django's own template reader writes for each translatable piece of a template.
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*((?:{STRING}\s*,?\s*)+)(?:count)?\)")

Message = tuple[str | tuple[str, str], str | None, str]  # msgid (or singular, plural), context, place


def homes() -> list[Path]:
    """The folders that keep a catalogue of their own."""
    apps = sorted(folder for folder in (PACKAGE / "apps").iterdir() if (folder / "__init__.py").exists())
    return [*apps, PACKAGE / "design", PACKAGE / "config", PACKAGE / "interop", PACKAGE / "cli"]


def catalogue_of(home: Path) -> Path:
    return home / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def messages_of_python(path: Path, place: str) -> Iterator[Message]:
    for line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
        if message:
            yield message, context, f"{place}:{line}"
    yield from messages_within_strings(path.read_text(encoding="utf-8"), place)


def messages_within_strings(source: str, place: str) -> Iterator[Message]:
    """Those asked for inside an f-string, which the extraction reads as one word before Python 3.12."""
    for string in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(string) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            said = [part.value for part in call.args if isinstance(part, ast.Constant)]
            if name not in KEYWORDS or not said:
                continue
            context = str(said.pop(0)) if "pgettext" in name else None
            words = (said[0], said[1]) if "ngettext" in name or "npgettext" in name else said[0]
            yield words, context, f"{place}:{call.lineno}"


def messages_of_template(path: Path, place: str) -> Iterator[Message]:
    source = templatize(path.read_text(encoding="utf-8"), origin=place)
    for call in CALL.finditer(source):
        name, arguments = call.group(1), ast.literal_eval("(" + call.group(2).rstrip(", ") + ",)")
        line = source.count("\n", 0, call.start()) + 1
        context = arguments[0] if "p" in name else None
        rest = arguments[1:] if context is not None else arguments
        yield (tuple(rest[:2]) if name.startswith("n") else rest[0]), context, f"{place}:{line}"


def messages_of(home: Path) -> Iterator[Message]:
    for path in sorted(home.rglob("*")):
        place = path.relative_to(PACKAGE).as_posix()
        if "migrations" in path.parts or "static" in path.parts:
            continue
        if path.suffix == ".py":
            yield from messages_of_python(path, place)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from messages_of_template(path, place)


def extracted(home: Path) -> Catalog:
    catalogue = Catalog(locale="fr", project="arrimage", charset="utf-8", fuzzy=False)
    for message, context, place in messages_of(home):
        # Files only, no line numbers: a catalogue changes when a sentence does, not when code moves.
        catalogue.add(message, None, locations=[(place.rsplit(":", 1)[0], None)], context=context)
    return catalogue


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="fr")
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def typeset(string: str) -> str:
    """The no-break spaces French asks for: before «: ; ? ! »» and after «."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", string)


def extract() -> int:
    """Bring the catalogues up to date: new sentences empty, vanished ones dropped, no guess."""
    for home in homes():
        template, path = extracted(home), catalogue_of(home)
        if not len(template) and not path.exists():
            continue
        catalogue = read(path)
        template.creation_date = catalogue.creation_date  # a file changes when a sentence does
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        for message in catalogue:
            if message.id and isinstance(message.string, str):
                message.string = typeset(message.string)
            elif message.id and message.string:
                message.string = tuple(map(typeset, message.string))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, sort_output=True, width=100, omit_header=False, ignore_obsolete=True)
    return 0


def faults() -> list[str]:
    """What is missing, vague or broken, one line each."""
    found = []
    told: dict[tuple[str, str | None], tuple[str, object]] = {}
    for home in homes():
        catalogue = read(catalogue_of(home))
        name = home.relative_to(PACKAGE).as_posix()
        wanted = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in extracted(home) if m.id}
        present = {}
        for message in catalogue:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0], message.context
            present[key] = message
            # Django keeps one translation of a sentence for all: the second one would never be seen.
            first, string = told.setdefault(key, (name, message.string))
            if string != message.string:
                found.append(f"{name}: other French than in {first}, give it a context: {key[0]!r}")
            strings = [message.string] if isinstance(message.string, str) else message.string
            if not all(strings):
                found.append(f"{name}: not translated: {key[0]!r}")
            elif any(string != typeset(string) for string in strings):
                found.append(f"{name}: run `extract` for the spaces French wants: {key[0]!r}")
            elif message.fuzzy:
                found.append(f"{name}: fuzzy: {key[0]!r}")
            else:
                found += [f"{name}: {error}: {key[0]!r}" for error in message.check(catalogue)]
        found += [
            f"{name}: not in the catalogue: {key[0]!r}" for key in sorted(wanted - present.keys(), key=str)
        ]
        found += [f"{name}: no longer used: {key[0]!r}" for key in sorted(present.keys() - wanted, key=str)]
    return found


def check() -> int:
    found = faults()
    print("\n".join(found) or "French is complete.")  # noqa: T201
    return 1 if found else 0


def compile() -> int:
    for home in homes():
        source = catalogue_of(home)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            partial = target.with_suffix(f".{id(source)}.part")
            with partial.open("wb") as file:
                write_mo(file, read(source))
            partial.replace(target)  # two processes may compile at once
    return 0


if __name__ == "__main__":
    sys.exit({"extract": extract, "check": check, "compile": compile}[sys.argv[1]]())
