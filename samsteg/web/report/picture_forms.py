"""What is typed about a picture, and a new one. Shape only: the services say what may stand there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from samsteg.reports.enums import PictureSize
from samsteg.reports.picture_services import PictureWords, faults_in_words


class WordsForm(forms.Form):
    """`version` is that of the picture whose words are changed."""

    alt = forms.CharField(required=False)
    caption = forms.CharField(required=False)
    size = forms.ChoiceField(choices=PictureSize.choices)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._describe(
            "alt",
            _("What the picture shows, in words"),
            _("Is read aloud to those who don't see the picture. Write no names."),
            forms.Textarea(attrs={"class": "s-in s-in-low", "rows": 2, "lang": "sv"}),
        )
        self._describe(
            "caption",
            _("Caption"),
            _("Optional. Stands below the picture."),
            forms.TextInput(attrs={"class": "s-in", "lang": "sv", "autocomplete": "off"}),
        )
        self._describe(
            "size",
            _("Width in the report"),
            _("A small picture is never blown up."),
            forms.Select(attrs={"class": "s-in s-in-auto"}, choices=PictureSize.choices),
        )

    def _describe(self, name: str, label: str, hint: str, widget: forms.Widget) -> None:
        field = self.fields[name]
        widget.is_required = False
        field.label, field.help_text, field.widget = label, hint, widget

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("alt", "caption"):
            cleaned[name] = " ".join(cleaned.get(name, "").split())
        if not self.is_left_empty:
            for name, message in faults_in_words(cleaned["alt"], cleaned["caption"]).items():
                self.add_error(name, message)
        return cleaned

    @property
    def is_left_empty(self) -> bool:
        return False

    @property
    def words(self) -> PictureWords:
        """Of a form without faults."""
        data = self.cleaned_data
        return PictureWords(data["alt"], data["caption"], PictureSize(data["size"]))

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    def take(self, name: str, value: str) -> None:
        """Another value for a hidden field of a form that is shown again."""
        self.data = {**{key: self.data[key] for key in self.data}, self.add_prefix(name): value}


class NewPictureForm(WordsForm):
    """`image` is the digest of a file that was received before, when only its words were wrong."""

    file = forms.FileField(required=False, allow_empty_file=True)
    image = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    field_order = ("file", "alt", "caption", "size")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="new", **kwargs)
        self._describe(
            "file",
            _("Picture"),
            " ".join(
                (
                    _("PNG or JPEG, at most 2 MB."),
                    _("What a camera has written about place and time is taken away."),
                    _("No participant may be recognised in it."),
                )
            ),
            forms.FileInput(attrs={"class": "s-in", "accept": "image/png,image/jpeg"}),
        )

    @property
    def is_left_empty(self) -> bool:
        """Nobody has begun to put a picture in."""
        return not any(self.cleaned_data.get(name) for name in ("file", "image", "alt", "caption"))
