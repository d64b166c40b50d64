"""The questions as they are edited: one form for each, three editions. Shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samsteg.participants.referrals.enums import QuestionKind
from samsteg.participants.referrals.questions import LONGEST_QUESTION, MOST_QUESTIONS, Question
from samsteg.web.dates import DayField

EMPTY_ROWS = 2


def _text(label: Any, *, is_hint: bool = False) -> forms.CharField:
    attributes = {"class": "s-in", "rows": 1 if is_hint else 2}
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs=attributes)
    )


class DayEntry(forms.Form):
    valid_from = DayField(label=_("Hold from"))
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class QuestionEntry(forms.Form):
    """An empty one is left out. `place` orders them: the lowest number first."""

    place = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"}),
    )
    kind = forms.ChoiceField(
        label=_("Answered by"),
        choices=QuestionKind.choices,
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    plain = _text(_("Question in Swedish"))
    hint_plain = _text(_("Help to the question"), is_hint=True)
    easy = _text(_("In easy Swedish"))
    hint_easy = _text(_("Help in easy Swedish"), is_hint=True)
    english = _text(_("In English"))
    hint_english = _text(_("Help in English"), is_hint=True)

    def question(self) -> Question | None:
        """Of a form that is valid; None for an empty one."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        has_words = any(value for name, value in told.items() if name != "kind")
        return Question(**told) if has_words else None


def entries(posted: Mapping[str, Any] | None, questions: Sequence[Question]) -> list[QuestionEntry]:
    """One for each question and some empty ones; as posted, in the order that was asked for."""
    count = min(len(questions) + EMPTY_ROWS, MOST_QUESTIONS)
    if posted is not None:
        count = sum(1 for number in range(MOST_QUESTIONS) if f"f{number}-place" in posted)
    made = []
    for number in range(count):
        told = asdict(questions[number]) if number < len(questions) else {}
        made.append(QuestionEntry(posted, prefix=f"f{number}", initial={"place": number + 1, **told}))
    valid = [one.is_valid() for one in made]  # each, so that all faults are told
    if posted is not None and all(valid):
        made.sort(key=lambda one: one.cleaned_data["place"])
    return made
