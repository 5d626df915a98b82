"""What an organisation writes about itself. Every category is optional; own words come first."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.network.hours import read_hours, write_hours
from arrimage.apps.network.models import Contact, Offer, Organisation, Site, Territory
from arrimage.apps.network.vocabulary import (
    FAMILY_OF,
    LANGUAGES,
    WEEKDAYS,
    Asker,
    Category,
    CountsToward,
    Family,
    Need,
    OrganisationKind,
    Severity,
)


class VersionedForm(forms.ModelForm):
    """A form that knows which version it was read from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0

    def start_from(self, data) -> None:
        """Show what was being written (a draft, a held form) without judging it yet."""
        for name, field in self.fields.items():
            if name != "version":
                self.initial[name] = field.widget.value_from_datadict(data, {}, self.add_prefix(name))


def _many(choices) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class OrganisationForm(VersionedForm):
    class Meta:
        model = Organisation
        fields = (
            "own_words",
            "own_values",
            "name",
            "short_name",
            "description",
            "declines_categories",
            "phone",
            "email",
            "website",
            "legal_regime",
            "sector",
        )
        widgets = {
            "own_words": forms.Textarea(attrs={"rows": 8}),
            "own_values": forms.Textarea(attrs={"rows": 5}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "own_words": lazy(
                "What you do, as you say it. It is shown first, whole, and nobody else edits it."
            ),
            "own_values": lazy("What you hold to, where you come from, what you question."),
            "description": lazy("One or two sentences, for lists and search results."),
            "declines_categories": lazy(
                "You then appear on the map, in search and in counts as yourselves, in no category."
            ),
            "website": lazy("With https://"),
        }


class NewOrganisationForm(OrganisationForm):
    """A coordinator opens a page for an organisation that has no account yet."""

    territory = forms.ModelChoiceField(
        label=lazy("Territory it answers for"),
        queryset=Territory.objects.none(),
        help_text=lazy("The one of your network, or a part of it."),
    )

    class Meta(OrganisationForm.Meta):
        fields = ("kind", *OrganisationForm.Meta.fields)

    def __init__(self, *args, territories, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = territories
        self.fields["kind"].choices = [("", "—"), *OrganisationKind.choices]


class SiteForm(VersionedForm):
    class Meta:
        model = Site
        fields = (
            "name",
            "address",
            "municipality",
            "postal_code",
            "is_address_hidden",
            "accessibility",
            "phone",
            "latitude",
            "longitude",
        )
        widgets = {"accessibility": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "is_address_hidden": lazy(
                "Then nobody sees it: neither on the page, nor on a map, nor in exports."
            ),
            "accessibility": lazy("Ramp, lift, adapted toilets, quiet room, bus stop nearby…"),
            "latitude": lazy("Optional. In degrees: 46.81 for instance."),
            "longitude": lazy("Optional. In degrees: -71.21 for instance."),
        }

    def clean_postal_code(self) -> str:
        code = self.cleaned_data["postal_code"].replace(" ", "").upper()
        if code and not re.fullmatch(r"[A-Z]\d[A-Z]\d[A-Z]\d", code):
            raise forms.ValidationError(_("A postal code looks like G1R 2B5."))
        return f"{code[:3]} {code[3:]}" if code else ""

    def clean(self) -> dict:
        data = super().clean()
        for name, limit in (("latitude", 90), ("longitude", 180)):
            value = data.get(name)
            if value is not None and not abs(value) <= limit:
                self.add_error(name, _("A coordinate in degrees, at most %(limit)d.") % {"limit": limit})
        return data


def category_choices() -> list:
    by_family: dict[str, list] = {}
    for code, label in Category.choices:
        by_family.setdefault(FAMILY_OF[code], []).append((code, label))
    return [
        ("", lazy("No category: in our own words")),
        *((Family(f).label, c) for f, c in by_family.items()),
    ]


class OfferForm(VersionedForm):
    needs = forms.MultipleChoiceField(
        label=lazy("Needs it answers"),
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    severities = _many(Severity.choices)
    askers = _many(Asker.choices)
    languages = _many(LANGUAGES)
    counts_towards = _many(CountsToward.choices)

    class Meta:
        model = Offer
        fields = (
            "name",
            "own_words",
            "description",
            "needs",
            "for_whom",
            "age_from",
            "age_to",
            "askers",
            "how_to_ask",
            "sites",
            "mode",
            "languages",
            "cost",
            "hours_note",
            "wait_days",
            "wait_noted_on",
            "phone",
            "email",
            "website",
            "category",
            "line",
            "level",
            "severities",
            "accepts_concurrent",
            "capacity",
            "capacity_unit",
            "counts_towards",
        )
        widgets = {
            "own_words": forms.Textarea(attrs={"rows": 6}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "for_whom": forms.Textarea(attrs={"rows": 3}),
            "how_to_ask": forms.Textarea(attrs={"rows": 3}),
            "sites": forms.CheckboxSelectMultiple,
            "wait_noted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "accepts_concurrent": forms.NullBooleanSelect,
        }
        help_texts = {
            "own_words": lazy("As you would say it to somebody who calls for the first time."),
            "needs": lazy("What people may come with. Tick as few or as many as you like."),
            "how_to_ask": lazy("Call, write, walk in… and what happens then."),
            "wait_days": lazy("About how long somebody waits today. Leave empty if you do not know."),
            "hours_note": lazy("Holidays, summer, by appointment…"),
            "counts_towards": lazy(
                "Your places count toward a norm only if you say so. "
                "Nothing ticked: counted nowhere, by choice."
            ),
            "category": lazy("Optional. It helps partners; it never replaces your words."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer = self.instance
        self.fields["sites"].queryset = Site.objects.filter(organisation=offer.organisation, closed_on=None)
        self.fields["category"].choices = category_choices()
        for name, label in (
            ("severities", lazy("Severity accepted")),
            ("askers", lazy("Who may ask")),
            ("languages", lazy("Languages")),
            ("counts_towards", lazy("Counts toward")),
        ):
            self.fields[name].label = label
        held: dict[int, list] = {}
        if offer.pk:
            self.fields["needs"].initial = [need.need for need in offer.needs.all()]
            for hours in offer.opening_hours.all():
                held.setdefault(hours.weekday, []).append((hours.opens_at, hours.closes_at))
        for day, label in enumerate(WEEKDAYS):
            self.fields[f"hours_{day}"] = forms.CharField(
                label=label,
                required=False,
                max_length=60,
                initial=write_hours(held.get(day, [])),
                widget=forms.TextInput(attrs={"placeholder": "9 h à 12 h, 13 h à 16 h 30"}),
            )

    @property
    def hours_fields(self) -> list[forms.BoundField]:
        return [self[f"hours_{day}"] for day in range(7)]

    def clean(self) -> dict:
        data = super().clean()
        hours = []
        for day in range(7):
            name = f"hours_{day}"
            try:
                hours += [(day, opens, closes) for opens, closes in read_hours(data.get(name) or "")]
            except ValueError:
                self.add_error(name, _("Write it as “9 h à 12 h, 13 h à 16 h 30”."))
        data["hours"] = hours
        first, last = data.get("age_from"), data.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", _("The last age comes before the first."))
        if data.get("wait_days") is not None and not data.get("wait_noted_on"):
            self.add_error("wait_noted_on", _("Say on which day this wait was noted."))
        if data.get("capacity") is not None and not data.get("capacity_unit"):
            self.add_error("capacity_unit", _("Say whether these are places or workers."))
        return data


class ContactForm(VersionedForm):
    class Meta:
        model = Contact
        fields = ("name", "title", "phone", "email", "is_public")
        help_texts = {"is_public": lazy("Otherwise only signed-in partners see it.")}

    def clean(self) -> dict:
        data = super().clean()
        if not any(data.get(name) for name in ("name", "title")):
            self.add_error("title", _("Give a name, or what this person does."))
        if not any(data.get(name) for name in ("phone", "email")):
            self.add_error("phone", _("Give a phone number or an e-mail address."))
        return data
