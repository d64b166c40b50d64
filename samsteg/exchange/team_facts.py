"""The sheet Team: which team the file is about, and what it says of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.exchange.columns import SheetName
from samsteg.exchange.merging import merge
from samsteg.exchange.plan import Plan, PlannedRow
from samsteg.exchange.rows import ParsedWorkbook
from samsteg.exchange.stay_records import as_date
from samsteg.exchange.stored import Record, StoredSheet
from samsteg.organisation.models import Team
from samsteg.organisation.services import TeamFacts, name_controller, save_team, slug_for


class WrongTeam(Refused):
    """The file's Team sheet names another team than the one it is read into."""


def team_name(parsed: ParsedWorkbook) -> str | None:
    """The name in the Team sheet, if the file has one."""
    rows = parsed.rows(SheetName.TEAM)
    return str(rows[0].values["name"]) if rows and rows[0].values.get("name") else None


def check_team(team: Team, parsed: ParsedWorkbook) -> None:
    """Raises WrongTeam when the file is about another team."""
    name = team_name(parsed)
    if name is not None and name != team.name and slug_for(name) != team.slug:
        raise WrongTeam(
            _(
                "The file is about %(file)s, but you are reading it into %(team)s. Choose the right team or file."
            )
            % {"file": name, "team": team.name}
        )


def plan_team(parsed: ParsedWorkbook, stored: StoredSheet) -> list[PlannedRow]:
    return [merge(row, stored).planned(SheetName.TEAM) for row in parsed.rows(SheetName.TEAM)]


def _text(record: Record, key: str) -> str:
    return str(record.get(key) or "")


def team_facts(record: Record) -> TeamFacts:
    return TeamFacts(
        name=_text(record, "name"),
        municipality_code=_text(record, "municipality_code"),
        association=_text(record, "association"),
        report_from=as_date(record.get("period_from")),
        report_to=as_date(record.get("period_to")),
    )


def save_team_sheet(team: Team, plan: Plan) -> None:
    """Brings the team up to date with the file's Team sheet, if it changes anything."""
    for row in plan.of(SheetName.TEAM):
        save_team(team_facts(row.record))
        if controller := _text(row.record, "controller"):
            name_controller(team, controller)
