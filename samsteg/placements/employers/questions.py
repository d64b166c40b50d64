"""What the register of employers is asked: kept questions, for `selectors` and for pages that ask together."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.placements.employers.enums import EmployerStatus
from samsteg.placements.employers.models import (
    Employer,
    EmployerContact,
    EmployerDocument,
    EmployerName,
    EmployerNote,
)

MOST_NOTES = 200


@KeptRows
def names_question(team: Team, *employer_ids: int) -> QuerySet[EmployerName, tuple[str, int]]:
    rows = EmployerName.objects.filter(team_id=team.pk, employer_id__in=employer_ids)
    return rows.values_list("folded", "employer_id")


@KeptRows
def contacts_question(team: Team, *employer_ids: int) -> QuerySet[EmployerContact, EmployerContact]:
    rows = EmployerContact.objects.filter(team_id=team.pk, employer_id__in=employer_ids)
    return rows.order_by("name", "pk")


@KeptRows
def notes_question(team: Team, *employer_ids: int) -> QuerySet[EmployerNote, EmployerNote]:
    rows = EmployerNote.objects.filter(team_id=team.pk, employer_id__in=employer_ids)
    return rows.order_by("-happened_on", "-pk")[:MOST_NOTES]


@KeptRows
def documents_question(team: Team, *employer_ids: int) -> QuerySet[EmployerDocument, EmployerDocument]:
    rows = EmployerDocument.objects.filter(team_id=team.pk, employer_id__in=employer_ids)
    return rows.defer("content").order_by("-added_at")


@KeptRows
def ask_now_question(team: Team, today: dt.date) -> QuerySet[Employer, Employer]:
    rows = Employer.objects.filter(team_id=team.pk, ask_again_on__lte=today, merged_into__isnull=True)
    return rows.exclude(status=EmployerStatus.GONE).order_by("ask_again_on", "sort_name")
