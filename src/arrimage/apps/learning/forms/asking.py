"""What a programme asks when something of it ends."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.learning.models import EndQuestions, Programme
from arrimage.design.widgets import text


class EndForm(forms.ModelForm):
    """One moment; its fields are prefixed by it, since three stand on one page."""

    class Meta:
        model = EndQuestions
        fields = ("version", "mode", "words", "consent", "days_open")
        widgets = {"mode": forms.RadioSelect, "words": text(3), "consent": text(7)}
        labels = {"version": lazy("Which questionnaire")}
        help_texts = {
            "consent": lazy("Complete it: who reads, what for, how long it is kept, whom to write to.")
        }

    def __init__(self, *args, programme: Programme, versions, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions
        self.fields["version"].empty_label = lazy("Choose…")
        self.fields["mode"].choices = EndQuestions.Mode.choices
        if self.instance.pk is None:
            self.initial.setdefault("consent", proposed_consent(programme))


def proposed_consent(programme: Programme) -> str:
    return _(
        "Answering is voluntary: you may refuse, leave a question without an answer, or stop at any moment,"
        " and nothing changes for you or your team.\n\nYour answers serve to change this programme. They are"
        " read by %(organisation)s, without names, and kept two years.\n\nFor any question: %(organisation)s."
    ) % {"organisation": programme.organisation}
