"""What those who lead a campaign fill in."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.models import Campaign
from arrimage.apps.inquiry.populations import Asker, Population
from arrimage.apps.kernel.uploads import Kind, UploadField

CONSENT = lazy(
    "Answering is voluntary: you may refuse, leave a question without an answer, or stop at any moment, and"
    " nothing changes for you.\n\n"
    "Your answers serve … They are read by … and kept until …\n\n"
    "For any question: …"
)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WaveForm(forms.Form):
    opens_on = forms.DateField(label=lazy("Opens on"), widget=DateInput())
    closes_on = forms.DateField(
        label=lazy("First day on which it is closed"),
        widget=DateInput(),
        help_text=lazy("Two to four weeks leave time for those who work in shifts."),
    )

    def clean(self):
        given = super().clean()
        opens_on, closes_on = given.get("opens_on"), given.get("closes_on")
        if opens_on and closes_on and closes_on <= opens_on:
            self.add_error("closes_on", _("The closing comes after the opening: choose another day."))
        return given


class ClosingForm(forms.Form):
    closes_on = forms.DateField(label=lazy("First day on which it is closed"), widget=DateInput())


class CampaignForm(WaveForm):
    """Its terms: what those asked are promised."""

    asker = forms.ChoiceField(label=lazy("Who asks"), widget=forms.RadioSelect)
    version = forms.ModelChoiceField(
        label=lazy("Which questionnaire"),
        queryset=None,
        help_text=lazy("A version that is published. It stays the same for all, until the end."),
    )
    title = forms.CharField(label=lazy("Title shown to those asked"), max_length=200)
    words = forms.CharField(
        label=lazy("A word to those asked"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Why you ask, and what will be done with it. It is part of the invitation."),
    )
    unit = forms.ChoiceField(
        label=lazy("Who answers"), choices=Campaign.Unit.choices, widget=forms.RadioSelect
    )
    mode = forms.ChoiceField(
        label=lazy("Who will know who answered what"),
        widget=forms.RadioSelect,
        choices=[
            (Campaign.Mode.NAMED, lazy("Named: the answers are read with the name of who gave them")),
            (
                Campaign.Mode.CONFIDENTIAL,
                lazy("Confidential: read without names, after the closing; corrected by each until then"),
            ),
            (
                Campaign.Mode.ANONYMOUS,
                lazy("Anonymous: nothing ties an answer to who gave it, for anybody, ever"),
            ),
        ],
        help_text=lazy("It is told to those asked, and does not change afterwards."),
    )
    consent = forms.CharField(
        label=lazy("What one agrees to before answering"),
        max_length=6_000,
        initial=CONSENT,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=lazy("Complete it: who reads, what for, how long it is kept, whom to write to."),
    )
    ethics = forms.CharField(
        label=lazy("Ethics approval: reference"),
        max_length=200,
        required=False,
        help_text=lazy("Shown to those asked, and printed with the results."),
    )
    capacities = forms.CharField(
        label=lazy("In whose name one may answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy(
            "One a line: presidency, direction, employee… Asked before the questions. Not in an anonymous"
            " campaign."
        ),
    )
    tells_stratum = forms.BooleanField(
        label=lazy("If it is anonymous: answers are read by group (those asked are told so)"), required=False
    )
    threshold = forms.IntegerField(
        label=lazy("Smallest group whose results are shown"), min_value=3, max_value=50, initial=5
    )
    target = forms.IntegerField(
        label=lazy("Response rate hoped for (%)"), min_value=1, max_value=100, required=False
    )
    reminder_days = forms.CharField(
        label=lazy("Reminders: how many days after the opening"),
        required=False,
        initial="7, 14",
        help_text=lazy("Two at most is kind. They go only to those who have not answered."),
    )
    told = forms.ModelMultipleChoiceField(
        label=lazy("Who is told at once of an answer that is an alert"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Needed when a question may reveal a danger; an anonymous campaign tells nobody."),
    )

    field_order = [
        "asker", "version", "title", "words", "unit", "mode", "opens_on", "closes_on", "reminder_days",
        "target", "consent", "ethics", "capacities", "tells_stratum", "threshold", "told",
    ]  # fmt: skip

    def __init__(self, *args, askers: list[tuple[str, str]], versions, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions
        self.fields["told"].queryset = people
        if len(askers) > 1:
            self.fields["asker"].choices = askers
        else:
            del self.fields["asker"]

    def clean_capacities(self) -> list[str]:
        lines = [line.strip()[:120] for line in self.cleaned_data["capacities"].splitlines()]
        return list(dict.fromkeys(filter(None, lines)))[:12]

    def clean_reminder_days(self) -> list[int]:
        words = self.cleaned_data["reminder_days"].replace(",", " ").replace(";", " ").split()
        if any(not word.isdigit() or not 1 <= int(word) <= 365 for word in words):
            raise ValidationError(_("Write numbers of days, like “7, 14”."))
        if len(words) > 4:
            raise ValidationError(_("Four reminders at most: more is insistence."))
        return sorted({int(word) for word in words})

    def clean(self):
        given = super().clean()
        if given.get("mode") == Campaign.Mode.ANONYMOUS and (given.get("threshold") or 5) < 5:
            self.add_error("threshold", _("An anonymous campaign shows no group under five."))
        return given


def initial_of(campaign: Campaign, opens_on: date, closes_on: date) -> dict:
    """The form as the campaign stands."""
    names = ("title", "words", "unit", "mode", "consent", "ethics", "tells_stratum", "threshold", "target")
    return {
        **{name: getattr(campaign, name) for name in names},
        "version": campaign.questionnaire_id,
        "capacities": "\n".join(campaign.capacities),
        "reminder_days": ", ".join(map(str, campaign.reminder_days)),
        "told": campaign.told.all(),
        "opens_on": opens_on,
        "closes_on": closes_on,
    }


class PopulationForm(forms.Form):
    """The fields of one population, and whether to ask everybody in it."""

    def __init__(self, population: Population, asker: Asker, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.own = dict(population.fields(asker))
        self.fields.update(self.own)
        if "addresses" in self.own:
            self.fields["addresses"].required = False
            self.fields["file"] = UploadField(
                label=lazy("Or a CSV file"), allowed={Kind.CSV, Kind.TEXT}, required=False
            )
        self.fields["sample"] = forms.IntegerField(
            label=lazy("How many, drawn at random"),
            min_value=1,
            required=False,
            help_text=lazy("Left empty: everybody. Each group is drawn in proportion to its size."),
        )

    def clean(self):
        given = super().clean()
        if "addresses" in self.own and not self.errors:
            if file := given.pop("file", None):
                given["addresses"] = file.read().decode("utf-8-sig")
            for check in self.own["addresses"].validators:
                check(given.get("addresses", ""))
        return given

    @property
    def parameters(self) -> Mapping[str, object]:
        return {name: self.cleaned_data[name] for name in self.own}


class BouncesForm(forms.Form):
    text = forms.CharField(
        label=lazy("Addresses that came back, or the messages themselves"),
        max_length=1_000_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=lazy("Paste what your mail server sent back: the addresses are found in it."),
    )
    file = UploadField(label=lazy("Or a text file"), allowed={Kind.CSV, Kind.TEXT}, required=False)

    def clean(self):
        given = super().clean()
        if file := given.get("file"):
            given["text"] = file.read().decode("utf-8-sig")
        if not self.errors and not given.get("text"):
            raise ValidationError(_("Paste at least one address."))
        return given


class AddressForm(forms.Form):
    email = forms.EmailField(label=lazy("E-mail address to write to instead"), max_length=254)
