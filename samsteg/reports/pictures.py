"""The pictures of a report: the template's, and those that the team has put under a sub-heading of the period's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.reports.document import Picture
from samsteg.reports.enums import PictureSize
from samsteg.reports.images import JPEG, PNG
from samsteg.reports.models import ReportImage, ReportPicture
from samsteg.reports.template import PictureSpec, Template
from samsteg.statistics.values import Period

LOGO = "logo"  # the place of the title page's picture


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A picture that the team has put under a sub-heading, as it stands there."""

    pk: int
    place: str
    alt: str
    caption: str
    size: PictureSize
    version: int
    image: ReportImage


Own = Mapping[str, tuple[OwnPicture, ...]]


@dataclass(frozen=True, slots=True)
class Gallery:
    """`images`: the template's, by digest. `own` by place, in order."""

    images: Mapping[str, ReportImage]
    own: Own


def gallery_of(
    actor: Actor, team: Team, period: Period, digests: Collection[str], *, with_content: bool
) -> Gallery:
    """The named pictures and those of the period's report, read at once. A name that isn't there is left out.

    Raises PermissionRefused.
    """
    require(actor, "report.view", team)
    asked = (team, period.first, period.last)
    kept = not digests and not with_content  # a page of a team whose template has no pictures
    images = (
        _without_the_templates(*asked) if kept else list(_images(*asked, digests, with_content=with_content))
    )
    found = [(one.pop("order"), _own(one, image)) for image in images for one in image.shown]
    ordered = [own for _order, own in sorted(found, key=lambda one: (one[1].place, one[0], one[1].pk))]
    return Gallery(
        images={image.digest: image for image in images if image.digest in digests},
        own={place: tuple(group) for place, group in groupby(ordered, key=lambda one: one.place)},
    )


@KeptRows
def _without_the_templates(team: Team, first: dt.date, last: dt.date) -> QuerySet[Any, Any]:
    return _images(team, first, last, (), with_content=False)


def _images(
    team: Team, first: dt.date, last: dt.date, digests: Collection[str], *, with_content: bool
) -> QuerySet[Any, Any]:
    """With the places where each is shown in `shown`."""
    shown = ReportPicture.objects.filter(
        team_id=team.pk, period_from=first, period_to=last, taken_away_at=None, image=OuterRef("pk")
    )
    told = JSONObject(
        **{name: name for name in ("pk", "place", "alt", "caption", "size", "version", "order")}
    )
    rows = ReportImage.objects.filter(Q(digest__in=list(digests)) | Exists(shown), team_id=team.pk)
    rows = rows.annotate(shown=ArraySubquery(shown.values(told=told)))
    return rows if with_content else rows.defer("content")


def _own(told: Mapping[str, Any], image: ReportImage) -> OwnPicture:
    return OwnPicture(**{**told, "size": PictureSize(told["size"])}, image=image)


def own_pictures(actor: Actor, team: Team, period: Period) -> Own:
    """What the team has put under the report's sub-headings, by place, in order. Raises PermissionRefused."""
    return gallery_of(actor, team, period, (), with_content=False).own


def own_picture(actor: Actor, team: Team, period: Period, picture_id: int) -> ReportPicture:
    """One of the report's, also when it is taken away. Raises NotVisible, PermissionRefused."""
    require(actor, "report.view", team)
    row = ReportPicture.objects.filter(
        team_id=team.pk, period_from=period.first, period_to=period.last, pk=picture_id
    ).first()
    if row is None:
        raise NotVisible
    return row


def pictures_by_place(
    template: Template, gallery: Gallery, *, with_content: bool
) -> dict[str, tuple[Picture, ...]]:
    """The pictures as blocks: the template's first at each place; the logo's is LOGO."""
    wanted = {part.place: part.picture for part in template.parts() if part.picture}
    if template.cover.logo:
        wanted[LOGO] = PictureSpec(template.cover.logo, template.cover.logo_alt)
    images = gallery.images
    made: dict[str, tuple[Picture, ...]] = {
        place: (_block(images[spec.image], place, spec.alt, spec.caption, with_content=with_content),)
        for place, spec in wanted.items()
        if spec.image in images
    }
    for place, rows in gallery.own.items():
        blocks = (
            _block(
                row.image,
                f"{place}/{row.pk}",
                row.alt,
                row.caption,
                share=row.size.share,
                with_content=with_content,
            )
            for row in rows
        )
        made[place] = (*made.get(place, ()), *blocks)
    return made


def _block(
    image: ReportImage, key: str, alt: str, caption: str, *, with_content: bool, share: float = 1.0
) -> Picture:
    return Picture(
        key=key,
        content=bytes(image.content) if with_content else b"",
        media_type=PNG if image.media_type == PNG else JPEG,
        width=image.width,
        height=image.height,
        alt=alt,
        caption=caption,
        share=share,
        digest=image.digest,
    )
