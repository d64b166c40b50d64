"""The referral form as a page to print: the team's questions with room to write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import Edition
from samsteg.participants.referrals.enums import QuestionKind
from samsteg.participants.referrals.questions import Asked, Question
from samsteg.reports.document import Block, Document, Paragraph, Run, note, text
from samsteg.reports.handouts import handout

LANGUAGES = {Edition.PLAIN: "sv", Edition.EASY: "sv", Edition.ENGLISH: "en"}
LINE, SHORT = "_" * 74, "_" * 34
BOX = "[\u2003]"
LINES_FOR_ANSWER = 4
BETWEEN = "\u2003"


@dataclass(frozen=True, slots=True)
class Blank:
    team: str
    edition: Edition
    asked: Asked
    is_practice: bool
    today: dt.date


def blank_referral(form: Blank) -> Document:
    """In the reader's language, whichever the page's is."""
    with translation.override(LANGUAGES[form.edition]):
        title = _("Referral to %(team)s") % {"team": form.team}
        return handout(
            title,
            _blocks(form),
            team=form.team,
            today=form.today,
            is_practice=form.is_practice,
            kind=_("Referral form"),
            about=_version(form.asked),
        )


def _version(asked: Asked) -> str:
    if not asked.version:
        return ""
    return _("Version %(number)d") % {"number": asked.version}


def _blocks(form: Blank) -> Iterator[Block]:
    yield text(
        _(
            "Short answers will do, and any question may be left empty. Write no diagnoses: they aren't needed."
        )
    )
    yield strong(_("Who is it about?"))
    yield from _lines(_("First and last name"), _("Date of birth"), _("Municipality"), _("Telephone"))
    yield text(f"{_('How is the person best reached?')} {SHORT}")
    yield strong(_("Who refers?"))
    yield from _lines(_("First and last name"), _("Workplace"), _("Telephone"), _("Day"))
    for question in form.asked.questions:
        yield from _question(question, form.edition.value)
    yield strong(_("What has the person said yes to?"))
    yield text(f"{BOX} {_('The team may contact the person about a study visit.')}")
    yield text(f"{BOX} {_('Those who take part when new referrals are divided may read this one.')}")
    yield text(f"{_('Day')}: {SHORT}")
    yield text(f"{_('The person signs')}: {SHORT}")
    yield note(_("The person may change their mind at any time. Tell the team."))


def _lines(*labels: str) -> Iterator[Block]:
    for label in labels:
        yield text(f"{label}: {SHORT}")


def _question(question: Question, edition: str) -> Iterator[Block]:
    yield strong(question.text(edition))
    if hint := question.hint(edition):
        yield note(hint)
    if question.kind == QuestionKind.SCALE:
        yield text(BETWEEN.join(f"{BOX}\u00a0{number}" for number in range(11)))
        return
    for _line in range(LINES_FOR_ANSWER):
        yield text(LINE)


def strong(words: str) -> Paragraph:
    return Paragraph((Run(words, strong=True),))
