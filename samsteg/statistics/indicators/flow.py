"""How many: the bases themselves. All other figures count within one of them."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Total
from samsteg.statistics.values import Unit

STAY_DATES = ("enrolled", "exited")
_DEFINITION = (
    "{members}; den som kommer tillbaka räknas igen.",
    "{members}; whoever comes back is counted again.",
)

INDICATORS = (
    Indicator(
        code="flow.<flow>",
        label_sv="{flow}",
        label_en="{flow}",
        definition=_DEFINITION,
        base=("{flow}", "{flow}"),
        unit=Unit.PERSONS,
        source_events=STAY_DATES,
        formula="<flow>.count; alltid opening + new − exits = closing",
        n_of="<flow>.count",
        same_as="<flow>.count",
    ),
    Indicator(
        code="<base>.count",
        label_sv="{base}",
        label_en="{base}",
        definition=_DEFINITION,
        base=("{base}", "{base}"),
        unit=Unit.PERSONS,
        source_events=(*STAY_DATES, "mission_received", "referred", "not_enrolled"),
        formula="antal i basen",
        n_of="<base>.count",
    ),
    Indicator(
        code="treated.unique_persons",
        label_sv="Unika personer bland deltagarna",
        label_en="Unique persons among the participants",
        definition=(
            "Antalet olika personer bland deltagarna: den som kommit tillbaka räknas en gång.",
            "The number of different persons among the participants: whoever has come back is counted once.",
        ),
        base=("Deltagare", "Participants"),
        unit=Unit.PERSONS,
        source_events=STAY_DATES,
        formula="antal olika personer i treated",
        n_of="treated.count",
    ),
)
TOTALS = (Total("treated.unique_persons", "count(DISTINCT person_id) FILTER (WHERE base = 'treated')"),)
COUNTS = """
    SELECT base || coalesce('.sex.' || sex, '.count'), count(*)::numeric, NULL::bigint
    FROM members GROUP BY GROUPING SETS ((base), (base, sex))
"""
# `~unlinked`: persons that neither an own id nor a personnummer could link to another stay.
FRAGMENTS = (
    COUNTS,
    """
    SELECT '~unlinked', count(*)::numeric, NULL::bigint
    FROM members m
    JOIN people_person q ON q.id = m.person_id AND q.team_id = %(team)s AND q.own_id = ''
    WHERE m.base = 'treated' AND NOT EXISTS (
        SELECT 1 FROM people_identity i
        WHERE i.person_id = m.person_id AND i.team_id = %(team)s AND i.personnummer_index IS NOT NULL
    )
    """,
)
