"""The template of the final documentation as it is edited: a row for each part, two texts, a first day. Shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.reports.final.enums import FinalPart
from samsteg.reports.final.shape import LONGEST_HEADING, LONGEST_TEXT, PartShape, Shape, TemplateRefused
from samsteg.web.dates import DayField


def _text(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 4, "lang": "sv"}),
    )


LAST = 100


class TextsEntry(forms.Form):
    opening = _text(_("Opening text"), _("Stands first on the paper. An empty line begins a new paragraph."))
    closing = _text(_("Closing text"), _("Stands last on the paper, under the heading “Finally”."))
    valid_from = DayField(label=_("Hold from"), help_text=_("Papers that are made from that day follow it."))
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class PartEntry(forms.Form):
    """`place` orders the parts: the lowest number first."""

    is_shown = forms.BooleanField(label=_("On the paper"), required=False)
    place = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"}),
    )
    heading = forms.CharField(
        label=_("Heading"),
        required=False,
        max_length=LONGEST_HEADING,
        widget=forms.TextInput(attrs={"class": "s-in", "lang": "sv", "autocomplete": "off"}),
    )

    def __init__(self, part: FinalPart, posted: Mapping[str, Any] | None, initial: Mapping[str, Any]) -> None:
        super().__init__(posted, prefix=part.value, initial=dict(initial))
        self.part = part
        self.fields["heading"].widget.attrs["placeholder"] = str(part.label)

    @property
    def standard_heading(self) -> str:
        return str(self.part.label)


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """The whole form. `parts` stand in the order of the page."""

    parts: Sequence[PartEntry]
    texts: TextsEntry

    @property
    def has_faults(self) -> bool:
        return bool(self.texts.errors or any(one.errors for one in self.parts))

    def is_valid(self) -> bool:
        valid = [one.is_valid() for one in (*self.parts, self.texts)]  # each, so that all faults are told
        return all(valid)

    def shape(self) -> Shape:
        """Of one that is valid. Equal numbers keep the order of the page."""
        ordered = sorted(self.parts, key=lambda one: one.cleaned_data["place"])
        return Shape(
            tuple(
                PartShape(one.part, one.cleaned_data["is_shown"], one.cleaned_data["heading"])
                for one in ordered
            ),
            opening=self.texts.cleaned_data["opening"],
            closing=self.texts.cleaned_data["closing"],
        )

    def refuse(self, fault: TemplateRefused) -> None:
        """At the field that the fault names."""
        part, _dot, field = fault.field.partition(".")
        if field:
            next(one for one in self.parts if one.part == part).add_error(field, str(fault))
        else:
            self.texts.add_error(part or None, str(fault))


def template_entry(
    posted: Mapping[str, Any] | None, shape: Shape, valid_from: str, newest: int
) -> TemplateEntry:
    """What holds, or what was typed."""
    parts = [
        PartEntry(
            one.part,
            posted,
            {"place": place, "is_shown": one.is_shown, "heading": one.heading},
        )
        for place, one in enumerate(shape.parts, start=1)
    ]
    if posted is not None:
        parts.sort(key=_typed_place)
    first = {"opening": shape.opening, "closing": shape.closing, "valid_from": valid_from, "version": newest}
    return TemplateEntry(parts, TextsEntry(posted, initial=first))


def _typed_place(entry: PartEntry) -> int:
    """The page that comes back stands in the order that was asked for; what is no number stands last."""
    entry.full_clean()
    return entry.cleaned_data.get("place") or LAST
