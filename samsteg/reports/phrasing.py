"""From a wording with gaps to the runs of a sentence: nouns that agree with their number, number words, live figures.

The wordings are data (`wording.toml`): `{gap}` names a value that the sentence gives. A key may have the variants
`none`, `one`, `one_neuter` and `many`; the sentence's number chooses, and a variant that isn't there is not said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from samsteg.reports import number_words
from samsteg.reports.document import Run, Runs
from samsteg.reports.formats import Formats, Number, number, percent_number

WORDING_FILE = Path(__file__).with_name("wording.toml")

Variants = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Noun:
    """What the team calls the people it counts."""

    one: str
    many: str
    the_many: str
    gender: number_words.Gender = "utrum"

    def __post_init__(self) -> None:
        if self.gender not in ("utrum", "neutrum"):
            raise ValueError(f"gender {self.gender!r} is neither utrum nor neutrum")

    def counted(self, amount: int) -> str:
        return self.one if amount == 1 else self.many

    @property
    def no_one(self) -> str:
        return number_words.NONE[self.gender]

    @property
    def none(self) -> str:
        return f"{self.no_one} {self.one}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number in a sentence, which may be written as a word; `code` names its figure.

    `gender` None: that of the noun.
    """

    value: int
    code: str | None = None
    gender: number_words.Gender | None = None


Gap = str | Run | Runs | Amount


@dataclass(frozen=True, slots=True)
class Style:
    """How one report speaks: its noun, formats and words for the period."""

    noun: Noun
    formats: Formats
    wording: Mapping[str, Variants]
    during: str  # "under året"
    at_end: str  # "vid årets slut"
    team: str = ""  # what texts call the team

    def say(self, key: str, variant: str = "many", **gaps: Gap) -> Runs:
        """One sentence. An unknown key or gap is a fault of the program and raises KeyError."""
        return _joined(_capitalised(self._filled(key, variant, gaps, starts=True)))

    def part(self, key: str, variant: str = "many", **gaps: Gap) -> Runs:
        """A part of a sentence: small letter, and a number is not at the sentence's start."""
        return _joined(self._filled(key, variant, gaps, starts=False))

    def say_counted(self, key: str, amount: Amount, **gaps: Gap) -> tuple[Runs, ...]:
        """One sentence that agrees with `amount` (gaps `count`, `noun`); none when the wording has no such variant."""
        variants = self.wording[key]
        chosen = next((name for name in self._preferred(amount.value) if name in variants), None)
        if chosen is None:
            return ()
        noun = self.noun.none if amount.value == 0 else self.noun.counted(amount.value)
        return (self.say(key, chosen, count=amount, noun=noun, **gaps),)

    def counted(self, key: str, amount: Amount) -> Runs:
        """A part of a sentence that agrees with its number: one month, two months."""
        variant = next(name for name in self._preferred(amount.value) if name in self.wording[key])
        return self.part(key, variant, count=amount)

    def _filled(self, key: str, variant: str, gaps: Mapping[str, Gap], *, starts: bool) -> list[Run]:
        known: dict[str, Gap] = {
            "during": self.during,
            "at_end": self.at_end,
            "no_one": self.noun.no_one,
            **gaps,
        }
        runs: list[Run] = []
        for literal, name in _pieces(self.wording[key][variant]):
            if literal:
                runs.append(Run(literal))
            if name is not None:
                runs.extend(_runs_of(known[name], self, at_start=starts and not runs))
        return runs

    def _preferred(self, amount: int) -> tuple[str, ...]:
        if amount == 0:
            return ("none",)
        if amount > 1:
            return ("many",)
        return ("one_neuter", "one", "many") if self.noun.gender == "neutrum" else ("one", "many")

    def percent(self, share: Number, code: str | None = None) -> Run:
        """The number before the word percent."""
        return Run(percent_number(share, self.formats), code=code)

    def word(self, key: str, name: str) -> str:
        """A single word or expression of the wording, such as a destination's name in running text."""
        return self.wording[key][name]


@cache
def load_wording(path: Path = WORDING_FILE) -> Mapping[str, Variants]:
    with path.open("rb") as file:
        return tomllib.load(file)


def listed(parts: Iterable[Runs | str], last: str = " och ") -> Runs:
    """Joins as in a sentence: a, b och c."""
    pieces = [(Run(part),) if isinstance(part, str) else part for part in parts]
    runs: list[Run] = []
    for position, piece in enumerate(pieces):
        if position:
            runs.append(Run(last if position == len(pieces) - 1 else ", "))
        runs.extend(piece)
    return tuple(runs)


def plain(runs: Runs) -> str:
    """The sentence as text."""
    return "".join(run.text for run in runs)


def paragraph_of(sentences: Iterable[Runs]) -> Runs:
    """Sentences after each other with a blank between."""
    runs: list[Run] = []
    for sentence in sentences:
        if runs:
            runs.append(Run(" "))
        runs.extend(sentence)
    return tuple(runs)


def _runs_of(gap: Gap, style: Style, *, at_start: bool) -> Runs:
    if isinstance(gap, Amount):
        return (Run(_amount_text(gap, style, at_start=at_start), code=gap.code),)
    if isinstance(gap, str):
        return (Run(gap),)
    return (gap,) if isinstance(gap, Run) else gap


def _amount_text(amount: Amount, style: Style, *, at_start: bool) -> str:
    place = style.formats.number_words
    wanted = place == "text" or (place == "start" and at_start)
    if wanted and 0 < amount.value <= style.formats.number_words_up_to:
        spelt = number_words.word(amount.value, amount.gender or style.noun.gender)
        if spelt:
            return spelt
    return number(amount.value, style.formats)


def _capitalised(runs: list[Run]) -> list[Run]:
    for position, run in enumerate(runs):
        if run.text:
            text = run.text[0].upper() + run.text[1:]
            return [*runs[:position], replace(run, text=text), *runs[position + 1 :]]
    return runs


@lru_cache(maxsize=2048)
def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """Literal text and the gap after it."""
    return tuple((literal, name) for literal, name, _format, _conversion in Formatter().parse(text))


def _is_plain(run: Run) -> bool:
    return run == Run(run.text)


def _joined(runs: Iterable[Run]) -> Runs:
    """Neighbouring runs of plain text become one, so that a document holds no more runs than it needs."""
    joined: list[Run] = []
    for run in runs:
        if joined and _is_plain(run) and _is_plain(joined[-1]):
            joined[-1] = Run(joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    return tuple(joined)
