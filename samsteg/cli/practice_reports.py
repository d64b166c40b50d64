"""The reports of the practice team and the example workbooks, written once and again when their inputs change."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from samsteg.accounts.models import User
from samsteg.audit.selectors import latest_source
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team, TeamSettings
from samsteg.reports.build import build_report
from samsteg.reports.models import ReportText
from samsteg.reports.output import Format, file_name, render
from samsteg.statistics.values import Period

FORMS: tuple[Format, ...] = ("docx", "pdf")
STAMPS = "reports.json"
PROGRAM = ("reports", "statistics", "budget", "staffing", "organisation")  # what a report is made by


def write_reports(user: User, teams: Sequence[Team], folder: Path) -> list[Path]:
    """Word and PDF of each team's own period; returns the files, whether or not they had to be written.

    The day of writing is none of the inputs: a report stays as it was written until something in it changes.
    """
    stamps_file = folder / STAMPS
    before = json.loads(stamps_file.read_text()) if stamps_file.exists() else {}
    stamps: dict[str, str] = {}
    files: list[Path] = []
    program = _program_stamp()
    for team in teams:
        if team.report_from and team.report_to:
            period = Period(team.report_from, team.report_to)
            found = {form: folder / file_name(team, period, form) for form in FORMS}
            stamp = _write_when_changed(user, team, period, found, before.get(team.slug, ""), program)
            stamps[team.slug] = stamp
            files += found.values()
    if stamps != before:
        stamps_file.write_text(json.dumps(stamps, indent=1))
    return files


def _write_when_changed(
    user: User, team: Team, period: Period, files: dict[Format, Path], before: str, program: str
) -> str:
    """Returns the stamp of the inputs."""
    with acting(actor_in_team(user, team)) as actor:
        stamp = _digest(f"{program} {period} {_inputs(team)}")
        if stamp == before and all(path.exists() for path in files.values()):
            return stamp
        document = build_report(actor, team, period)
    for form, path in files.items():
        _write_private(path, render(document, form))
    return stamp


def _inputs(team: Team) -> str:
    """Changes with the team's facts, texts and settings."""
    source = latest_source(team.pk)
    text = ReportText.objects.filter(team=team).aggregate(Max("updated_at"))
    chosen = TeamSettings.objects.filter(team=team).aggregate(Max("recorded_at"), Max("superseded_at"))
    return f"{source.pk if source else None} {team.name} {text} {chosen}"


def _program_stamp() -> str:
    """Changes with the program's own files, so that a newer version writes its reports anew."""
    folders = (settings.BASE_DIR / "samsteg" / name for name in PROGRAM)
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc")
    stats = [(path.name, path.stat()) for path in paths if path.is_file()]
    return _digest(" ".join(f"{name} {stat.st_mtime_ns} {stat.st_size}" for name, stat in stats))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write_private(path: Path, content: bytes) -> None:
    """Mode 0600, and whole or not at all."""
    draft = path.with_name(f".{path.name}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
