"""From an Altair chart, or a drawing of ours, to SVG inside a page."""

import json
import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from arrimage.design.tokens import light

from . import theme

if TYPE_CHECKING:
    import altair as alt

# Drawn wherever there is no data; `url(#hatch)` is also what the token --no-data becomes inside a page.
HATCH = (
    '<defs class="own"><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch-ground" width="8" height="8"/>'
    '<path class="hatch-line" d="M0 0V8" stroke-width="2.5"/></pattern></defs>'
)


# Before an address of ours in a chart: Vega would put its own before a bare path. Taken away in pages.
HERE = "https://here.invalid"


def spec_of(chart: "alt.TopLevelMixin | dict[str, Any]") -> dict[str, Any]:
    """The chart's Vega-Lite specification in our theme; what the chart itself configures wins."""
    spec = chart if isinstance(chart, dict) else chart.to_dict()
    config = theme.config()
    for name, own in spec.get("config", {}).items():
        both = isinstance(own, dict) and isinstance(config.get(name), dict)
        config[name] = {**config[name], **own} if both else own
    for size in ("continuousWidth", "continuousHeight"):
        config["view"].pop(size, None)  # Altair's default theme, not the chart's wish
    return {**spec, "config": config}


def rendered(spec: dict[str, Any]) -> str:
    """SVG of a specification, in the reader's number format.

    About 60 ms (1 s the first time in a process: the JavaScript engine starts), so the last 256 are kept.
    They are kept per process and not in the shared cache: reading that is a query, and a page's queries
    are counted.
    """
    return _rendered(json.dumps(spec, sort_keys=True), json.dumps(theme.number_locale()))


@lru_cache(maxsize=256)
def _rendered(spec: str, locale: str) -> str:
    import vl_convert  # loads a JavaScript engine: not before a chart is drawn

    # No address is allowed: a specification must carry its data, and no request leaves the machine.
    return vl_convert.vegalite_to_svg(spec, format_locale=json.loads(locale), allowed_base_urls=[])


@cache
def _roles() -> tuple[re.Pattern[str], dict[str, str]]:
    """Day colours → the roles they play, so that a chart follows night and print."""
    roles: dict[str, str] = {}
    for name, colour in light().items():
        roles.setdefault(colour, f"var(--{name},{colour})")
    roles[light()["no-data"]] = "url(#hatch)"
    return re.compile("|".join(map(re.escape, roles))), roles


def with_roles(text: str) -> str:
    """Replace every token colour by its role; other colours stay."""
    pattern, roles = _roles()
    return pattern.sub(lambda match: roles[match.group()], text)


def inlined(svg: str, *, key: str, title: str, description: str, kind: str = "") -> SafeString:
    """The SVG ready for a page: named and described, its ids made its own, its colours made roles.

    A drawing that holds links is a group of them; any other is one image. It takes the width it is given:
    up to 1.4 times its own, and never so narrow that its words shrink under 9 px (it then scrolls). Links
    of a chart are for the pointer: a list beside the figure leads to the same pages, without thirty stops.
    """
    head, rest = re.match(r"\s*<svg([^>]*)>(.*)", svg, re.DOTALL).groups()
    if kind:
        head = re.sub(r'\sclass="([^"]*)"', rf' class="\1 {kind}"', head)
    width = re.search(r'\swidth="([\d.]+)"', head)
    style = ""
    if width:
        pixels = float(width.group(1))
        style = f' style="max-width:{pixels * 1.4:.0f}px;min-width:{pixels * 0.78:.0f}px"'
        head = re.sub(r'\s(width|height)="[\d.]+"', "", head)
    # Vega names each group of marks to no one; the drawing has one name, and its table the rest.
    rest = re.sub(r'\s(role|aria-(?:hidden|label|roledescription))="[^"]*"(?=[^<>]*>)', "", rest)
    rest = rest.replace(f'<a xlink:href="{HERE}', '<a tabindex="-1" aria-hidden="true" href="')
    rest = rest if 'id="hatch"' in rest else HATCH + rest
    rest = with_roles(rest)
    # Several drawings share a page: clip paths and patterns of one must not catch the other's.
    rest = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', rest)
    rest = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", rest)
    rest = re.sub(r'href="#([^"]+)"', rf'href="#{key}-\1"', rest)
    role = "group" if "<a " in rest else "img"
    names = (
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(description)}</desc>'
    )
    return mark_safe(  # noqa: S308 — our drawing or Vega's, which both escape what they are given
        f'<svg{head}{style} role="{role}" aria-labelledby="{key}-title" aria-describedby="{key}-desc">'
        f"{names}{rest}"
    )


def standalone(svg: str, *, title: str, description: str) -> str:
    """The SVG as a file: named and described, its colours those of the day, its links taken away."""
    rest = re.sub(r"</?a\b[^>]*>", "", svg)
    names = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return re.sub(r"(<svg[^>]*>)", lambda head: head.group(1) + names, rest, count=1)


def for_browser(spec: dict[str, Any], key: str) -> dict[str, Any]:
    """What the interactive layer is given: the same specification, in roles, with what it says on hover."""
    text = with_roles(json.dumps(spec)).replace("url(#hatch)", f"url(#{key}-hatch)").replace(HERE, "")
    live = json.loads(text)
    live["config"]["mark"] = {**live["config"].get("mark", {}), "tooltip": True}
    return {"spec": live, "locale": theme.number_locale()}
