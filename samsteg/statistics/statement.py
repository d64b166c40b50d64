"""The one statement that gives all figures of a team and a period that rest on participants and staff.

`dated` says when each stay of the team did what, as known; `concerned` keeps those that the period or its queue can
concern, with what is known about them; `touching` says what they did in the period; `members` has a row for each base
that a stay belongs to, `marked` one for each mark in a roll call. Over these stand the fragments of the indicator
modules, each giving rows of (code, value, n). All values are parameters. Of several periods each is counted as if it
were asked about alone, but what is the same for all is read once.

`[known e]` in a fragment becomes the condition that a fact of the table alias `e` stood as true at the moment asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from samsteg.statistics.indicators.attendance import HELD_THEN
from samsteg.statistics.indicators.base import Total
from samsteg.statistics.parts import EVERY, Parts, fragments_of, totals_of

KNOWN_NOW = r"\1.superseded_at IS NULL"
KNOWN_THEN = (
    r"\1.recorded_at <= %(known_at)s::timestamptz"
    r" AND (\1.superseded_at IS NULL OR \1.superseded_at > %(known_at)s::timestamptz)"
)

PARAMETER = re.compile(r"%\((\w+)\)s")
# The parameters that belong to a period, with their types; all others are the same for every period asked about.
PER_PERIOD = {
    "first": "date",
    "last": "date",
    "written": "date",
    "results": "text[]",
    "bands": "text[]",
    "thresholds": "integer[]",
}

DATED = """
    SELECT e.stay_id,
        max(e.occurred_on) FILTER (WHERE e.kind = 'referred') AS referred_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'study_visit') AS study_visit_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'mission_received') AS mission_received_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'enrolled') AS enrolled_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'exited') AS exited_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'not_enrolled') AS not_enrolled_on
    FROM participants_stayevent e
    WHERE e.team_id = %(team)s AND [known e]
    GROUP BY e.stay_id
"""

# The queue begins with the mission; in a team that notes no missions, with the referral.
QUEUED = """
    SELECT d.*, CASE WHEN EXISTS (SELECT FROM dated m WHERE m.mission_received_on IS NOT NULL)
        THEN d.mission_received_on ELSE d.referred_on END AS queue_on
    FROM dated d
"""

# What is the same whatever period is asked about, of the stays that any period asked about can concern.
CONCERNED: Mapping[str, str] = {
    "stay_id": "s.stay_id",
    "person_id": "t.person_id",
    "enrolled_on": "s.enrolled_on",
    "exited_on": "s.exited_on",
    "not_enrolled_on": "s.not_enrolled_on",
    "queue_on": "s.queue_on",
    "reason": "x.reason",
    "given_detail": "x.detail",
    "early_exit": "coalesce(x.early_exit, false)",
    "detail": """CASE WHEN x.detail = '' AND x.detail_text = '' THEN 'unknown'
        WHEN jsonb_exists(%(details)s::jsonb -> x.reason, x.detail) THEN x.detail ELSE 'other' END""",
    "months": "samsteg_months(s.enrolled_on, CASE WHEN x.stay_id IS NOT NULL THEN s.exited_on END)",
    "sex": "coalesce(p.sex, 'other')",
    "born_on": "p.born_on",
    "birth_year": "p.birth_year",
    "approximate": "p.born_on IS NULL AND p.birth_year IS NOT NULL",
    "decade": "coalesce(coalesce(date_part('year', p.born_on)::integer, p.birth_year) / 10 * 10 || 's', 'unknown')",
    "referrer": "coalesce(NULLIF(i.referrer, ''), 'unknown')",
    "municipality": "coalesce(NULLIF(i.municipality_code, ''), 'unknown')",
    "incomes": """CASE WHEN cardinality(i.income_start) > 1 THEN ARRAY(SELECT DISTINCT unnest(i.income_start))
        WHEN cardinality(i.income_start) = 1 THEN i.income_start ELSE '{unknown}' END""",
    "income": "coalesce(i.income_start[1], 'unknown')",
    "payer": "coalesce(%(payers)s::jsonb ->> i.income_start[1], 'unknown')",
    "support_months": "i.support_before_months",
}
OF_CONCERNED = """
    FROM ([queued]) s
    JOIN participants_stay t ON t.id = s.stay_id AND t.team_id = %(team)s
    [exits]
    [details]
    [persons]
    WHERE coalesce(s.enrolled_on <= [latest]::date AND coalesce(s.exited_on >= [earliest]::date, true), false) OR (
        s.queue_on <= [latest]::date AND coalesce(s.enrolled_on > [earliest last]::date, true)
        AND coalesce(s.not_enrolled_on > [earliest last]::date, true)
    )
"""
# Where columns of `concerned` are read from; each has at most one row that stands for a stay.
JOINED = {
    "exits": (
        "x",
        """LEFT JOIN participants_stayevent x
        ON coalesce(s.exited_on BETWEEN [earliest]::date AND [latest]::date, false)
        AND x.stay_id = s.stay_id AND x.team_id = %(team)s AND x.kind = 'exited' AND [known x]""",
    ),
    "details": (
        "i",
        """LEFT JOIN participants_staydetail i ON i.stay_id = s.stay_id AND i.team_id = %(team)s AND [known i]""",
    ),
    "persons": (
        "p",
        """LEFT JOIN people_persondetail p ON p.person_id = t.person_id AND p.team_id = %(team)s AND [known p]""",
    ),
}

# Days of the queue up to the period's end that fall in a pause, each once: they move the beginning of the wait.
PAUSED = """
    SELECT sum(upper(r.days) - lower(r.days)) FROM (
        SELECT unnest(range_agg(daterange(
            greatest(q.started_on, c.queue_on), least(coalesce(q.ended_on, %(last)s::date), %(last)s::date)
        ))) AS days
        FROM participants_queuepause q
        WHERE q.stay_id = c.stay_id AND q.team_id = %(team)s AND [known q] AND greatest(q.started_on, c.queue_on)
            < least(coalesce(q.ended_on, %(last)s::date), %(last)s::date)
    ) r
"""

TOUCHING: Mapping[str, str] = {
    **{
        name: f"c.{name}"
        for name in (
            "stay_id",
            "person_id",
            "enrolled_on",
            "exited_on",
            "queue_on",
            "detail",
            "sex",
            "approximate",
        )
    },
    "exiting": "f.exiting",
    "staying": "f.staying",
    "reason": "CASE WHEN f.exiting THEN c.reason END",
    "given_detail": "CASE WHEN f.exiting THEN c.given_detail END",
    "early_exit": "f.exiting AND c.early_exit",
    "months": "CASE WHEN f.exiting THEN c.months END",
    **{
        name: f"c.{name}"
        for name in ("decade", "referrer", "municipality", "incomes", "income", "payer", "support_months")
    },
    "age_at_start": "samsteg_age(c.born_on, c.birth_year, greatest(c.enrolled_on, %(first)s::date))",
    "age_at_end": """samsteg_age(c.born_on, c.birth_year,
        CASE WHEN f.exiting THEN c.exited_on ELSE %(last)s::date END)""",
    "waited_from": f"CASE WHEN NOT f.staying THEN c.queue_on + coalesce(({PAUSED}), 0)::integer END",
}
OF_TOUCHING = """
    FROM concerned c
    CROSS JOIN LATERAL (SELECT
        coalesce(c.exited_on BETWEEN %(first)s::date AND %(last)s::date, false) AS exiting,
        coalesce(c.enrolled_on <= %(last)s::date AND coalesce(c.exited_on >= %(first)s::date, true), false) AS staying
    ) f
    WHERE f.staying OR (
        c.queue_on <= %(last)s::date AND coalesce(c.enrolled_on > %(last)s::date, true)
        AND coalesce(c.not_enrolled_on > %(last)s::date, true)
    )
"""

# A base, who belongs to it, and the age in it: at the start (in the team within the period) or at the end of it.
BASES = {
    "opening": ("t.staying AND t.enrolled_on < %(first)s::date", "t.age_at_start"),
    "new": ("t.staying AND t.enrolled_on >= %(first)s::date", "t.age_at_start"),
    "treated": ("t.staying", "t.age_at_end"),
    "exits": ("t.exiting", "t.age_at_end"),
    "closing": ("t.staying AND NOT t.exiting", "t.age_at_end"),
    "results": ("t.exiting AND t.reason = ANY (%(results)s::text[])", "t.age_at_end"),
    "dropouts": ("t.exiting AND t.early_exit", "t.age_at_end"),
    "queue": ("NOT t.staying", "t.age_at_end"),
}
DESTINATION = (
    "CASE WHEN t.exiting THEN t.reason END",
    "t.exiting",
    "t.age_at_end",
)  # a base for each reason of exits
MEMBERS: Mapping[str, str] = {
    "base": "b.base",
    "age": "b.age",
    **{
        name: f"t.{name}"
        for name in TOUCHING
        if name not in ("enrolled_on", "queue_on", "staying", "age_at_start", "age_at_end")
    },
    "band": "coalesce((%(bands)s::text[])[1 + width_bucket(b.age, %(thresholds)s::integer[])], 'unknown')",
}
OF_MEMBERS = """
    FROM touching t
    CROSS JOIN LATERAL (VALUES [bases]) AS b([columns])
    WHERE b.belongs
"""

# The marks of the period's participants in it. They are looked up stay by stay: not knowing how many days a period has,
# the database would compare each mark with each member. Whether a session was held is asked once for all its marks.
NOTED = """
    SELECT m.stay_id, m.sex, a.group_id, a.mark, a.is_drop_in, a.session_series, a.occurred_on
    FROM members m
    CROSS JOIN LATERAL (
        SELECT a.group_id, a.mark, a.is_drop_in, a.session_series, a.occurred_on FROM activities_attendance a
        WHERE a.stay_id = m.stay_id AND a.team_id = %(team)s AND [known a]
            AND a.occurred_on BETWEEN %(first)s::date AND %(last)s::date
        OFFSET 0
    ) a
    WHERE m.base = 'treated'
"""
NOT_HELD = f"""
    SELECT a.session_series, a.occurred_on
    FROM (SELECT DISTINCT session_series, occurred_on FROM noted) a
    WHERE NOT {HELD_THEN}
"""
MARKED = """
    SELECT stay_id, sex, group_id, mark, is_drop_in FROM noted
    WHERE (session_series, occurred_on) NOT IN (SELECT session_series, occurred_on FROM not_held)
"""
MARKS = f", noted AS MATERIALIZED ({NOTED}), not_held AS MATERIALIZED ({NOT_HELD}), marked AS MATERIALIZED ({MARKED})"

# A row only where row-level security lets the team through: without it all figures would silently be 0.
FENCE = """
    SELECT '~open', 1::numeric, NULL::bigint
    WHERE %(team)s = ANY (NULLIF(current_setting('samsteg.team_ids', true), '')::integer[])
"""


def _totals(totals: Sequence[Total]) -> str:
    """All totals over `members` in one look at it, as rows."""
    columns = ", ".join(f"{one.value} AS v{at}, {one.n} AS n{at}" for at, one in enumerate(totals))
    rows = ", ".join(f"('{one.code}', t.v{at}::numeric, t.n{at})" for at, one in enumerate(totals))
    parts = (
        "SELECT s.code, s.value, s.n FROM (SELECT ",
        columns,
        " FROM members) t CROSS JOIN LATERAL (VALUES ",
        rows,
    )
    return "".join((*parts, ") AS s(code, value, n)"))


@cache
def statement(*, as_of: bool, parts: Parts = EVERY) -> str:
    """The statement of the parts; with `as_of` it takes the parameter `known_at` too."""
    return over_members(selects_of(parts), as_of=as_of)


@cache
def statement_of_several(periods: int, parts: Parts = EVERY) -> str:
    """The same for several periods, as known now."""
    return over_periods(selects_of(parts), periods, as_of=False)


def selects_of(parts: Parts) -> tuple[str, ...]:
    """The selects that give all figures of the parts."""
    return (FENCE, _totals(tuple(totals_of(parts))), *fragments_of(parts))


def over_members(selects: Iterable[str], *, as_of: bool, bases: Collection[str] = ()) -> str:
    """Selects of equal columns over `dated`, `touching` and `members`, with the same parameters as the whole one.

    `bases`: those that the selects ask about, where they are known; otherwise all. What asks about the same people as a
    figure goes through here, so that it can't mean other people.
    """
    bounds = {"earliest": "%(first)s", "latest": "%(last)s", "earliest last": "%(last)s"}
    tables = _tables(_union(selects), bases)
    return _known(f"WITH {tables.shared(bounds)}, {tables.own()} {tables.union}", as_of=as_of)


def over_periods(selects: Iterable[str], periods: int, *, as_of: bool, bases: Collection[str] = ()) -> str:
    """The same for several periods: rows with the period's number first.

    What differs between periods (PER_PERIOD) is a parameter for each, `first_0`, `first_1` and on; `earliest`, `latest`
    and `earliest_last` are the first of their first days, the last and the first of their last days.
    """
    bounds = {"earliest": "%(earliest)s", "latest": "%(latest)s", "earliest last": "%(earliest_last)s"}
    asked = ", ".join(_asked(number) for number in range(periods))
    tables = _tables(_union(selects), bases)
    each = PARAMETER.sub(_of_period, f"WITH {tables.own()} {tables.union}")
    whole = (
        f"WITH {tables.shared(bounds)}, asked(number, {', '.join(PER_PERIOD)}) AS MATERIALIZED (VALUES {asked})\n"
        f"SELECT asked.number, q.* FROM asked CROSS JOIN LATERAL (\n{each}\n) AS q(code, value, n)"
    )
    return _known(whole, as_of=as_of)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What stands before the selects. A column that none of them reads isn't there, so that nothing is worked out and
    carried along in vain; to read one that isn't there is an error of the database's.
    """

    union: str
    marks: str
    members: str
    touching: str
    concerned: str

    def shared(self, bounds: Mapping[str, str]) -> str:
        concerned = self.concerned
        for name, value in bounds.items():
            concerned = concerned.replace(f"[{name}]", value)
        return f"dated AS MATERIALIZED ({DATED}), concerned AS MATERIALIZED ({concerned})"

    def own(self) -> str:
        return f"touching AS MATERIALIZED ({self.touching}), members AS MATERIALIZED ({self.members}){self.marks}"


def _tables(union: str, bases: Collection[str]) -> _Tables:
    """From the selects inwards: each table has the columns that what stands over it names."""
    marks = MARKS if _names("marked", union) else ""
    members = _select(MEMBERS, ("base", "stay_id"), OF_MEMBERS, f"{union} {marks}")
    has_ages = _names("b.age", members)
    wanted = {*bases, "treated"} if bases and marks else bases
    members = members.replace("[columns]", "base, belongs, age" if has_ages else "base, belongs")
    members = members.replace("[bases]", _bases(wanted, has_ages=has_ages))
    touching = _select(TOUCHING, ("stay_id",), OF_TOUCHING, f"{union} {members}")
    concerned = _select(CONCERNED, ("stay_id",), OF_CONCERNED, f"{union} {touching}")
    for name, (alias, join) in JOINED.items():
        concerned = concerned.replace(f"[{name}]", join if re.search(rf"\b{alias}\.", concerned) else "")
    return _Tables(union, marks, members, touching, concerned.replace("[queued]", QUEUED))


def _select(columns: Mapping[str, str], always: Collection[str], source: str, read_by: str) -> str:
    """The columns that `read_by` names, and those there are always."""
    kept = (f"{made} AS {name}" for name, made in columns.items() if name in always or _names(name, read_by))
    return f"SELECT {', '.join(kept)}{source}"


def _names(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


def _bases(wanted: Collection[str], *, has_ages: bool) -> str:
    """Of each base that is wanted, or of all: what it is called, who belongs to it, and the age in it."""
    named = [(f"'{name}'", *made) for name, made in BASES.items() if name in wanted or not wanted]
    if not wanted or not BASES.keys() >= set(wanted):
        named.append(DESTINATION)
    return ", ".join(f"({', '.join(one if has_ages else one[:2])})" for one in named)


def _union(selects: Iterable[str]) -> str:
    return "\nUNION ALL\n".join(selects)


def _asked(number: int) -> str:
    columns = (f"%({name}_{number})s::{kind}" for name, kind in PER_PERIOD.items())
    return f"({number}, {', '.join(columns)})"


def _of_period(found: re.Match[str]) -> str:
    return f"asked.{found[1]}" if found[1] in PER_PERIOD else found[0]


def _known(whole: str, *, as_of: bool) -> str:
    return re.sub(r"\[known (\w+)\]", KNOWN_THEN if as_of else KNOWN_NOW, whole)
