"""Preparing a debate, and saying where one stands in it."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.communities.actions.debates import FEWEST, MOST, Side
from arrimage.apps.communities.models import Discussion
from arrimage.design.widgets import text

from .talking import REMINDER, Careful, words

UNDECIDED = "0"


class DebateForm(Careful):
    title = forms.CharField(
        label=lazy("The question"),
        max_length=160,
        help_text=lazy("One that honest people answer differently."),
    )
    context = words(lazy("Why this question, now"), rows=4, max_length=2000)
    theme = forms.ChoiceField(
        label=lazy("The theme it goes with"),
        required=False,
        help_text=lazy("The page of the theme then leads here, for those who may read it."),
    )

    def __init__(self, *args, themes, debate: Discussion | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", lazy("None")), *themes]
        held = list(debate.positions.all()) if debate else []
        if debate is not None:
            self.initial = {"title": debate.title, "context": debate.context, "theme": debate.theme_uid or ""}
        for number in range(1, MOST + 1):
            one = held[number - 1] if number <= len(held) else None
            self.fields[f"label_{number}"] = forms.CharField(
                label=lazy("Position %(number)s") % {"number": number},
                max_length=120,
                required=number <= FEWEST,
                initial=one.label if one else "",
            )
            self.fields[f"words_{number}"] = forms.CharField(
                label=lazy("What it rests on"),
                max_length=1200,
                required=False,
                widget=text(3),
                initial=one.words if one else "",
                help_text=lazy("As those who hold it would say it."),
            )

    def sides(self):
        """The boxes of each position."""
        return [(self[f"label_{number}"], self[f"words_{number}"]) for number in range(1, MOST + 1)]

    def content(self) -> dict:
        data = super().content()
        numbers = range(1, MOST + 1)
        sides = [Side(data.pop(f"label_{number}"), data.pop(f"words_{number}")) for number in numbers]
        return data | {"theme_uid": data.pop("theme") or None, "sides": sides}


class StandForm(Careful):
    position = forms.ChoiceField(label=lazy("Where I stand today"), widget=forms.RadioSelect)
    text = words(lazy("Because"), rows=4, max_length=2000, help_text=REMINDER)
    field_order = ("position", "text", "names_nobody")

    def __init__(self, *args, debate: Discussion, before, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.positions = {str(one.number): one for one in debate.positions.all()}
        choices = [(number, one.label) for number, one in self.positions.items()]
        here = None
        if before is not None:
            here = str(before.position.number) if before.position else UNDECIDED
            self.fields["position"].label = lazy("Where I stand now")
            self.fields["text"].label = lazy("What made me change my mind")
        unsure = lazy("I do not know any more") if before else lazy("I do not know yet")
        choices.append((UNDECIDED, unsure))
        self.fields["position"].choices = [one for one in choices if one[0] != here]

    def content(self) -> dict:
        data = super().content()
        return data | {"position": self.positions.get(data["position"])}
