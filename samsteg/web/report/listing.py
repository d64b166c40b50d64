"""The rows of the team's list of reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.periods import report_title
from samsteg.reports.selectors import reports_of, written_counts
from samsteg.statistics.values import Period
from samsteg.web import periods
from samsteg.web.report.checks import shown_names


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`written`: how many sub-headings the team has written something under."""

    period: Period
    title: str
    name: str
    query: str
    written: int
    started_at: dt.datetime
    started_by: str


def listed_reports(actor: Actor, team: Team) -> tuple[ReportRow, ...]:
    reports = reports_of(actor, team)
    counts = written_counts(actor, team)
    names = shown_names({row.started_by_id for row in reports})
    return tuple(
        ReportRow(
            period=(period := Period(row.period_from, row.period_to)),
            title=report_title(period),
            name=periods.name(period),
            query=periods.as_query(period),
            written=counts.get(period, 0),
            started_at=row.started_at,
            started_by=names.get(row.started_by_id, ""),
        )
        for row in reports
    )
