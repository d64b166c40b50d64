"""The pictures of one sub-heading while they are worked with: one form for each, and one for a new picture.

All of them are sent together, so that no button throws away what is typed beside another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.images import ImageRefused, require_size
from samsteg.reports.models import ReportImage
from samsteg.reports.picture_services import (
    StalePicture,
    TooManyPictures,
    add_picture,
    change_picture,
)
from samsteg.reports.pictures import OwnPicture
from samsteg.reports.template_selectors import images_of
from samsteg.reports.template_services import LARGEST_IMAGE, save_image
from samsteg.statistics.values import Period
from samsteg.web.report.checks import shown_names
from samsteg.web.report.picture_forms import NewPictureForm, WordsForm
from samsteg.web.requests import ActingRequest


@dataclass(frozen=True, slots=True)
class PictureRow:
    picture: OwnPicture
    address: str
    form: WordsForm


@dataclass(frozen=True, slots=True)
class Spot:
    """Where pictures stand, and who works with them."""

    actor: Actor
    team: Team
    period: Period
    place: str


@dataclass(slots=True)
class Desk:
    """`received` is the address of a new picture whose words are still wrong; `taken_away` can be brought back."""

    spot: Spot
    rows: tuple[PictureRow, ...]
    new: NewPictureForm
    received: str = ""
    taken_away: int = 0
    is_stale: bool = False

    @property
    def place(self) -> str:
        return self.spot.place

    @property
    def most_bytes(self) -> int:
        return LARGEST_IMAGE

    @property
    def has_faults(self) -> bool:
        """Reads all the forms, so that all faults are told at once."""
        forms = (*(row.form for row in self.rows), self.new)
        return sum(bool(form.errors) for form in forms) > 0


def desk_of(spot: Spot, pictures: Iterable[OwnPicture], taken_away: int = 0) -> Desk:
    """As stored."""
    rows = [
        _row(
            spot,
            one,
            WordsForm(
                prefix=_prefix(one),
                initial={
                    "alt": one.alt,
                    "caption": one.caption,
                    "size": one.size,
                    "version": one.version,
                },
            ),
        )
        for one in pictures
    ]
    return Desk(spot, tuple(rows), NewPictureForm(), taken_away=taken_away)


def sent_desk(
    spot: Spot, pictures: Iterable[OwnPicture], request: ActingRequest, taken_away: int = 0
) -> Desk:
    """As typed."""
    sent = [one for one in pictures if f"{_prefix(one)}-alt" in request.POST]
    rows = [_row(spot, one, WordsForm(request.POST, prefix=_prefix(one))) for one in sent]
    return Desk(spot, tuple(rows), NewPictureForm(request.POST, request.FILES), taken_away=taken_away)


def save(desk: Desk) -> int | None:
    """How many pictures were new or changed; None when something is wrong, and then nothing is kept but a new file."""
    image = _received_image(desk)
    if desk.has_faults:
        return None
    try:
        with transaction.atomic():
            return sum(_is_changed(desk.spot, row) for row in desk.rows) + _added(desk, image)
    except StalePicture as fault:
        _tell_stale(desk, fault)
    except TooManyPictures as fault:
        desk.new.add_error("file", str(fault))
    return None


def _prefix(picture: OwnPicture) -> str:
    return f"p{picture.pk}"


def _row(spot: Spot, picture: OwnPicture, form: WordsForm) -> PictureRow:
    return PictureRow(picture, _address(spot, picture.image.digest), form)


def _address(spot: Spot, digest: str) -> str:
    return reverse("report_image", args=[spot.team.slug, digest])


def _is_changed(spot: Spot, row: PictureRow) -> bool:
    before = row.picture.version
    after = change_picture(
        actor=spot.actor,
        team=spot.team,
        period=spot.period,
        picture_id=row.picture.pk,
        words=row.form.words,
        expected_version=row.form.read_version,
    )
    return after.version != before


def _added(desk: Desk, image: ReportImage | None) -> int:
    if image is None:
        return 0
    spot = desk.spot
    add_picture(
        actor=spot.actor,
        team=spot.team,
        period=spot.period,
        place=spot.place,
        image=image,
        words=desk.new.words,
    )
    return 1


def _received_image(desk: Desk) -> ReportImage | None:
    """The new picture, kept already so that it needn't be chosen again. What is wrong is told in the form."""
    form, spot = desk.new, desk.spot
    form.full_clean()
    file: Any = form.files.get(form.add_prefix("file"))
    image: ReportImage | None
    try:
        if file is not None:
            require_size(file.size or 0, LARGEST_IMAGE)
            image = save_image(actor=spot.actor, team=spot.team, content=file.read())
        else:
            digest = form.cleaned_data.get("image", "")
            found = images_of(spot.team, [digest] if digest else [], with_content=False)
            image = found.get(digest)
    except ImageRefused as fault:
        form.add_error("file", str(fault))
        return None
    if image is not None:
        form.take("image", image.digest)
        desk.received = _address(spot, image.digest)
    elif not form.is_left_empty:
        form.add_error("file", _("Choose a picture, or empty the fields below."))
    return image


def _tell_stale(desk: Desk, fault: StalePicture) -> None:
    desk.is_stale = True
    stored = fault.stored
    names = shown_names({stored.updated_by_id})
    text = _(
        "%(name)s has changed this picture meanwhile, to “%(alt)s”. "
        "What you wrote is still here: save again if it should stand."
    )
    for row in desk.rows:
        if row.picture.pk == stored.pk:
            name = names.get(stored.updated_by_id, "\u2013")
            row.form.add_error("alt", text % {"name": name, "alt": stored.alt})
            row.form.take("version", str(stored.version))
