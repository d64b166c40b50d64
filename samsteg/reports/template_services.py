"""Writes of a team's report template: a draft, taking it into use from a day, and its pictures."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import settings_at
from samsteg.reports.document import Cover, Document, Edition, Heading, Picture
from samsteg.reports.images import Image, ImageRefused, checked_image
from samsteg.reports.models import ReportImage, TeamTemplate, TemplateDraft
from samsteg.reports.render import render_pdf
from samsteg.reports.render.pdf import RenderingFailed
from samsteg.reports.template_errors import TemplateRefused
from samsteg.reports.template_faults import BASE, LARGEST_DATA, template_faults, without_base
from samsteg.reports.template_selectors import FIRST_CHOICE, image_digests, own_template_at

LARGEST_IMAGE: Final = 2_000_000  # bytes


class StaleDraft(Refused):
    """Somebody else has saved the draft since it was read."""


@transaction.atomic
def save_template(
    *,
    actor: Actor,
    team: Team,
    valid_from: dt.date,
    data: Mapping[str, Any],
    kind: SourceKind = SourceKind.PAGE,
) -> TeamTemplate:
    """The team's template from the day on; reports of earlier periods keep theirs. The same again changes nothing.

    `data` names the shipped template it `extends` and what differs. Raises TemplateRefused with every fault,
    PermissionRefused.
    """
    require(actor, "team.settings", team)
    faults = template_faults(data, settings_at(team, valid_from), image_digests(team))
    if faults:
        raise TemplateRefused(faults)
    moment = learning_moment(team.pk)
    base, changes = str(data.get(BASE, FIRST_CHOICE)), without_base(data)
    held = own_template_at(team, valid_from)
    if held and (held.valid_from, held.base, held.data) == (valid_from, base, changes):
        return held
    latest = TeamTemplate.objects.filter(team_id=team.pk).aggregate(Max("version"))["version__max"] or 0
    replace_facts(
        TeamTemplate.objects.all(),
        team_id=team.pk,
        key=("valid_from",),
        values=("base", "data", "version"),
        desired={(valid_from,): (base, changes, latest + 1)},
        stamp=Stamp(moment, actor.user_id, record_source(actor=actor, team_id=team.pk, kind=kind).pk),
    )
    return TeamTemplate.objects.get(team_id=team.pk, valid_from=valid_from, superseded_at=None)


@transaction.atomic
def save_draft(*, actor: Actor, team: Team, data: Mapping[str, Any], expected_version: int) -> TemplateDraft:
    """Keeps what has been typed, faulty or not. `expected_version` is the one that was read; 0 when there was none.

    Raises StaleDraft when another version has been saved in between, Refused when it is too large, PermissionRefused.
    """
    require(actor, "team.settings", team)
    if len(json.dumps(data)) > LARGEST_DATA:
        raise Refused(_("The template is too large. Take away texts or tables that no report needs."))
    learning_moment(team.pk)  # two who save the first draft at once stand in line
    row = TemplateDraft.objects.select_for_update().filter(team_id=team.pk).first()
    if (row.version if row else 0) != expected_version:
        raise StaleDraft(
            _(
                "Somebody else has changed the draft meanwhile. Yours is kept here. Compare the two and choose."
            )
        )
    row = row or TemplateDraft(team=team, version=0)
    row.base, row.data = str(data.get(BASE, FIRST_CHOICE)), without_base(data)
    row.version += 1
    row.updated_by_id, row.updated_at = actor.user_id, timezone.now()
    row.save()
    return row


def save_image(*, actor: Actor, team: Team, content: bytes, most_bytes: int = LARGEST_IMAGE) -> ReportImage:
    """The picture by its content, freed from a camera's notes. The same picture again is the same row.

    Raises ImageRefused, which says what to do, PermissionRefused.
    """
    require(actor, "report.write", team)
    image = checked_image(content, most_bytes=most_bytes)
    known = ReportImage.objects.filter(team_id=team.pk, digest=image.digest).first()
    if known:
        return known
    _require_printable(image)
    return ReportImage.objects.get_or_create(
        team=team,
        digest=image.digest,
        defaults={
            "media_type": image.media_type,
            "width": image.width,
            "height": image.height,
            "content": image.content,
            "recorded_by_id": actor.user_id,
        },
    )[0]


def _require_printable(image: Image) -> None:
    """A picture can look whole and still be one that the PDF can't hold: told now, not in January."""
    picture = Picture("trial", image.content, image.media_type, image.width, image.height, alt="x")
    cover = Cover(kind="x", team="x", municipality="", period="", place_and_date="")
    trial = Document(
        title="x",
        cover=dataclasses.replace(cover, logo=picture),
        edition=Edition.WORK,
        blocks=(Heading(1, "x"),),
        footer="",
        created_on=dt.date(2000, 1, 1),
        contents=False,
    )
    try:
        render_pdf(trial)
    except RenderingFailed as fault:
        raise ImageRefused(
            _("The picture is damaged and can't be read. Save it anew as PNG or JPEG and choose it again.")
        ) from fault
