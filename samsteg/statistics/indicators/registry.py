"""All indicators in one list; from code to indicator, label and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from samsteg.organisation.settings import Settings
from samsteg.statistics.indicators import (
    activities,
    ages,
    attendance,
    breakdowns,
    exits,
    flow,
    follow_ups,
    intake,
    money,
    months,
    outreach,
    slots,
)
from samsteg.statistics.indicators.base import Indicator, fill

MODULES = (flow, breakdowns, ages, exits, months, intake, activities, attendance, follow_ups, outreach, money)
ALL: tuple[Indicator, ...] = tuple(indicator for module in MODULES for indicator in module.INDICATORS)

# Words that teams print, besides the labels themselves.
SYNONYMS = {
    "genomströmningstid": "throughput.results.months",
    "genomströmningstid totalt": "throughput.results.months",
    "genomströmningstid, kvinnor": "throughput.results.months.women",
    "genomströmningstid, män": "throughput.results.months.men",
    "genomströmningstid till arbete": "throughput.work.months",
    "genomströmningstid, arbete": "throughput.work.months",
    "genomströmningstid, studier": "throughput.studies.months",
    "antal deltagare": "treated.count",
    "deltagare totalt": "treated.count",
    "antal nyinskrivna": "flow.new",
    "nya deltagare": "flow.new",
    "antal inskrivna vid periodens början": "flow.opening",
    "antal inskrivna vid periodens slut": "flow.closing",
    "antal avslut": "flow.exits",
    "avslutade": "flow.exits",
    "dropouts": "flow.dropouts",
    "avslut till resultat": "results.count",
    "resultat": "results.count",
    "andel till resultat": "results.share",
    "andel resultat": "results.share",
    "tid i offentlig försörjning": "support_before.results.years",
    "tid i offentlig försörjning, kvinnor": "support_before.results.years.women",
    "tid i offentlig försörjning, män": "support_before.results.years.men",
    "medelålder": "treated.age.mean",
    "antal i kö": "queue.count",
    "antal i arbetsträning": "work_training.people",
    "beviljat": "budget.granted",
    "äskat": "budget.requested",
    "utfall": "budget.actual",
    "avvikelse": "budget.deviation",
}


def expand(indicator: Indicator, choice: slots.Choice) -> Iterator[dict[str, str]]:
    """What stands in the indicator's slots, for each of its codes."""

    def step(left: tuple[str, ...], chosen: dict[str, str]) -> Iterator[dict[str, str]]:
        if not left:
            yield chosen
            return
        for value in choice.values(left[0], chosen):
            yield from step(left[1:], {**chosen, left[0]: value})

    return step(indicator.slots, {})


def codes(
    settings: Settings,
    municipalities: Sequence[str] = (),
    decades: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> tuple[str, ...]:
    """Every code of a team, sorted. `municipalities` (SCB codes), `decades` ("1930s") and `groups` (keys) that occur
    are added.
    """
    return _codes_of(slots.choice(settings, municipalities, decades, groups))


@lru_cache(maxsize=256)
def _codes_of(choice: slots.Choice) -> tuple[str, ...]:
    return tuple(sorted({fill(one.code, chosen) for one in ALL for chosen in expand(one, choice)}))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Indicator], ...]:
    def group(match: re.Match[str]) -> str:
        slot = match[1]
        values = slots.SHAPES.get(slot) or "|".join(map(re.escape, slots.FIXED[slot]))
        return f"(?P<{slot}>{values})"

    compiled = []
    for indicator in ALL:
        escaped = re.escape(indicator.code)
        compiled.append((re.compile(re.sub(r"<(\w+)>", group, escaped)), indicator))
    return tuple(sorted(compiled, key=lambda pair: len(pair[1].slots)))


@lru_cache(maxsize=8192)
def _match(code: str) -> tuple[Indicator, dict[str, str]]:
    for pattern, indicator in _patterns():
        if match := pattern.fullmatch(code):
            return indicator, match.groupdict()
    raise KeyError(code)


def indicator_for(code: str) -> Indicator:
    """The registry's entry for a code. Raises KeyError for a code that no team can have."""
    return _match(code)[0]


def parsed(code: str) -> tuple[Indicator, dict[str, str]]:
    """The registry's entry and what stands in its slots. Raises KeyError as above."""
    indicator, chosen = _match(code)
    return indicator, dict(chosen)


def label(code: str, language: str = "sv", groups: Mapping[str, str] | None = None) -> str:
    """What the figure is called: "Nyinskrivna, kvinnor". `language` is "sv" or "en"; `groups` are the names of the
    team's groups by key. Raises KeyError as above.
    """
    indicator, chosen = _match(code)
    at = 0 if language == "sv" else 1
    words = {slot: slots.words(slot, value)[at] for slot, value in chosen.items()}
    if name := (groups or {}).get(chosen.get("group", "")):
        words["group"] = name
    pattern = (indicator.label_sv, indicator.label_en)[at]
    inside = {
        slot: word[:1].lower() + word[1:] if slot in slots.SENTENCE_CASE else word
        for slot, word in words.items()
    }
    inside |= {slot: word for slot, word in words.items() if pattern.startswith("{" + slot + "}")}
    return pattern.format(**inside)


def canonical(code: str) -> str:
    """The code that the same quantity is counted under: `flow.new` is `new.count`. Raises KeyError as above."""
    indicator, chosen = _match(code)
    return fill(indicator.same_as, chosen) if indicator.same_as else code


def base_text(code: str, language: str = "sv") -> str:
    """Whom the figure is about, in words. Raises KeyError as above."""
    indicator, chosen = _match(code)
    at = 0 if language == "sv" else 1
    return indicator.base[at].format(**{slot: slots.words(slot, value)[at] for slot, value in chosen.items()})


def definition_text(code: str, language: str = "sv") -> str:
    """How the figure is counted, in a sentence. Raises KeyError as above."""
    indicator, chosen = _match(code)
    at = 0 if language == "sv" else 1
    base = chosen.get("base") or chosen.get("flow") or ""
    return indicator.definition[at].format(members=slots.MEMBERS[base][at] if base else "")


@cache
def _by_label() -> dict[str, str]:
    found: dict[str, str] = {}
    choice = slots.choice(Settings())
    for indicator in ALL:
        for chosen in expand(indicator, choice):
            code = fill(indicator.code, chosen)
            found.setdefault(label(code).casefold(), code)
    return found | SYNONYMS


def find(text: str) -> str | None:
    """The code that a text names: a code or a Swedish label, regardless of case; None when there is none."""
    wanted = " ".join(text.split()).casefold()
    try:
        indicator_for(wanted)
    except KeyError:
        return _by_label().get(wanted)
    return wanted
