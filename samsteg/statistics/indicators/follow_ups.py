"""Follow-ups: held, cancelled and overdue. The first one and the three-month meetings; SIP and multi-party meetings are
held when they are needed, and are none of these figures.
"""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator
from samsteg.statistics.values import Unit

_FOLLOW_UPS = ("Uppföljningar", "Follow-ups")

INDICATORS = (
    Indicator(
        code="follow_up.held",
        label_sv="Hållna uppföljningar",
        label_en="Follow-ups held",
        definition=(
            "Antal första uppföljningar och tremånadersmöten som hölls i perioden.",
            "The number of first follow-ups and three-month meetings held in the period.",
        ),
        base=_FOLLOW_UPS,
        unit=Unit.COUNT,
        source_events=("follow_up",),
        formula="antal med läget hållen eller redan hållen och mötesdag i perioden; SIP och flerpartsmöten räknas inte",
        n_of="follow_up.held",
    ),
    Indicator(
        code="follow_up.cancelled",
        label_sv="Inställda uppföljningar",
        label_en="Follow-ups cancelled",
        definition=(
            "Antal första uppföljningar och tremånadersmöten som var bokade till en dag i perioden och ställdes in.",
            "The number of first follow-ups and three-month meetings that were booked for a day in the period and "
            "cancelled.",
        ),
        base=_FOLLOW_UPS,
        unit=Unit.COUNT,
        source_events=("follow_up",),
        formula="antal med läget inställd och mötesdag i perioden; ett flyttat möte är inte inställt",
        n_of="follow_up.cancelled",
    ),
    Indicator(
        code="follow_up.overdue",
        label_sv="Försenade uppföljningar",
        label_en="Follow-ups overdue",
        definition=(
            "Antal inskrivna vid periodens slut vars uppföljning skulle ha hållits före den dagen och inte hade det, "
            "även där en ny dag var bokad.",
            "The number enrolled at the end of the period whose follow-up should have been held before that day and "
            "had not been, also where a new day was booked.",
        ),
        base=("Inskrivna vid periodens slut", "Enrolled at the end of the period"),
        unit=Unit.PERSONS,
        source_events=("follow_up", "enrolled", "follow_up_times"),
        formula=(
            "dagen enligt teamets tider (efter den senast hållna, annars efter starten) ligger före periodens sista "
            "dag; ett team utan tider har inga"
        ),
        n_of="closing.count",
    ),
)

# The day when the next follow-up of a member `m` should be held: after the last one held, else after the start, or the
# day the team began to follow up (follow_ups.times.next_of says the same of one person).
DUE_ON = """coalesce(
    (SELECT f.next_due_on FROM follow_ups_followup f
        WHERE f.team_id = %(team)s AND f.stay_id = m.stay_id AND [known f] AND f.state IN ('held', 'done')
            AND f.kind IN ('first', 'three_month') AND f.meeting_on <= %(last)s::date
        ORDER BY f.meeting_on DESC, f.id DESC LIMIT 1),
    (SELECT samsteg_workday(from_day.day + 7 * g.first_weeks)
        FROM (SELECT greatest(t.enrolled_on, b.begins_on) AS day
            FROM touching t,
                (SELECT min(h.valid_from) AS begins_on FROM follow_ups_followuptimes h
                    WHERE h.team_id = %(team)s AND [known h]) b
            WHERE t.stay_id = m.stay_id AND b.begins_on IS NOT NULL) from_day
        JOIN follow_ups_followuptimes g
            ON g.team_id = %(team)s AND [known g] AND g.valid_from <= from_day.day
        ORDER BY g.valid_from DESC LIMIT 1)
)"""
OVERDUE = f"{DUE_ON} < %(last)s::date"

FRAGMENTS = (
    """
    SELECT CASE f.state WHEN 'cancelled' THEN 'follow_up.cancelled' ELSE 'follow_up.held' END,
        count(*)::numeric, NULL::bigint
    FROM follow_ups_followup f
    WHERE f.team_id = %(team)s AND [known f] AND f.kind IN ('first', 'three_month')
        AND f.state IN ('held', 'done', 'cancelled') AND f.meeting_on BETWEEN %(first)s::date AND %(last)s::date
    GROUP BY 1
    """,
    f"""
    SELECT 'follow_up.overdue', count(*)::numeric, NULL::bigint
    FROM members m WHERE m.base = 'closing' AND {OVERDUE}
    """,
)
