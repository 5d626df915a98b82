"""Pages of documentation written from the code; CI fails when they are stale.

`python -m arrimage.cli.generated write|check`.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "generated"
NOTE = "<!-- Written from the code by `make docs`: do not edit. -->\n"


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def named_urls(patterns, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, object]]:
    """(name, address, view) of every address, namespaces included."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern.url_patterns, route, inside)
        else:
            yield f"{namespace}{pattern.name or ''}", route, pattern.callback


def access() -> str:
    """Who each page is for."""
    from django.urls import get_resolver

    rows = []
    for name, route, view in named_urls(get_resolver().url_patterns):
        audience = audience_of(name, view)
        rows.append([f"`/{route}`", name, in_words(audience)])
    return "# Who each page is for\n\n" + table(["address", "name", "for"], sorted(rows))


def audience_of(name: str, view):
    """The audience a view declares, or that its API declares for it; None when it is silent."""
    from arrimage.interop.hsds.access import API_AUDIENCES, NAMESPACE

    if NAMESPACE in name.split(":")[:-1]:
        return API_AUDIENCES
    return getattr(view, "audience", None)


def in_words(audience) -> str:
    if audience is None:
        return "**nobody said**"
    if audience.everyone:
        return "everyone"
    if audience.signed_in:
        return "any account"
    relations = {
        "any": "",
        "own": " for their own organisation",
        "network": " mandated by both sides, for organisations without an account",
        "self": " themselves",
    }
    return "; ".join(
        (", ".join(sorted(door.roles)) or "whoever acts for an organisation") + relations[door.relation]
        for door in audience.doors
    )


def models_of_ours():
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("arrimage.")]


def privacy() -> str:
    """What becomes of each field."""
    rows = [
        [f"{model._meta.label}", model.privacy.kept, model.privacy.scrubbed, model.privacy.pseudonymised]
        for model in sorted(models_of_ours(), key=lambda model: model._meta.label)
    ]
    return "# What becomes of each field when data leave\n\n" + table(
        ["model", "kept", "scrubbed", "pseudonymised"], rows
    )


def states() -> str:
    """The state machines, drawn."""
    parts = ["# States\n"]
    for model in sorted(models_of_ours(), key=lambda model: model._meta.label):
        for owner in (model, *(value for value in vars(model).values() if isinstance(value, type))):
            if moves := getattr(owner, "NEXT", None):
                parts.append(f"## {model._meta.label}\n\n```mermaid\nstateDiagram-v2")
                for before, afters in moves.items():
                    parts += [f"    {before.value} --> {after.value}" for after in sorted(afters)]
                parts.append("```\n")
                break
    return "\n".join(parts)


def commands() -> str:
    """The command line, as its own help says it."""
    import click

    from arrimage.cli import arrimage

    parts = ["# The command line\n"]

    def say(command: click.Command, context: click.Context) -> None:
        parts.append(f"## `{context.command_path}`\n\n```\n{command.get_help(context)}\n```\n")
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inside = command.get_command(context, name)
                say(inside, click.Context(inside, parent=context, info_name=name, terminal_width=96))

    say(arrimage, click.Context(arrimage, info_name="arrimage", terminal_width=96))
    return "\n".join(parts)


PAGES = {"access.md": access, "privacy.md": privacy, "states.md": states, "commands.md": commands}


def main(what: str) -> int:
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
    django.setup()
    stale = []
    with translation.override("fr"):
        for name, write in PAGES.items():
            path, text = FOLDER / name, NOTE + write()
            if what == "write":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
    if stale:
        print(f"Stale: {', '.join(stale)}. Run `make docs`.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
