"""Reading a workbook in, from file to commit, against openpyxl's plain reading of the same file."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from bench.databases import Databases
from bench.outcome import Outcome
from bench.timing import interleave, timed
from bench.workbooks import write_stays
from samsteg.access.enums import Office, Role
from samsteg.access.granting import grant_membership
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.importing import import_file
from samsteg.organisation.models import Team
from samsteg.organisation.services import slug_for

LONG_AGO = dt.date(2015, 1, 1)
COACH = "bench-coach"
GOAL = 4.0
MEGABYTE = 1024  # ru_maxrss is in kilobytes


def read_with_openpyxl(path: Path) -> int:
    """Every cell of every sheet as a value; returns how many."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    cells = sum(len(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    book.close()
    return cells


@dataclass(frozen=True)
class NewTeam:
    """A team with a lead who may import and a coach that the file names."""

    team: Team
    lead: User

    def read_in(self, path: Path) -> int:
        """From the file to the commit; returns how many rows were written."""
        outcome = import_file(
            user=self.lead,
            path=path,
            slug=self.team.slug,
            dry_run=False,
            leave_out_wrong=False,
            place="bench",
        )
        if outcome.refusal:
            raise RuntimeError(outcome.refusal)
        return outcome.written


def new_team(name: str, coach: str) -> NewTeam:
    team = Team.objects.create(slug=slug_for(name), name=name, municipality_code="2083")
    grantor = granter_of(team)
    lead = member(grantor, team, f"lead-{team.pk}", Role.TEAM_LEAD)
    member(grantor, team, coach, Role.COACH)
    return NewTeam(team, lead)


def granter_of(team: Team) -> Actor:
    """The controller's officer, who alone gives roles."""
    granter, _created = User.objects.get_or_create(username="bench-granter")
    return Actor(
        user_id=granter.pk,
        username=granter.username,
        governed_ids=frozenset({team.pk}),
        offices=frozenset({Office.CONTROLLER_OFFICER.value}),
    )


def member(grantor: Actor, team: Team, username: str, role: Role) -> User:
    user, _created = User.objects.get_or_create(username=username)
    with acting(grantor):
        grant_membership(actor=grantor, team=team, user=user, role=role, valid_from=LONG_AGO)
    return user


@dataclass
class Imports:
    """The calls to be timed. Each round has a new team, which then meets the same file again."""

    databases: Databases
    database: str
    path: Path
    rows: int
    faults: list[str]
    teams: Iterator[str]
    team: NewTeam | None = None

    def openpyxl(self) -> float:
        return timed(lambda: read_with_openpyxl(self.path))

    def first(self) -> float:
        with self.databases.using(self.database):
            self.team = new_team(next(self.teams), COACH)
            return self._timed(self.team, self.rows)

    def again(self) -> float:
        with self.databases.using(self.database):
            return self._timed(self.team or new_team(next(self.teams), COACH), 0)

    def _timed(self, team: NewTeam, expected: int) -> float:
        written: list[int] = []
        took = timed(lambda: written.append(team.read_in(self.path)))
        if written != [expected]:
            self.faults.append(f"{written} rows were written in place of {expected}.")
        return took


def measure_imports(
    databases: Databases, everything: str, folder: Path, outcome: Outcome, *, rows: int, rounds: int
) -> None:
    outcome.title(f"Import of {rows} rows, every column filled, beside the stays above")
    path = write_stays(folder / "stays.xlsx", rows=rows, coach=COACH)
    with databases.copy(everything) as name:
        names = (f"Inlasningen {number}" for number in itertools.count(1))
        imports = Imports(databases, name, path, rows, outcome.faults, names)
        took = interleave(
            {"openpyxl": imports.openpyxl, "first": imports.first, "again": imports.again},
            rounds=rounds,
            warm_up=1,
        )
    cells = read_with_openpyxl(path)
    outcome.say(f"The file: {path.stat().st_size / 1e6:.1f} MB, {cells} cells. {rounds} rounds, medians.")
    for call, text in (
        ("openpyxl", "openpyxl, read-only, values only, all cells"),
        ("first", "import of a new team, from file to commit"),
        ("again", "the same file again: nothing changes"),
    ):
        outcome.say(f"{text:<66} {took.median(call):6.2f} s")
    for call, what in (("first", "import"), ("again", "unchanged import")):
        low, high = took.spread(call, "openpyxl")
        around = f"  (middle half {low:.2f}-{high:.2f})"
        outcome.goal(f"{what} through openpyxl", took.ratio(call, "openpyxl"), GOAL, around=around)


def measure_memory(
    databases: Databases, everything: str, folder: Path, outcome: Outcome, sizes: list[int]
) -> None:
    """Each import in a process of its own, since the peak of a process never goes down."""
    outcome.title("Peak memory of the process that imports")
    with databases.copy(everything) as name:
        databases.close(name)
        for rows in (0, *sizes):
            path = write_stays(folder / "memory.xlsx", rows=rows, coach=COACH) if rows else Path()
            order = [
                sys.executable,
                "-m",
                "bench",
                "--memory-of",
                str(path),
                name,
                "--data",
                str(databases.folder),
            ]
            done = subprocess.run(order, capture_output=True, text=True, check=True, env=os.environ.copy())
            text = f"{rows} rows ({path.stat().st_size / 1e6:.1f} MB)" if rows else "nothing imported"
            outcome.say(f"{text:<66} {done.stdout.strip():>6} MB")


def memory_of(databases: Databases, path: Path, database: str) -> int:
    """Imports the file (if one is named) for a new team; megabytes of this process at most."""
    if path.is_file():
        with databases.using(database):
            new_team(f"Minnet {path.stat().st_size}", COACH).read_in(path)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
