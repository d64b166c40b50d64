"""The checks of a whole report: those of its figures, its title, and what would point out one person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from samsteg.reports.document import Block, Column, Row, Table, text
from samsteg.reports.missing_checks import missing_findings
from samsteg.reports.periods import period_text, report_title
from samsteg.reports.phrasing import Style
from samsteg.statistics.consistency import Finding, Severity, Side, check
from samsteg.statistics.figures import Figures
from samsteg.statistics.indicators import label
from samsteg.statistics.published import Published
from samsteg.statistics.values import Unit, Value

TABLE_KEY = "checks"
REPORT_LANGUAGE = "sv"  # whatever the page's language
COUNTED = frozenset({Unit.PERSONS, Unit.COUNT})
ABOUT_PERSONS = frozenset({Unit.YEARS, Unit.MONTHS, Unit.SHARE, Unit.HOURS})


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the report which figures stand."""

    where: str
    codes: tuple[str, ...]
    is_prose: bool


def report_findings(
    figures: Figures,
    published: Sequence[Published],
    places: Iterable[Place],
    kind: str,
    more: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """All checks, the worst first, in the report's language. `kind` is the type that the cover prints.

    `more` are findings of others, not yet worded (a generator), so that they get the report's language too.
    """
    with override(REPORT_LANGUAGE):
        found = (
            *check(figures, published),
            *_title(figures, kind),
            *_single_persons(figures, places),
            *missing_findings(figures),
            *more,
        )
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def fingerprint_of(finding: Finding) -> str:
    """The same as long as the rule, both values and the place of the first are the same: a new value asks anew."""
    facts = (finding.rule, *finding.codes, finding.left.value, finding.right.value, finding.left.where)
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()


def check_blocks(
    findings: Sequence[Finding], style: Style, reasons: Mapping[str, str] | None = None
) -> Iterator[Block]:
    """The findings as a table for those who check the report before it is handed in.

    `reasons` by fingerprint: why both figures stand as they are.
    """
    if not findings:
        yield text(style.word("checks", "none"))
        return
    columns = [Column(style.word("checks", name)) for name in ("message", "left", "right", "severity")]
    yield Table(
        key=TABLE_KEY,
        caption=style.word("checks", "caption"),
        base=style.word("checks", "base_line"),
        columns=tuple(columns),
        rows=tuple(
            Row(
                (
                    _message(one, style, reasons or {}),
                    _side(one.left),
                    _side(one.right),
                    style.word("severity", one.severity.value),
                )
            )
            for one in findings
        ),
    )


def _kind(finding: Finding, style: Style) -> str:
    return style.word("severity", finding.severity.value)


def _message(finding: Finding, style: Style, reasons: Mapping[str, str]) -> str:
    reason = reasons.get(fingerprint_of(finding))
    return f"{finding.message} {style.word('checks', 'stands')} {reason}" if reason else finding.message


def points_out(value: Value) -> bool:
    """True for a figure about one single person: a count of one, or a mean over one (report-variants.md, 7.15)."""
    if value.unit in COUNTED:
        return value.value == 1
    return value.unit in ABOUT_PERSONS and value.n == 1 and value.value is not None


def _title(figures: Figures, kind: str) -> Iterator[Finding]:
    """Only a template with a type of its own can disagree with the period."""
    fitting = report_title(figures.period)
    if kind != fitting:
        yield Finding(
            rule="title-period",
            severity=Severity.WARNING,
            message=_("The title says another kind of report than the period gives."),
            left=Side(_("the title"), kind),
            right=Side(_("the period"), f"{fitting}, {period_text(figures.period)}"),
        )


def _single_persons(figures: Figures, places: Iterable[Place]) -> Iterator[Finding]:
    """One finding a place. In prose it is a warning: a sentence stays in mind."""
    for place in places:
        alone = tuple(dict.fromkeys(code for code in place.codes if points_out(figures[code])))
        if not alone:
            continue
        message = ngettext(
            "%(count)s figure points out a person. Think before you hand the report on.",
            "%(count)s figures point out a person each. Think before you hand the report on.",
            len(alone),
        )
        labels = [label(code, groups=figures.group_names) for code in alone[:3]] + (
            ["…"] if len(alone) > 3 else []
        )
        yield Finding(
            rule="points-out-person",
            severity=Severity.WARNING if place.is_prose else Severity.NOTE,
            message=message % {"count": len(alone)},
            left=Side(place.where, str(len(alone))),
            right=Side(_("about one person"), "; ".join(labels)),
            codes=alone,
        )


def _side(side: Side) -> str:
    return f"{side.where}: {side.value}"
