"""Time: months in the team of those who left it, years of public support before it."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind
from samsteg.statistics.values import Unit


def _throughput(suffix: str, label_sv: str, label_en: str, formula: str) -> Indicator:
    return Indicator(
        code=f"throughput.<result_base>.months{suffix}",
        label_sv="Genomströmningstid, {result_base}" + label_sv,
        label_en="Months in the team, {result_base}" + label_en,
        definition=(
            "Månader från inskrivning till avslut för dem som avslutats i perioden; hela kalendermånader och "
            "återstående dagar som del av den påbörjade månaden.",
            "Months from enrolment to exit for those who left in the period; whole calendar months, and the days that "
            "remain as a part of the month begun.",
        ),
        base=("{result_base}", "{result_base}"),
        unit=Unit.MONTHS,
        source_events=("enrolled", "exited"),
        formula=formula,
        kind=Kind.STATISTIC,
    )


def _support(suffix: str, label_sv: str, label_en: str, formula: str) -> Indicator:
    return Indicator(
        code=f"support_before.<support_base>.years{suffix}",
        label_sv="Tid i offentlig försörjning före, {support_base}" + label_sv,
        label_en="Years of public support before, {support_base}" + label_en,
        definition=(
            "År i offentlig försörjning före inskrivningen, för dem där tiden är känd.",
            "Years on public support before enrolment, for those whose time is known.",
        ),
        base=("{support_base}", "{support_base}"),
        unit=Unit.YEARS,
        source_events=("enrolled",),
        formula=formula,
        kind=Kind.STATISTIC,
    )


_MEAN = "medelvärde över personer med värde; n = de personerna"
_BY_SEX = (".<pair>", ", {pair}", ", {pair}", "medelvärde över kvinnor respektive män")
_SPREAD = (".<spread>", ", {spread}", ", {spread}", "minsta respektive största värde")
INDICATORS = (
    _throughput("", "", "", _MEAN),
    _throughput(*_BY_SEX),
    _throughput(*_SPREAD),
    _throughput(".median", ", median", ", median", "mittersta värdet, eller medelvärdet av de två mittersta"),
    _throughput(
        ".without_longest_1",
        ", utan den längsta tiden",
        ", without the longest time",
        "medelvärde utan det enda största värdet; n är en mindre",
    ),
    _support("", "", "", _MEAN.replace("medelvärde", "medelvärde av månader / 12")),
    _support(*_BY_SEX),
    _support(*_SPREAD),
    Indicator(
        code="support_before.<support_base>.years.over_9_years",
        label_sv="Mer än nio år i offentlig försörjning före, {support_base}",
        label_en="More than nine years of public support before, {support_base}",
        definition=(
            "Antal med mer än nio år i offentlig försörjning före inskrivningen.",
            "The number with more than nine years on public support before enrolment.",
        ),
        base=("{support_base}", "{support_base}"),
        unit=Unit.PERSONS,
        source_events=("enrolled",),
        formula="antal med fler än 9 × 12 månader; n = personer med värde",
    ),
)
FRAGMENTS = (
    """
    SELECT 'throughput.' || a.base || '.months' || s.suffix, s.value, s.n
    FROM (
        SELECT base, sex, count(*) AS n, avg(months) AS mean, min(months) AS shortest, max(months) AS longest,
            (percentile_disc(0.5) WITHIN GROUP (ORDER BY months)
             + percentile_disc(0.5) WITHIN GROUP (ORDER BY months DESC)) / 2 AS median,
            (sum(months) - max(months)) / NULLIF(count(*) - 1, 0) AS others
        FROM members
        WHERE base IN ('results', 'exits', 'work', 'studies', 'other_rehab')
        GROUP BY GROUPING SETS ((base), (base, sex))
    ) a
    CROSS JOIN LATERAL (VALUES
        ('' , a.mean, a.n, true), ('.min', a.shortest, a.n, true), ('.max', a.longest, a.n, true),
        ('.median', a.median, a.n, true), ('.without_longest_1', a.others, a.n - 1, true),
        ('.' || a.sex, a.mean, a.n, false)
    ) AS s(suffix, value, n, total)
    WHERE s.total = (a.sex IS NULL) AND a.sex IS DISTINCT FROM 'other'
    """,
    """
    SELECT 'support_before.' || a.base || '.years' || s.suffix, s.value, a.n
    FROM (
        SELECT base, sex, count(*) AS n, avg(support_months) / 12 AS mean, min(support_months) / 12 AS shortest,
            max(support_months) / 12 AS longest, count(*) FILTER (WHERE support_months > 9 * 12)::numeric AS long
        FROM members
        WHERE base IN ('results', 'exits', 'new') AND support_months IS NOT NULL
        GROUP BY GROUPING SETS ((base), (base, sex))
    ) a
    CROSS JOIN LATERAL (VALUES
        ('' , a.mean, true), ('.min', a.shortest, true), ('.max', a.longest, true), ('.over_9_years', a.long, true),
        ('.' || a.sex, a.mean, false)
    ) AS s(suffix, value, total)
    WHERE s.total = (a.sex IS NULL) AND a.sex IS DISTINCT FROM 'other'
    """,
)
