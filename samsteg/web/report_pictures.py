"""Where a page finds the pictures of a report: the content policy lets no page hold them in itself."""

from __future__ import annotations

from django.urls import reverse

from samsteg.reports.document import Picture
from samsteg.reports.render.html import PictureSource


def picture_source(slug: str) -> PictureSource:
    def address(picture: Picture) -> str:
        return reverse("report_image", args=[slug, picture.name])

    return address
