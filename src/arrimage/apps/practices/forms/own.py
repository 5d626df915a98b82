"""Telling what one does, on a phone: a name and a few words are enough."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.uploads import UploadField
from arrimage.apps.network.vocabulary import Need
from arrimage.apps.practices.actions.media import ALLOWED, MAX_BYTES
from arrimage.apps.practices.models import Medium, OwnVersion, Practice, Quotation
from arrimage.apps.practices.vocabulary import OWN_SECTIONS


class TitleForm(forms.Form):
    title = forms.CharField(
        label=lazy("What you call it"),
        max_length=160,
        help_text=lazy("The name you use among yourselves. It can change until you publish."),
    )


class OwnForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    tags = forms.CharField(
        label=lazy("Your own words for it"),
        required=False,
        max_length=600,
        help_text=lazy("Separated by commas. They are yours: nobody replaces them by others."),
    )
    needs = forms.MultipleChoiceField(
        label=lazy("What it answers, if you wish to say so"),
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Tick nothing, and your own words are what finds you."),
    )
    links = forms.MultipleChoiceField(
        label=lazy("Practices of the catalogue that resemble it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Only if you wish. You are not counted among those who do them."),
    )

    class Meta:
        model = OwnVersion
        fields = ("title", *OWN_SECTIONS, "refuses_models", "refusal", "signed")
        widgets = {
            code: forms.Textarea(attrs={"rows": 10 if code == "story" else 5}) for code in OWN_SECTIONS
        } | {"refusal": forms.Textarea(attrs={"rows": 3})}
        labels = {"signed": lazy("How you sign"), "refusal": lazy("Why, if you wish to say so")}
        help_texts = {
            "story": lazy("How it began, what happens there, who comes. A blank line begins a paragraph."),
            "values": lazy("What you would not give up."),
            "community": lazy(
                "Neighbours, places, other groups, the town: what they bring, what they receive."
            ),
            "us": lazy("What your organisation does in it, and what it takes care not to do."),
            "person": lazy("What whoever comes does, decides, brings to others."),
            "questioning": lazy("What you doubt, what you changed, what you still ask yourselves."),
            "refuses_models": lazy("The page then says so, and no model is shown as its own."),
            "signed": lazy("A name, several, “the Monday circle”. Left empty: your organisation’s name."),
        }

    def __init__(self, *args, practices: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["links"].choices = practices
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            self.fields["tags"].initial = ", ".join(tag.word for tag in self.instance.tags.all())
            self.fields["needs"].initial = self.instance.needs
            self.fields["links"].initial = [one.slug for one in self.instance.links.all()]

    def said(self) -> dict:
        """Arguments of the action."""
        values = dict(self.cleaned_data)
        since, tags, links = values.pop("version"), values.pop("tags"), values.pop("links")
        return {
            "since": since,
            "values": values,
            "tags": tags.split(","),
            "links": list(Practice.objects.filter(slug__in=links)),
        }


class MediumForm(forms.ModelForm):
    file = UploadField(
        label=lazy("A picture or a sound"),
        allowed=ALLOWED,
        max_bytes=MAX_BYTES,
        help_text=lazy(
            "JPEG, PNG or WebP; MP3, M4A or WAV. Where and when it was taken, and by which device,"
            " is removed."
        ),
    )
    consent = forms.ChoiceField(
        label=lazy("Those who are seen or heard"),
        choices=Medium.Consent.choices,
        widget=forms.RadioSelect,
        help_text=lazy("Anybody may change their mind later: remove it here, and it is gone at once."),
    )

    class Meta:
        model = Medium
        fields = ("file", "in_words", "caption", "consent")
        widgets = {"in_words": forms.Textarea(attrs={"rows": 5})}
        labels = {"in_words": lazy("What is seen, or every word that is heard")}
        help_texts = {
            "in_words": lazy("For those who do not see or do not hear. For a sound, write what is said."),
        }


class QuotationForm(forms.ModelForm):
    class Meta:
        model = Quotation
        fields = ("title", "address", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"title": lazy("The plan, the orientation or the report in which it is quoted.")}
