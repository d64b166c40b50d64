"""The parts of each step's form. A short step has one; intake and exit have several, and a page to check at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from samsteg.participants.way.enums import Step
from samsteg.participants.way.records import StepValues


@dataclass(frozen=True, slots=True)
class Part:
    """`key` names what a page puts beside the fields: consents, contact, data."""

    title: Any
    fields: tuple[str, ...]
    lead: Any = ""
    key: str = ""


OF_FOLLOW_UP = "first_"  # what is said of the first follow-up is no part of the step (`first_meeting`)
ONE = {
    Step.VISIT: ("on",),
    Step.RECEIVE_MISSION: ("on",),
    Step.PRIORITISE: ("on", "reason"),
    Step.END_PRIORITY: ("on", "reason"),
    Step.PAUSE: ("on", "reason"),
    Step.RESUME: ("on",),
    Step.PROLONG_TRIAL: ("on", "trial_ends_on", "reason"),
    Step.CONTINUE: ("on",),
    Step.EXTEND: ("on", "planned_on", "reason"),
    Step.END_REFERRAL: ("on", "reason"),
}
INTAKE = (
    Part(
        _("Consents"),
        (),
        _(
            "Go through what the participant wants the authorities to know. Who says no is enrolled without sharing."
        ),
        "consents",
    ),
    Part(
        _("The start"),
        ("on", "coach_id", "start_form", "trial_ends_on", "planned_on", "order_reason"),
        _("The usual times of the team are filled in."),
    ),
    Part(
        _("The referrer"),
        (
            "follow_ups_agreed_on",
            "first_on",
            "first_at",
            "first_form",
            "first_invited",
            "first_place",
        ),
        _(
            "The follow-ups follow from the start day, as often as the team has decided. "
            "The first one is booked with the start."
        ),
    ),
    Part(
        _("Income and days"),
        ("main_income", "other_incomes", "support_before_months", "occupation", "education"),
        _("As it is at the start. Leave what isn't known."),
    ),
    Part(
        _("How to reach the participant"),
        (),
        _("Phone, interpreter and whom to call if something happens."),
        "contact",
    ),
)
EXIT = (
    Part(
        _("Where it led"),
        ("on", "reason", "detail", "detail_text", "extent_percent", "early_exit"),
        _("Every exit leads somewhere. An early exit is told beside it."),
    ),
    Part(_("Income and days"), ("main_income", "other_incomes", "occupation"), _("As it is at the exit.")),
    Part(
        _("The participant's own words"),
        ("own_words",),
        _("They stand in the final documentation. Leave it if the participant doesn't want to."),
    ),
    Part(_("Consents and data"), (), _("What happens when the stay ends."), "data"),
)
LONG = {Step.ENROL: INTAKE, Step.EXIT: EXIT}


def parts_of(step: Step) -> tuple[Part, ...]:
    return LONG[step] if step in LONG else (Part(step.label, ONE[step]),)


def fields_of(step: Step) -> tuple[str, ...]:
    return tuple(name for part in parts_of(step) for name in part.fields)


def values_of(cleaned: Mapping[str, Any]) -> StepValues:
    """Of a form that is valid; two fields of incomes become one list, the main one first."""
    apart = {"main_income", "other_incomes"}
    plain = {
        name: value
        for name, value in cleaned.items()
        if name not in apart and not name.startswith(OF_FOLLOW_UP)
    }
    main, others = cleaned.get("main_income", ""), cleaned.get("other_incomes", [])
    incomes = tuple(dict.fromkeys([*([main] if main else []), *others]))
    if (coach := plain.get("coach_id")) is not None:
        plain["coach_id"] = int(coach) if coach else None
    if (months := plain.get("support_before_months")) is not None:
        plain["support_before_months"] = Decimal(months)
    return StepValues(incomes=incomes, **plain)
