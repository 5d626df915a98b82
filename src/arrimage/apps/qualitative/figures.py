"""What is still new, text after text, drawn beside what any order would give."""

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.qualitative.models import Corpus
from arrimage.apps.qualitative.queries.crossing import Curve
from arrimage.design.figures import Figure
from arrimage.design.numbers import number
from arrimage.design.tokens import light


def saturation_figure(corpus: Corpus, curve: Curve) -> Figure:
    """The curve of new codes; a curve argues, it never proves."""
    found = curve.found
    rows = [
        [place, str(text.case), new, read, round(mean, 1)]
        for place, (text, new, read, mean) in enumerate(
            zip(curve.texts, found.new, found.read, found.mean, strict=True), 1
        )
    ]
    return Figure(
        title=_("Is anything still new?"),
        chart=_spec(curve),
        summary=_summary(curve),
        header=[_("Text"), _("Case"), _("New codes"), _("Codes met so far"), _("On average, in any order")],
        rows=rows,
        source=str(corpus),
        method=_(
            "Codes met text after text, in the order they were first coded; beside it, the mean over all"
            " orders (exact) and where nine orders of ten stand. The number nobody has met yet is Chao2’s"
            " estimate, a lower bound."
        ),
        note=_("A flat curve does not prove that nothing is left: a rare code may be the one that matters."),
    )


def _summary(curve: Curve) -> str:
    found = curve.found
    last = found.new[-1]
    if last:
        said = ngettext(
            "The last text brought %(n)s new code, of %(all)s met.",
            "The last text brought %(n)s new codes, of %(all)s met.",
            last,
        ) % {"n": last, "all": found.read[-1]}
    else:
        said = _("The last text brought no new code, of %(all)s met.") % {"all": found.read[-1]}
    if found.unseen is None:
        return said
    unseen = round(found.unseen)
    if not unseen:
        return said
    more = ngettext(
        "About %(n)s more would be left to meet, at the least.",
        "About %(n)s more would be left to meet, at the least.",
        unseen,
    ) % {"n": number(unseen)}
    return f"{said} {more}"


def _spec(curve: Curve) -> dict:
    found = curve.found
    rows = [
        {"text": place, "read": read, "mean": mean, "low": low, "high": high}
        for place, (read, mean, low, high) in enumerate(
            zip(found.read, found.mean, found.low, found.high, strict=True), 1
        )
    ]
    # A line says enough where points would touch.
    return {**_drawing(_("texts read"), _("codes met"), len(rows) <= 60), "datasets": {"read": rows}}


WHOLE = "datum.value % 1 ? '' : datum.label"  # there is no half a text


@lru_cache(maxsize=8)  # the same in the same words; the figures are put in afterwards
def _drawing(across: str, up: str, has_points: bool) -> dict:
    import altair as alt  # takes half a second to load: not before a chart is drawn

    tones = light()
    base = alt.Chart(alt.NamedData(name="read")).encode(
        x=alt.X("text:Q", title=across, axis=alt.Axis(format=",d", labelExpr=WHOLE, grid=False))
    )
    band = base.mark_area(color=tones["step-2"], opacity=0.6).encode(y=alt.Y("low:Q", title=up), y2="high:Q")
    mean = base.mark_line(color=tones["edge"], strokeDash=[4, 3]).encode(y=alt.Y("mean:Q", title=up))
    point = {"color": tones["river"], "size": 50} if has_points else False
    read = base.mark_line(color=tones["river"], strokeWidth=2.5, point=point)
    return (
        alt.layer(band, mean, read.encode(y=alt.Y("read:Q", title=up)))
        .properties(width=300, height=190)
        .to_dict()
    )
