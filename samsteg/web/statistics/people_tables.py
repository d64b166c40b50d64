"""Tables about people: the flow as the teams print it, where the exits led, and how a base divides."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samsteg.reports.reading import merged
from samsteg.statistics.indicators.slots import BASES, DESTINATIONS, FIXED, words
from samsteg.web.figures.flow_table import BEFORE, OUTER, columns, of_sex, total
from samsteg.web.figures.reading import explained
from samsteg.web.statistics.choices import BREAKDOWNS, Choices
from samsteg.web.statistics.tables import Cell, Cells, Row, Table, with_bars

PLACE_IN_CODE = {"born": ".born_"}  # otherwise .name.
SLOTS = {"age": "band", "born": "decade"}


def flow(cells: Cells) -> Table:
    """A row for all, women and men (others and unknown when there are any); each row balances and sums."""
    reader = cells.reader
    bases = (*BEFORE, *DESTINATIONS, "closing")
    rows = [Row(_("All"), tuple(cells.of(total(base), is_sum=base in OUTER) for base in bases))]
    for sex, name in (("women", _("Women")), ("men", _("Men"))):
        rows.append(Row(name, tuple(cells.of(of_sex(base, sex), is_sum=base in OUTER) for base in bases)))
    if reader.count("treated.sex.other"):
        rows.append(Row(_("Other or unknown"), tuple(_rest(cells, base) for base in bases)))
    treated, persons = reader.count("treated.count"), reader.count("treated.unique_persons")
    base = ngettext(
        "%(count)d participant who was enrolled at some time in the period.",
        "%(count)d participants who were enrolled at some time in the period.",
        treated,
    )
    opening, new, exits, closing = (
        reader.count(f"flow.{name}") for name in ("opening", "new", "exits", "closing")
    )
    balance = _("%(opening)d enrolled + %(new)d new − %(exits)d exits = %(closing)d enrolled.")
    again = _(
        "Someone who comes back is counted again: %(treated)d participants are %(persons)d different persons."
    )
    return Table(
        key="flow",
        title=_("Enrolled and exits"),
        base=base % {"count": treated},
        headers=tuple(f"{one.heading} {one.day}".strip() for one in columns(reader)),
        rows=tuple(rows),
        note=" ".join(
            (
                balance % {"opening": opening, "new": new, "exits": exits, "closing": closing},
                _("The exits are the early exits and the six ways out, each counted once."),
                again % {"treated": treated, "persons": persons},
            )
        ),
        explained=explained(
            "flow.new", "treated.count", "exits.work.without_early", "treated.unique_persons"
        ),
    )


def _rest(cells: Cells, base: str) -> Cell:
    reader = cells.reader
    count = reader.count(total(base)) - sum(reader.count(of_sex(base, sex)) for sex in ("women", "men"))
    return Cell(str(count), count, is_sum=base in OUTER)


def ways_out(cells: Cells) -> Table:
    """Every exit once, early exits included; those that count as results are marked in words."""
    reader, language = cells.reader, get_language()
    exits = reader.count("flow.exits")
    results = reader.found.settings.result_definition
    rows = []
    for reason in DESTINATIONS:
        name = _short(words("destination", reason)[0 if language == "sv" else 1])
        name = _("%(way)s (result)") % {"way": name} if reason in results else name
        cell = cells.of(f"exits.{reason}")
        rows.append(Row(name, (cell, cells.share(reader.count(f"exits.{reason}"), exits))))
    return Table(
        key="ways",
        title=_("Where the exits led"),
        base=_people(exits, _("%(count)d exit."), _("%(count)d exits."), _("Nobody left in the period.")),
        headers=(_("Number"), _("Share")),
        rows=with_bars(rows),
        explained=explained("exits.work", "results.count", "results.share", "flow.dropouts"),
    )


def breakdown(cells: Cells, other: Cells | None, choices: Choices) -> Table:
    """How the chosen base divides; with the other period's numbers beside when there is one."""
    base, by = choices.base, choices.by
    count = cells.reader.count(f"{base}.count")
    language = 0 if get_language() == "sv" else 1
    rows = []
    for name, parts in _parts(cells, base, by):
        own = _sum(cells, parts)
        made = [own, cells.share(int(own.number or 0), count)]
        if other is not None:
            made.append(_sum(other, [part for part in parts if other.has(part)]))
        rows.append(Row(name, tuple(made)))
    headers = [_("Number"), _("Share"), *([choices.other_name] if other else [])]
    title = _("%(base)s by %(by)s") % {"base": BASES[base][language], "by": str(BREAKDOWNS[by]).lower()}
    bases = _people(
        count, _("%(count)d participant."), _("%(count)d participants."), _("nobody in the period.")
    )
    if other is not None:
        bases += " " + _("%(period)s: %(count)d.") % {
            "period": choices.other_name,
            "count": other.reader.count(f"{base}.count"),
        }
    first = _parts(cells, base, by)[0][1][0]
    return Table(
        key="breakdown",
        title=title,
        base=bases,
        headers=tuple(headers),
        rows=with_bars(rows),
        explained=explained(f"{base}.count", first),
    )


def _parts(cells: Cells, base: str, by: str) -> list[tuple[str, list[str]]]:
    """What is shown as one, with its codes, in the order of the reports; those of nobody only where they are named."""
    prefix = base + PLACE_IN_CODE.get(by, f".{by}.")
    found = cells.reader.found
    ends = [code.removeprefix(prefix) for code in found if code.startswith(prefix)]
    slot = SLOTS.get(by, by)
    at = 0 if get_language() == "sv" else 1
    known = [end for end in _ordered(slot, ends) if "." not in end and end not in ("mean", "min", "max")]
    groups = found.settings.referrer_groups if by == "referrer" else {}
    shown = []
    for group, members in merged(known, groups):
        codes = [prefix + end for end in members]
        if any(cells.reader.count(code) for code in codes) or _is_always_shown(by, members[0]):
            shown.append((group or _capital(words(slot, members[0])[at]), codes))
    return shown or [(_capital(words(slot, known[0])[at]), [prefix + known[0]])]


def _is_always_shown(by: str, end: str) -> bool:
    return by in ("age", "sex") and end not in ("other", "unknown", "under", "over")


def _ordered(slot: str, ends: list[str]) -> list[str]:
    if slot in FIXED:
        return [one for one in FIXED[slot] if one in ends]
    last = ("under", "over", "unknown")
    return sorted(end for end in ends if end not in last) + [end for end in last if end in ends]


def _sum(cells: Cells, codes: list[str]) -> Cell:
    if len(codes) == 1:
        return cells.of(codes[0])
    count = sum(cells.reader.count(code) for code in codes)
    return Cell(str(count), count)


def _people(count: int, one: str, many: str, nobody: str) -> str:
    return ((one if count == 1 else many) % {"count": count}) if count else nobody


def _short(text: str) -> str:
    """ "Avslut till arbete" stands under "Vart avsluten ledde": only the goal is left."""
    for start in ("Avslut till ", "Exits to "):
        text = text.removeprefix(start)
    return _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
