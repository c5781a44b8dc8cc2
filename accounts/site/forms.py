"""allauth's forms in the shop's words: labels that stay, no grey text that stands in for them, rules in one sentence."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "oldpassword": "Your present password",
    "password": "Password",
    "password1": "Password",
    "password2": "The same password again",
    "code": "Code",
}
RULES = "At least 10 characters, and nothing that others would think of first."


class ShopWords:
    """Mixin over any of allauth's forms."""

    # Of the form itself, over those that hold everywhere.
    labels: Mapping[str, str] = MappingProxyType({})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]  # of the form beside it
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = {**LABELS, **self.labels}.get(name, field.label)
            if name == "password1":
                field.help_text = RULES


class LogInForm(ShopWords, allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class SignUpForm(ShopWords, allauth.SignupForm):  # type: ignore[misc]  # as above
    pass


class NewAddressForm(ShopWords, allauth.AddEmailForm):  # type: ignore[misc]  # as above
    labels = MappingProxyType({"email": "New e-mail address"})


class ChangePasswordForm(ShopWords, allauth.ChangePasswordForm):  # type: ignore[misc]  # as above
    labels = MappingProxyType({"password1": "New password", "password2": "The new password again"})


class FirstPasswordForm(ShopWords, allauth.SetPasswordForm):  # type: ignore[misc]  # as above
    pass


class ForgottenForm(ShopWords, allauth.ResetPasswordForm):  # type: ignore[misc]  # as above
    pass


class NewPasswordForm(ShopWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    labels = MappingProxyType({"password1": "New password", "password2": "The new password again"})


class ProveAgainForm(ShopWords, allauth.ReauthenticateForm):  # type: ignore[misc]  # as above
    pass


class CodeWords(ShopWords):
    """Mixin over those that ask for a code. Apps show it in groups of digits, and people type it as they see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]  # of the form beside it

    def clean_code(self) -> str:
        said: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]  # as above
        said["code"] = "".join(said["code"].split())
        code: str = super().clean_code()  # type: ignore[misc]  # as above
        return code


class CodeForm(CodeWords, second_step.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class CodeAgainForm(CodeWords, second_step.ReauthenticateForm):  # type: ignore[misc]  # as above
    pass


class SetUpAppForm(CodeWords, app.ActivateTOTPForm):  # type: ignore[misc]  # as above
    pass
