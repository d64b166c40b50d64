"""The team's workbook out, and the empty template."""

from __future__ import annotations

import io
import tempfile
import uuid
from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.exchange.exporting import export_workbook
from samsteg.exchange.services import preview_import
from samsteg.exchange.staging import read_staged, staged_file, wrong_rows_of
from samsteg.exchange.writing import write_template
from samsteg.organisation.models import Team
from samsteg.web.downloads import attachment
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@require_GET
def template(request: ActingRequest, slug: str) -> HttpResponse:
    enter_team(request, slug, "workbook.import")
    buffer = io.BytesIO()
    write_template(buffer)
    return attachment(buffer.getvalue(), "samsteg-mall.xlsx")


@require_GET
def wrong_rows(request: ActingRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """The user's own file back, its wrong rows alone, each with what is wrong."""
    actor, team = enter_team(request, slug, "workbook.import")
    staged = staged_file(actor=actor, team=team, key=key)
    if staged.applied_at is not None:
        raise NotVisible
    plan = preview_import(actor=actor, team=team, parsed=read_staged(staged), place="page:wrong_rows")
    return attachment(wrong_rows_of(staged, plan), f"{team.slug}-fel.xlsx")


@require_GET
def workbook(request: ActingRequest, slug: str) -> HttpResponse:
    """Every person in it is written to the read log; personnummer stay out."""
    actor, team = enter_team(request, slug, "workbook.export")
    return workbook_file(actor, team)


def workbook_file(actor: Actor, team: Team, *, numbers_because: str = "") -> HttpResponse:
    """The workbook as an answer. With a reason its personnummer stand in it. Raises as `export_workbook`."""
    with tempfile.TemporaryDirectory(prefix="samsteg-") as folder:  # mode 0700
        path = Path(folder) / "workbook.xlsx"
        export_workbook(
            actor=actor,
            team=team,
            out=path,
            place="page:workbook",
            with_personnummer=bool(numbers_because),
            reason=numbers_because,
        )
        content = path.read_bytes()
    return attachment(content, f"{team.slug}-{timezone.localdate()}.xlsx")
