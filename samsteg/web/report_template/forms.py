from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.reports.template_data import shipped_data, template_names
from samsteg.web.dates import DayField


class StartForm(forms.Form):
    """Which shipped template the draft stands on."""

    base = forms.ChoiceField()

    def __init__(self, data: object = None, **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.fields["base"] = forms.ChoiceField(
            label=_("Shape to start from"),
            choices=[(name, shipped_data(name).get("title", name)) for name in template_names()],
            widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
        )


class UseForm(forms.Form):
    valid_from = DayField(label=_("From and including"))
