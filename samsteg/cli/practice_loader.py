"""Puts the practice team, the example workbooks and the two practice users in place. Development only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from demo.practice import SLUG, practice_workbook
from samsteg.access.enums import Role
from samsteg.access.granting import grant_membership
from samsteg.access.operator import is_operator
from samsteg.accounts.models import User
from samsteg.audit.selectors import has_read, latest_source
from samsteg.cli.practice_calendar import fill_practice_calendar
from samsteg.cli.practice_consents import give_practice_consents
from samsteg.cli.practice_ends import plan_practice_ends
from samsteg.cli.practice_follow_ups import hold_practice_follow_ups
from samsteg.cli.practice_groups import hold_practice_groups
from samsteg.cli.practice_meetings import hold_practice_meeting
from samsteg.cli.practice_notes import write_practice_notes
from samsteg.cli.practice_outreach import fill_practice_outreach
from samsteg.cli.practice_own import open_practice_own_page
from samsteg.cli.practice_people import name_practice_people
from samsteg.cli.practice_plans import write_practice_plans
from samsteg.cli.practice_referrals import add_practice_referrals
from samsteg.cli.practice_staff import appoint_practice_staff
from samsteg.cli.practice_talks import book_practice_talks
from samsteg.cli.practice_way import fill_practice_way
from samsteg.cli.practice_work import fill_practice_work
from samsteg.core.context import acting
from samsteg.core.errors import Refused
from samsteg.exchange.columns import SheetName
from samsteg.exchange.importing import actor_in_team, import_file
from samsteg.exchange.services import checksum, read_workbook
from samsteg.exchange.team_facts import team_facts
from samsteg.exchange.writing import write_workbook
from samsteg.organisation.models import Team
from samsteg.organisation.services import save_team

PLACE = "samsteg practice"
LOGINS = "practice-logins"
ROLES = {"coach": Role.COACH, "lead": Role.TEAM_LEAD}
# All but the first two know the practice team alone.
FIRST_NAMES = {
    "coach": "Kim",
    "lead": "Mika",
    "representative": "Robin",
    "referrer": "Sam",
    "officer": "Alex",
    "steering": "Love",
    "admin": "Tintin",
}
LOGIN_NAMES = tuple(FIRST_NAMES)
LETTERS = "abcdefghkmnpqrstuvwxyz23456789"  # without those that look alike
PRACTICE_FILE = "ovningsteamet.xlsx"
CASES = {  # team -> workbook in demo/workbooks
    "kraften-hedemora": "kraften-hedemora-2025.xlsx",
    "samverkansteamet-sater": "samverkansteamet-sater-2021-2022.xlsx",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """`logins` are user names with passwords; `news` says per team what was done.

    `participants`: the numbers by which participants log in to their own page.
    """

    teams: Sequence[Team]
    logins: dict[str, str]
    news: Sequence[str]
    participants: Sequence[str] = ()


def load_practice(user: User, folder: Path) -> Loaded:
    """Loads what is missing; the second time nothing. `folder` keeps the practice workbook and the passwords.

    Raises Refused where there is no operator, or when a workbook can't be read in.
    """
    if not is_operator(user):
        raise Refused(_("Practice data is loaded by the user operator, in development only."))
    logins, is_new = practice_logins(folder)
    users = {name: _practice_user(name, password, reset=is_new) for name, password in logins.items()}
    own = folder / PRACTICE_FILE
    write_workbook(own, practice_workbook(timezone.localdate()))
    cases = settings.BASE_DIR / "demo" / "workbooks"
    teams: list[Team] = []
    news: list[str] = []
    for slug, path in ((SLUG, own), *((slug, cases / name) for slug, name in CASES.items())):
        team, told = _load(user, path, users, slug)
        teams.append(team)
        news.append(told)
    name_practice_people(user, teams[0])
    appoint_practice_staff(user, teams[0], users)
    give_practice_consents(user, teams[0])
    add_practice_referrals(user, teams[0], users)
    plan_practice_ends(user, teams[0])
    fill_practice_way(user, teams[0])
    hold_practice_follow_ups(user, teams[0])
    write_practice_plans(user, teams[0], users["coach"])
    hold_practice_meeting(user, teams[0], users["lead"], users["coach"])
    fill_practice_work(user, teams[0], users["coach"])
    fill_practice_outreach(user, teams[0], users["coach"])
    write_practice_notes(user, teams[0])
    book_practice_talks(user, teams[0])
    fill_practice_calendar(user, teams[0], users)
    hold_practice_groups(user, teams[0], users["coach"])
    participants = open_practice_own_page(user, teams[0], users["officer"])
    return Loaded(teams=teams, logins=logins, news=news, participants=participants)


def practice_logins(folder: Path) -> tuple[dict[str, str], bool]:
    """The passwords of this installation, readable by the owner of the folder only; and whether any is new."""
    path = folder / LOGINS
    logins = _written(path)
    missing = [name for name in LOGIN_NAMES if name not in logins]
    if missing:
        logins |= {name: _new_password() for name in missing}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name} {logins[name]}\n" for name in LOGIN_NAMES)
    return {name: logins[name] for name in LOGIN_NAMES}, bool(missing)


def _written(path: Path) -> dict[str, str]:
    lines = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
    return {parts[0]: parts[1] for parts in lines if len(parts) == 2}


def _new_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def _practice_user(name: str, password: str, *, reset: bool) -> User:
    """A check of the password each time would make every start slower by a third of a second."""
    user, created = User.objects.get_or_create(
        username=name, defaults={"first_name": FIRST_NAMES[name], "last_name": "Övning"}
    )
    if created or reset:
        user.set_password(password)
        user.save()
    return user


def _load(user: User, path: Path, users: dict[str, User], slug: str) -> tuple[Team, str]:
    """Reads one workbook in, unless it has been read or somebody has changed the team since the last one."""
    team = _team(path, slug)
    digest = checksum(path)
    with acting(actor_in_team(user, team)) as actor:
        for name, role in ROLES.items():
            grant_membership(
                actor=actor, team=team, user=users[name], role=role, valid_from=timezone.localdate()
            )
        is_known = has_read(team.pk, digest)
        latest = latest_source(team.pk)
    if is_known:
        return team, _("%(team)s: nothing new.") % {"team": team.name}
    if latest is not None and latest.file_name != path.name:
        return team, _("%(team)s: left as you have changed it.") % {"team": team.name}
    outcome = import_file(
        user=user, path=path, slug=team.slug, dry_run=False, leave_out_wrong=False, place=PLACE
    )
    if outcome.refusal:
        raise Refused(f"{path.name}: {outcome.refusal}")
    team.refresh_from_db()
    return team, _("%(team)s: %(count)d rows read in.") % {"team": team.name, "count": outcome.written}


def _team(path: Path, slug: str) -> Team:
    """The workbook's team, made when it is missing: the memberships must be there before the rows name a coach."""
    team = Team.objects.filter(slug=slug).first()
    if team is not None:
        return team
    rows = read_workbook(path, filename=path.name).rows(SheetName.TEAM)
    return save_team(team_facts(rows[0].values))
