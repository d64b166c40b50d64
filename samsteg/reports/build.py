"""A team's report as a document: from its template, its figures, its lists and what it has written itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.municipalities import name_of
from samsteg.organisation.selectors import is_practice
from samsteg.reports.checks import report_findings
from samsteg.reports.document import (
    Block,
    Cover,
    Document,
    Edition,
    numbered_tables,
)
from samsteg.reports.gathering import gather
from samsteg.reports.periods import period_text
from samsteg.reports.pictures import LOGO, Own, gallery_of, pictures_by_place
from samsteg.reports.render.edition import EditionNotReady
from samsteg.reports.shape import Shape, shape_of
from samsteg.reports.shape_checks import shape_findings
from samsteg.reports.styling import style_for
from samsteg.reports.template import Template, load_template
from samsteg.reports.writing import Writing
from samsteg.reports.written import Note, Written, written_for
from samsteg.statistics.consistency import Finding
from samsteg.statistics.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen for a report. `written_on` None: today. `template_name` None: the team's own.

    `template` is one that isn't in use yet, for a look at it. `picture_content` False: for a page, which names its
    pictures and lets the browser get them. `shape` (as known at `as_of`) and `written` save a read where they are
    already known.
    """

    template_name: str | None = None
    template: Template | None = None
    shape: Shape | None = None
    written: Written | None = None
    edition: Edition = Edition.WORK
    as_of: dt.datetime | None = None
    budget_period: Period | None = None
    written_on: dt.date | None = None
    author: str = ""
    picture_content: bool = True


@dataclass(frozen=True)
class Report:
    """The document, and what the checks found; pages show the findings, the work edition prints them.

    The rest is for pages that show a sub-heading at a time: `texts` and `pictures` by place, `answers` by fingerprint.
    """

    team: Team
    author: str
    blocks: tuple[Block, ...]  # of the sections
    findings: tuple[Finding, ...]
    writing: Writing
    texts: Mapping[str, Note]
    answers: Mapping[str, Note]
    pictures: Own

    @cached_property
    def document(self) -> Document:
        """The sections with title page and appendices: put together when it is asked for, which pages don't."""
        reasons = {key: note.body for key, note in self.answers.items()}
        blocks = [*self.blocks, *self.writing.appendices(self.findings, reasons)]
        return _document(self.team, self.writing, blocks, self.author, is_practice=is_practice(self.team))


def build_report(
    actor: Actor,
    team: Team,
    period: Period,
    *,
    template_name: str | None = None,
    edition: Edition = Edition.WORK,
    as_of: dt.datetime | None = None,
    budget_period: Period | None = None,
    written_on: dt.date | None = None,
    author: str = "",
) -> Document:
    """The report as a document, inside the actor's context. Raises what `write_report` raises."""
    choices = Choices(
        template_name=template_name,
        edition=edition,
        as_of=as_of,
        budget_period=budget_period,
        written_on=written_on,
        author=author,
    )
    return write_report(actor, team, period, choices).document


def write_report(actor: Actor, team: Team, period: Period, choices: Choices) -> Report:
    """The report and its findings. `written_on` stands on the cover and decides the figures `now.*`.

    Raises PermissionRefused, EditionNotReady for the protected edition, UnknownTemplate, and Refused when nothing was
    known at `as_of`.
    """
    require(actor, "report.view", team)
    _require_work_edition(choices)
    shape = choices.shape or shape_of(team, choices.as_of)
    template = _template(shape, period, choices)
    gathered = gather(
        actor,
        team,
        period,
        settings=shape.settings,
        history_codes=template.history_codes(),
        as_of=choices.as_of,
        budget_period=choices.budget_period,
        written_on=choices.written_on or timezone.localdate(),
    )
    style = style_for(template, gathered.figures.settings, period, team.name)
    written = choices.written or written_for(actor, team, period)
    whole = choices.picture_content
    gallery = gallery_of(actor, team, period, template.images(), with_content=whole)
    pictures = pictures_by_place(template, gallery, with_content=whole)
    texts = {place: note.body for place, note in written.texts.items()}
    writing = Writing(template, gathered.material, style, texts, pictures)
    blocks = tuple(block for section in template.sections for block in writing.section(section))
    more = shape_findings(template, gathered.material.reading, style)
    findings = report_findings(gathered.figures, gathered.published, writing.places, writing.kind, more)
    return Report(
        team=team,
        author=choices.author,
        blocks=blocks,
        findings=findings,
        writing=writing,
        texts=written.texts,
        answers=written.answers,
        pictures=gallery.own,
    )


def _require_work_edition(choices: Choices) -> None:
    if choices.edition is not Edition.WORK:
        raise EditionNotReady(
            _(
                "The protected edition can't be made yet. Nothing was written. Use the work edition within the team."
            )
        )


def _template(shape: Shape, period: Period, choices: Choices) -> Template:
    """The one to be looked at, the one that is named, otherwise the team's own at the period's end."""
    if choices.template is not None:
        return choices.template
    named = choices.template_name
    return load_template(named) if named else shape.template_at(period.last)


def _document(
    team: Team, writing: Writing, blocks: list[Block], author: str, *, is_practice: bool
) -> Document:
    reading = writing.material.reading
    period, kind = period_text(reading.period), writing.kind
    written_on = reading.written_on or timezone.localdate()
    municipality = name_of(team.municipality_code) if team.municipality_code else ""
    cover = Cover(
        kind=kind,
        team=team.name,
        municipality=municipality,
        period=period,
        place_and_date=f"{municipality} {written_on.isoformat()}".strip(),
        author=author,
        supported_by=writing.template.cover.supported_by
        or (team.association.name if team.association else ""),
        practice=is_practice,
        logo=next(iter(writing.pictures.get(LOGO, ())), None),
    )
    document = Document(
        title=f"{kind} {team.name} {period}",
        cover=cover,
        edition=Edition.WORK,
        blocks=tuple(blocks),
        footer=f"{team.name}, {kind.lower()} {period}",
        created_on=written_on,
    )
    if not writing.template.number_tables:
        return document
    return numbered_tables(document, writing.style.word("table", "word"))
