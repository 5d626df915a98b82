"""Examples of the addresses of this room, for the permission matrix of `tests/house`."""

from datetime import date

from arrimage.apps.kernel.clock import now
from arrimage.apps.mixed.models import Box, Display, Evidence, LogicModel, Quote, Row


def model_of(organisation, **more) -> LogicModel:
    told = {"title": "Un modèle", "purpose": "Ce qui change"} | more
    return LogicModel.objects.create(organisation=organisation, **told)


def box_of(model: LogicModel, kind: str = "short", words: str = "Être écouté", **more) -> Box:
    return Box.objects.create(model=model, kind=kind, words=words, place=model.boxes.count() + 1, **more)


def display_of(model: LogicModel, **more) -> Display:
    told = {"title": "En regard", "question": "Qu’est-ce qui suit ?"} | more
    return Display.objects.create(model=model, organisation=model.organisation, **told)


def published_of(model: LogicModel) -> Display:
    content = {
        "title": "En regard",
        "question": "?",
        "led_by": str(model.organisation),
        "is_example": False,
        "rows": [],
    }
    return display_of(
        model,
        state="published",
        read_until=date(2024, 2, 1),
        published_at=now(),
        digest="0" * 64,
        content=content,
    )


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    model = model_of(organisation)
    box = box_of(model)
    evidence = Evidence.objects.create(
        box=box, kind="typed", label="Onze entrevues", source="Une étude", says="supports", added_at=now()
    )
    display = display_of(model)
    row = Row.objects.create(display=display, place=1, theme="Être écouté")
    Quote.objects.create(row=row, text="Avant, pas après.", by_line="Une personne", agreed="Entrevue")
    return {
        "logic_model": {"uid": model.uid},
        "joint_display_new": {"uid": model.uid},
        "model_box": {"uid": box.uid},
        "evidence_remove": {"uid": evidence.uid},
        "joint_display": {"uid": display.uid},
        "display_row_new": {"uid": display.uid},
        "display_row": {"uid": row.uid},
        "joint_display_published": {"uid": published_of(model).uid},
    }
