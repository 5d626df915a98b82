"""A tile for each place, under the name of its region: where there is no limit file, and no room on the map.

The province's 93 local networks are too many for the tile map, and no boundary is shipped. Tiles are of equal
size, in the order of their codes; the table below says every name.
"""

from collections.abc import Mapping
from html import escape

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from arrimage.design.numbers import compact

from .figure import Figure
from .scale import Steps
from .svg import HATCH
from .tilemap import FULL_NAMES, area_group

ACROSS, WIDTH, HEIGHT, GAP, HEAD = 4, 104, 62, 6, 26


def mosaic(
    values: Mapping[str, float | None],
    *,
    title: str,
    summary: str,
    source: str,
    measure: str,
    names: Mapping[str, str] | None = None,
    steps: Steps | None = None,
    **figure,
) -> Figure:
    """The figure of one value per place, by its code; the first two figures of a code are its region.

    A place whose value is None is hatched. `names`: of places, where known. Raises ValueError without places.
    """
    if not values:
        raise ValueError("a mosaic needs at least one place")
    names = names or {}
    steps = steps or Steps.over(values.values())
    regions: dict[str, list[str]] = {}
    for code in sorted(values):
        regions.setdefault(code[:2] if code[:2] in FULL_NAMES and len(code) > 2 else "", []).append(code)
    drawn, top = [], 0
    for region, codes in regions.items():
        if region:
            label = f"{region} {FULL_NAMES[region]}"
            drawn.append(f'<text class="mosaic-region" x="2" y="{top + 17}">{escape(label)}</text>')
            top += HEAD
        for place, code in enumerate(codes):
            line, column = divmod(place, ACROSS)
            x, y = column * (WIDTH + GAP) + 2, top + line * (HEIGHT + GAP)
            value = values[code]
            inside = (
                f'<rect class="area" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
                f'<text class="tile-code" x="{x + 9}" y="{y + 21}">{escape(code[:10])}</text>'
                f'<text class="tile-value" x="{x + WIDTH - 8}" y="{y + 51}" text-anchor="end">'
                f"{'—' if value is None else compact(value)}</text>"
            )
            label = f"{code} {names[code]}" if code in names else code
            drawn.append(area_group(inside, kind="tile", label=label, value=value, steps=steps))
        top += -(-len(codes) // ACROSS) * (HEIGHT + GAP) + 8
    across = min(ACROSS, max(map(len, regions.values())))
    box = f"0 0 {max(across * (WIDTH + GAP), 330)} {top}"
    chart = mark_safe(f'<svg class="tilemap mosaic" viewBox="{box}">{HATCH}{"".join(drawn)}</svg>')  # noqa: S308 — as tile_map
    return Figure(
        title=title,
        chart=chart,
        summary=summary,
        source=source,
        header=[_("Code"), _("Territory"), measure],
        rows=[[code, names.get(code, "—"), values[code]] for code in sorted(values)],
        legend=steps.legend(values.values()),
        **figure,
    )
