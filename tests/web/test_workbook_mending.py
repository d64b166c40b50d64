"""Wrong cells mended in the preview, the wrong rows as a file, the history of imports, and undo."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.exchange.columns import SheetName
from samsteg.exchange.models import AppliedImport
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.exchange.builders import excel_date, personnummer, save, stay, table
from tests.factories import change_stay
from tests.web.users import inside, stays_file, workbook_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "staged"
    folder.mkdir()
    monkeypatch.setattr("samsteg.exchange.staging.staging_folder", lambda: folder)
    return folder


def send(client: Client, team: Team, *rows: dict[str, object], folder: Path) -> str:
    """The address of the preview of a file with these rows of Ärenden."""
    path = save(folder / "fil.xlsx", {"Ärenden": table(rows)})
    with path.open("rb") as file:
        answer = client.post(reverse("upload", args=[team.slug]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def field(row: int, column: str, stood: str, text: str) -> dict[str, str]:
    return {f"cell:Ärenden:{row}:{column}": text, f"stood:Ärenden:{row}:{column}": stood}


def read_in(client: Client, team: Team, file: io.BytesIO) -> int:
    """The id of the import's source."""
    address = client.post(reverse("upload", args=[team.slug]), {"file": file}).headers["Location"]
    assert client.post(address, {"seen": client.get(address).context["seen"]}).status_code == 302
    with inside(team):
        return AppliedImport.objects.latest("pk").source_id


def test_a_wrong_date_is_mended_and_read_in(lead_client: Client, team: Team, tmp_path: Path) -> None:
    address = send(lead_client, team, stay(Inskriven="2025-02-30"), stay(Ärende="P-2"), folder=tmp_path)
    page = lead_client.get(address)
    assert 'name="cell:Ärenden:2:Inskriven" value="2025-02-30"' in page.content.decode()
    answer = lead_client.post(address, {"check": "1", **field(2, "Inskriven", "2025-02-30", "2025-02-28")})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    mended = lead_client.get(address)
    assert (mended.context["plan"].counts["wrong"], mended.context["plan"].mended) == (0, 1)
    assert "in the file: 2025-02-30" in mended.content.decode()
    assert lead_client.post(address, {"seen": mended.context["seen"]}).status_code == 302
    with inside(team):
        assert Stay.objects.get(own_id="P-1").enrolled_on == dt.date(2025, 2, 28)
        assert AppliedImport.objects.get().mended_count == 1


def test_a_suggestion_is_offered_and_not_chosen(lead_client: Client, team: Team, tmp_path: Path) -> None:
    address = send(lead_client, team, stay(Remittent="socialtjänstn"), folder=tmp_path)
    page = lead_client.get(address).content.decode()
    assert '<option value="soc">soc (suggestion)</option>' in page
    assert "selected" not in page
    stood = {"stood:Ärenden:2:Remittent": "socialtjänstn", "cell:Ärenden:2:Remittent": ""}
    lead_client.post(address, {"check": "1", **stood})
    assert lead_client.get(address).context["plan"].counts["wrong"] == 1
    lead_client.post(address, {"check": "1", **stood, "cell:Ärenden:2:Remittent": "soc"})
    assert lead_client.get(address).context["plan"].counts["wrong"] == 0


def test_a_cell_can_be_left_empty(lead_client: Client, team: Team, tmp_path: Path) -> None:
    address = send(lead_client, team, stay(Remittent="okänd grej"), folder=tmp_path)
    lead_client.post(address, {"check": "1", **field(2, "Remittent", "okänd grej", "-")})
    plan = lead_client.get(address).context["plan"]
    assert (plan.counts["wrong"], plan.counts["new"]) == (0, 1)


def test_pressing_read_in_keeps_what_was_typed_and_shows_the_rows_again(
    lead_client: Client, team: Team, tmp_path: Path
) -> None:
    address = send(lead_client, team, stay(Inskriven="2025-02-30"), stay(Ärende="P-2"), folder=tmp_path)
    seen = lead_client.get(address).context["seen"]
    typed = {"seen": seen, "leave_out": "on", **field(2, "Inskriven", "2025-02-30", "2025-02-28")}
    answer = lead_client.post(address, typed)
    assert answer.headers["Location"] == address
    page = lead_client.get(address)
    assert "Look at the rows again" in page.content.decode()
    assert page.context["plan"].counts["new"] == 2
    with inside(team):
        assert not Stay.objects.exists()


def test_what_is_still_wrong_keeps_what_was_typed(lead_client: Client, team: Team, tmp_path: Path) -> None:
    address = send(lead_client, team, stay(Inskriven="2025-02-30"), folder=tmp_path)
    lead_client.post(address, {"check": "1", **field(2, "Inskriven", "2025-02-30", "våren")})
    page = lead_client.get(address).content.decode()
    assert 'value="våren"' in page and "in the file: 2025-02-30" in page
    lead_client.post(address, {"back": "Ärenden:2:Inskriven", **field(2, "Inskriven", "våren", "våren")})
    page = lead_client.get(address).content.decode()
    assert "våren" not in page and 'value="2025-02-30"' in page


def test_corrections_lie_encrypted_and_go_with_the_file(
    lead_client: Client,
    team: Team,
    tmp_path: Path,
    own_folder: Path,
    django_capture_on_commit_callbacks: object,
) -> None:
    address = send(lead_client, team, stay(Inskriven="2025-02-30"), folder=tmp_path)
    lead_client.post(address, {"check": "1", **field(2, "Inskriven", "2025-02-30", "Hemligt")})
    (path,) = own_folder.glob("*.mended")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"Hemligt" not in path.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture without types
        lead_client.post(f"{address}avbryt/")
    assert list(own_folder.iterdir()) == []


def test_a_personnummer_is_never_shown_again(lead_client: Client, team: Team, tmp_path: Path) -> None:
    wrong = personnummer(dt.date(1990, 5, 17))[:-1] + "0"
    address = send(lead_client, team, stay(Personnummer=wrong), folder=tmp_path)
    other = personnummer(dt.date(1990, 5, 17), 982)[:-1] + "1"
    lead_client.post(address, {"check": "1", **field(2, "Personnummer", "", other)})
    page = lead_client.get(address).content.decode()
    assert wrong not in page and other not in page and "Mended here" in page
    lead_client.post(address, {"check": "1", **field(2, "Personnummer", "", "-")})
    assert lead_client.get(address).context["plan"].counts["wrong"] == 0


@pytest.mark.parametrize(
    "name",
    [
        "cell:Ärenden:x:Inskriven",
        "cell:Annat:2:Inskriven",
        "cell:Ärenden:2:Påhitt",
        "cell:::",
        "cell:",
        "cell:Ärenden:0:Kön",
    ],
)
def test_odd_names_of_fields_are_left_alone(
    lead_client: Client, team: Team, tmp_path: Path, own_folder: Path, name: str
) -> None:
    address = send(lead_client, team, stay(Inskriven="2025-02-30"), folder=tmp_path)
    assert lead_client.post(address, {"check": "1", name: "x", "back": name}).status_code == 302
    assert not list(own_folder.glob("*.mended"))


def test_the_wrong_rows_as_a_file_can_be_mended_and_read_in(
    lead_client: Client, team: Team, tmp_path: Path
) -> None:
    rows = (stay(), stay(Ärende="P-2", Inskriven="2025-02-30", Remittent="socialtjänstn"))
    address = send(lead_client, team, *rows, folder=tmp_path)
    answer = lead_client.get(f"{address}fel.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    header, row = book["Ärenden"].iter_rows(values_only=True)
    assert header[-1] == "What is wrong" and row[0] == "P-2"
    assert "Row 3 in the file." in str(row[-1]) and "Do you mean soc?" in str(row[-1])
    sheet = book["Ärenden"]
    sheet.cell(2, header.index("Inskriven") + 1, excel_date(2025, 2, 28))
    sheet.cell(2, header.index("Remittent") + 1, "soc")
    book.save(tmp_path / "rattad.xlsx")
    with (tmp_path / "rattad.xlsx").open("rb") as file:
        again = lead_client.post(reverse("upload", args=[team.slug]), {"file": file}).headers["Location"]
    assert lead_client.get(again).context["plan"].counts["new"] == 1


def test_the_history_tells_who_when_and_what(lead_client: Client, team: Team) -> None:
    empty = lead_client.get(reverse("import_history", args=[team.slug]))
    assert "No file has been read in yet." in empty.content.decode()
    read_in(lead_client, team, stays_file(3))
    source_id = read_in(lead_client, team, stays_file(4))
    page = lead_client.get(reverse("import_history", args=[team.slug]))
    newest, oldest = page.context["past"].imports
    assert (newest.source_id, newest.by, newest.file_name) == (source_id, "Ledare Prov", "arbetsbok.xlsx")
    assert (newest.counts.new_count, newest.counts.unchanged_count, oldest.counts.new_count) == (1, 3, 3)
    assert newest.undo_until is not None and oldest.undo_until is None
    again = lead_client.get(
        reverse("import_history", args=[team.slug])
    ).content.decode()  # without the receipts
    assert again.count("/angra/") == 1


def test_undo_asks_first_and_then_undoes(lead_client: Client, team: Team) -> None:
    read_in(lead_client, team, stays_file(3))
    address = reverse("undo_import", args=[team.slug, read_in(lead_client, team, stays_file(5))])
    page = lead_client.get(address)
    assert (page.status_code, page.context["plan"].gone) == (200, 2)
    assert "2 stays that came with the file disappear" in page.content.decode()
    done = lead_client.post(address)
    assert done.headers["Location"] == reverse("import_history", args=[team.slug])
    assert "The import is undone." in lead_client.get(done.headers["Location"]).content.decode()
    with inside(team):
        assert Stay.objects.known().count() == 3
    again = lead_client.post(address)
    assert again.status_code == 409
    assert "already been undone" in again.content.decode()


def test_a_later_change_refuses_the_undo_with_the_reason(lead_client: Client, team: Team) -> None:
    source_id = read_in(lead_client, team, stays_file(2))
    with inside(team):
        row = Stay.objects.select_related("team").order_by("pk")[0]
    change_stay(row, referrer="af")
    page = lead_client.get(reverse("undo_import", args=[team.slug, source_id]))
    assert "It has changed since" in page.content.decode()
    assert "Ärenden: 1 thing has changed since" in page.content.decode()
    assert lead_client.post(page.request["PATH_INFO"]).status_code == 409


def test_the_receipt_offers_undo(lead_client: Client, team: Team) -> None:
    source_id = read_in(lead_client, team, stays_file(2))
    page = lead_client.get(reverse("team", args=[team.slug])).content.decode()
    assert f'<a href="{reverse("undo_import", args=[team.slug, source_id])}">Undo</a> until ' in page


def test_an_import_of_another_team_is_not_there(lead_client: Client, team: Team) -> None:
    assert lead_client.get(reverse("undo_import", args=[team.slug, 10**30])).status_code == 404


def test_queries_of_the_history_do_not_grow_with_imports(lead_client: Client, team: Team) -> None:
    counts = []
    for number in range(1, 5):
        read_in(
            lead_client, team, workbook_file({SheetName.BUDGET: [{"year": 2025, "name": f"Rad {number}"}]})
        )
        with CaptureQueriesContext(connection) as captured:
            lead_client.get(reverse("import_history", args=[team.slug]))
        counts.append(len(captured))
    assert counts[1] == counts[3]
