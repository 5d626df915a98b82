"""A form that reads what is written for what could name somebody, before it is shared."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.identifiers import KINDS, find


class Unnamed(forms.Form):
    """A form whose `watched` boxes are read for what could name somebody; whoever wrote judges.

    The first time something is found, the form comes back and shows it, with a box to say that it names
    nobody one follows. Nothing of what was found is kept.
    """

    watched: tuple[str, ...] = ()

    names_nobody = forms.BooleanField(
        label=lazy("I looked: this names nobody we follow"), required=False, widget=forms.HiddenInput
    )

    def known_names(self) -> list[str]:
        """Names to beware of, besides what every text is read for."""
        return []

    def clean(self):
        data = super().clean()
        found = [
            one for name in self.watched for one in find(str(data.get(name) or ""), names=self.known_names())
        ]
        if found and not data.get("names_nobody"):
            said = "; ".join(f"« {one.text} » ({KINDS[one.kind]})" for one in found[:5])
            self.add_error(
                None,
                _("This could name somebody: %(found)s. Take it out, or say below that it names nobody.")
                % {"found": said},
            )
            self.fields["names_nobody"].widget = forms.CheckboxInput()
        return data
