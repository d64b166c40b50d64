"""What an import did or would do, in words on the terminal: counts and warnings on stdout, what is wrong on stderr."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS
from samsteg.exchange.importing import Outcome
from samsteg.exchange.issues import Issue

SHOWN_ISSUES = 200


class Writer(Protocol):
    def write(self, msg: str = "") -> object: ...


def print_plan(out: Writer, err: Writer, outcome: Outcome) -> None:
    plan = outcome.plan
    out.write(f"{outcome.team.name} ({outcome.team.slug})")
    words = _(
        "%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(cleared)d values taken away, %(wrong)d wrong"
    )
    out.write(words % plan.counts)
    if plan.own_persons:
        text = _("%(count)d rows have neither Person nor personnummer: each counts as a person of its own.")
        out.write(text % {"count": plan.own_persons})
    for name, missing in plan.not_in_file.items():
        text = _("%(sheet)s: %(count)d stored rows are not in the file and stay as they are.")
        out.write(text % {"sheet": SHEETS[name].title, "count": len(missing)})
    for issue in plan.warnings[:SHOWN_ISSUES]:
        out.write(_("Note: %(issue)s") % {"issue": sentence(issue)})
    for issue in plan.errors[:SHOWN_ISSUES]:
        err.write(sentence(issue))
    if not outcome.refusal:
        out.write(
            _("Nothing is stored: this was a dry run.") if outcome.is_dry_run else _stored(outcome.written)
        )


def _stored(written: int) -> str:
    return (
        _("Stored %(count)d rows.") % {"count": written} if written else _("Everything was stored already.")
    )


def sentence(issue: Issue) -> str:
    """Sheet, row, column, what was read, what to do."""
    place = [issue.sheet or ""]
    if issue.row is not None:
        place.append(_("row %(row)d") % {"row": issue.row})
    if issue.column:
        place.append(issue.column)
    words = ", ".join(part for part in place if part)
    text = f"{words}: {issue.message}" if words else issue.message
    if issue.read:
        text += " " + _("Read: “%(read)s”.") % {"read": issue.read}
    if issue.expected:
        text += " " + _("Expected: %(expected)s.") % {"expected": issue.expected}
    if issue.nearest:
        text += " " + _("Did you mean “%(nearest)s”?") % {"nearest": issue.nearest}
    return text
