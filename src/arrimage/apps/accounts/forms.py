"""Forms of the account pages: ours, and allauth's with our words."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .models import Invitation, User
from .roles import Role

EMAIL = _("E-mail address")
CODE_HINT = _("The six digits your application shows now, or one of your recovery codes.")
PASSWORD_HINT = _("At least 12 characters. A sentence of a few words is long and easy to remember.")
ADDRESS_HINT = _("We send a code there, to be sure it is yours.")


class OurWords:
    """Puts our labels and hints on a form, and removes placeholders, which vanish as one types."""

    words: dict[str, tuple[str, str]] = {}  # field → label, hint

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class SignIn(OurWords, account.LoginForm):
    words = {
        "login": (EMAIL, ""),
        "password": (_("Password"), ""),
        "remember": (_("Keep me signed in on this device, for 12 hours at most"), ""),
    }


class NewAddress(OurWords, account.AddEmailForm):
    words = {"email": (_("New e-mail address"), ADDRESS_HINT)}


class ForgottenPassword(OurWords, account.ResetPasswordForm):
    words = {"email": (EMAIL, "")}


NEW_PASSWORD = {
    "password1": (_("New password"), PASSWORD_HINT),
    "password2": (_("The same one again"), ""),
}


class ResetPassword(OurWords, account.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class SetPassword(OurWords, account.SetPasswordForm):
    words = NEW_PASSWORD


class ChangePassword(OurWords, account.ChangePasswordForm):
    words = NEW_PASSWORD | {"oldpassword": (_("Current password"), "")}


class ConfirmPassword(OurWords, account.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class AddressCode(OurWords, account.ConfirmEmailVerificationCodeForm):
    words = {"code": (_("Code received by e-mail"), "")}


class SecondFactor(OurWords, mfa.AuthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ConfirmSecondFactor(OurWords, mfa.ReauthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ActivateSecondFactor(OurWords, totp.ActivateTOTPForm):
    words = {"code": (_("The six digits your application shows"), "")}


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name",)
        labels = {"name": _("Your name, as others see it")}
        error_messages = {"name": {"required": _("Write the name your partners know you by.")}}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class InvitationForm(forms.ModelForm):
    """Whom to invite; only the roles within the host's reach are offered."""

    class Meta:
        model = Invitation
        fields = ("email", "role")
        labels = {"email": EMAIL, "role": _("Role")}
        help_texts = {"email": _("The person receives a link there, good for 14 days.")}

    def __init__(self, *args, roles: frozenset[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            ("", _("Choose a role")),
            *(choice for choice in Role.choices if choice[0] in roles),
        ]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class NewAccountForm(forms.Form):
    """What an invited person chooses: a name and a password."""

    name = forms.CharField(label=_("Your name, as others see it"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=1000,  # hashing a novel takes time
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.email = email

    def clean(self) -> dict:
        data = super().clean()
        if password := data.get("password"):
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
