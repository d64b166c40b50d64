"""The command line knows nobody: whoever has it could say --as anybody. So identity numbers leave by the page alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.access.operator import make_operator
from tests.factories import make_stay, make_team
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
ASKED = ("--with-personnummer", "--reason", "flytt")


def test_a_lead_is_sent_to_the_page_and_no_file_is_written(tmp_path: Path) -> None:
    team = make_team(slug="provdalen")
    make_stay(team)
    make_user("ledare", team, Role.TEAM_LEAD)
    out = tmp_path / "ut.xlsx"
    with translation.override("en"), pytest.raises(CommandError, match="by the page alone"):
        call_command("export", team.slug, "--out", str(out), "--as", "ledare", *ASKED)
    assert not out.exists()
    call_command("export", team.slug, "--out", str(out), "--as", "ledare")
    assert out.exists()


def test_practice_may(tmp_path: Path) -> None:
    make_operator(using="default")
    team = make_team(slug="provdalen")
    make_stay(team)
    call_command("export", team.slug, "--out", str(tmp_path / "ut.xlsx"), *ASKED)
    assert (tmp_path / "ut.xlsx").exists()
