"""From a file on disk to a stored team in one transaction, as the command line and the practice loader do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.operator import is_operator, join_as_operator
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.collector import paused_collector
from samsteg.core.context import acting, set_context
from samsteg.core.errors import Refused
from samsteg.exchange.columns import SheetName
from samsteg.exchange.plan import Plan
from samsteg.exchange.rows import ParsedWorkbook
from samsteg.exchange.services import ImportRefused, apply_import, checksum, preview_import, read_workbook
from samsteg.exchange.team_facts import WrongTeam, team_facts, team_name
from samsteg.organisation.models import Team
from samsteg.organisation.services import save_team, slug_for

OnRows = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refusal` is empty when the file was (or, for a dry run, could be) read in."""

    team: Team
    plan: Plan
    written: int
    is_dry_run: bool
    refusal: str = ""


class _UndoAll(Exception):
    """Carries the outcome out of a transaction that is to leave nothing behind."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@paused_collector()
def import_file(
    *,
    user: User,
    path: Path,
    slug: str | None,
    dry_run: bool,
    leave_out_wrong: bool,
    place: str,
    on_rows: OnRows | None = None,
) -> Outcome:
    """Reads the file in as `user`; creates the team when its Team sheet names one that does not exist.

    Raises FileRefused, Refused (no team named, another team named), PermissionRefused. Wrong rows don't raise: the
    outcome holds the plan and says why nothing was stored.
    """
    parsed = read_workbook(path, filename=path.name, on_rows=on_rows)
    try:
        with transaction.atomic():
            team = _team(parsed, slug)
            actor = actor_in_team(user, team)
            with acting(actor):
                outcome = _import(actor, team, parsed, path, leave_out_wrong, dry_run, place)
            if dry_run or outcome.refusal:
                raise _UndoAll(outcome)
    except _UndoAll as undone:
        return undone.outcome
    return outcome


def _import(
    actor: Actor,
    team: Team,
    parsed: ParsedWorkbook,
    path: Path,
    leave_out_wrong: bool,
    dry_run: bool,
    place: str,
) -> Outcome:
    if dry_run:
        plan = preview_import(actor=actor, team=team, parsed=parsed, place=place)
        return Outcome(team=team, plan=plan, written=0, is_dry_run=True)
    try:
        done = apply_import(
            actor=actor,
            team=team,
            parsed=parsed,
            file_name=path.name,
            file_checksum=checksum(path),
            place=place,
            leave_out_wrong=leave_out_wrong,
        )
    except ImportRefused as refusal:
        return Outcome(team=team, plan=refusal.plan, written=0, is_dry_run=False, refusal=str(refusal))
    return Outcome(team=team, plan=done.plan, written=done.written, is_dry_run=False)


def actor_in_team(user: User, team: Team) -> Actor:
    """The user's actor, with the context cleared; the operator of development joins the team first."""
    actor = actor_for(user)
    set_context(None)
    if is_operator(user) and team.pk not in actor.roles:
        join_as_operator(user, team)
        actor = actor_for(user)
        set_context(None)
    return actor


def _team(parsed: ParsedWorkbook, slug: str | None) -> Team:
    name = team_name(parsed)
    if name is None and slug is None:
        raise Refused(_("Say which team: --team SLUG, or a sheet Team with the team's name."))
    if name is not None and slug is not None and slug_for(name) != slug:
        raise WrongTeam(
            _(
                "The file is about %(file)s, but you are reading it into %(team)s. Choose the right team or file."
            )
            % {"file": name, "team": slug}
        )
    team = Team.objects.filter(slug=slug or slug_for(name or "")).first()
    if team is not None:
        return team
    if name is None:
        raise Refused(_("There is no team “%(slug)s”.") % {"slug": slug})
    return save_team(team_facts(parsed.rows(SheetName.TEAM)[0].values))
