"""A begun report, read once for a page, and what the page of a section shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.reports.build import Choices, Report, write_report
from samsteg.reports.periods import report_title
from samsteg.reports.selectors import template_for
from samsteg.reports.shape import shape_of
from samsteg.reports.written import Written, written_for
from samsteg.statistics.values import Period
from samsteg.web import periods
from samsteg.web.figures.reading import ShownPeriod
from samsteg.web.report.checks import checked_findings
from samsteg.web.report.pages import SectionReader, Typed
from samsteg.web.report.picture_desk import Desk, Spot, desk_of
from samsteg.web.report.sections import navigator
from samsteg.web.report_pictures import picture_source


@dataclass(frozen=True, slots=True)
class Opened:
    actor: Actor
    team: Team
    period: Period
    report: Report
    written: Written


@dataclass(frozen=True, slots=True)
class SectionRequest:
    """Which section, and what is being written in it: a place, or a text that couldn't be saved.

    `desk`: the pictures that are being worked with.
    """

    number: int
    writing: Typed | str | None = None
    desk: Desk | None = None


def open_report(actor: Actor, team: Team, period: Period, number: int = 0) -> Opened:
    """`number`: the section that is to be shown. Raises NotVisible for a report that isn't begun, and what
    `write_report` raises.
    """
    shape = shape_of(team)
    template = shape.template_at(period.last)
    # Whatever the section: so that one question serves them all, whose text is kept.
    written = written_for(actor, team, period, [part.place for part in template.parts()] if number else ())
    if not written.is_begun:
        raise NotVisible
    choices = Choices(template=template, shape=shape, written=written, picture_content=False)
    return Opened(actor, team, period, write_report(actor, team, period, choices), written)


def opened_desk(opened: Opened, place: str, taken_away: int = 0) -> Desk | None:
    """The pictures of a sub-heading, to work with; None for a place that the report lacks."""
    if place not in opened.report.writing.parts:
        return None
    spot = Spot(opened.actor, opened.team, opened.period, place)
    return desk_of(spot, opened.report.pictures.get(place, ()), taken_away)


def section_page(opened: Opened, asked: SectionRequest) -> dict[str, Any]:
    """What the page of a section is made from; opened for it. Raises Http404 for a section that the report lacks."""
    sections = opened.report.writing.template.sections
    if not 1 <= asked.number <= len(sections):
        raise Http404
    section = sections[asked.number - 1]
    checked = checked_findings(opened.report)
    reader = SectionReader(
        report=opened.report,
        section=section,
        drafts=opened.written.drafts,
        earlier=opened.written.earlier,
        writing=asked.writing,
        desk=asked.desk,
        source=picture_source(opened.team.slug),
    )
    return {
        **frame(opened),
        "navigator": navigator(opened.report, checked, asked.number),
        "number": asked.number,
        "section": section,
        "parts": reader.parts(),
        "is_writing": asked.writing is not None,
        "has_desk": asked.desk is not None,
        "here": [one for one in checked if one.section == asked.number and not one.is_note],
        "waiting": sum(one.waits for one in checked),
    }


def frame(opened: Opened) -> dict[str, Any]:
    """What every page of a report has."""
    return {
        "team": opened.team,
        "period": shown_period(opened.period),
        "days": opened.period,
        "title": opened.report.writing.kind or report_title(opened.period),
    }


def number_of(team: Team, period: Period, place: str) -> int:
    """The number of the section that the place stands in. Raises Http404."""
    for number, section in enumerate(template_for(team, period).sections, start=1):
        if any(part.place == place for part in section.parts):
            return number
    raise Http404


def shown_period(period: Period) -> ShownPeriod:
    return ShownPeriod(period, periods.name(period), periods.as_query(period))
