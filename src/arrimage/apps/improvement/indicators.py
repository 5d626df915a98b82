"""A committee's measure as an indicator elsewhere: its last value, what its signs say, who chose it.

For those who may open it here; a share of fewer than five is not said.
"""

from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.improvement.figures import measure_figure
from arrimage.apps.improvement.models import Measure
from arrimage.apps.improvement.queries.cycles import measures_visible_to
from arrimage.apps.inquiry.indicators import Indicator, Indicators
from arrimage.apps.kernel.clock import today
from arrimage.design.numbers import number, percent

SMALLEST = 5


def _find(user, ref: str) -> Indicator | None:
    try:
        uid = UUID(ref)
    except ValueError:
        return None
    one = measures_visible_to(user, on=today()).filter(uid=uid).first()
    return one and _said(one)


def _listed(user) -> list[Indicator]:
    seen = measures_visible_to(user, on=today()).prefetch_related("points").order_by("name", "id")
    return [found for one in seen[:100] if (found := _said(one))]


def _said(measure: Measure) -> Indicator | None:
    """None before its first point."""
    points = list(measure.points.all())
    if not points:
        return None
    told = {"name": measure.name, "last": _value(measure, points[-1])}
    told["day"] = date_format(points[-1].on, "DATE_FORMAT")
    label = _("%(name)s: %(last)s on %(day)s.") % told
    if figure := measure_figure(measure, points):
        label = f"{label} {figure.summary}"
    committee = measure.objective.cycle.committee
    source = _("%(committee)s; chosen by %(who)s") % {"committee": committee, "who": measure.defined_by}
    return Indicator(str(measure.uid), label[:400], source, reverse("measure", args=[measure.uid]))


def _value(measure: Measure, point) -> str:
    if measure.chart != Measure.Chart.P:
        return f"{number(point.count)} {measure.unit}".strip()
    if point.size < SMALLEST:
        return _("fewer than %(n)d, not said") % {"n": SMALLEST}
    return percent(float(point.count / point.size))


MEASURES = Indicators(lazy("Measures of improvement cycles"), _find, _listed)
