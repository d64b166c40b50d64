"""Writes of the pictures under a report's sub-headings: put in, described, moved, taken away and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.reports.enums import PictureSize
from samsteg.reports.models import ReportImage, ReportPicture
from samsteg.reports.pictures import own_picture
from samsteg.reports.services import require_place
from samsteg.statistics.values import Period

LONGEST_WORDS: Final = 300
MOST_PICTURES: Final = 40  # in a report: with 2 MB each it can still be mailed in parts
Step = Literal[-1, 1]


class WordsRefused(Refused):
    """What a picture shows isn't said, or isn't said shortly."""


class TooManyPictures(Refused):
    """The report is full of pictures."""


class StalePicture(Refused):
    """Somebody else has changed the picture's words in between; `stored` says how."""

    def __init__(self, message: str, stored: ReportPicture) -> None:
        super().__init__(message)
        self.stored = stored


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What is said of a picture, and how wide it may be. Raises WordsRefused."""

    alt: str
    caption: str = ""
    size: PictureSize = PictureSize.FULL

    def __post_init__(self) -> None:
        for message in faults_in_words(self.alt, self.caption).values():
            raise WordsRefused(message)


def faults_in_words(alt: str, caption: str) -> dict[str, str]:
    """What is wrong by field, "alt" or "caption"."""
    found = {
        field: _("The text is %(length)d characters long. At most %(most)d fit. Shorten it.")
        % {"length": len(text), "most": LONGEST_WORDS}
        for field, text in (("alt", alt), ("caption", caption))
        if len(text) > LONGEST_WORDS
    }
    if not alt.strip():
        found["alt"] = _("Write what the picture shows, for those who don't see it.")
    return found


@transaction.atomic
def add_picture(
    *, actor: Actor, team: Team, period: Period, place: str, image: ReportImage, words: PictureWords
) -> ReportPicture:
    """Puts one of the team's images last under the sub-heading.

    Raises UnknownPlace, TooManyPictures, NotVisible for another team's image, PermissionRefused.
    """
    require(actor, "report.write", team)
    require_place(team, period, place)
    if image.team_id != team.pk:
        raise NotVisible
    shown = _shown_in_turn(team, period)
    _require_room(shown)
    return ReportPicture.objects.create(
        team=team,
        period_from=period.first,
        period_to=period.last,
        place=place,
        image=image,
        alt=words.alt,
        caption=words.caption,
        size=words.size,
        order=1 + max((row.order for row in shown if row.place == place), default=0),
        updated_by_id=actor.user_id,
        updated_at=timezone.now(),
    )


@transaction.atomic
def change_picture(
    *,
    actor: Actor,
    team: Team,
    period: Period,
    picture_id: int,
    words: PictureWords,
    expected_version: int,
) -> ReportPicture:
    """New words or another size. The same again changes nothing. `expected_version` is the one that was read.

    Raises StalePicture, NotVisible, PermissionRefused.
    """
    require(actor, "report.write", team)
    _shown_in_turn(team, period)
    row = own_picture(actor, team, period, picture_id)
    if (row.alt, row.caption, row.size) == (words.alt, words.caption, words.size):
        return row
    if row.version != expected_version:
        raise StalePicture(
            _("Somebody else has changed this picture meanwhile. What you wrote is kept here."), row
        )
    row.alt, row.caption, row.size = words.alt, words.caption, words.size
    _save(actor, row)
    return row


@transaction.atomic
def move_picture(*, actor: Actor, team: Team, period: Period, picture_id: int, step: Step) -> ReportPicture:
    """One step up (-1) or down among those of its sub-heading; at the end nothing moves.

    Raises NotVisible, PermissionRefused.
    """
    require(actor, "report.write", team)
    rows = _shown_in_turn(team, period)
    row = own_picture(actor, team, period, picture_id)
    beside = [one for one in rows if one.place == row.place]
    at = next((number for number, one in enumerate(beside) if one.pk == row.pk), None)
    if at is not None and 0 <= at + step < len(beside):
        beside[at], beside[at + step] = beside[at + step], beside[at]
        for order, one in enumerate(beside, start=1):
            if one.order != order:
                one.order = order
                one.save(update_fields=["order"])
    return row


@transaction.atomic
def take_away_picture(*, actor: Actor, team: Team, period: Period, picture_id: int) -> ReportPicture:
    """Leaves the picture out of the report. Raises NotVisible, PermissionRefused."""
    require(actor, "report.write", team)
    _shown_in_turn(team, period)
    row = own_picture(actor, team, period, picture_id)
    if row.taken_away_at is None:
        row.taken_away_at = timezone.now()
        _save(actor, row)
    return row


@transaction.atomic
def bring_back_picture(*, actor: Actor, team: Team, period: Period, picture_id: int) -> ReportPicture:
    """Undoes `take_away_picture`. Raises TooManyPictures, NotVisible, PermissionRefused."""
    require(actor, "report.write", team)
    shown = _shown_in_turn(team, period)
    row = own_picture(actor, team, period, picture_id)
    if row.taken_away_at is not None:
        _require_room(shown)
        row.taken_away_at = None
        _save(actor, row)
    return row


def _shown_in_turn(team: Team, period: Period) -> list[ReportPicture]:
    """Those that the report shows, in order; whoever else changes the team's pictures waits."""
    learning_moment(team.pk)
    rows = ReportPicture.objects.filter(
        team_id=team.pk, period_from=period.first, period_to=period.last, taken_away_at=None
    )
    return list(rows.order_by("place", "order", "pk"))


def _require_room(shown: list[ReportPicture]) -> None:
    if len(shown) >= MOST_PICTURES:
        raise TooManyPictures(
            _("The report has %(count)d pictures, and no more fit. Take one away first.")
            % {"count": len(shown)}
        )


def _save(actor: Actor, row: ReportPicture) -> None:
    row.version += 1
    row.updated_by_id, row.updated_at = actor.user_id, timezone.now()
    row.save()
