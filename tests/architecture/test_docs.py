"""The papers tell the truth: what they name exists, and what exists is in them."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
RECORDS = sorted(ROOT.glob("docs/adr/*.md"))
# Set by the shell or by Django's starters; no settings of ours.
NOT_OURS = {"PATH"}
# The environment outside config/env.py: programs started with PATH alone, and what runs before Django is there.
MAY_READ = {
    "config/env.py",
    "config/wsgi.py",
    "manage.py",
    "samsteg/core/postgres_programs.py",
    "samsteg/cli/main.py",
}
LINK = re.compile(r"\]\(([^)\s]+)\)")
READ = re.compile(r"""(?:\benv\.\w+|environ(?:\.\w+)?|getenv)\s*[(\[]\s*["'](\w+)["']""")


def programs() -> list[Path]:
    return sorted([*ROOT.glob("samsteg/**/*.py"), *ROOT.glob("config/**/*.py"), ROOT / "manage.py"])


def commands() -> set[str]:
    files = ROOT.glob("samsteg/*/management/commands/*.py")
    return {file.stem for file in files if not file.stem.startswith("_")}


def settings_read() -> set[str]:
    scripts = sorted(ROOT.glob("scripts/*.py"))
    found = {name for file in [*programs(), *scripts] for name in READ.findall(file.read_text())}
    return found - NOT_OURS


def first_cells(heading: str) -> list[str]:
    """First cells of the table under a heading of docs/operations.md, without its head."""
    section = OPERATIONS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [row.split("|")[1].strip() for row in rows[2:]]


def documented_settings() -> set[str]:
    return {cell.strip("`") for cell in first_cells("Settings")}


def documented_commands() -> set[str]:
    return {cell.strip("`").split()[1] for cell in first_cells("Commands")}


def test_every_command_is_documented() -> None:
    assert commands() - documented_commands() == set()


def test_every_documented_command_exists() -> None:
    assert documented_commands() - commands() == set()


def test_every_setting_is_documented() -> None:
    assert settings_read() - documented_settings() == set()


def test_every_documented_setting_is_read() -> None:
    makefile = set(re.findall(r"^([A-Z_]+) \?=", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert documented_settings() - settings_read() - makefile == set()


def test_the_search_for_settings_finds_the_known_ones() -> None:
    assert {
        "SAMSTEG_DATA",
        "DATABASE_URL",
        "SAMSTEG_MASTER_KEYS",
        "DJANGO_SETTINGS_MODULE",
    } <= settings_read()


def test_only_env_reads_the_environment() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in programs()
        if re.search(r"\benviron\b|\bgetenv\b", file.read_text())
    }
    assert readers - MAY_READ == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_lead_somewhere(paper: Path) -> None:
    links = [
        link for link in LINK.findall(paper.read_text()) if "://" not in link and not link.startswith("#")
    ]
    assert [link for link in links if not (paper.parent / link.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_its_parts_and_fits_a_page(record: Path) -> None:
    text = record.read_text()
    parts = [text.find(f"\n## {part}\n") for part in ("Context", "Decision", "Consequences")]
    assert -1 not in parts and parts == sorted(parts)
    assert text.startswith(f"# {int(record.stem[:4])}. ")
    assert re.search(r"^Date: \d{4}-\d\d-\d\d · Status: (accepted|replaced by \d+)$", text, re.MULTILINE)
    assert len(text.splitlines()) <= 60


def test_records_are_numbered_without_gaps() -> None:
    assert [int(record.stem[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_code_refers_to_records_that_exist() -> None:
    numbers = {record.stem[:4] for record in RECORDS}
    named = {number for file in programs() for number in re.findall(r"docs/adr/(\d{4})", file.read_text())}
    assert named and named <= numbers


@pytest.mark.parametrize(
    "paper", sorted((ROOT / "docs" / "security").glob("*.md")), ids=lambda paper: paper.stem
)
def test_every_proof_that_a_paper_on_security_names_exists(paper: Path) -> None:
    text = paper.read_text()
    proofs = set(re.findall(r"`(tests/\w[\w/.]*)`", text))
    assert proofs or paper.stem == "keys"
    missing = {
        proof for proof in proofs if not (ROOT / proof).is_file() and not any(ROOT.glob(f"{proof}/test_*.py"))
    }
    assert missing == set()


def test_production_stops_without_its_settings() -> None:
    """The threat model says so."""
    with pytest.raises(ImproperlyConfigured, match="Not ready for production"):
        runpy.run_module("config.settings.prod")


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    articles = [int(number) for number in re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE)]
    assert articles == list(range(1, 16))
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "Appendix" in text and "GNU Affero General Public License (AGPL) v. 3" in text


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text()


def test_publiccode_holds_what_the_standard_demands() -> None:
    """Mandatory keys and lengths of publiccode.yml 0.4."""
    paper: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    mandatory = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
    }
    assert mandatory | {"description", "legal", "maintenance", "localisation"} <= set(paper)
    assert paper["legal"]["license"] == "EUPL-1.2"
    assert set(paper["description"]) == {"sv", "en"} == set(paper["localisation"]["availableLanguages"])
    for text in paper["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert 5 <= len(text["features"]) <= 20
