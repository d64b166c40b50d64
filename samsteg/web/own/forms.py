"""What a participant writes, and what a coach chooses for a link. Shape only."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.participants.own_access.enums import BY_LINK, MessageKind
from samsteg.participants.own_access.records import PARTS
from samsteg.web.open_form.words import NAMES
from samsteg.web.own.words import EASY_LEADS, EASY_QUESTIONS, EASY_TITLES, LEADS, QUESTIONS, TITLES


class MessageEntry(forms.Form):
    """`once` is what makes a form that is sent twice be received once."""

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())

    def __init__(self, kind: MessageKind, data: Mapping[str, Any] | None, *, is_easy: bool) -> None:
        super().__init__(data, initial={"once": str(uuid.uuid4())})
        self.kind = kind
        questions: Mapping[str, object] = EASY_QUESTIONS if is_easy else QUESTIONS
        self.title = (EASY_TITLES if is_easy else TITLES)[kind]
        self.lead = (EASY_LEADS if is_easy else LEADS)[kind]
        for part in PARTS[kind]:
            self.fields[part] = forms.CharField(
                label=str(questions[part]),
                required=False,
                widget=forms.Textarea(attrs={"class": "s-in", "rows": 5}),
            )

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[part] for part in PARTS[self.kind]]

    def texts(self) -> dict[str, str]:
        """Of a form that is valid."""
        return {part: self.cleaned_data[part] for part in PARTS[self.kind]}


class LinkEntry(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the link is for"),
        choices=[(kind.value, kind.label) for kind in BY_LINK],
        widget=forms.RadioSelect,
    )
    edition = forms.ChoiceField(
        label=_("In which words"),
        choices=[(code, label) for code, _language, label in NAMES],
        widget=forms.RadioSelect,
        initial="latt-svenska",
    )


class TokenEntry(forms.Form):
    """The part of the link after #, which the page's own script fills in."""

    token = forms.CharField(required=False, max_length=200)
