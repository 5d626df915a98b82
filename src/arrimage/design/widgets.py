"""Boxes of forms: days and hours as the browser’s own, filled in with what they hold; several lines."""

from django import forms


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def text(rows: int) -> forms.Textarea:
    """A box for several lines."""
    return forms.Textarea(attrs={"rows": rows})
