"""Which exits may be marked as early: those in the trial period that led to no result (the agreement on figures).

What a workbook tells of earlier years is taken as it stands; the rule is for what is said on a page.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.organisation.selectors import settings_at
from samsteg.participants.enums import ExitReason
from samsteg.participants.models import Stay
from samsteg.participants.records import StayFacts
from samsteg.participants.way.enums import TrialOutcome
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.selectors import trial_of
from samsteg.participants.way.usual_times import usual_times

FIELD = "early_exit"


def last_trial_day(
    team: Team, stay: Stay, enrolled_on: dt.date, group_ends_on: dt.date | None = None
) -> dt.date | None:
    """None for a stay without a trial period. Where none was noted the team's usual one counts.

    `group_ends_on`: of the group that the trial period ends with, which the caller knows of.
    """
    trial = trial_of(team, stay)
    if trial is None:
        return usual_times(team, enrolled_on).trial_end(enrolled_on)
    last = max(trial.ends_on, group_ends_on or trial.ends_on)
    if trial.outcome == TrialOutcome.CONTINUES and trial.decided_on:
        return min(last, trial.decided_on)
    return last


def require_early(team: Team, stay: Stay, facts: StayFacts, group_ends_on: dt.date | None = None) -> None:
    """To be asked of an exit with the mark. Raises StepRefused."""
    _require_no_result(team, facts)
    _require_on_trial(team, stay, facts, group_ends_on)


def require_still_early(
    team: Team, stay: Stay, before: StayFacts, facts: StayFacts, group_ends_on: dt.date | None = None
) -> None:
    """Of a correction: what it changes must hold; a mark that stood before is left as it was. Raises StepRefused."""
    if not facts.early_exit or facts.exited_on is None:
        return
    if not before.early_exit:
        require_early(team, stay, facts, group_ends_on)
        return
    if facts.exit_reason != before.exit_reason:
        _require_no_result(team, facts)
    if before.exited_on is None or facts.exited_on > before.exited_on:
        _require_on_trial(team, stay, facts, group_ends_on)


def _require_no_result(team: Team, facts: StayFacts) -> None:
    if facts.exited_on and facts.exit_reason in settings_at(team, facts.exited_on).result_definition:
        raise StepRefused(
            _("“%(reason)s” is a result, so the exit isn't early. Take the mark away, or mend where it led.")
            % {"reason": ExitReason(facts.exit_reason).label},
            FIELD,
        )


def _require_on_trial(team: Team, stay: Stay, facts: StayFacts, group_ends_on: dt.date | None) -> None:
    if facts.enrolled_on is None or facts.exited_on is None:
        return
    last = last_trial_day(team, stay, facts.enrolled_on, group_ends_on)
    if last is None:
        raise StepRefused(
            _("The stay had no trial period, so the exit isn't early. Take the mark away."), FIELD
        )
    if facts.exited_on > last:
        raise StepRefused(
            _("The trial period ended %(day)s, so the exit isn't early. Take the mark away, or mend the day.")
            % {"day": last},
            FIELD,
        )
