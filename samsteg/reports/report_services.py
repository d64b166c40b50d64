"""Writes round a report: beginning one, the drafts of its texts, and answers to its checks."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.reports.checks import fingerprint_of
from samsteg.reports.live_figures import with_codes
from samsteg.reports.models import CheckAnswer, Report, ReportText, TextDraft
from samsteg.reports.services import checked_text, require_place
from samsteg.statistics.consistency import Finding
from samsteg.statistics.values import Period

LONGEST_REASON: Final = 1000


class ReportExists(Refused):
    """The team has begun a report for the period already."""


class ReasonMissing(Refused):
    """An answer to a check needs a reason, and one that fits."""


def start_report(*, actor: Actor, team: Team, period: Period) -> Report:
    """Begins the period's report. Raises ReportExists, PermissionRefused."""
    require(actor, "report.write", team)
    report, is_new = Report.objects.get_or_create(
        team=team,
        period_from=period.first,
        period_to=period.last,
        defaults={"started_by_id": actor.user_id, "started_at": timezone.now()},
    )
    if not is_new:
        raise ReportExists(_("There is a report for this period already. Open it, or choose another period."))
    return report


@transaction.atomic
def keep_draft(
    *, actor: Actor, team: Team, period: Period, place: str, body: str, based_on: int
) -> TextDraft | None:
    """Keeps what the actor has typed, for the actor alone. None when the report says the same already.

    `based_on`: the version that it was typed over. Raises PermissionRefused, UnknownPlace, TextTooLong.
    """
    require(actor, "report.write", team)
    require_place(team, period, place)
    body = with_codes(checked_text(body))
    stored = ReportText.objects.filter(_in_period(team, period), place=place).values_list("body", flat=True)
    if body == (stored.first() or ""):
        drop_draft(actor=actor, team=team, period=period, place=place)
        return None
    draft, _is_new = TextDraft.objects.update_or_create(
        team=team,
        period_from=period.first,
        period_to=period.last,
        place=place,
        writer_id=actor.user_id,
        defaults={"body": body, "based_on": based_on, "saved_at": timezone.now()},
    )
    return draft


def drop_draft(*, actor: Actor, team: Team, period: Period, place: str) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, "report.write", team)
    TextDraft.objects.filter(_in_period(team, period), place=place, writer_id=actor.user_id).delete()


def answer_check(*, actor: Actor, team: Team, period: Period, finding: Finding, reason: str) -> CheckAnswer:
    """Says why both figures stand as they are. Raises ReasonMissing, PermissionRefused."""
    require(actor, "report.write", team)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing(_("Write why both figures are right, so that a reader understands."))
    if len(reason) > LONGEST_REASON:
        raise ReasonMissing(
            _("The reason is %(length)d characters long. At most %(most)d fit.")
            % {"length": len(reason), "most": LONGEST_REASON}
        )
    answer, _is_new = CheckAnswer.objects.update_or_create(
        team=team,
        period_from=period.first,
        period_to=period.last,
        fingerprint=fingerprint_of(finding),
        defaults={
            "rule": finding.rule,
            "reason": reason,
            "answered_by_id": actor.user_id,
            "answered_at": timezone.now(),
            "withdrawn_at": None,
        },
    )
    return answer


def withdraw_answer(*, actor: Actor, team: Team, period: Period, fingerprint: str) -> None:
    """Opens the check again. Raises NotVisible for an answer that isn't there, PermissionRefused."""
    require(actor, "report.write", team)
    answer = CheckAnswer.objects.filter(_in_period(team, period), fingerprint=fingerprint).first()
    if answer is None:
        raise NotVisible
    if answer.withdrawn_at is None:
        answer.withdrawn_at = timezone.now()
        answer.save()


def _in_period(team: Team, period: Period) -> Q:
    return Q(team_id=team.pk, period_from=period.first, period_to=period.last)
