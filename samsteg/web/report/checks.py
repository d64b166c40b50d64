"""What the checks found, as a page shows it: both figures, which section it is about, and what has been answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samsteg.accounts.models import User
from samsteg.reports.build import Report
from samsteg.reports.checks import fingerprint_of
from samsteg.reports.written import Note
from samsteg.statistics.consistency import Finding, Severity


@dataclass(frozen=True, slots=True)
class Answer:
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """`section` counts from 1; 0 when it is about no section. A note needs no answer.

    `typed` and `error`: an answer that could not be saved.
    """

    fingerprint: str
    finding: Finding
    section: int
    answer: Answer | None
    typed: str = ""
    error: str = ""

    @property
    def is_note(self) -> bool:
        return self.finding.severity is Severity.NOTE

    @property
    def is_error(self) -> bool:
        return self.finding.severity is Severity.ERROR

    @property
    def waits(self) -> bool:
        return self.answer is None and not self.is_note


def checked_findings(
    report: Report, *, faulty: str = "", typed: str = "", error: str = ""
) -> tuple[Checked, ...]:
    """All findings, the worst first. `faulty` is the fingerprint of the one whose answer could not be saved."""
    found = {fingerprint_of(finding): finding for finding in report.findings}
    return tuple(
        Checked(
            fingerprint=key,
            finding=finding,
            section=_section_of(report, finding),
            answer=_answer(report.answers.get(key)),
            typed=typed if key == faulty else "",
            error=error if key == faulty else "",
        )
        for key, finding in found.items()
    )


def _section_of(report: Report, finding: Finding) -> int:
    """The one that it names, otherwise the last that shows one of its figures: the summary comes first and repeats."""
    sections = report.writing.template.sections
    for place, section in enumerate(sections, start=1):
        if finding.left.where.startswith(section.heading + ","):
            return place
    wanted = set(finding.codes)
    for place, section in reversed(list(enumerate(sections, start=1))):
        if any(wanted & set(report.writing.parts[part.place].codes) for part in section.parts):
            return place
    return 0


def _answer(note: Note | None) -> Answer | None:
    return Answer(note.body, note.by, note.at) if note else None


def shown_names(user_ids: set[int]) -> dict[int, str]:
    """What users are called, by id."""
    return {user.pk: user.shown_name for user in User.objects.filter(pk__in=user_ids)} if user_ids else {}
