"""The fields of the steps' forms. Each says why it is asked; shape only, what is allowed is said by the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.follow_ups.enums import MeetingForm
from samsteg.follow_ups.services import LONGEST as LONGEST_PLACE
from samsteg.participants.enums import ExitDetail, ExitReason, IncomeSource, NotEnrolledReason
from samsteg.participants.way.enums import (
    Education,
    ExtensionReason,
    Occupation,
    OrderReason,
    PauseReason,
    PriorityEnd,
    PriorityReason,
    StartForm,
    Step,
    TrialReason,
)
from samsteg.participants.way.rules import LONGEST_DETAIL, LONGEST_WORDS
from samsteg.web.dates import DayField
from samsteg.web.follow_ups.forms import ClockField

Choices = list[tuple[str, str]]
AUTO = {"class": "s-in s-in-auto"}
REASONS: Mapping[Step, type[TextChoices]] = {
    Step.PRIORITISE: PriorityReason,
    Step.END_PRIORITY: PriorityEnd,
    Step.PAUSE: PauseReason,
    Step.PROLONG_TRIAL: TrialReason,
    Step.EXTEND: ExtensionReason,
    Step.EXIT: ExitReason,
    Step.END_REFERRAL: NotEnrolledReason,
}


def _list(choices: type[TextChoices], label: Any, why: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=why,
        required=False,  # the service says what is missing
        choices=[("", _("Choose")), *choices.choices],
        widget=forms.Select(attrs=AUTO),
    )


def _many(choices: type[TextChoices], label: Any, why: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=why,
        required=False,
        choices=choices.choices,
        widget=forms.CheckboxSelectMultiple(),
    )


# By the name of the field; one that isn't here is made by `_on` and `_reason`.
MAKERS: Mapping[str, Callable[[], forms.Field]] = {
    "coach_id": lambda: forms.ChoiceField(
        label=_("Responsible coach"),
        help_text=_(
            "Who the participant turns to. Can be changed later, and the earlier ones stay as history."
        ),
        required=False,
        widget=forms.Select(attrs=AUTO),
    ),
    "trial_ends_on": lambda: DayField(
        required=False,
        label=_("Last day of the trial period"),
        help_text=_(
            "Then it is decided whether the participant continues. Leave it empty where there is none."
        ),
    ),
    "planned_on": lambda: DayField(
        required=False,
        label=_("Planned end"),
        help_text=_("So that nobody stays on without a decision. It can be extended."),
    ),
    "start_form": lambda: _list(StartForm, _("How the start is"), _("Tells which group to plan for.")),
    "order_reason": lambda: _list(
        OrderReason,
        _("If the start is before the referral: why"),
        _("So that it is no slip of the pen. Otherwise leave it."),
    ),
    "follow_ups_agreed_on": lambda: DayField(
        required=False,
        label=_("The referrer signed to take part in follow-ups"),
        help_text=_("The day on the paper. The follow-ups are booked with the referrer."),
    ),
    "first_on": lambda: DayField(
        required=False,
        label=_("Day of the first follow-up"),
        help_text=_("Proposed by the team's times. Leave it empty to book it later: “Today” reminds you."),
    ),
    "first_at": lambda: ClockField(
        label=_("Time"), help_text=_("Stands in the invitation. It can be moved.")
    ),
    "first_form": lambda: forms.ChoiceField(
        label=_("How you meet"),
        required=False,
        help_text=_("So that everybody knows whether to travel, call or open a link."),
        choices=MeetingForm.choices,
        widget=forms.Select(attrs=AUTO),
    ),
    "first_invited": lambda: forms.MultipleChoiceField(
        label=_("Who is invited"),
        required=False,
        help_text=_("They stand in the invitation. Tick the referrer who signed."),
        widget=forms.CheckboxSelectMultiple(),
    ),
    "first_place": lambda: forms.CharField(
        label=_("Place or link"),
        help_text=_("Optional. Kept encrypted."),
        required=False,
        max_length=LONGEST_PLACE,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    ),
    "main_income": lambda: _list(
        IncomeSource, _("Main income"), _("The report counts by where the money came from, and who paid.")
    ),
    "other_incomes": lambda: _many(
        IncomeSource,
        _("Other incomes"),
        _("The report counts them beside the main one. Only if there are any."),
    ),
    "support_before_months": lambda: forms.DecimalField(
        label=_("Months with public support before the start"),
        help_text=_("The report tells how long the way had been. About is good enough."),
        required=False,
        min_value=0,
        max_value=900,
        decimal_places=2,
        localize=True,
        error_messages={"invalid": _("Write the months as a number, such as 30.")},
        widget=forms.TextInput(
            attrs={"class": "s-in s-in-date", "inputmode": "decimal", "autocomplete": "off"}
        ),
    ),
    "occupation": lambda: _list(
        Occupation, _("What the days hold"), _("To see what changes from start to exit.")
    ),
    "education": lambda: _list(
        Education, _("Education"), _("The highest that is finished. For the way to studies.")
    ),
    "detail": lambda: _list(ExitDetail, _("More exactly"), _("The report tells some of them apart.")),
    "detail_text": lambda: forms.CharField(
        label=_("In other words"),
        help_text=_("Only if the list has no word for it. No diagnoses."),
        required=False,
        max_length=LONGEST_DETAIL,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    ),
    "extent_percent": lambda: forms.IntegerField(
        label=_("Percent of full time"),
        help_text=_("Of the work or the studies. The report tells how much it came to."),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.TextInput(
            attrs={"class": "s-in s-in-date", "inputmode": "numeric", "autocomplete": "off"}
        ),
    ),
    "early_exit": lambda: forms.BooleanField(
        label=_("Early exit"),
        help_text=_(
            "Only where it ended in the trial period, without a result. It says nothing of whose doing it was."
        ),
        required=False,
    ),
    "own_words": lambda: forms.CharField(
        label=_("In the participant's own words"),
        help_text=_(
            "What has been good, what could have been better, what has changed. Write as it was said."
        ),
        required=False,
        max_length=LONGEST_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 6}),
    ),
}
DAY_LABELS: Mapping[Step, Any] = {
    Step.VISIT: gettext_lazy("Day of the visit"),
    Step.RECEIVE_MISSION: gettext_lazy("Day the mission came"),
    Step.PRIORITISE: gettext_lazy("Decided on"),
    Step.END_PRIORITY: gettext_lazy("Ends from and including"),
    Step.PAUSE: gettext_lazy("Paused from and including"),
    Step.RESUME: gettext_lazy("In the queue again from"),
    Step.ENROL: gettext_lazy("Start day"),
    Step.PROLONG_TRIAL: gettext_lazy("Decided on"),
    Step.CONTINUE: gettext_lazy("Decided on"),
    Step.EXTEND: gettext_lazy("Decided on"),
    Step.EXIT: gettext_lazy("Last day in the team"),
    Step.END_REFERRAL: gettext_lazy("Day it was decided"),
}
# Why a day or a reason is asked for, where the page doesn't say so by itself.
WHY_DAY: Mapping[Step, Any] = {
    Step.ENROL: gettext_lazy("Days in the team, the trial period and the follow-ups are counted from it."),
    Step.EXIT: gettext_lazy(
        "Consents that end with the stay end the day after, and the report counts to it."
    ),
}
WHY_REASON: Mapping[Step, Any] = {
    Step.EXIT: gettext_lazy("The report counts where people go on to, each of them once."),
}
REASON_LABELS: Mapping[Step, Any] = {
    Step.EXIT: gettext_lazy("What the exit led to"),
    Step.END_REFERRAL: gettext_lazy("Why there was no start"),
}


class StepForm(forms.Form):
    """Some of a step's fields. `staff` are the coaches to choose among, `invited` the authorities that the first
    follow-up can be with; `has_place`: not for a protected person.
    """

    def __init__(
        self,
        step: Step,
        names: Iterable[str],
        data: Any = None,
        *,
        staff: Choices | None = None,
        invited: Choices | None = None,
        has_place: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        for name in names:
            if has_place or name != "first_place":
                self.fields[name] = _field(step, name)
        if isinstance(asked := self.fields.get("first_invited"), forms.MultipleChoiceField):
            asked.choices = invited or []
        if isinstance(coach := self.fields.get("coach_id"), forms.ChoiceField):
            coach.choices = [("", _("Choose")), *(staff or [])]


def _field(step: Step, name: str) -> forms.Field:
    if name == "on":
        return DayField(required=False, label=DAY_LABELS[step], help_text=WHY_DAY.get(step, ""))
    if name == "reason":
        return _list(REASONS[step], REASON_LABELS.get(step, _("Why")), WHY_REASON.get(step, ""))
    return MAKERS[name]()
