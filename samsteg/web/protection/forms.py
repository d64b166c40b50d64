"""What is typed about protected identity. Shape only: what is allowed is said by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import ProtectionLevel
from samsteg.people.enums import Sex

NONE = "none"


class ProtectionForm(forms.Form):
    """`is_protected`: the level may be ended. `has_more`: something is stored that the rule doesn't let stay."""

    level = forms.ChoiceField(widget=forms.RadioSelect)
    forget = forms.BooleanField(required=False)

    def __init__(self, *args: Any, is_protected: bool, has_more: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.label = _("What protection the person has")
        ended = [(NONE, _("No protection any more"))] if is_protected else []
        level.choices = [*((one.value, str(one.label)) for one in ProtectionLevel), *ended]
        level.error_messages["required"] = _("Choose what protection the person has.")
        self.fields["forget"].label = _("Take away for good what is listed above")
        self.fields["forget"].help_text = _("It can't be brought back, by anybody.")
        if not has_more:
            del self.fields["forget"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("level") == NONE and cleaned.get("forget"):
            self.add_error("forget", _("Choose one of them: end the protection, or take things away."))
        return cleaned


class CountForm(forms.Form):
    year = forms.IntegerField(
        widget=forms.TextInput(attrs={"class": "s-in s-in-date", "inputmode": "numeric"})
    )
    sex = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year, sex = self.fields["year"], self.fields["sex"]
        assert isinstance(sex, forms.ChoiceField)
        year.label, year.initial = _("Year"), timezone.localdate().year
        year.error_messages = {
            name: _("Write the year with four digits.") for name in ("required", "invalid")
        }
        sex.label, sex.choices = _("Sex"), [(one.value, str(one.label)) for one in Sex]
        sex.error_messages["required"] = _("Choose a sex.")
