"""A team's report template: headings, nouns, formats, and which sentences and tables stand where.

Templates ship as TOML in `templates/`; a new one is data only, and so are a team's changes to one. Everything is
checked when it is read, and a fault names the template and the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from samsteg.reports.formats import Formats
from samsteg.reports.own_sentences import OwnSentence
from samsteg.reports.phrasing import Noun
from samsteg.reports.sentences import SENTENCES
from samsteg.reports.table_specs import SPECS, HistorySpec, TableSpec
from samsteg.reports.template_data import TEMPLATE_FOLDER, shipped_data, template_names
from samsteg.reports.template_errors import TemplateFault, UnknownTemplate

__all__ = [
    "TEMPLATE_FOLDER",
    "Appendices",
    "Content",
    "CoverSpec",
    "Part",
    "PictureSpec",
    "Section",
    "Template",
    "UnknownTemplate",
    "load_template",
    "read_template",
    "template_names",
]

ContentKind = Literal["sentence", "table", "text"]


@dataclass(frozen=True, slots=True)
class Content:
    """One thing under a sub-heading: a sentence or a table by name, or the place of the team's own text."""

    kind: ContentKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class PictureSpec:
    """A picture of the team's by its digest. `alt` says what it shows, for those who don't see it."""

    image: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-heading. `place` is the key of the team's own text there; it never changes, whatever the heading says.

    Without a heading its content follows the section's heading.
    """

    place: str
    heading: str
    content: tuple[Content, ...]
    picture: PictureSpec | None = None


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Appendices:
    """Headings of what the program adds last; an empty heading leaves the appendix out."""

    definitions: str = ""
    checks: str = ""


@dataclass(frozen=True, slots=True)
class CoverSpec:
    """The title page. `supported_by` empty: the team's association. `logo` is a digest and needs `logo_alt`.

    `team_label` is what texts call the team, used when it is a part of the team's name.
    """

    supported_by: str = ""
    team_label: str = ""
    logo: str = ""
    logo_alt: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """`kind` empty: the report's type is derived from the period.

    `own_formats` are the formats that the team has chosen in the template itself; they win over its settings.
    """

    name: str
    noun: Noun
    formats: Formats
    sections: tuple[Section, ...]
    tables: Mapping[str, TableSpec]
    kind: str = ""
    appendices: Appendices = field(default_factory=Appendices)
    sentences: Mapping[str, OwnSentence] = field(default_factory=dict)
    cover: CoverSpec = field(default_factory=CoverSpec)
    number_tables: bool = True
    own_formats: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _require_known_content(self)

    def parts(self) -> Iterator[Part]:
        for section in self.sections:
            yield from section.parts

    def history_codes(self) -> tuple[str, ...]:
        """The figures whose history is printed."""
        shown = [one.name for part in self.parts() for one in part.content if one.kind == "table"]
        specs = (self.tables[name] for name in shown)
        return tuple(spec.code for spec in specs if isinstance(spec, HistorySpec))

    def places(self) -> tuple[str, ...]:
        """Where the team may write, in the report's order."""
        return tuple(part.place for part in self.parts())

    def images(self) -> frozenset[str]:
        """Digests of the pictures that the report shows."""
        shown = {part.picture.image for part in self.parts() if part.picture}
        return frozenset(shown | ({self.cover.logo} if self.cover.logo else set()))


@cache
def load_template(name: str) -> Template:
    """The shipped template. Raises UnknownTemplate, and ValueError when its data are faulty."""
    return read_template(name, shipped_data(name))


def read_template(
    name: str, data: Mapping[str, Any], *, own_formats: frozenset[str] = frozenset()
) -> Template:
    """A template from its data. Raises ValueError with the template's name and what is wrong."""
    try:
        return Template(
            name=name,
            noun=Noun(**data["noun"]),
            formats=Formats(**data.get("formats", {})),
            sections=sections_from(data["sections"]),
            tables={key: table_from(key, spec) for key, spec in data.get("tables", {}).items()},
            kind=data.get("kind", ""),
            appendices=Appendices(**data.get("appendices", {})),
            sentences={key: sentence_from(one) for key, one in data.get("sentences", {}).items()},
            cover=CoverSpec(**data.get("cover", {})),
            number_tables=bool(data.get("number_tables", True)),
            own_formats=own_formats,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise ValueError(f"report template {name}: {fault}") from fault


def sections_from(data: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """The sections and sub-headings that are switched on."""
    sections = (
        Section(one["heading"], tuple(_part(part) for part in one["parts"] if part.get("shown", True)))
        for one in data
        if one.get("shown", True)
    )
    return tuple(section for section in sections if section.parts)


def sentence_from(data: str | Mapping[str, Any]) -> OwnSentence:
    return OwnSentence(data) if isinstance(data, str) else OwnSentence(**_all_frozen(data))


def table_from(key: str, data: Mapping[str, Any]) -> TableSpec:
    """Raises ValueError naming the table."""
    kind = str(data.get("kind"))
    if kind not in SPECS:
        raise ValueError(f"table {key}: kind {kind!r} is none of {sorted(SPECS)}")
    fields = {name: value for name, value in data.items() if name not in ("kind", "title")}
    try:
        return SPECS[kind](key=key, **_all_frozen(fields))
    except TemplateFault as fault:
        raise TemplateFault(f"{data.get('caption') or key}: {fault}") from fault
    except (TypeError, ValueError) as fault:
        raise ValueError(f"table {key}: {fault}") from fault


def _part(data: Mapping[str, Any]) -> Part:
    content = [_content(one) for one in data.get("content", [])]
    if not any(one.kind == "text" for one in content):
        content.append(Content("text"))
    picture = PictureSpec(**data["picture"]) if data.get("picture") else None
    return Part(place=data["place"], heading=data["heading"], content=tuple(content), picture=picture)


def _content(written: str) -> Content:
    """`text`, `sentence:NAME` or `table:KEY`."""
    kind, _colon, name = written.partition(":")
    if kind == "sentence":
        return Content("sentence", name)
    if kind == "table":
        return Content("table", name)
    if written == "text":
        return Content("text")
    raise ValueError(f"{written!r} is neither text, sentence:NAME nor table:KEY")


def _all_frozen(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _frozen(value) for name, value in data.items()}


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _require_known_content(template: Template) -> None:
    for part in template.parts():
        for one in part.content:
            if one.kind == "sentence" and one.name not in {**SENTENCES, **template.sentences}:
                raise ValueError(f"{part.place}: no sentence is called {one.name!r}")
            if one.kind == "table" and one.name not in template.tables:
                raise ValueError(f"{part.place}: no table is called {one.name!r}")
    _require_unique("place", template.places())
    shown = [one.name for part in template.parts() for one in part.content if one.kind == "table"]
    _require_unique("table", shown)


def _require_unique(what: str, keys: Sequence[str]) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"{what} used twice: {sorted(twice)}")
