"""What has been said and decided on the way, as one corrects it. Shape only: the rules stand in `way.decided`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from samsteg.participants.models import Stay
from samsteg.participants.way.decided import Decided, Ending, Pause
from samsteg.participants.way.enums import (
    Education,
    ExtensionReason,
    Occupation,
    PauseReason,
    PriorityEnd,
    PriorityReason,
    StartForm,
    TrialOutcome,
)
from samsteg.participants.way.rules import LONGEST_WORDS
from samsteg.web.dates import DayField
from samsteg.web.participants.corrections.forms import Choices, Correction

AUTO = {"class": "s-in s-in-auto"}
ROWS = ("pause", "ending")
PLAIN = tuple(one.name for one in fields(Decided) if one.name not in ("pauses", "endings"))
OF_ROW: Mapping[str, tuple[str, ...]] = {
    "pause": ("started_on", "ended_on", "reason"),
    "ending": ("decided_on", "planned_on", "reason"),
}


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    fields: tuple[BoundField, ...]


def _day(label: str, why: str = "") -> forms.Field:
    return DayField(label=label, required=False, help_text=why)


def _list(label: str, choices: Choices, why: str = "") -> forms.Field:
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Not known")), *choices],
        required=False,
        help_text=why,
        widget=forms.Select(attrs=AUTO),
    )


def _start() -> dict[str, forms.Field]:
    return {
        "start_form": _list(_("How the start is"), StartForm.choices),
        "follow_ups_agreed_on": _day(_("The referrer signed to take part in follow-ups")),
        "occupation": _list(_("What the days hold, at the start"), Occupation.choices),
        "education": _list(_("Education"), Education.choices, _("The highest that is finished.")),
    }


def _trial() -> dict[str, forms.Field]:
    return {
        "trial_ends_on": _day(_("Last day of the trial period"), _("Empty where there was none.")),
        "trial_outcome": _list(
            _("How the trial period turned out"),
            TrialOutcome.choices,
            _("Not known while it goes on."),
        ),
        "trial_decided_on": _day(_("Decided on")),
    }


def _priority() -> dict[str, forms.Field]:
    return {
        "priority_on": _day(_("Decided on"), _("Empty all of it where there never was a priority.")),
        "priority_reason": _list(_("Why"), PriorityReason.choices),
        "priority_ended_on": _day(_("Ends from and including"), _("Empty while it holds.")),
        "priority_end_reason": _list(_("Why it ended"), PriorityEnd.choices),
    }


def _exit() -> dict[str, forms.Field]:
    return {
        "occupation_exit": _list(_("What the days hold, at the exit"), Occupation.choices),
        "own_words": forms.CharField(
            label=_("In the participant's own words"),
            required=False,
            max_length=LONGEST_WORDS,
            strip=False,
            widget=forms.Textarea(attrs={"class": "s-in", "rows": 6}),
        ),
    }


def _row(kind: str, at: int, *, is_new: bool) -> dict[str, forms.Field]:
    made: dict[str, forms.Field]
    if kind == "pause":
        made = {
            "started_on": _day(_("Paused from and including")),
            "ended_on": _day(_("In the queue again from"), _("Empty while the pause goes on.")),
            "reason": _list(_("Why"), PauseReason.choices),
        }
    else:
        made = {
            "decided_on": _day(_("Decided on")),
            "planned_on": _day(_("Planned end")),
            "reason": _list(_("Why"), ExtensionReason.choices),
        }
    if not is_new:
        made["gone"] = forms.BooleanField(label=_("It never was: take it away"), required=False)
    return {f"{kind}_{at}_{name}": field for name, field in made.items()}


class DecidedCorrection(Correction):
    """Only what the stay has come to; one pause that was forgotten can be written too. `now`: what holds."""

    def __init__(self, data: Any, stay: Stay, now: Decided, *, is_lead: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.now = now
        self.parts: list[tuple[str, tuple[str, ...]]] = []
        for at, one in enumerate(now.pauses):
            title = _("The pause from %(day)s") % {"day": one.started_on}
            self._add(title, _row("pause", at, is_new=False))
        if stay.referred_on or stay.mission_received_on:
            self._add(_("A pause that was forgotten"), _row("pause", len(now.pauses), is_new=True))
        if now.priority_on and is_lead:
            self._add(_("Priority in the queue"), _priority())
        if stay.enrolled_on:
            self._add(_("At the start"), _start())
            self._add(_("Trial period"), _trial())
        for at, held in enumerate(now.endings):
            title = _("Planned end, decided %(day)s") % {"day": held.decided_on}
            self._add(title, _row("ending", at, is_new=False))
        if stay.exited_on:
            self._add(_("At the exit"), _exit())

    def _add(self, title: str, made: Mapping[str, forms.Field]) -> None:
        self.fields.update(made)
        self.parts.append((title, tuple(made)))

    def sections(self) -> tuple[Section, ...]:
        return tuple(Section(title, tuple(self[name] for name in names)) for title, names in self.parts)

    def said(self) -> Decided:
        """Of a form that is valid; what it doesn't ask stays as it is."""
        typed = self.cleaned_data
        plain = {name: typed[name] for name in PLAIN if name in self.fields}
        pauses = tuple(Pause(*values) for values in self._rows("pause", len(self.now.pauses) + 1))
        endings = tuple(Ending(*values) for values in self._rows("ending", len(self.now.endings)))
        return replace(self.now, **plain, pauses=pauses, endings=endings)

    def _rows(self, kind: str, most: int) -> Iterator[tuple[Any, ...]]:
        for at in self._kept(kind, most):
            yield tuple(self.cleaned_data.get(f"{kind}_{at}_{name}") for name in OF_ROW[kind])

    def _kept(self, kind: str, most: int) -> list[int]:
        """Rows that aren't taken away, and of a new one only what is written."""
        typed = self.cleaned_data
        return [
            at
            for at in range(most)
            if (
                not typed[f"{kind}_{at}_gone"]
                if f"{kind}_{at}_gone" in self.fields
                else any(typed.get(f"{kind}_{at}_{name}") for name in OF_ROW[kind])
            )
        ]

    def name_of_field(self, field: str) -> str:
        """The form's name of a field that a rule names: it counts the rows that are left."""
        kind, _sign, rest = field.partition("_")
        if kind not in ROWS:
            return field
        at, _sign, name = rest.partition("_")
        return f"{kind}_{self._kept(kind, len(self.now.pauses) + len(self.now.endings) + 1)[int(at)]}_{name}"


def initial_of_decided(now: Decided) -> dict[str, Any]:
    """What holds now, by the fields of the form."""
    found: dict[str, Any] = {name: getattr(now, name) for name in PLAIN}
    for kind, rows in (("pause", now.pauses), ("ending", now.endings)):
        for at, one in enumerate(rows):
            found |= {f"{kind}_{at}_{name}": getattr(one, name) for name in OF_ROW[kind]}
    return found
