"""Mean, lowest and highest age; results by age and sex together."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind
from samsteg.statistics.values import Unit

_DEFINITION = (
    "Ålder i hela år bland dem i basen vars ålder är känd; med bara födelseår: skillnaden mellan åren.",
    "Age in whole years of those in the base whose age is known; with a birth year only, the years' difference.",
)

INDICATORS = (
    Indicator(
        code="<base>.age.<statistic>",
        label_sv="{base}, {statistic}",
        label_en="{base}, {statistic}",
        definition=_DEFINITION,
        base=("{base}", "{base}"),
        unit=Unit.YEARS,
        source_events=("person",),
        formula="medelvärde, minsta eller största av hela år; n = personer med känd ålder",
        kind=Kind.STATISTIC,
    ),
    Indicator(
        code="<base>.age.<statistic>.<pair>",
        label_sv="{base}, {statistic}, {pair}",
        label_en="{base}, {statistic}, {pair}",
        definition=_DEFINITION,
        base=("{base}, ett kön", "{base}, one sex"),
        unit=Unit.YEARS,
        source_events=("person",),
        formula="som ovan för kvinnor respektive män",
        kind=Kind.STATISTIC,
    ),
    Indicator(
        code="results.age.<band>.<sex>",
        label_sv="Avslut till resultat, {band}, {sex}",
        label_en="Exits to a result, {band}, {sex}",
        definition=(
            "Antal avslut till resultat efter åldersgrupp vid avslut och kön.",
            "The number of exits to a result by age group at exit and by sex.",
        ),
        base=("Avslut till resultat", "Exits to a result"),
        unit=Unit.PERSONS,
        source_events=("exited", "person"),
        formula="antal i results med åldersgruppen och könet",
        n_of="results.count",
    ),
)
# `<base>.~approximate`: how many ages of the base are differences of years.
FRAGMENTS = (
    """
    SELECT a.base || s.suffix || coalesce('.' || a.sex, ''), s.value, a.n
    FROM (
        SELECT base, sex, avg(age) AS mean, min(age) AS lowest, max(age) AS highest, count(age) AS n,
            count(*) FILTER (WHERE approximate) AS approximate
        FROM members GROUP BY GROUPING SETS ((base), (base, sex))
    ) a
    CROSS JOIN LATERAL (VALUES
        ('.age.mean', a.mean), ('.age.min', a.lowest::numeric), ('.age.max', a.highest::numeric),
        ('.~approximate', CASE WHEN a.sex IS NULL THEN a.approximate::numeric END)
    ) AS s(suffix, value)
    WHERE s.value IS NOT NULL AND a.sex IS DISTINCT FROM 'other'
    """,
    """
    SELECT 'results.age.' || band || '.' || sex, count(*)::numeric, NULL::bigint
    FROM members WHERE base = 'results' GROUP BY band, sex
    """,
)
