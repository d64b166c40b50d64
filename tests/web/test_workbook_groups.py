"""Groups and attendance read in on the page: a slip mended in place, read in, undone; the template holds the sheets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.activities.models import Attendance, Group
from samsteg.exchange.models import AppliedImport
from samsteg.organisation.models import Team
from tests.exchange.builders import save, stay, table
from tests.exchange.test_groups_sheets import FOREST, mark, session
from tests.web.users import inside

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "staged"
    folder.mkdir()
    monkeypatch.setattr("samsteg.exchange.staging.staging_folder", lambda: folder)
    with translation.override("en"):
        yield


def send(client: Client, team: Team, folder: Path, *attendance: dict[str, object]) -> str:
    sheets = {"Ärenden": [stay()], "Grupper": [FOREST], "Närvaro": attendance}
    path = save(folder / "fil.xlsx", {title: table(list(rows)) for title, rows in sheets.items()})
    with path.open("rb") as file:
        answer = client.post(reverse("upload", args=[team.slug]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_slip_is_mended_in_place_and_the_import_undone(
    lead_client: Client, team: Team, tmp_path: Path
) -> None:
    wrong = mark(Grupp="Skogsgrupen")
    address = send(lead_client, team, tmp_path, session(), wrong, session(Dag=dt.date(2025, 6, 20)))
    page = lead_client.get(address).content.decode().replace("&#x27;", "'")
    assert "There is no group of this name here or in the sheet Grupper." in page
    assert "Skogsgruppen, 2025-03-04, 09:30" in page and "is a day off" in page
    place = "Närvaro:3:Grupp"
    assert f'name="cell:{place}" value="Skogsgrupen"' in page
    typed = {f"cell:{place}": "Skogsgruppen", f"stood:{place}": "Skogsgrupen"}
    lead_client.post(address, {"check": "1", **typed})
    mended = lead_client.get(address)
    assert (mended.context["plan"].counts["wrong"], mended.context["plan"].mended) == (0, 1)
    assert lead_client.post(address, {"seen": mended.context["seen"]}).status_code == 302
    with inside(team):
        assert Attendance.objects.get().occurred_on == dt.date(2025, 3, 4)
        source = AppliedImport.objects.get().source_id
    undo = reverse("undo_import", args=[team.slug, source])
    asked = lead_client.get(undo).content.decode()
    assert "Grupper" in asked and "Närvaro" in asked
    assert lead_client.post(undo).status_code == 302
    with inside(team):
        assert not Attendance.objects.current().exists()
        assert Group.objects.get().withdrawn_at is not None
    assert "Skogsgruppen" not in lead_client.get(reverse("groups", args=[team.slug])).content.decode()


def test_the_template_holds_the_sheets_and_how_they_are_filled_in(lead_client: Client, team: Team) -> None:
    content = lead_client.get(reverse("workbook_template", args=[team.slug])).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {"Grupper", "Närvaro"} <= set(book.sheetnames)
    told = " ".join(str(row[0].value) for row in book["Läs mig"].iter_rows() if row[0].value)
    assert "In Närvaro a session has a row of its own" in told
    words = {one.formula1 for one in book["Närvaro"].data_validations.dataValidation}
    assert any("anmäld borta" in str(word) for word in words)
