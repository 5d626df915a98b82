"""What reports show of this room: a joint display and a logic model, as they stand today."""

from datetime import date
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from arrimage.apps.inquiry.report_blocks import BlockKind, Part

from .models import Box, Display, Row
from .numbers import Number, numbers_at
from .queries import displays, logic


def _uid(ref: str) -> UUID:
    try:
        return UUID(ref)
    except ValueError:
        return UUID(int=0)


def _displays(user) -> list[tuple[str, str]]:
    return [
        (str(one.uid), one.title if _is_out(one) else f"{one.title} ({one.get_state_display()})")
        for one in displays.displays_led_by(user)
    ]


def _is_out(display: Display) -> bool:
    return display.state == Display.State.PUBLISHED


def _display_wrong(user, ref: str) -> list[str]:
    """Nothing goes out that those it quotes have not read."""
    found = displays.displays_led_by(user).filter(uid=_uid(ref)).first()
    if found is None or _is_out(found):
        return []
    return [_("its joint display is not published yet: those it quotes read it first.")]


def _display_parts(user, ref: str, language: str) -> list[Part] | None:
    """Its numbers as they are today, and what moved; its words once those who said them have read them."""
    found = displays.displays_led_by(user).filter(uid=_uid(ref)).first()
    if found is None:
        return None
    with translation.override(language):
        content = displays.shown(found.content if _is_out(found) else displays.drafted(found, user))
        lines = list(found.rows.all())
        numbers = numbers_at(user, [one.figure for one in lines])
        rows, sources, quotes, moved = [], [], [], []
        for row, line in zip(content["rows"], lines, strict=True):
            figure, today = row["figure"], numbers.get(line.figure)
            rows.append([_said(figure, today), row["theme"] or "—", row["meta_said"], row["inference"]])
            if figure:
                sources.append(" · ".join(filter(None, (figure["source"], figure["nature"]))))
            moved += _moved(found, line, row, today)
            quotes += [(one["text"], one["by"]) for one in row["quotes"]]
        header = [_("The figure"), _("The words"), _("What they say together"), _("In words")]
        source = "; ".join(dict.fromkeys(sources)) or content["led_by"]
        note = _("An invented example: nobody was asked, nobody said these words.")
        parts = [
            Part(text=content["question"]),
            Part(content["title"], "", header, rows, source, note if content["is_example"] else ""),
        ]
        if moved:
            parts.append(Part(_("What moved"), "\n".join(f"- {one}" for one in moved)))
        if not _is_out(found):
            parts.append(Part(text=_("People’s words come in once they have read them here.")))
        elif quotes:
            parts.append(Part(_("Words of people"), quotes=quotes))
        return parts


def _said(figure: dict | None, today: Number | None) -> str:
    """The number of today, where it may still be read; else as it was published."""
    if not figure:
        return _("No figure says anything of it.")
    if today:
        question, answer, said, interval = today.question, today.answer, today.said, today.interval
    else:
        question, answer, said, interval = (figure[one] for one in ("question", "answer", "said", "interval"))
    return f"{question} {answer} : {said}" + (f", {interval}" if interval else "")


def _moved(display: Display, line: Row, row: dict, today: Number | None) -> list[str]:
    """What was noted of its number, then what is new since it was last looked at, or published."""
    figure, told = row["figure"], []
    for one in row["moves"]:
        words = {"day": date_format(date.fromisoformat(one["on"]), "DATE_FORMAT")}
        words |= {"before": _of(one["before"]), "after": _of(one["after"]), "words": one["words"]}
        told.append(_("%(day)s, from %(before)s to %(after)s: %(words)s") % words)
    seen, at = (figure, display.published_at) if _is_out(display) else (line.seen, line.seen_at)
    if not figure or not seen or not at:
        return told
    words = {"question": figure["question"], "answer": figure["answer"], "before": _of(seen)}
    words["day"] = date_format(localdate(at), "DATE_FORMAT")
    if today is None:
        since = _("%(question)s %(answer)s: it cannot be read any more; %(before)s is of %(day)s.")
    elif (today.count, today.base) != (seen["count"], seen["base"]):
        words["after"] = today.said
        since = _(
            "%(question)s %(answer)s: %(before)s on %(day)s, %(after)s since. What is said beside it was"
            " written before that."
        )
    else:
        return told
    return [*told, since % words]


def _of(number: dict) -> str:
    return _("%(count)d of %(base)d") % {"count": number["count"], "base": number["base"]}


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
    _display_wrong,
)
MODEL = BlockKind("logic", pgettext_lazy("block of a report", "Logic model"), _models, _model_parts)
