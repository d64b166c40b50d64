"""Every sentence that a template can ask for, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samsteg.reports import (
    sentences_groups,
    sentences_organisation,
    sentences_participants,
    sentences_results,
)
from samsteg.reports.document import Paragraph
from samsteg.reports.phrasing import Style, paragraph_of
from samsteg.reports.reading import Reading
from samsteg.reports.sentence_parts import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "new": sentences_participants.new,
    "closing": sentences_participants.closing,
    "treated": sentences_participants.treated,
    "opening_by_sex": sentences_participants.opening_by_sex,
    "closing_by_sex": sentences_participants.closing_by_sex,
    "new_ages": sentences_participants.new_ages,
    "treated_ages": sentences_participants.treated_ages,
    "referrers": sentences_participants.referrers,
    "payers": sentences_participants.payers,
    "now": sentences_participants.now,
    "referrals": sentences_participants.referrals,
    "study_visits": sentences_participants.study_visits,
    "queue": sentences_participants.queue,
    "work_training": sentences_participants.work_training,
    "work_training_hours": sentences_groups.work_training_hours,
    "groups": sentences_groups.groups,
    "parallel_efforts": sentences_participants.parallel_efforts,
    "exits": sentences_results.exits,
    "result_definition": sentences_results.result_definition,
    "destinations": sentences_results.destinations,
    "other_details": sentences_results.other_details,
    "early_exits": sentences_results.early_exits,
    "results_by_sex": sentences_results.results_by_sex,
    "throughput": sentences_results.throughput,
    "support_before": sentences_results.support_before,
    "staff": sentences_organisation.staff,
    "budget": sentences_organisation.budget,
    "cost": sentences_organisation.cost,
}


def paragraph(
    names: Iterable[str], reading: Reading, style: Style, own: Mapping[str, Sentence] | None = None
) -> Paragraph | None:
    """The named sentences as one paragraph; None when none of them has anything to say. `own` are the template's."""
    known = {**SENTENCES, **(own or {})}
    runs = paragraph_of(sentence for name in names for sentence in known[name](reading, style))
    return Paragraph(runs) if runs else None
