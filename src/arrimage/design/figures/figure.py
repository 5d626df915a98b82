"""A figure, whole: no picture goes out without its question, its reading, its table and its source."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from . import svg

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Key:
    """One line of a legend. `swatch` is a class of components.css: `step-1` … `step-5`, or `none`."""

    label: str
    swatch: str


@dataclass(frozen=True)
class Figure:
    """What `{% figure %}` shows.

    `title` is the question; `summary` one sentence that answers it; `rows` every number drawn, one list per
    row, as long as `header`; `response_rate` a share from 0 to 1. `chart` is an Altair chart (draw it about
    340 wide: it grows on wide screens and stays legible on a phone), its `to_dict()` (Altair takes some 50 ms
    to build one: a page that is often opened keeps it), or an SVG of ours marked safe. `narrow` is the same
    for a phone, where one drawing cannot serve both: about 340 wide, beside a `chart` of about 760.

    Raises ValueError when a row and the header differ in length, TypeError for an SVG nobody vouches for.
    """

    title: str
    chart: "alt.TopLevelMixin | dict[str, Any] | SafeString"
    summary: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    source: str
    source_url: str = ""
    method: str = ""
    method_url: str = ""
    note: str = ""
    response_rate: float | None = None
    legend: Sequence[Key] = ()
    narrow: "alt.TopLevelMixin | dict[str, Any] | None" = None

    def __post_init__(self) -> None:
        if isinstance(self.chart, str) and not isinstance(self.chart, SafeString):
            raise TypeError("an SVG goes into a page only when marked safe by what drew it")
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"{len(row)} cells under {len(self.header)} headings: {row!r}")

    @cached_property
    def _spec(self) -> dict | None:
        return None if isinstance(self.chart, str) else svg.spec_of(self.chart)

    @cached_property
    def _raw(self) -> str:
        return str(self.chart) if self._spec is None else svg.rendered(self._spec)

    @cached_property
    def key(self) -> str:
        """An id of its own within the page, the same each time for the same figure."""
        return "f" + hashlib.sha256(f"{self.title}\0{self._raw}".encode()).hexdigest()[:8]

    @cached_property
    def _narrow_spec(self) -> dict | None:
        return None if self.narrow is None else svg.spec_of(self.narrow)

    @property
    def drawing(self) -> SafeString:
        about = {"title": self.title, "description": self.summary}
        if self._narrow_spec is None:
            return svg.inlined(self._raw, key=self.key, **about)
        wide = svg.inlined(self._raw, key=self.key, kind="for-wide", **about)
        small = svg.rendered(self._narrow_spec)
        return wide + svg.inlined(small, key=f"{self.key}-n", kind="for-narrow", **about)

    @cached_property
    def live(self) -> dict | None:
        """What the browser needs to draw it again, interactive; None for a drawing of ours."""
        if self._spec is None:
            return None
        live = svg.for_browser(self._spec, self.key)
        if self._narrow_spec is not None:
            live["narrow"] = svg.for_browser(self._narrow_spec, f"{self.key}-n")["spec"]
        return live

    @property
    def file(self) -> str:
        """The drawing as an SVG file of its own, on a plain ground (a drawing of ours needs its page)."""
        return svg.standalone(self._raw, title=self.title, description=self.summary)
