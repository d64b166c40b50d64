"""Groups: sessions held, who came, and what the roll calls say. Marks of those who aren't enrolled in the period, such
as somebody in the queue who visits, are none of these figures.
"""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind
from samsteg.statistics.values import Unit

_TREATED = ("Deltagare", "Participants")
_SESSIONS = ("Tillfällen i grupp", "Sessions of groups")
_MARKS = ("Markeringar i upprop", "Marks in roll calls")
_EXPECTED = ("Markeringar av dem som var väntade", "Marks of those who were expected")
_SHARE_FORMULA = "(här + digitalt) / (här + digitalt + anmäld borta + borta); kom förbi ingår inte"

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
            "Hur ofta de som var väntade kom: här och digitalt som andel av alla markeringar utom kom förbi.",
            "How often those who were expected came: here and digitally as a share of all marks but came by.",
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
)
TOOK_PART = "('present', 'digital', 'came_by')"
_CAME = "count(*) FILTER (WHERE a.mark IN ('present', 'digital'))"
_EXPECTED_COUNT = "count(*) FILTER (WHERE a.mark <> 'came_by')"
# The marks of a member `m` in the period.
OF_MEMBER = """a.stay_id = m.stay_id AND a.team_id = %(team)s AND [known a]
        AND a.occurred_on BETWEEN %(first)s::date AND %(last)s::date"""

FRAGMENTS = (
    f"""
    SELECT s.code || CASE WHEN r.whole = 1 THEN '' ELSE '.' || r.sex END, s.value, s.n
    FROM (
        SELECT m.sex, grouping(m.sex) AS whole,
            count(DISTINCT m.stay_id) FILTER (WHERE a.mark IN {TOOK_PART})::numeric AS people,
            {_CAME}::numeric AS came, {_EXPECTED_COUNT} AS expected
        FROM members m JOIN activities_attendance a ON {OF_MEMBER}
        WHERE m.base = 'treated'
        GROUP BY GROUPING SETS ((), (m.sex))
    ) r
    CROSS JOIN LATERAL (VALUES
        ('attendance.people', r.people, NULL::bigint),
        ('attendance.share', r.came / NULLIF(r.expected, 0), r.expected)
    ) AS s(code, value, n)
    WHERE s.value IS NOT NULL AND NOT (s.code = 'attendance.share' AND r.whole = 0 AND r.sex = 'other')
    """,
    f"""
    SELECT 'attendance.marks.' || a.mark, count(*)::numeric, NULL::bigint
    FROM members m JOIN activities_attendance a ON {OF_MEMBER}
    WHERE m.base = 'treated'
    GROUP BY a.mark
    """,
    f"""
    SELECT 'attendance.sessions_held', count(*)::numeric, NULL::bigint
    FROM (
        SELECT g.series FROM activities_groupsession g
        WHERE g.team_id = %(team)s AND [known g] AND g.state = 'held'
            AND g.on_day BETWEEN %(first)s::date AND %(last)s::date
        UNION
        SELECT a.session_series FROM activities_attendance a
        WHERE a.team_id = %(team)s AND a.host_id <> a.team_id AND [known a] AND a.mark IN {TOOK_PART}
            AND a.occurred_on BETWEEN %(first)s::date AND %(last)s::date
    ) h
    """,
)
