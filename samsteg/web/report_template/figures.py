"""The figures that a template's own lines most often hold, with what they are called."""

from __future__ import annotations

from django.utils.translation import get_language

from samsteg.statistics.indicators import label

COMMON = (
    *("flow.opening", "flow.new", "flow.exits", "flow.closing", "flow.dropouts", "treated.count"),
    *("new.sex.women", "new.sex.men", "treated.sex.women", "treated.sex.men"),
    *("results.count", "results.share", "results.sex.women", "results.sex.men"),
    *("exits.work", "exits.studies", "exits.other_rehab", "exits.sickness_compensation", "exits.other"),
    *("throughput.results.months", "throughput.exits.months", "support_before.results.years"),
    *("new.age.mean", "treated.age.mean", "referrals.count", "study_visits.count", "queue.count"),
    *("queue.longest_months", "work_training.people", "staff.fte", "budget.granted", "budget.actual"),
)


def common_figures() -> list[tuple[str, str]]:
    """What each is called, and the gap that stands for it."""
    language = "en" if get_language() == "en" else "sv"
    return [(label(code, language), "{" + code + "}") for code in COMMON]
