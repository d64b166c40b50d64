"""A workbook through the pages: looked at, read in once, and gone afterwards."""

from __future__ import annotations

import datetime as dt
import io
import os
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.audit.models import ReadEntry
from samsteg.exchange.columns import SheetName
from samsteg.exchange.models import StagedFile
from samsteg.exchange.staging import purge_staged, staging_folder
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.factories import make_stay
from tests.web.users import inside, stays_file, workbook_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Staged files of this test alone; the keys stay where they are."""
    monkeypatch.setattr("samsteg.exchange.staging.staging_folder", lambda: tmp_path)
    return tmp_path


def send(client: Client, team: Team, file: io.BytesIO) -> str:
    """The address of the preview."""
    answer = client.post(reverse("upload", args=[team.slug]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def seen(client: Client, address: str) -> str:
    return str(client.get(address).context["seen"])


def stay_count(team: Team) -> int:
    with inside(team):
        return Stay.objects.filter(team=team).count()


def test_the_file_lies_encrypted_and_private(lead_client: Client, team: Team, own_folder: Path) -> None:
    send(lead_client, team, stays_file(2))
    (path,) = own_folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.read_bytes().startswith(b"PK")
    assert b"xl/worksheets" not in path.read_bytes()
    assert staging_folder().is_relative_to(settings.DATA_DIR)


def test_looking_stores_nothing_and_reading_in_stores_all(
    lead_client: Client, team: Team, own_folder: Path, django_capture_on_commit_callbacks: object
) -> None:
    address = send(lead_client, team, stays_file(3))
    answer = lead_client.get(address)
    assert answer.context["plan"].counts["new"] == 3
    assert stay_count(team) == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture without types
        done = lead_client.post(address, {"seen": seen(lead_client, address)})
    assert done.headers["Location"] == reverse("team", args=[team.slug])
    assert (
        "3 rows were read in from arbetsbok.xlsx."
        in lead_client.get(done.headers["Location"]).content.decode()
    )
    assert stay_count(team) == 3
    assert list(own_folder.iterdir()) == []


def test_a_double_click_is_one_import(lead_client: Client, team: Team) -> None:
    address = send(lead_client, team, stays_file(3))
    fingerprint = seen(lead_client, address)
    lead_client.post(address, {"seen": fingerprint})
    again = lead_client.post(address, {"seen": fingerprint})
    assert again.status_code == 302
    page = lead_client.get(again.headers["Location"]).content.decode()
    assert "already been read in" in page
    assert stay_count(team) == 3
    assert "Already read in" in lead_client.get(address).content.decode()


def test_a_save_in_between_shows_the_rows_again(lead_client: Client, team: Team) -> None:
    address = send(lead_client, team, stays_file(2))
    fingerprint = seen(lead_client, address)
    make_stay(team, own_id="S-1", enrolled_on=dt.date(2025, 2, 1))
    answer = lead_client.post(address, {"seen": fingerprint})
    assert answer.status_code == 409
    assert "Somebody saved while you were looking" in answer.content.decode()
    assert stay_count(team) == 1
    assert lead_client.post(address, {"seen": answer.context["seen"]}).status_code == 302
    assert stay_count(team) == 2


def wrong_file() -> io.BytesIO:
    good = {
        "own_id": "S-1",
        "sex": "women",
        "born_on": dt.date(1990, 1, 1),
        "enrolled_on": dt.date(2025, 2, 1),
    }
    wrong = {**good, "own_id": "S-2", "exited_on": dt.date(2025, 1, 1), "exit_reason": "work"}
    return workbook_file({SheetName.STAYS: [good, wrong]})


def test_wrong_rows_are_read_in_only_without_them(lead_client: Client, team: Team) -> None:
    address = send(lead_client, team, wrong_file())
    page = lead_client.get(address)
    assert page.context["plan"].counts["wrong"] == 1
    assert 'name="leave_out"' in page.content.decode()
    fingerprint = page.context["seen"]
    refused = lead_client.post(address, {"seen": fingerprint})
    assert refused.status_code == 422
    assert "Nothing was stored" in refused.content.decode()
    assert stay_count(team) == 0
    done = lead_client.post(address, {"seen": fingerprint, "leave_out": "on"})
    assert "1 wrong row was left out." in lead_client.get(done.headers["Location"]).content.decode()
    assert stay_count(team) == 1


def test_filters_and_more_rows(lead_client: Client, team: Team) -> None:
    address = send(lead_client, team, stays_file(60))
    assert len(lead_client.get(address).context["plan"].rows) == 25
    more = lead_client.get(address, {"visa": "nya", "antal": "50"})
    assert len(more.context["plan"].rows) == 50
    assert more.context["plan"].left == 10
    assert "Show more: 10 rows left" in more.content.decode()
    for odd in ("-1", "x", "9" * 30, ""):
        assert len(lead_client.get(address, {"visa": odd, "antal": odd}).context["plan"].rows) == 25
    assert lead_client.get(address, {"visa": "fel"}).context["plan"].rows == ()


def test_what_the_file_leaves_out_is_told(lead_client: Client, team: Team) -> None:
    make_stay(team, own_id="S-9", enrolled_on=dt.date(2025, 2, 1))
    page = lead_client.get(send(lead_client, team, stays_file(1))).content.decode()
    assert "1 stored row isn't in the file" in page
    assert "S-9" in page


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "tom.xlsx"),
        (b"inte excel", "fel.xlsx"),
        (b"MZ\x90\x00" * 20, "prog.exe"),
        (b"A;B\n1;2\n", "okant.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(
    lead_client: Client, team: Team, own_folder: Path, content: bytes, name: str
) -> None:
    file = io.BytesIO(content)
    file.name = name
    answer = lead_client.post(reverse("upload", args=[team.slug]), {"file": file})
    assert answer.status_code == 422
    assert 's-err" role="alert">' in answer.content.decode()
    assert list(own_folder.iterdir()) == []
    with inside(team):
        assert not StagedFile.objects.exists()


def test_another_teams_workbook_is_refused_at_once(lead_client: Client, team: Team, own_folder: Path) -> None:
    file = workbook_file({SheetName.TEAM: [{"name": "Team Fjärran"}]})
    answer = lead_client.post(reverse("upload", args=[team.slug]), {"file": file})
    assert answer.status_code == 422
    assert "Team Fjärran" in answer.content.decode()
    assert list(own_folder.iterdir()) == []


def test_cancel_throws_the_file_away(
    lead_client: Client, team: Team, own_folder: Path, django_capture_on_commit_callbacks: object
) -> None:
    address = send(lead_client, team, stays_file(1))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture without types
        assert lead_client.post(f"{address}avbryt/").status_code == 302
    assert list(own_folder.iterdir()) == []
    assert lead_client.get(address).status_code == 404


def test_old_uploads_are_purged(lead_client: Client, team: Team, own_folder: Path) -> None:
    address = send(lead_client, team, stays_file(1))
    young = send(lead_client, team, stays_file(1))
    key = address.rstrip("/").rpartition("/")[2]
    yesterday = timezone.now() - dt.timedelta(hours=25)
    os.utime(own_folder / key, (yesterday.timestamp(), yesterday.timestamp()))
    with inside(team):
        StagedFile.objects.filter(key=key).update(created_at=yesterday)
        assert purge_staged() == 1
        assert StagedFile.objects.count() == 1
    assert lead_client.get(address).status_code == 404
    assert lead_client.get(young).status_code == 200


def test_a_preview_is_written_to_the_read_log(lead_client: Client, team: Team) -> None:
    make_stay(team, own_id="S-1", enrolled_on=dt.date(2024, 2, 1))
    lead_client.get(send(lead_client, team, stays_file(1)))
    with inside(team):
        assert ReadEntry.objects.filter(team_id=team.pk, place="page:import").exists()


def test_the_workbook_goes_out_and_in_unchanged(lead_client: Client, team: Team) -> None:
    address = send(lead_client, team, stays_file(4))
    lead_client.post(address, {"seen": seen(lead_client, address)})
    out = lead_client.get(reverse("workbook", args=[team.slug]))
    assert out.headers["Cache-Control"] == "no-store"
    assert "attachment" in out.headers["Content-Disposition"]
    file = io.BytesIO(out.content)
    file.name = "ut.xlsx"
    plan = lead_client.get(send(lead_client, team, file)).context["plan"]
    assert (plan.applies, plan.counts["unchanged"] >= 4, plan.counts["wrong"]) == (0, True, 0)


def test_the_template_can_be_opened(lead_client: Client, team: Team) -> None:
    answer = lead_client.get(reverse("workbook_template", args=[team.slug]))
    assert answer.content.startswith(b"PK")
    file = io.BytesIO(answer.content)
    file.name = "mall.xlsx"
    assert lead_client.get(send(lead_client, team, file)).context["plan"].counts["new"] == 0


def test_queries_of_the_preview_do_not_grow_with_rows(lead_client: Client, team: Team) -> None:
    counts = []
    for rows in (3, 60):
        address = send(lead_client, team, stays_file(rows))
        with CaptureQueriesContext(connection) as captured:
            lead_client.get(address)
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1]


def test_a_cell_cannot_write_html(lead_client: Client, team: Team) -> None:
    page = lead_client.get(send(lead_client, team, stays_file(1, own_id="<img src=x>"))).content.decode()
    assert "<img" not in page
