"""Logic models: what one may draw, the boxes in their columns, and what was found of each."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import pgettext

from arrimage.apps.mixed import policies
from arrimage.apps.mixed.models import Arrow, Box, Evidence, LogicModel


def models_led_by(user) -> QuerySet[LogicModel]:
    return (
        LogicModel.objects.filter(policies.led_by(user))
        .annotate(
            held=Count("boxes", distinct=True),
            shown=Count("displays", distinct=True),
        )
        .order_by("-created_at", "-id")
    )


def boxes_led_by(user) -> QuerySet[Box]:
    return Box.objects.filter(policies.led_by(user, "model__organisation")).select_related("model")


def evidence_led_by(user) -> QuerySet[Evidence]:
    return Evidence.objects.filter(policies.led_by(user, "box__model__organisation")).select_related(
        "box__model"
    )


@dataclass(frozen=True)
class Drawn:
    """A model as a page shows it: columns from left to right, what stands around, the arrows."""

    columns: list[tuple[str, str, list[Box]]]  # kind, its name, its boxes
    around: list[tuple[str, str, list[Box]]]
    arrows: list[Arrow]

    @property
    def boxes(self) -> list[Box]:
        return [box for _kind, _label, boxes in (*self.columns, *self.around) for box in boxes]


def drawn(model: LogicModel) -> Drawn:
    """Three queries, however large the model; each box with `.next` (what it leads to) and its evidence."""
    evidence = Evidence.objects.order_by("added_at", "id")
    boxes = list(model.boxes.prefetch_related(Prefetch("evidence", queryset=evidence)))
    arrows = list(Arrow.objects.filter(source__model=model))
    by_id = {box.pk: box for box in boxes}
    for box in boxes:
        box.next = []
    for arrow in arrows:
        arrow.source, arrow.target = by_id[arrow.source_id], by_id[arrow.target_id]
        arrow.source.next.append(arrow.target)

    def of(kinds) -> list[tuple[str, str, list[Box]]]:
        found = [(kind.value, str(kind.label), [box for box in boxes if box.kind == kind]) for kind in kinds]
        return [one for one in found if one[2]]

    return Drawn(of(Box.COLUMNS), of(Box.AROUND), arrows)


def counted(boxes) -> list[tuple[str, str, int]]:
    """How many boxes have each finding; what was not looked for is counted too."""
    findings = [(value, str(label)) for value, label in Box.Finding.choices]
    findings.append(("", pgettext("finding", "Not looked at yet")))
    return [(value, label, sum(box.finding == value for box in boxes)) for value, label in findings]
