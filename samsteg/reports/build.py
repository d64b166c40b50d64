"""A team's report as a document: from its template, its figures, its lists and what it has written itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.municipalities import name_of
from samsteg.reports.checks import Place, check_blocks, report_findings
from samsteg.reports.definitions import definition_blocks
from samsteg.reports.document import Block, Cover, Document, Edition, Heading, Picture, Table, numbered_tables
from samsteg.reports.gathering import gather
from samsteg.reports.images import JPEG, PNG
from samsteg.reports.material import Material
from samsteg.reports.models import ReportImage
from samsteg.reports.periods import period_text, report_title
from samsteg.reports.phrasing import Style, plain
from samsteg.reports.render.edition import EditionNotReady
from samsteg.reports.selectors import is_practice, template_for, texts_for
from samsteg.reports.sentences import paragraph
from samsteg.reports.shape_checks import shape_findings
from samsteg.reports.styling import style_for
from samsteg.reports.tables import build_table
from samsteg.reports.template import Content, Part, PictureSpec, Section, Template
from samsteg.reports.template_selectors import images_of
from samsteg.reports.texts import text_blocks
from samsteg.statistics.consistency import Finding
from samsteg.statistics.values import Period

LOGO = "logo"  # the key of the title page's picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen for a report. `written_on` None: today. `template_name` None: the team's own."""

    template_name: str | None = None
    edition: Edition = Edition.WORK
    as_of: dt.datetime | None = None
    budget_period: Period | None = None
    written_on: dt.date | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The document, and what the checks found; pages show the findings, the work edition prints them."""

    document: Document
    findings: tuple[Finding, ...]


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
    if choices.edition is not Edition.WORK:
        raise EditionNotReady(
            _(
                "The protected edition can't be made yet. Nothing was written. Use the work edition within the team."
            )
        )
    template = template_for(team, period, choices.template_name, choices.as_of)
    gathered = gather(
        actor,
        team,
        period,
        history_codes=template.history_codes(),
        as_of=choices.as_of,
        budget_period=choices.budget_period,
        written_on=choices.written_on or timezone.localdate(),
    )
    style = style_for(template, gathered.figures.settings, period, team.name)
    texts = {place: row.body for place, row in texts_for(actor, team, period).items()}
    pictures = _pictures(team, template)
    writing = _Writing(template, gathered.material, style, texts, pictures)
    blocks = [block for section in template.sections for block in writing.section(section)]
    shape = shape_findings(template, gathered.material.reading, style)
    findings = report_findings(gathered.figures, gathered.published, writing.places, writing.kind, shape)
    blocks += writing.appendices(findings)
    document = _document(team, writing, blocks, choices.author, is_practice=is_practice(team))
    return Report(document, findings)


@dataclass
class _Writing:
    """One report being written; remembers which figures stand where, for the appendices."""

    template: Template
    material: Material
    style: Style
    texts: Mapping[str, str]
    pictures: Mapping[str, Picture]
    places: list[Place] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.template.kind or report_title(self.material.reading.period)

    def section(self, section: Section) -> Iterator[Block]:
        yield Heading(1, section.heading)
        for part in section.parts:
            if part.heading:
                yield Heading(2, part.heading)
            yield from self._part(section, part)
            if part.place in self.pictures:
                yield self.pictures[part.place]

    def appendices(self, findings: tuple[Finding, ...]) -> Iterator[Block]:
        headings = self.template.appendices
        if headings.definitions:
            codes = {code for place in self.places for code in place.codes}
            yield Heading(1, headings.definitions)
            yield from definition_blocks(codes, self.material.reading, self.style)
        if headings.checks:
            yield Heading(1, headings.checks)
            yield from check_blocks(findings, self.style)

    def _part(self, section: Section, part: Part) -> Iterator[Block]:
        """Sentences that follow each other are one paragraph."""
        for kind, group in groupby(part.content, key=lambda one: one.kind):
            if kind == "sentence":
                yield from self._paragraph(section, part, [one.name for one in group])
            elif kind == "table":
                for one in group:
                    yield from self._table(section, one)
            else:
                yield from text_blocks(self.texts.get(part.place, ""))

    def _paragraph(self, section: Section, part: Part, names: list[str]) -> Iterator[Block]:
        written = paragraph(names, self.material.reading, self.style, self.template.sentences)
        if written is not None:
            codes = tuple(run.code for run in written.runs if run.code)
            self.places.append(Place(f"{section.heading}, {part.heading}", codes, is_prose=True))
            yield written

    def _table(self, section: Section, content: Content) -> Iterator[Block]:
        built = build_table(self.template.tables[content.name], self.material, self.style)
        if built.block is not None and built.codes:
            caption = built.block.caption if isinstance(built.block, Table) else plain(built.block.runs)
            self.places.append(Place(f"{section.heading}, {caption}", built.codes, is_prose=False))
        yield from built.blocks


def _pictures(team: Team, template: Template) -> dict[str, Picture]:
    """The template's pictures by place; the logo's is LOGO."""
    wanted = {part.place: part.picture for part in template.parts() if part.picture}
    if template.cover.logo:
        wanted[LOGO] = PictureSpec(template.cover.logo, template.cover.logo_alt)
    images = images_of(team, template.images())
    return {
        place: picture_of(images[spec.image], key=place, alt=spec.alt, caption=spec.caption)
        for place, spec in wanted.items()
        if spec.image in images
    }


def picture_of(row: ReportImage, *, key: str, alt: str, caption: str = "") -> Picture:
    """A stored picture as a block of the document."""
    return Picture(
        key=key,
        content=bytes(row.content),
        media_type=PNG if row.media_type == PNG else JPEG,
        width=row.width,
        height=row.height,
        alt=alt,
        caption=caption,
    )


def _document(
    team: Team, writing: _Writing, blocks: list[Block], author: str, *, is_practice: bool
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
        logo=writing.pictures.get(LOGO),
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
