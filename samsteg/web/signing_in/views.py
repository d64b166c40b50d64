"""Log-in with user name and password, and log-out. Two factors and e-ID come with the access work."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from samsteg.access.operator import is_operator

MISMATCH = "username_password_mismatch"


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].error_messages["required"] = _("Write your user name")
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Write your password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "s-in"

    def clean(self) -> dict[str, Any]:
        """The operator of development acts on the command line alone."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as fault:
            if fault.code != MISMATCH:
                raise
            text = _("The user name and the password don't belong together. Write them again.")
            raise ValidationError(text, code=MISMATCH) from fault
        user = getattr(self, "user", None)
        if user is not None and is_operator(user):
            raise ValidationError(_("This user can't log in here. Choose another."))
        return cleaned


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    form_class = SignInForm


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    """GET asks, POST logs out."""
