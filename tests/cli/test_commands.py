"""The command line as a team lead meets it, with the two cases as the measure of every figure."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from samsteg.access.models import Membership
from samsteg.access.operator import make_operator
from samsteg.core.context import set_context
from samsteg.organisation.models import Team

pytestmark = pytest.mark.django_db
WORKBOOKS = Path(__file__).resolve().parents[2] / "demo" / "workbooks"
TOLERANCE = 0.005  # of the expected files


@pytest.fixture(autouse=True)
def operator() -> Iterator[None]:
    make_operator(using="default")
    with translation.override("sv"):
        yield


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def figures(team: str, first: object, last: object, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run("figures", team, "--from", str(first), "--to", str(last), *more)[0]
    )
    return found


@pytest.mark.parametrize("case", ["kraften-hedemora-2025", "samverkansteamet-sater-2021-2022"])
def test_every_expected_figure_comes_out(case: str) -> None:
    expected = yaml.safe_load((WORKBOOKS / f"{case}.expected.yaml").read_text())
    run("import", str(WORKBOOKS / f"{case}.xlsx"))
    slug = Team.objects.get(name=expected["team"]).slug
    found = figures(slug, expected["period"]["from"], expected["period"]["to"])
    wanted: Mapping[str, Any] = expected["figures"]
    assert len(wanted) > 30
    wrong = {
        code: (found.get(code), value) for code, value in wanted.items() if not agrees(found.get(code), value)
    }
    assert wrong == {}


def agrees(found: Mapping[str, Any] | None, wanted: object) -> bool:
    if found is None:
        return False
    if isinstance(wanted, int | float):
        return abs(float(found["value"]) - wanted) <= TOLERANCE
    return bool(found["value"] == wanted)


def test_a_team_is_made_from_its_sheet_and_the_slug_from_its_name() -> None:
    out, err = run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    team = Team.objects.get(slug="kraften-hedemora")
    assert (team.municipality_code, team.report_to) == ("2083", dt.date(2025, 12, 31))
    assert "kraften-hedemora" in out and err == ""
    assert team.association is not None and team.association.name == "Södra Dalarnas Samordningsförbund"


def test_a_dry_run_leaves_nothing_behind() -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"), "--dry-run")
    assert not Team.objects.filter(slug="kraften-hedemora").exists()


def correct_exit(folder: Path) -> Path:
    """K25-060 is still there; the correction says it ended in the year."""
    path = folder / "rättad.xlsx"
    book = openpyxl.load_workbook(WORKBOOKS / "kraften-hedemora-2025.xlsx")
    sheet = book["Ärenden"]
    header = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "K25-060")[0].row
    sheet.cell(row, header["Avslutad"], dt.date(2025, 12, 20))
    sheet.cell(row, header["Avslutsorsak"], "arbete")
    book.save(path)
    return path


def test_a_correction_changes_the_figures_now_and_as_of_gives_the_old(tmp_path: Path) -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        between: dt.datetime = cursor.fetchone()[0]
    run("import", str(correct_exit(tmp_path)))
    period = ("kraften-hedemora", "2025-01-01", "2025-12-31")
    now, then = figures(*period), figures(*period, "--as-of", between.isoformat())
    assert (now["flow.exits"]["value"], then["flow.exits"]["value"]) == (26, 25)
    assert (now["exits.work"]["value"], then["exits.work"]["value"]) == (6, 5)
    assert now["flow.closing"]["value"] == then["flow.closing"]["value"] - 1


def test_as_of_before_the_first_fact_is_refused_not_zero() -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    with pytest.raises(CommandError) as refusal:
        figures("kraften-hedemora", "2025-01-01", "2025-12-31", "--as-of", "2001-01-01")
    assert refusal.value.returncode == 1 and "registrera" in str(refusal.value).lower()


def test_a_moment_that_is_none_is_told_with_the_right_form() -> None:
    with pytest.raises(CommandError, match="2025-12-31T14:30"):
        figures("kraften-hedemora", "2025-01-01", "2025-12-31", "--as-of", "igår")


def test_other_forms_hold_the_same_values() -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    period = ("figures", "kraften-hedemora", "--from", "2025-01-01", "--to", "2025-12-31", "--format")
    rows = [line.split(";") for line in run(*period, "csv")[0].splitlines()]
    by_code = {row[0]: row for row in rows}
    assert by_code["flow.opening"][1:4] == ["38", "38", "persons"]
    assert Decimal(by_code["throughput.results.months"][1]) == Decimal("30.75")
    assert any(line.startswith("flow.opening ") for line in run(*period, "table")[0].splitlines())


def test_wrong_rows_go_to_stderr_and_nothing_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "fel.csv"
    path.write_text("Ärende;Född;Kön;Inskriven;Remittent\nP-1;1990;K;2025-02-30;försäkringskasan\n")
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    err = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import", str(path), "--team", "kraften-hedemora", stdout=io.StringIO(), stderr=err)
    assert refusal.value.returncode == 1
    assert "Ärenden" in err.getvalue() and "Inskriven" in err.getvalue() and "”fk”" in err.getvalue()


def test_usage_faults_end_with_two() -> None:
    with pytest.raises(CommandError) as no_file:
        run("import", "finns-inte.xlsx")
    assert no_file.value.returncode == 2
    with pytest.raises(CommandError) as half:
        run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
        figures("kraften-hedemora", "2025-01-01", "2025-12-31", "--budget-from", "2025-01-01")
    assert half.value.returncode == 2


def test_somebody_without_a_role_in_the_team_gets_nothing(django_user_model: Any, tmp_path: Path) -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    django_user_model.objects.create(username="utomstående")
    for arguments in (
        ("figures", "kraften-hedemora", "--from", "2025-01-01", "--to", "2025-12-31"),
        ("export", "kraften-hedemora", "--out", str(tmp_path / "ut.xlsx")),
        ("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx")),
        (
            "report",
            "kraften-hedemora",
            "--from",
            "2025-01-01",
            "--to",
            "2025-12-31",
            "--out",
            str(tmp_path / "r.pdf"),
        ),
    ):
        with pytest.raises(CommandError):
            run(*arguments, "--as", "utomstående")
    assert list(tmp_path.iterdir()) == []


def test_team_that_contradicts_the_sheet_is_refused() -> None:
    with pytest.raises(CommandError):
        run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"), "--team", "annat-team")


def test_no_context_is_left_after_a_command() -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    assert not Membership.objects.exists()
    set_context(None)


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
def test_a_report_is_written_for_its_owner_alone(tmp_path: Path, suffix: str) -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    out = tmp_path / f"rapport.{suffix}"
    run("report", "kraften-hedemora", "--from", "2025-01-01", "--to", "2025-12-31", "--out", str(out))
    assert out.stat().st_size > 2000 and out.stat().st_mode & 0o777 == 0o600


def test_the_protected_edition_is_refused_never_faked(tmp_path: Path) -> None:
    run("import", str(WORKBOOKS / "kraften-hedemora-2025.xlsx"))
    out = tmp_path / "rapport.pdf"
    period = ("--from", "2025-01-01", "--to", "2025-12-31")
    with pytest.raises(CommandError):
        run("report", "kraften-hedemora", *period, "--edition", "protected", "--out", str(out))
    assert not out.exists()
