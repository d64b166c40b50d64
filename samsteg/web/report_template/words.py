"""The step of words and formats: what people are called, and how numbers and dates look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samsteg.reports.formats import FORMAT_NAMES, Formats
from samsteg.web.report_template.items import Post
from samsteg.web.report_template.working import Changes, Working

DECIMALS = [(number, str(number)) for number in range(4)]


class WordsForm(forms.Form):
    """Shape only: what may be chosen stands in `reports.formats`."""

    one = forms.CharField(label=_("One is called"), max_length=40)
    many = forms.CharField(label=_("Several are called"), max_length=40)
    the_many = forms.CharField(label=_("All of them together are called"), max_length=40)
    gender = forms.ChoiceField(
        label=_("The word goes with"), choices=[("utrum", "en (en person)"), ("neutrum", "ett (ett ärende)")]
    )
    thousands = forms.ChoiceField(label=_("Thousands"), choices=[("space", "1 529 208"), ("none", "1529208")])
    minus = forms.ChoiceField(label=_("Minus"), choices=[("sign", "\u221235 064"), ("hyphen", "-35 064")])
    percent = forms.ChoiceField(label=_("Percent"), choices=[("spaced", "43 %"), ("tight", "43%")])
    percent_decimals = forms.TypedChoiceField(
        label=_("Decimals in percent, at most"), choices=DECIMALS, coerce=int
    )
    month_decimals = forms.TypedChoiceField(
        label=_("Decimals in months, at most"), choices=DECIMALS, coerce=int
    )
    year_decimals = forms.TypedChoiceField(
        label=_("Decimals in years, at most"), choices=DECIMALS, coerce=int
    )
    age_decimals = forms.TypedChoiceField(label=_("Decimals in ages, at most"), choices=DECIMALS, coerce=int)
    header_dates = forms.ChoiceField(
        label=_("Dates in headers"),
        choices=[("iso", "2025-01-31"), ("yymmdd", "250131"), ("yyyymmdd", "20250131")],
    )
    number_words = forms.ChoiceField(
        label=_("Numbers as words"),
        choices=[
            ("start", _("First in a sentence")),
            ("text", _("Everywhere in sentences")),
            ("never", _("Never")),
        ],
    )
    sex_order = forms.ChoiceField(
        label=_("Order of the sexes"), choices=[("women,men", "kvinnor, män"), ("men,women", "män, kvinnor")]
    )
    number_tables = forms.BooleanField(label=_("Number the tables: Tabell 1, Tabell 2"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "s-in s-in-auto"

    @property
    def noun_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("one", "many", "the_many", "gender")]

    @property
    def format_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in FORMAT_NAMES]


def context(working: Working) -> dict[str, Any]:
    return {"form": WordsForm(initial=_initial(working))}


def changed(working: Working, post: Post) -> Changes:
    """Every format is written down, so that none is overruled by the team's settings unseen."""
    form = WordsForm(post)
    form.is_valid()
    sent = {**_initial(working), **form.cleaned_data}
    formats = {name: sent[name] for name in _formats(working)}
    noun = {name: sent[name] for name in ("one", "many", "the_many", "gender")}
    return {"noun": noun, "formats": formats, "number_tables": bool(sent["number_tables"])}


def _initial(working: Working) -> dict[str, Any]:
    whole = working.whole
    noun = {"gender": "utrum", **whole["noun"]}
    return {**noun, **_formats(working), "number_tables": whole.get("number_tables", True)}


def _formats(working: Working) -> dict[str, Any]:
    """As a report of today would have them: the template's own choices, the team's settings, what ships."""
    usual = {name: getattr(Formats(), name) for name in FORMAT_NAMES}
    settings = working.shape.settings.at(timezone.localdate()).formats
    chosen = {name: value for name, value in settings.items() if name in FORMAT_NAMES}
    own = working.changes.get("formats", {})
    return {**usual, **working.whole.get("formats", {}), **chosen, **own}
