"""Groups: sessions held, who came, and what the roll calls say. Marks of those who aren't enrolled in the period, such
as somebody in the queue who visits, are none of these figures.
"""

from __future__ import annotations

from collections.abc import Iterable

from samsteg.activities import enums
from samsteg.activities.enums import Mark
from samsteg.statistics.indicators.base import Indicator, Kind, Words
from samsteg.statistics.values import Unit

_TREATED = ("Deltagare", "Participants")
_SESSIONS = ("Tillfällen i grupp", "Sessions of groups")
_MARKS = ("Markeringar i upprop", "Marks in roll calls")
_EXPECTED = ("Markeringar av dem som var väntade", "Marks of those who were expected")
_SHARE_FORMULA = (
    "(här + digitalt) / (här + digitalt + anmäld borta + borta); kom förbi och grupper med drop-in ingår inte"
)

# By group: the end of the code, labels, definitions, base, unit.
_GROUP_WORDS = (
    (
        "people",
        ("deltagare som varit med", "participants who took part"),
        (
            "Antal deltagare som minst en gång i perioden var med i gruppen: här, digitalt eller kom förbi. "
            "En deltagare kan vara med i flera grupper.",
            "The number of participants who at least once in the period took part in the group: here, digitally or "
            "came by. A participant may take part in several groups.",
        ),
        _TREATED,
        Unit.PERSONS,
    ),
    (
        "sessions_held",
        ("hållna tillfällen", "sessions held"),
        (
            "Antal tillfällen i gruppen som hölls i perioden; i en grupp som ett annat team håller de där någon av "
            "teamets deltagare var med.",
            "The number of sessions of the group held in the period; of a group that another team holds those where "
            "one of the team's participants took part.",
        ),
        _SESSIONS,
        Unit.COUNT,
    ),
    (
        "sessions_cancelled",
        ("inställda tillfällen", "sessions cancelled"),
        (
            "Antal tillfällen i gruppen med dag i perioden som ställdes in.",
            "The number of sessions of the group with a day in the period that were cancelled.",
        ),
        _SESSIONS,
        Unit.COUNT,
    ),
    (
        "per_session",
        ("deltagare per tillfälle", "participants per session"),
        (
            "Hur många deltagare som i medeltal var med vid ett hållet tillfälle i gruppen.",
            "How many participants on average took part in a session of the group that was held.",
        ),
        _SESSIONS,
        Unit.MEAN,
    ),
    (
        "share",
        ("andel närvaro", "share of attendance"),
        (
            "Hur ofta de som var väntade i gruppen kom.",
            "How often those who were expected in the group came.",
        ),
        _EXPECTED,
        Unit.SHARE,
    ),
)
_SOURCES = {Unit.PERSONS: ("attendance",), Unit.SHARE: ("attendance",)}


def _of_group(end: str, label: Words, definition: Words, base: Words, unit: Unit) -> Indicator:
    """What is counted of all groups together, of one of them."""
    is_count = unit in (Unit.PERSONS, Unit.COUNT)
    own = f"attendance.group.<group>.{end}"
    return Indicator(
        code=own,
        label_sv="{group}: " + label[0],
        label_en="{group}: " + label[1],
        definition=definition,
        base=base,
        unit=unit,
        source_events=_SOURCES.get(unit, ("group_session", "attendance")),
        formula=f"som attendance.{end}, av gruppens tillfällen",
        since="0.3",
        kind=Kind.COUNT if is_count else Kind.STATISTIC,
        n_of="treated.count" if end == "people" else own if is_count else "",
    )


INDICATORS = (
    Indicator(
        code="attendance.people",
        label_sv="Deltagare som varit med i grupp",
        label_en="Participants who took part in a group",
        definition=(
            "Antal deltagare som minst en gång i perioden var med i en grupp: här, digitalt eller kom förbi.",
            "The number of participants who at least once in the period took part in a group: here, digitally or came "
            "by.",
        ),
        base=_TREATED,
        unit=Unit.PERSONS,
        source_events=("attendance",),
        formula="antal i treated med minst en markering här, digitalt eller kom förbi i perioden",
        since="0.2",
        n_of="treated.count",
    ),
    Indicator(
        code="attendance.people.<sex>",
        label_sv="Deltagare som varit med i grupp, {sex}",
        label_en="Participants who took part in a group, {sex}",
        definition=(
            "Antal deltagare av könet som minst en gång i perioden var med i en grupp.",
            "The number of participants of the sex who at least once in the period took part in a group.",
        ),
        base=_TREATED,
        unit=Unit.PERSONS,
        source_events=("attendance", "person"),
        formula="som attendance.people, efter kön; summerar till den",
        since="0.2",
        n_of="treated.sex.<sex>",
    ),
    Indicator(
        code="attendance.sessions_held",
        label_sv="Hållna tillfällen i grupp",
        label_en="Sessions held",
        definition=(
            "Antal tillfällen i grupp som hölls i perioden: de som teamet har noterat som hållna i sina egna grupper, "
            "och de i delade grupper där någon av teamets deltagare var med.",
            "The number of sessions of groups held in the period: those that the team has noted as held in its own "
            "groups, and those of shared groups where one of the team's participants took part.",
        ),
        base=_SESSIONS,
        unit=Unit.COUNT,
        source_events=("group_session", "attendance"),
        formula="antal olika tillfällen med dag i perioden; inställda och ännu inte hållna räknas inte",
        since="0.2",
        n_of="attendance.sessions_held",
    ),
    Indicator(
        code="attendance.marks.<mark>",
        label_sv="Markeringar i upprop: {mark}",
        label_en="Marks in roll calls: {mark}",
        definition=(
            "Antal gånger i perioden som en deltagare markerades så i ett upprop.",
            "The number of times in the period that a participant was marked so in a roll call.",
        ),
        base=_MARKS,
        unit=Unit.COUNT,
        source_events=("attendance",),
        formula="antal gällande markeringar av treated med dag i perioden",
        since="0.2",
        n_of="attendance.marks.<mark>",
    ),
    Indicator(
        code="attendance.share",
        label_sv="Andel närvaro i grupp",
        label_en="Share of attendance in groups",
        definition=(
            "Hur ofta de som var väntade kom: här och digitalt som andel av alla markeringar utom kom förbi. Grupper "
            "med drop-in är inte med: dit är ingen väntad.",
            "How often those who were expected came: here and digitally as a share of all marks but came by. Drop-in "
            "groups are left out: nobody is expected there.",
        ),
        base=_EXPECTED,
        unit=Unit.SHARE,
        source_events=("attendance",),
        formula=_SHARE_FORMULA,
        since="0.2",
        kind=Kind.STATISTIC,
    ),
    Indicator(
        code="attendance.share.<pair>",
        label_sv="Andel närvaro i grupp, {pair}",
        label_en="Share of attendance in groups, {pair}",
        definition=(
            "Hur ofta de av könet som var väntade kom.",
            "How often those of the sex who were expected came.",
        ),
        base=_EXPECTED,
        unit=Unit.SHARE,
        source_events=("attendance", "person"),
        formula=_SHARE_FORMULA,
        since="0.2",
        kind=Kind.STATISTIC,
    ),
    Indicator(
        code="attendance.sessions_cancelled",
        label_sv="Inställda tillfällen i grupp",
        label_en="Sessions cancelled",
        definition=(
            "Antal tillfällen i teamets egna grupper med dag i perioden som ställdes in.",
            "The number of sessions of the team's own groups with a day in the period that were cancelled.",
        ),
        base=_SESSIONS,
        unit=Unit.COUNT,
        source_events=("group_session",),
        formula="antal tillfällen med läget inställt och dag i perioden",
        since="0.3",
        n_of="attendance.sessions_cancelled",
    ),
    Indicator(
        code="attendance.per_session",
        label_sv="Deltagare per tillfälle i grupp",
        label_en="Participants per session",
        definition=(
            "Hur många deltagare som i medeltal var med vid ett hållet tillfälle. Gäster och partners deltagare är "
            "inte med.",
            "How many participants on average took part in a session that was held. Guests and partners' participants "
            "aren't among them.",
        ),
        base=_SESSIONS,
        unit=Unit.MEAN,
        source_events=("group_session", "attendance"),
        formula="markeringar här, digitalt och kom förbi av treated / attendance.sessions_held; n = tillfällena",
        since="0.3",
        kind=Kind.STATISTIC,
    ),
    *(_of_group(*one) for one in _GROUP_WORDS),
)


def _in_sql(marks: Iterable[Mark]) -> str:
    return "(" + ", ".join(f"'{mark.value}'" for mark in marks) + ")"


# The sets of samsteg.activities.came, for the database. To a drop-in nobody is expected: each mark says what the group
# was when it was made.
TOOK_PART = _in_sql(enums.TOOK_PART)
_EXPECTS = "NOT a.is_drop_in"
_CAME = f"count(*) FILTER (WHERE a.mark IN {_in_sql(enums.CAME)} AND {_EXPECTS})"
_EXPECTED_COUNT = f"count(*) FILTER (WHERE a.mark IN {_in_sql(enums.EXPECTED)} AND {_EXPECTS})"
# A mark at a session that was cancelled, taken out or moved to another day counts nowhere: it can stand where the one
# who did so couldn't see it (another team's participant, somebody protected).
HELD_THEN = """NOT EXISTS (SELECT FROM activities_groupsession gone WHERE gone.series = a.session_series
        AND [known gone] AND (gone.state IN ('cancelled', 'withdrawn') OR gone.on_day <> a.occurred_on))"""
FRAGMENTS = (
    f"""
    SELECT 'attendance.' || CASE r.kept WHEN 2 THEN 'group.' || r.group_id || '.' ELSE '' END || s.code
        || CASE r.kept WHEN 1 THEN '.' || r.sex ELSE '' END, s.value, s.n
    FROM (
        SELECT a.sex, a.group_id, grouping(a.sex, a.group_id) AS kept,
            count(DISTINCT a.stay_id) FILTER (WHERE a.mark IN {TOOK_PART})::numeric AS people,
            {_CAME}::numeric AS came, {_EXPECTED_COUNT} AS expected
        FROM marked a
        GROUP BY GROUPING SETS ((), (a.sex), (a.group_id))
    ) r
    CROSS JOIN LATERAL (VALUES
        ('people', r.people, NULL::bigint),
        ('share', r.came / NULLIF(r.expected, 0), r.expected)
    ) AS s(code, value, n)
    WHERE s.value IS NOT NULL AND NOT (s.code = 'share' AND r.kept = 1 AND r.sex = 'other')
    """,
    """
    SELECT 'attendance.marks.' || a.mark, count(*)::numeric, NULL::bigint
    FROM marked a
    GROUP BY a.mark
    """,
    f"""
    SELECT CASE WHEN s.code LIKE '~%%' THEN s.code || '.' || r.group_id
            ELSE 'attendance.' || CASE r.whole WHEN 1 THEN '' ELSE 'group.' || r.group_id || '.' END || s.code END,
        s.value, s.n
    FROM (
        SELECT h.group_id, grouping(h.group_id) AS whole, sum(h.held)::numeric AS held,
            sum(h.cancelled)::numeric AS cancelled, sum(h.waiting)::numeric AS waiting, sum(h.took)::numeric AS took
        FROM (
            SELECT g.group_id, count(*) FILTER (WHERE g.state = 'held') AS held,
                count(*) FILTER (WHERE g.state = 'cancelled') AS cancelled,
                count(*) FILTER (WHERE g.state IN ('planned', 'moved') AND g.on_day < %(written)s::date) AS waiting,
                0 AS took
            FROM activities_groupsession g
            WHERE g.team_id = %(team)s AND [known g] AND g.on_day BETWEEN %(first)s::date AND %(last)s::date
            GROUP BY g.group_id
            UNION ALL
            SELECT a.group_id, count(DISTINCT a.session_series), 0, 0, 0 FROM activities_attendance a
            WHERE a.team_id = %(team)s AND a.host_id <> a.team_id AND [known a] AND a.mark IN {TOOK_PART}
                AND a.occurred_on BETWEEN %(first)s::date AND %(last)s::date AND {HELD_THEN}
            GROUP BY a.group_id
            UNION ALL
            SELECT a.group_id, 0, 0, 0, count(*) FROM marked a
            WHERE a.mark IN {TOOK_PART}
            GROUP BY a.group_id
        ) h
        GROUP BY GROUPING SETS ((), (h.group_id))
    ) r
    CROSS JOIN LATERAL (VALUES
        ('sessions_held', r.held, NULL::bigint),
        ('sessions_cancelled', r.cancelled, NULL::bigint),
        ('per_session', r.took / NULLIF(r.held, 0), r.held::bigint),
        ('~unregistered', NULLIF(r.waiting, 0), NULL::bigint)
    ) AS s(code, value, n)
    WHERE s.value IS NOT NULL AND NOT (s.code LIKE '~%%' AND r.whole = 1)
    """,
)
