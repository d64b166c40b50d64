"""The pictures of a report: the template's, and those that the team has put under a sub-heading of the period's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.reports.document import Picture
from samsteg.reports.enums import PictureSize
from samsteg.reports.images import JPEG, PNG
from samsteg.reports.models import ReportImage, ReportPicture
from samsteg.reports.template import PictureSpec, Template
from samsteg.reports.template_selectors import images_of
from samsteg.statistics.values import Period

LOGO = "logo"  # the place of the title page's picture

Own = Mapping[str, tuple[ReportPicture, ...]]


def own_pictures(actor: Actor, team: Team, period: Period, *, with_content: bool = False) -> Own:
    """What the team has put under the report's sub-headings, by place, in order. Raises PermissionRefused."""
    require(actor, "report.view", team)
    rows = ReportPicture.objects.filter(
        team_id=team.pk, period_from=period.first, period_to=period.last, taken_away_at=None
    )
    rows = rows.select_related("image").order_by("place", "order", "pk")
    found = rows if with_content else rows.defer("image__content")
    return {place: tuple(group) for place, group in groupby(found, key=lambda row: row.place)}


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
    team: Team, template: Template, own: Own, *, with_content: bool
) -> dict[str, tuple[Picture, ...]]:
    """The pictures as blocks: the template's first at each place; the logo's is LOGO."""
    wanted = {part.place: part.picture for part in template.parts() if part.picture}
    if template.cover.logo:
        wanted[LOGO] = PictureSpec(template.cover.logo, template.cover.logo_alt)
    images = images_of(team, template.images(), with_content=with_content)
    made: dict[str, tuple[Picture, ...]] = {
        place: (_block(images[spec.image], place, spec.alt, spec.caption, with_content=with_content),)
        for place, spec in wanted.items()
        if spec.image in images
    }
    for place, rows in own.items():
        blocks = (
            _block(
                row.image,
                f"{place}/{row.pk}",
                row.alt,
                row.caption,
                share=PictureSize(row.size).share,
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
