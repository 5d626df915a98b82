"""Preparing a consultation."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.actions.consultations import ALLOWED, QUESTIONS
from arrimage.apps.deliberation.models import Consultation, Gathering, Rules
from arrimage.apps.deliberation.vocabulary import Audience, Duty
from arrimage.apps.kernel import marks
from arrimage.apps.kernel.uploads import UploadField
from arrimage.design.widgets import DateInput, TimeInput


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConsultationForm(forms.ModelForm):
    context = forms.CharField(
        label=lazy("The context: what one must know to answer"),
        max_length=60_000,
        required=False,
        widget=_long(12),
        help_text=lazy(
            "Marks: an empty line between paragraphs, “## ” before a title, “- ” for a list, **strong**,"
            " [words](https://address)."
        ),
    )

    class Meta:
        model = Consultation
        fields = (
            "title", "summary", "context", "audience", "who_and_why", "closes_on", "synthesis_on",
            "answers_on",
        )  # fmt: skip
        widgets = {
            "summary": _long(3),
            "who_and_why": _long(3),
            "audience": forms.RadioSelect,
            "closes_on": DateInput(),
            "synthesis_on": DateInput(),
            "answers_on": DateInput(),
        }
        help_texts = {
            "summary": lazy("Two or three sentences anybody understands."),
            "who_and_why": lazy("Those whose life or work it touches, and what you hope to learn from each."),
            "closes_on": lazy("It may be put off later, never brought forward."),
        }

    def __init__(self, *args, leaders=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["context"] = marks.typed(self.instance.context)
        self.fields["audience"].choices = Audience.choices
        if leaders:
            self.fields["led_by"] = forms.ChoiceField(
                label=lazy("In whose name"), choices=leaders, widget=forms.RadioSelect
            )
            self.order_fields(["led_by"])


class QuestionsForm(forms.Form):
    """One box a question, and one for what helps to answer; empty ones are left out."""

    def __init__(self, *args, questions=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        written = list(questions)
        self.count = min(max(len(written) + 3, 5), QUESTIONS)
        for place in range(1, self.count + 1):
            known = written[place - 1] if place <= len(written) else None
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("Question %(number)d") % {"number": place},
                max_length=400,
                required=place == 1,
                initial=known.text if known else "",
            )
            self.fields[f"details_{place}"] = forms.CharField(
                label=_("What may help to answer question %(number)d") % {"number": place},
                max_length=2_000,
                required=False,
                initial=known.details if known else "",
                widget=_long(2),
            )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        return [(data[f"text_{n}"], data[f"details_{n}"]) for n in range(1, self.count + 1)]

    @property
    def fields_by_question(self):
        return [(self[f"text_{n}"], self[f"details_{n}"]) for n in range(1, self.count + 1)]


class RulesForm(forms.ModelForm):
    class Meta:
        model = Rules
        fields = (
            "use", "decides", "allows_named", "allows_organisation", "allows_anonymous", "reading_days",
            "allows_votes", "votes_mean", "why_changed",
        )  # fmt: skip
        widgets = {
            "use": _long(4),
            "decides": _long(3),
            "votes_mean": _long(2),
            "why_changed": _long(2),
        }
        help_texts = {
            "use": lazy("What becomes of the answers, where they will be read, what is promised in return."),
            "decides": lazy("Who, on what, and what they are free to refuse."),
            "reading_days": lazy(
                "The synthesis cannot be published before these days have passed. 0: no such promise."
            ),
            "allows_votes": lazy("Usually no: reasons say more than numbers."),
        }

    def __init__(self, *args, is_open: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reading_days"].max_value = 90
        if is_open:
            self.fields["why_changed"].required = True
            self.fields["why_changed"].initial = ""
            self.initial["why_changed"] = ""
        else:
            del self.fields["why_changed"]


class InviteOrganisationForm(forms.Form):
    why = forms.CharField(
        label=lazy("Why them"),
        max_length=300,
        required=False,
        help_text=lazy("One sentence they will read."),
    )


class InvitePersonForm(forms.Form):
    email = forms.EmailField(label=lazy("Their e-mail address"))
    why = forms.CharField(label=lazy("Why them"), max_length=300, required=False)


class TeamForm(forms.Form):
    email = forms.EmailField(label=lazy("Their e-mail address"))
    duty = forms.ChoiceField(label=lazy("What they will do"), choices=Duty.choices, widget=forms.RadioSelect)


class DocumentForm(forms.Form):
    title = forms.CharField(label=lazy("What it is"), max_length=160)
    says = forms.CharField(
        label=lazy("What it says, for whoever cannot open it"),
        max_length=3_000,
        widget=_long(4),
        help_text=lazy("A few sentences: they are read aloud, and on a phone."),
    )
    file = UploadField(
        label=lazy("File"),
        allowed=ALLOWED,
        help_text=lazy(
            "Pictures are drawn again without the place and the device they carry. For a PDF, choose a tagged"
            " one, and remove the author’s name from its properties if it should not be read."
        ),
    )


class GatheringForm(forms.Form):
    title = forms.CharField(
        label=lazy("Title"),
        max_length=160,
        help_text=lazy("“Meeting of the east”, “National meeting”…"),
    )
    reach = forms.ChoiceField(
        label=pgettext_lazy("gathering", "Its reach"),
        choices=Gathering.Reach.choices,
        initial=Gathering.Reach.REGIONAL,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label=lazy("Place"), max_length=200, required=False)
    day = forms.DateField(label=lazy("Day"), widget=DateInput())
    starts = forms.TimeField(label=lazy("Begins at"), widget=TimeInput())
    tables = forms.IntegerField(label=lazy("How many tables"), min_value=1, max_value=60, initial=5)


class RingForm(forms.Form):
    question = forms.ModelChoiceField(label=lazy("Question"), queryset=None, empty_label=None)
    minutes = forms.IntegerField(
        label=lazy("For how many minutes"),
        min_value=0,
        max_value=240,
        initial=15,
        help_text=lazy("0: without a clock."),
    )

    def __init__(self, *args, questions, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = questions
