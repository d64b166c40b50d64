"""`samsteg appoint-admin` and `appoint-officer`: each by another, officers by decision."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from samsteg.access.models import Appointment
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.context import set_context
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> None:
    for name in ("drift", "reserv", "chefen"):
        User.objects.create(username=name)
    Authority.objects.create(name="Provnämnden", kind=AuthorityKind.BOARD)


def run(*arguments: str) -> str:
    out = io.StringIO()
    set_context(None)
    with translation.override("en"):
        call_command(*arguments, stdout=out)
    return out.getvalue()


def offices(name: str) -> frozenset[str]:
    set_context(None)
    found = actor_for(User.objects.get(username=name)).offices
    set_context(None)
    return found


OFFICER = ("appoint-officer", "chefen", "--controller", "Provnämnden", "--decision", "Dnr 7")


def test_the_first_administrator_and_the_next() -> None:
    assert "drift is system administrator" in run("appoint-admin", "drift")
    with pytest.raises(CommandError, match="already"):
        run("appoint-admin", "reserv")
    with pytest.raises(CommandError, match="Only a system administrator"):
        run("appoint-admin", "reserv", "--as", "chefen")
    with pytest.raises(CommandError, match="oneself"):
        run("appoint-admin", "drift", "--as", "drift")
    run("appoint-admin", "reserv", "--as", "drift")
    assert offices("drift") == offices("reserv") == {"system_admin"}


def test_an_officer_is_appointed_by_an_administrator_and_a_decision() -> None:
    run("appoint-admin", "drift")
    assert "chefen is officer of Provnämnden" in run(*OFFICER, "--as", "drift")
    (made,) = Appointment.objects.filter(office="controller_officer")
    assert (made.user.username, made.decision_number, made.granted_by_id) == (
        "chefen",
        "Dnr 7",
        User.objects.get(username="drift").pk,
    )


def test_what_is_refused() -> None:
    run("appoint-admin", "drift")
    cases = [
        ((*OFFICER, "--as", "reserv"), "Only a system administrator"),
        (("appoint-officer", "drift", *OFFICER[2:], "--as", "drift"), "oneself"),
        (
            ("appoint-officer", "chefen", "--controller", "Finns inte", "--decision", "1", "--as", "drift"),
            "no authority",
        ),
        (
            ("appoint-officer", "chefen", "--controller", "Provnämnden", "--decision", " ", "--as", "drift"),
            "decision",
        ),
        (("appoint-officer", "ingen", *OFFICER[2:], "--as", "drift"), "no user"),
    ]
    for arguments, says in cases:
        with pytest.raises(CommandError, match=says):
            run(*arguments)
    assert not Appointment.objects.filter(office="controller_officer").exists()
