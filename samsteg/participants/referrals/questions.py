"""What a referral asks: the questions that come with Samsteg, and the team's own from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import Edition
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import QuestionKind
from samsteg.participants.referrals.models import QuestionSet

MOST_QUESTIONS = 12
LONGEST_QUESTION = 300
SHIPPED = 0


class QuestionsRefused(Refused):
    """`number` is the question (from 1) that must be mended, 0 for all of them."""

    def __init__(self, message: str, number: int = 0) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Texts in three editions; an empty one falls back on the plain Swedish."""

    kind: str = QuestionKind.TEXT.value
    plain: str
    easy: str = ""
    english: str = ""
    hint_plain: str = ""
    hint_easy: str = ""
    hint_english: str = ""

    def text(self, edition: str) -> str:
        return str(getattr(self, edition)) or self.plain

    def hint(self, edition: str) -> str:
        return str(getattr(self, f"hint_{edition}")) or (
            self.hint_plain if not getattr(self, edition) or edition == Edition.PLAIN else ""
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that hold, with their version."""

    version: int
    questions: tuple[Question, ...]
    valid_from: dt.date | None = None


# Written for Samsteg, in the reader's languages whichever the page's is: hence not by gettext.
DEFAULT = (
    Question(
        plain="Vad hoppas personen att tiden i teamet ska leda till?",
        hint_plain="Gärna med personens egna ord.",
        easy="Vad hoppas du på?",
        hint_easy="Skriv med dina egna ord. Det behöver inte vara stort.",
        english="What does the person hope that the time with the team leads to?",
        hint_english="In the person's own words, if you can.",
    ),
    Question(
        plain="Vad fungerar redan, även om det är lite?",
        hint_plain="Till exempel i vardagen, bland människor, i intressen eller i tidigare arbete.",
        easy="Vad fungerar bra för dig nu?",
        hint_easy="Till exempel hemma, med vänner, något du tycker om att göra.",
        english="What works already, even a little?",
        hint_english="In daily life, among people, in interests or in earlier work, for example.",
    ),
    Question(
        kind=QuestionKind.SCALE.value,
        plain="Hur nära är det personen hoppas på, från 0 till 10?",
        hint_plain="0 är långt borta och 10 är framme. Hoppa över frågan om ni inte har talat om det.",
        easy="Hur nära är det du hoppas på?",
        hint_easy="0 är långt borta. 10 är framme. Du får hoppa över frågan.",
        english="How near is what the person hopes for, from 0 to 10?",
        hint_english="0 is far away and 10 is there. Skip it if you haven't talked about it.",
    ),
    Question(
        plain="Vad vore ett första tecken på att det rör sig åt rätt håll?",
        hint_plain="Något litet som personen själv, eller någon annan, skulle märka.",
        easy="Vad märker du först, om det blir lite bättre?",
        hint_easy="Något litet räcker.",
        english="What would be a first sign that things move the right way?",
        hint_english="Something small that the person, or somebody else, would notice.",
    ),
    Question(
        plain="Vad behöver teamet veta för att det första mötet ska bli bra?",
        hint_plain="Till exempel tid på dagen, tolk, någon som följer med, hur man tar sig hit. "
        "Skriv inga diagnoser: de behövs inte.",
        easy="Vad ska vi tänka på när vi träffas första gången?",
        hint_easy="Till exempel: Vilken tid är bra? Vill du ha tolk? Ska någon vara med?",
        english="What should the team know to make the first meeting good?",
        hint_english="Time of day, an interpreter, somebody to come along, how to get here. No diagnoses: they aren't "
        "needed.",
    ),
    Question(
        plain="Vilka andra stöder personen i dag, och vem fortsätter att göra det?",
        hint_plain="Skriv vilken verksamhet det är, inte namn.",
        easy="Vilka hjälper dig i dag?",
        hint_easy="Till exempel socialtjänsten eller vårdcentralen. Skriv inga namn.",
        english="Who else supports the person today, and who goes on doing so?",
        hint_english="Which service it is, no names.",
    ),
)


def questions_at(team_id: int, day: dt.date | None = None) -> Asked:
    """The questions that hold on the day (today): the team's own, or those that come with Samsteg."""
    held = (
        QuestionSet.objects.filter(team_id=team_id, valid_from__lte=day or timezone.localdate())
        .order_by("-valid_from", "-version")
        .first()
    )
    return Asked(SHIPPED, DEFAULT) if held is None else _asked(held)


def versions_of(*, actor: Actor, team: Team) -> list[Asked]:
    """The team's own, the newest first."""
    require(actor, "referrals.view", team)
    return [_asked(row) for row in QuestionSet.objects.filter(team=team).order_by("-version")]


def _asked(row: QuestionSet) -> Asked:
    return Asked(row.version, tuple(Question(**one) for one in row.questions), row.valid_from)


def save_questions(
    *,
    actor: Actor,
    team: Team,
    questions: Sequence[Question],
    valid_from: dt.date,
    expected_version: int,
) -> QuestionSet:
    """A new version from the day on. Raises QuestionsRefused, also when somebody has saved another meanwhile."""
    require(actor, "referrals.questions", team)
    kept = [_tidied(one) for one in questions if one.plain.strip() or one.easy.strip() or one.english.strip()]
    _check(kept)
    if valid_from < timezone.localdate():
        raise QuestionsRefused(_("The day has been. Let the questions hold from today or a later day."))
    learning_moment(team.pk)  # one at a time
    newest = QuestionSet.objects.filter(team=team).aggregate(newest=Max("version"))["newest"] or 0
    if newest != expected_version:
        raise QuestionsRefused(
            _("Somebody else has saved questions since you opened the page. What you wrote is still here.")
        )
    return QuestionSet.objects.create(
        team=team,
        version=newest + 1,
        valid_from=valid_from,
        questions=[asdict(one) for one in kept],
        recorded_by_id=actor.user_id,
    )


def _tidied(question: Question) -> Question:
    told: Mapping[str, str] = {name: " ".join(value.split()) for name, value in asdict(question).items()}
    return Question(**told)


def _check(questions: Sequence[Question]) -> None:
    if not questions:
        raise QuestionsRefused(_("Write at least one question."))
    if len(questions) > MOST_QUESTIONS:
        raise QuestionsRefused(
            _("At most %(most)d questions. A form that is short gets better answers.")
            % {"most": MOST_QUESTIONS}
        )
    for number, one in enumerate(questions, start=1):
        if not one.plain:
            raise QuestionsRefused(_("Write the question in Swedish too: the others lean on it."), number)
        if one.kind not in QuestionKind.values:
            raise QuestionsRefused(_("Choose how the question is answered."), number)
        if any(len(value) > LONGEST_QUESTION for value in asdict(one).values()):
            raise QuestionsRefused(
                _("At most %(most)d characters in a question.") % {"most": LONGEST_QUESTION}, number
            )
