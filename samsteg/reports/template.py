"""A team's report template as data: headings, nouns, formats, and which sentences and tables stand where.

Templates ship as TOML in `templates/`; a new one is data only. Everything is checked when it is read, and a fault names
the template and the place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.reports.formats import Formats
from samsteg.reports.phrasing import Noun
from samsteg.reports.sentences import SENTENCES
from samsteg.reports.table_specs import SPECS, HistorySpec, TableSpec

TEMPLATE_FOLDER = Path(__file__).with_name("templates")

ContentKind = Literal["sentence", "table", "text"]


class UnknownTemplate(Refused):
    """No template of that name ships with the program."""


@dataclass(frozen=True, slots=True)
class Content:
    """One thing under a sub-heading: a sentence or a table by name, or the place of the team's own text."""

    kind: ContentKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-heading. `place` is the key of the team's own text there; it never changes, whatever the heading says."""

    place: str
    heading: str
    content: tuple[Content, ...]


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
class Template:
    """`kind` empty: the report's type is derived from the period."""

    name: str
    noun: Noun
    formats: Formats
    sections: tuple[Section, ...]
    tables: Mapping[str, TableSpec]
    kind: str = ""
    appendices: Appendices = field(default_factory=Appendices)

    def __post_init__(self) -> None:
        _require_known_content(self)

    def parts(self) -> Iterator[Part]:
        for section in self.sections:
            yield from section.parts

    def history_codes(self) -> tuple[str, ...]:
        """The figures whose history is printed."""
        return tuple(spec.code for spec in self.tables.values() if isinstance(spec, HistorySpec))

    def places(self) -> tuple[str, ...]:
        """Where the team may write, in the report's order."""
        return tuple(part.place for part in self.parts())


@cache
def load_template(name: str) -> Template:
    """The shipped template. Raises UnknownTemplate, and ValueError when its data are faulty."""
    if name not in template_names():
        raise UnknownTemplate(
            _("There is no report template called “%(name)s”. Choose one of: %(names)s.")
            % {"name": name, "names": ", ".join(template_names())}
        )
    with (TEMPLATE_FOLDER / f"{name}.toml").open("rb") as file:
        return read_template(name, tomllib.load(file))


def template_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in TEMPLATE_FOLDER.glob("*.toml")))


def read_template(name: str, data: Mapping[str, Any]) -> Template:
    """A template from its data. Raises ValueError with the template's name and what is wrong."""
    try:
        return Template(
            name=name,
            noun=Noun(**data["noun"]),
            formats=Formats(**data.get("formats", {})),
            sections=tuple(_section(one) for one in data["sections"]),
            tables={key: _table(key, spec) for key, spec in data.get("tables", {}).items()},
            kind=data.get("kind", ""),
            appendices=Appendices(**data.get("appendices", {})),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"report template {name}: {fault}") from fault


def _section(data: Mapping[str, Any]) -> Section:
    return Section(heading=data["heading"], parts=tuple(_part(one) for one in data["parts"]))


def _part(data: Mapping[str, Any]) -> Part:
    content = [_content(one) for one in data.get("content", [])]
    if not any(one.kind == "text" for one in content):
        content.append(Content("text"))
    return Part(place=data["place"], heading=data["heading"], content=tuple(content))


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


def _table(key: str, data: Mapping[str, Any]) -> TableSpec:
    kind = str(data.get("kind"))
    if kind not in SPECS:
        raise ValueError(f"table {key}: kind {kind!r} is none of {sorted(SPECS)}")
    try:
        return SPECS[kind](
            key=key, **{name: _frozen(value) for name, value in data.items() if name != "kind"}
        )
    except (TypeError, ValueError) as fault:
        raise ValueError(f"table {key}: {fault}") from fault


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _require_known_content(template: Template) -> None:
    for part in template.parts():
        for one in part.content:
            if one.kind == "sentence" and one.name not in SENTENCES:
                raise ValueError(f"{part.place}: no sentence is called {one.name!r}")
            if one.kind == "table" and one.name not in template.tables:
                raise ValueError(f"{part.place}: no table is called {one.name!r}")
    _require_unique("place", template.places())
    shown = [one.name for part in template.parts() for one in part.content if one.kind == "table"]
    _require_unique("table", shown)


def _require_unique(what: str, keys: Sequence[str]) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"{what} used twice: {sorted(twice)}")
