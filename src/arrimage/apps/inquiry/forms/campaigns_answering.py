"""What somebody who is asked fills in before the questions themselves."""

from django import forms
from django.utils.translation import gettext_lazy as lazy


class ConsentForm(forms.Form):
    """Read, then agree: the box is never ticked beforehand."""

    agreed = forms.BooleanField(
        label=lazy("I have read this and I agree to answer"),
        error_messages={"required": lazy("Tick the box if you agree. You may also prefer not to answer.")},
    )
    capacity = forms.ChoiceField(
        label=lazy("For whom do you answer"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Say for whom you answer.")},
    )

    def __init__(self, *args, capacities: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if capacities:
            self.fields["capacity"].choices = [(one, one) for one in capacities]
            self.order_fields(["capacity", "agreed"])
        else:
            del self.fields["capacity"]


class PassOnForm(forms.Form):
    label = forms.CharField(label=lazy("Who will answer"), max_length=200, required=False)
    email = forms.EmailField(
        label=lazy("Their e-mail address"),
        help_text=lazy("They receive a link of their own; yours will then only say who holds it."),
    )
