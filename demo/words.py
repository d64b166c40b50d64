"""What the invented lives are drawn from: referrers, incomes, ways out, work places. Codes are the program's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")
Weighted = Sequence[tuple[T, int]]

# The code list has no invented municipality. The country's largest points at nobody.
MUNICIPALITY = "0180"  # Stockholm
NEIGHBOUR = "0184"  # Solna

SEXES: Weighted[str] = (("women", 54), ("men", 45), ("other", 1))
REFERRERS: Weighted[str] = (
    ("soc", 28),
    ("fk", 20),
    ("af", 14),
    ("psychiatry", 9),
    ("primary_care", 8),
    ("region", 6),
    ("self", 6),
    ("kaa", 4),
    ("guardian", 2),
    ("probation", 2),
    ("other", 1),
    ("", 1),
)
INCOMES: Weighted[tuple[str, ...]] = (
    (("social_assistance",), 34),
    (("sickness_benefit",), 14),
    (("activity_compensation",), 14),
    (("activity_support",), 10),
    (("social_assistance", "activity_support"), 7),
    (("sickness_benefit", "social_assistance"), 5),
    (("sickness_benefit_special",), 4),
    (("rehabilitation_benefit",), 4),
    (("unemployment_benefit",), 3),
    (("sickness_compensation",), 2),
    (("parental_benefit", "social_assistance"), 1),
    (("none",), 2),
)
EMPLOYERS = (
    "Bageriet Låtsas",
    "Påhitts Trädgård",
    "Fabulerade Cyklar",
    "Kafé Tänkom",
    "Övningsbiblioteket",
    "Fejkfors Secondhand",
    "Lagret Ingenstans",
)
PLACEMENT_FORMS: Weighted[str] = (
    ("work_training", 7),
    ("exploratory_placement", 2),
    ("work_ability_assessment", 1),
    ("study_visit", 1),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an exit led; `text` is a detail in free words."""

    reason: str
    detail: str = ""
    text: str = ""
    income: tuple[str, ...] = ()


# Of each year's starts, all but the early exits end in one of these.
OUTCOMES = (
    Outcome("work", "unsubsidised", income=("salary",)),
    Outcome("work", "wage_subsidy", income=("salary",)),
    Outcome("work", "wage_subsidy", income=("salary", "sickness_compensation")),
    Outcome("work", "extra_job", income=("salary",)),
    Outcome("work", income=("salary",)),
    Outcome("studies", income=("student_aid",)),
    Outcome("studies", income=("student_aid", "salary")),
    Outcome("studies", text="folkhögskola på deltid", income=("student_aid",)),
    Outcome("other_rehab", "forstarkt_samarbete", income=("sickness_benefit",)),
    Outcome("other_rehab", "forstarkt_samarbete", income=("rehabilitation_benefit",)),
    Outcome("other_rehab", "regular_job_seeking", income=("activity_support",)),
    Outcome("sickness_compensation", income=("sickness_compensation",)),
    Outcome("sickness_compensation", income=("sickness_compensation",)),
    Outcome("sickness_compensation", income=("sickness_compensation",)),
    Outcome("parental_leave", income=("parental_benefit",)),
    Outcome("other", "daily_activity_lss", income=("activity_compensation",)),
    Outcome("other", "daily_activity_lss", income=("sickness_compensation",)),
    Outcome("other", "medical_rehab", income=("sickness_benefit",)),
    Outcome("other", "medical_rehab", income=("sickness_benefit", "social_assistance")),
    Outcome("other", "back_to_referrer", income=("social_assistance",)),
    Outcome("other", "back_to_referrer", income=("social_assistance",)),
    Outcome("other", "moved", income=("social_assistance",)),
    Outcome("other", "without_support", income=("none",)),
    Outcome("other", text="vill vänta med att söka arbete", income=("social_assistance",)),
)
# One more, which changes from year to year.
RARE_OUTCOMES = (
    Outcome("other", "deceased"),
    Outcome("other", "substance_abuse", income=("social_assistance",)),
    Outcome("other_rehab", "another_municipality", income=("activity_support",)),
)
EARLY_OUTCOMES = (
    Outcome("other", "back_to_referrer", income=("social_assistance",)),
    Outcome("other", "moved", income=("social_assistance",)),
    Outcome("other", "medical_rehab", income=("sickness_benefit",)),
)


def pick(random: Random, choices: Weighted[T]) -> T:
    """One of the choices, as often as its weight says."""
    values = [value for value, _weight in choices]
    return random.choices(values, [weight for _value, weight in choices])[0]
