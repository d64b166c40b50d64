"""Writes of the report: what the team writes itself under a sub-heading."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.errors import StaleText, TextTooLong, UnknownPlace
from samsteg.reports.live_figures import with_codes
from samsteg.reports.models import ReportText, TextDraft
from samsteg.reports.selectors import template_for
from samsteg.reports.texts import LONGEST_TEXT, tidied
from samsteg.statistics.values import Period

FIRST_VERSION = 1


def save_text(
    *, actor: Actor, team: Team, period: Period, place: str, body: str, expected_version: int
) -> ReportText:
    """Stores a sub-heading's text. `expected_version` is the one that was read; 0 when nothing had been written.

    Raises PermissionRefused, UnknownPlace, TextTooLong, and StaleText when another version has been saved in between.
    Names of figures in brackets are stored as their codes. Earlier wordings stay in the history; the actor's draft of
    the text goes. The same text again changes nothing.
    """
    require(actor, "report.write", team)
    require_place(team, period, place)
    body = with_codes(checked_text(body))
    with transaction.atomic():
        row = _locked(team, period, place) or _created(actor, team, period, place, body)
        if row.body != body:
            if row.version != expected_version:
                raise _stale(row, body)
            row.body, row.version = body, row.version + 1
            row.updated_by_id, row.updated_at = actor.user_id, timezone.now()
            row.save()
        _drop_draft(actor, row)
    return row


def require_place(team: Team, period: Period, place: str) -> None:
    """Raises UnknownPlace unless the report has the sub-heading."""
    if place not in template_for(team, period).places():
        raise UnknownPlace(
            _("The report has no sub-heading “%(place)s”. Choose one of the report's own.") % {"place": place}
        )


def checked_text(body: str) -> str:
    """The text as it is stored. Raises TextTooLong."""
    body = tidied(body)
    if len(body) > LONGEST_TEXT:
        raise TextTooLong(
            _("The text is %(length)d characters long. At most %(most)d fit. Shorten it or move a part.")
            % {"length": len(body), "most": LONGEST_TEXT}
        )
    return body


def _locked(team: Team, period: Period, place: str) -> ReportText | None:
    return (
        ReportText.objects.select_for_update()
        .filter(team_id=team.pk, period_from=period.first, period_to=period.last, place=place)
        .first()
    )


def _created(actor: Actor, team: Team, period: Period, place: str, body: str) -> ReportText:
    """The first text of a place; two who write it at once: the second finds the first one's."""
    try:
        with transaction.atomic():
            return ReportText.objects.create(
                team=team,
                period_from=period.first,
                period_to=period.last,
                place=place,
                body=body,
                version=FIRST_VERSION,
                updated_by_id=actor.user_id,
                updated_at=timezone.now(),
            )
    except IntegrityError:
        row = _locked(team, period, place)
        if row is None:
            raise
        return row


def _drop_draft(actor: Actor, row: ReportText) -> None:
    TextDraft.objects.filter(
        team_id=row.team_id,
        period_from=row.period_from,
        period_to=row.period_to,
        place=row.place,
        writer_id=actor.user_id,
    ).delete()


def _stale(row: ReportText, yours: str) -> StaleText:
    return StaleText(
        _("Somebody else saved this text before you. Yours is kept here. Compare the two and choose."),
        yours=yours,
        stored=row.body,
        stored_version=row.version,
        saved_by_id=row.updated_by_id,
        saved_at=row.updated_at,
    )
