"""What reports show of this room: a published joint display, a logic model as it stands today."""

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from arrimage.apps.inquiry.report_blocks import BlockKind, Part

from .models import Box, Display
from .queries import displays, logic


def _uid(ref: str) -> UUID:
    try:
        return UUID(ref)
    except ValueError:
        return UUID(int=0)


def _displays(user) -> list[tuple[str, str]]:
    found = displays.displays_led_by(user).filter(state=Display.State.PUBLISHED)
    return [(str(one.uid), one.title) for one in found]


def _display_parts(user, ref: str, language: str) -> list[Part] | None:
    """Published alone: those it quotes have read it, and it no longer changes."""
    found = displays.displays_led_by(user).filter(state=Display.State.PUBLISHED, uid=_uid(ref)).first()
    if found is None:
        return None
    with translation.override(language):
        content = displays.shown(found.content)
        rows, sources, quotes = [], [], []
        for row in content["rows"]:
            figure = row["figure"]
            said = _("No figure says anything of it.")
            if figure:
                said = f"{figure['question']} {figure['answer']} : {figure['said']}"
                said += f", {figure['interval']}" if figure["interval"] else ""
                sources.append(" · ".join(filter(None, (figure["source"], figure["nature"]))))
            rows.append([said, row["theme"] or "—", row["meta_said"], row["inference"]])
            quotes += [(one["text"], one["by"]) for one in row["quotes"]]
        header = [_("The figure"), _("The words"), _("What they say together"), _("In words")]
        source = "; ".join(dict.fromkeys(sources)) or content["led_by"]
        note = _("An invented example: nobody was asked, nobody said these words.")
        parts = [
            Part(text=content["question"]),
            Part(content["title"], "", header, rows, source, note if content["is_example"] else ""),
        ]
        return [*parts, Part(_("Words of people"), quotes=quotes)] if quotes else parts


def _models(user) -> list[tuple[str, str]]:
    return [(str(one.uid), one.title) for one in logic.models_led_by(user) if one.held]


def _model_parts(user, ref: str, language: str) -> list[Part] | None:
    found = logic.models_led_by(user).filter(uid=_uid(ref)).first()
    if found is None:
        return None
    with translation.override(language):
        drawn = logic.drawn(found)
        if not drawn.boxes:
            return None
        rows, sources = [], []
        for box in drawn.boxes:
            evidence = list(box.evidence.all())
            sources += [one.source for one in evidence]
            found_words = f"{box.get_finding_display()} : {box.finding_words}" if box.finding else "—"
            by_what = "; ".join(f"{one.label} ({one.get_says_display()})" for one in evidence)
            leads = ", ".join(one.words for one in box.next)
            rows.append([box.words, str(Box.Kind(box.kind).label), found_words, by_what or "—", leads or "—"])
        header = [
            _("Box"),
            pgettext("logic model", "What it is"),
            _("What was found"),
            _("By what"),
            _("It leads to"),
        ]
        source = "; ".join(dict.fromkeys(sources)) or found.source or str(found.organisation)
        return [Part(text=found.purpose), Part(found.title, "", header, rows, source)]


DISPLAY = BlockKind(
    "display",
    pgettext_lazy("block of a report", "Figures and words, side by side"),
    _displays,
    _display_parts,
)
MODEL = BlockKind("logic", pgettext_lazy("block of a report", "Logic model"), _models, _model_parts)
