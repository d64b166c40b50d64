"""Users, memberships and workbooks for tests of pages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samsteg.access.enums import Office, Role
from samsteg.access.granting import grant_membership
from samsteg.access.models import Appointment
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.exchange.columns import SheetName
from samsteg.exchange.writing import Row, write_workbook
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority, ControllerDecision, Team
from tests.factories import lead, officer

PASSWORD = "ett-langt-prov-losenord"


def make_user(username: str, team: Team | None = None, role: Role = Role.COACH) -> User:
    """A user who can log in, with a role in the team."""
    user = User.objects.create_user(
        username, password=PASSWORD, first_name=username.title(), last_name="Prov"
    )
    if team is not None:
        join(team, user, role)
    return user


def join(team: Team, user: User, role: Role, authority: Authority | None = None) -> None:
    granter, _created = User.objects.get_or_create(username="beviljare")
    actor = officer(team, user_id=granter.pk)
    _leave_context()
    with acting(actor):
        grant_membership(
            actor=actor,
            team=team,
            user=user,
            role=role,
            authority=authority,
            valid_from=timezone.localdate(),
        )


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@contextmanager
def inside(team: Team) -> Iterator[Actor]:
    """The team's own context; a request before it leaves its context behind in a test's transaction."""
    _leave_context()
    with acting(lead(team)) as actor:
        yield actor
    _leave_context()


def _leave_context() -> None:
    """Outside a transaction there is none to leave."""
    if connection.in_atomic_block:
        set_context(None)


def stays_file(count: int, *, name: str = "arbetsbok.xlsx", **changes: object) -> io.BytesIO:
    """A workbook with `count` stays, S-1 and on; `changes` hold for each row."""
    rows: list[Row] = [
        {
            "own_id": f"S-{number}",
            "born_on": dt.date(1990, 5, 17),
            "sex": "women",
            "referrer": "soc",
            "enrolled_on": dt.date(2025, 2, 1),
            **changes,
        }
        for number in range(1, count + 1)
    ]
    return workbook_file({SheetName.STAYS: rows}, name=name)


def workbook_file(sheets: dict[str, list[Row]], *, name: str = "arbetsbok.xlsx") -> io.BytesIO:
    file = io.BytesIO()
    write_workbook(file, sheets)
    file.seek(0)
    file.name = name
    return file


def appoint_officer(user: User, team: Team) -> Authority:
    """Makes the user officer of the team's controller, a board of its own."""
    granter, _created = User.objects.get_or_create(username="beviljare")
    board = Authority.objects.create(name=f"Nämnden för {team.name}", kind=AuthorityKind.BOARD)
    with inside(team):
        ControllerDecision.objects.create(team=team, controller=board)
    Appointment.objects.create(
        user=user,
        office=Office.CONTROLLER_OFFICER,
        authority=board,
        valid_from=timezone.localdate(),
        decision_number="Prov 1",
        granted_by=granter,
    )
    return board


def queries_of(client: Client, address: str) -> int:
    """How many questions the page asks of the database, all counted, the second time it is opened."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
