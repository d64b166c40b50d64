"""The rules of a stay in the words of the workbook: which column, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue, Level
from samsteg.participants.rules import Problem

WORDS: dict[Problem, tuple[str, str]] = {
    Problem.EXIT_BEFORE_START: (
        "Avslutad",
        gettext_noop("The exit is before the enrolment. Check both dates."),
    ),
    Problem.EXIT_WITHOUT_START: (
        "Avslutad",
        gettext_noop(
            "There is an exit but no enrolment. If the person never started, use the column Ej inskriven."
        ),
    ),
    Problem.EXIT_WITHOUT_REASON: (
        "Avslutsorsak",
        gettext_noop("Write where the exit led, for example arbete."),
    ),
    Problem.REASON_WITHOUT_EXIT: (
        "Avslutsorsak",
        gettext_noop("There is a reason but no exit. Write the date in Avslutad, or clear the reason."),
    ),
    Problem.DETAIL_WITHOUT_EXIT: (
        "Avslut preciserat",
        gettext_noop(
            "This belongs to an exit, and there is none. Write the date in Avslutad, or clear the cell."
        ),
    ),
    Problem.EARLY_WITHOUT_EXIT: (
        "Tidigt avhopp",
        gettext_noop("An early exit needs a date in Avslutad. Write it, or write nej."),
    ),
    Problem.NOT_ENROLLED_BUT_ENROLLED: (
        "Ej inskriven",
        gettext_noop("The row says both that the person started and did not start. Keep one of the dates."),
    ),
    Problem.NOT_ENROLLED_WITHOUT_REASON: (
        "Skäl ej inskriven",
        gettext_noop("Write why the person did not start, for example tackade_nej."),
    ),
    Problem.NOT_ENROLLED_REASON_ALONE: (
        "Skäl ej inskriven",
        gettext_noop("There is a reason but no date. Write the date in Ej inskriven, or clear the reason."),
    ),
    Problem.PARALLEL_END_ALONE: (
        "Förstärkt samarbete från",
        gettext_noop("There is an end but no start. Write when it began."),
    ),
    Problem.PARALLEL_BACKWARDS: (
        "Förstärkt samarbete till",
        gettext_noop("The end is before the start. Check both dates."),
    ),
    Problem.NOTHING_HAPPENED: (
        "Inskriven",
        gettext_noop("Write at least one of Remitterad, Uppdrag mottaget and Inskriven."),
    ),
}


def rule_issue(problem: Problem, row: int) -> Issue:
    column, message = WORDS[problem]
    return Issue(
        Level.ERROR, problem.value, _(message), sheet=SHEETS[SheetName.STAYS].title, row=row, column=column
    )
