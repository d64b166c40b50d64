"""What the person answered in the referral, beside the part of the plan that is written for the first time."""

from __future__ import annotations

from samsteg.access.policies import may
from samsteg.participants.referrals.records import Answers
from samsteg.participants.referrals.selectors import answers_of
from samsteg.web.participants.entering import Entered


def referral_answers(entered: Entered) -> Answers:
    """Questions with their answers; empty where there is no referral. The caller logs the read."""
    if not may(entered.actor, "referrals.view", entered.team):
        return ()
    return answers_of(actor=entered.actor, team=entered.team, person_id=entered.person_id)


def taken_over(answers: Answers, asked: str) -> str:
    """The answer with that number, to begin the text with; empty for anything else."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else len(answers)
    return answers[number][1] if number < len(answers) else ""
