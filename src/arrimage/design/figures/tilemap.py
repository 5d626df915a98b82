"""The tile map of Québec: one tile per region, where nobody has imported boundaries. Our own design.

A tile is the same size whatever the region's area or population: the North is not the whole picture, and
Montréal is not a dot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from arrimage.design.numbers import compact, number

from .figure import Figure
from .scale import Steps
from .svg import HATCH


@dataclass(frozen=True)
class Tile:
    """A region's place on the map and its short name."""

    column: int
    row: int
    name: str


REGIONS = {
    "17": Tile(3, 0, "Nunavik"),
    "18": Tile(1, 1, "Terres-Cries"),
    "10": Tile(2, 1, "Nord-du-Qc"),
    "09": Tile(5, 1, "Côte-Nord"),
    "08": Tile(0, 2, "Abitibi-T."),
    "02": Tile(3, 2, "Saguenay–L."),
    "01": Tile(5, 2, "Bas-St-L."),
    "11": Tile(6, 2, "Gaspésie–Î."),
    "07": Tile(0, 3, "Outaouais"),
    "15": Tile(1, 3, "Laurentides"),
    "14": Tile(2, 3, "Lanaudière"),
    "04": Tile(3, 3, "Mauricie–CQ"),
    "03": Tile(4, 3, "Capitale-N."),
    "13": Tile(1, 4, "Laval"),
    "06": Tile(2, 4, "Montréal"),
    "12": Tile(4, 4, "Chaud.-App."),
    "16": Tile(2, 5, "Montérégie"),
    "05": Tile(3, 5, "Estrie"),
}

# The regions that hold several territories: (code, short name), as they lie inside the tile.
PARTS = {
    "06": (("061", "Ouest"), ("062", "C.-Ouest"), ("063", "C.-Sud"), ("064", "Nord"), ("065", "Est")),
    "11": (("111", "Gaspésie"), ("112", "Îles")),
    "16": (("163", "Ouest"), ("161", "Centre"), ("162", "Est")),
}

# In words, for the table and for who listens to the map.
FULL_NAMES = {
    "01": "Bas-Saint-Laurent",
    "02": "Saguenay–Lac-Saint-Jean",
    "03": "Capitale-Nationale",
    "04": "Mauricie et Centre-du-Québec",
    "05": "Estrie",
    "06": "Montréal",
    "07": "Outaouais",
    "08": "Abitibi-Témiscamingue",
    "09": "Côte-Nord",
    "10": "Nord-du-Québec",
    "11": "Gaspésie–Îles-de-la-Madeleine",
    "12": "Chaudière-Appalaches",
    "13": "Laval",
    "14": "Lanaudière",
    "15": "Laurentides",
    "16": "Montérégie",
    "17": "Nunavik",
    "18": "Terres-Cries-de-la-Baie-James",
    "061": "Ouest-de-l’Île-de-Montréal",
    "062": "Centre-Ouest-de-l’Île-de-Montréal",
    "063": "Centre-Sud-de-l’Île-de-Montréal",
    "064": "Nord-de-l’Île-de-Montréal",
    "065": "Est-de-l’Île-de-Montréal",
    "111": "Gaspésie",
    "112": "Îles-de-la-Madeleine",
    "161": "Montérégie-Centre",
    "162": "Montérégie-Est",
    "163": "Montérégie-Ouest",
}

WIDTH, HEIGHT, STEP_X, STEP_Y, GAP = 104, 92, 110, 98, 3


def territory_codes(region: str) -> list[str]:
    """The territories of a region: its parts, or the single one (`011` of `01`, `100` of `10`)."""
    if region in PARTS:
        return [code for code, _name in PARTS[region]]
    return [f"{region}0" if region in {"10", "17", "18"} else f"{region}1"]


def name_of(code: str) -> str:
    return FULL_NAMES.get(code) or FULL_NAMES[code[:2]]


def tile_map(
    values: Mapping[str, float | None],
    *,
    title: str,
    summary: str,
    source: str,
    measure: str,
    level: str = "region",
    links: Mapping[str, str] | None = None,
    here: str = "",
    steps: Steps | None = None,
    **figure,
) -> Figure:
    """The figure of one value per region, or per territory (`level="territory"`: three tiles split).

    `values` by official code (`06`, or `061`); a code that is absent or None has no data, and is hatched.
    `measure` heads the table's column of values; `links` leads from a tile; `here` is the code to ring.
    Other arguments go to `Figure`. Raises KeyError for a code that is on no tile.
    """
    if level not in {"region", "territory"}:
        raise ValueError(f"{level!r} is neither region nor territory")
    codes = [
        code
        for region in sorted(REGIONS)
        for code in ([region] if level == "region" else sorted(territory_codes(region)))
    ]
    if unknown := sorted(set(values) - set(codes)):
        raise KeyError(f"no {level} tile for {', '.join(unknown)}")
    known = [values.get(code) for code in codes]
    steps = steps or Steps.over(known)
    draw = _Drawing(values, links or {}, here, steps)
    columns = 1 + max(tile.column for tile in REGIONS.values())
    rows = 1 + max(tile.row for tile in REGIONS.values())
    body = "".join(draw.region(region, split=level == "territory") for region in REGIONS)
    chart = mark_safe(  # noqa: S308 — names are ours, values are numbers, addresses are escaped
        f'<svg class="tilemap" viewBox="0 0 {columns * STEP_X + 2} {rows * STEP_Y + 2}">{HATCH}{body}</svg>'
    )
    return Figure(
        title=title,
        chart=chart,
        summary=summary,
        source=source,
        header=[_("Code"), _("Region") if level == "region" else _("Territory"), measure],
        rows=[[code, name_of(code), values.get(code)] for code in codes],
        legend=steps.legend(known),
        **figure,
    )


@dataclass(frozen=True)
class _Drawing:
    values: Mapping[str, float | None]
    links: Mapping[str, str]
    here: str
    steps: Steps

    def region(self, region: str, *, split: bool) -> SafeString | str:
        tile = REGIONS[region]
        x, y = tile.column * STEP_X + 4, tile.row * STEP_Y + 4
        if not split or region not in PARTS:
            code = territory_codes(region)[0] if split else region
            return self.tile(
                code,
                f'<rect class="area" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="9"/>'
                f'<text class="tile-code" x="{x + 10}" y="{y + 26}">{code}</text>'
                f'<text class="tile-value" x="{x + WIDTH - 9}" y="{y + 60}" text-anchor="end">'
                f"{self.short(code)}</text>"
                f'<text class="tile-name" x="{x + 10}" y="{y + 82}">{tile.name}</text>',
            )
        # Five parts stand three over two, read like the island from west to east; two or three lie in strips.
        parts = PARTS[region]
        across = 2 if len(parts) > 3 else 1
        lines = -(-len(parts) // across)
        height = (HEIGHT - GAP * (lines - 1)) / lines
        drawn = []
        for index, (code, name) in enumerate(parts):
            line, column = divmod(index, across)
            lone = index == len(parts) - 1 and len(parts) % across
            width = WIDTH if across == 1 or lone else (WIDTH - GAP) / 2
            left, top = x + column * (width + GAP), y + line * (height + GAP)
            middle = top + height / 2 + 4.5
            # A strip says its name; half a strip has room for its value alone (the code is in its title).
            name_or_none = (
                f'<text class="tile-name" x="{left + 8:.1f}" y="{middle:.1f}">{name}</text>'
                if width == WIDTH and height > 20 and self.values.get(code) is None
                else ""
            )
            value = (
                f'<text class="tile-value" x="{left + width - 7:.1f}" y="{middle:.1f}" text-anchor="end">'
                f"{self.short(code)}</text>"
            )
            code_or_none = (
                f'<text class="tile-code" x="{left + 7:.1f}" y="{middle:.1f}">{code}</text>'
                if width == WIDTH and not name_or_none
                else ""
            )
            label = name_or_none + code_or_none
            area = (
                f'<rect class="area" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}" rx="5"/>'
            )
            drawn.append(self.tile(code, area + label + value, kind="tile part"))
        return "".join(drawn)

    def short(self, code: str) -> str:
        value = self.values.get(code)
        return "—" if value is None else compact(value)

    def tile(self, code: str, inside: str, kind: str = "tile") -> str:
        return area_group(
            inside,
            kind=kind,
            label=f"{code} {name_of(code)}",
            value=self.values.get(code),
            steps=self.steps,
            url=self.links.get(code),
            here=code == self.here,
        )


def area_group(
    inside: str,
    *,
    kind: str,
    label: str,
    value: float | None,
    steps: Steps,
    url: str | None = None,
    here: bool = False,
) -> str:
    """One area of a map in its step (or hatched), named for who listens; a link when it leads somewhere."""
    if value is None:
        step, said = "none", _("no data")
        inside = inside.replace('class="area"', 'class="area" fill="url(#hatch)"')
    else:
        step, said = f"step-{steps.of(value)}", number(value)
    classes = f"{kind} {step}{' here' if here else ''}"
    spoken = _("%(place)s: %(value)s") % {"place": label, "value": said}
    name = f"<title>{escape(spoken)}</title>"
    if url:
        return f'<a class="{classes}" href="{escape(url)}">{name}{inside}</a>'
    return f'<g class="{classes}">{name}{inside}</g>'
