"""The way in: referrals, study visits, the queue, and who is enrolled on the day of writing."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind, Total
from samsteg.statistics.values import Unit

_QUEUE = ("Personer i kö", "Persons in the queue")


def _wait(code: str, label_sv: str, label_en: str) -> Indicator:
    return Indicator(
        code=code,
        label_sv=label_sv,
        label_en=label_en,
        definition=(
            "Hela månader i kön vid periodens slut, från uppdrag mottaget (eller remiss, där teamet inte "
            "antecknar uppdrag).",
            "Whole months in the queue at the end of the period, from the mission received (or the referral, where the "
            "team notes no missions).",
        ),
        base=_QUEUE,
        unit=Unit.MONTHS,
        source_events=("mission_received", "referred"),
        formula="största respektive minsta antal fullbordade månader; pausade dagar flyttar fram kötidens början",
        kind=Kind.STATISTIC,
    )


INDICATORS = (
    Indicator(
        code="referrals.count",
        label_sv="Remisser",
        label_en="Referrals",
        definition=(
            "Antal remisser som kom in i perioden, vare sig de ledde till inskrivning eller inte.",
            "The number of referrals that came in during the period, whether they led to enrolment or not.",
        ),
        base=("Remisser", "Referrals"),
        unit=Unit.COUNT,
        source_events=("referred",),
        formula="antal med remissdag i perioden",
        n_of="referrals.count",
    ),
    Indicator(
        code="study_visits.count",
        label_sv="Studiebesök",
        label_en="Study visits",
        definition=("Antal studiebesök i perioden.", "The number of study visits in the period."),
        base=("Studiebesök", "Study visits"),
        unit=Unit.COUNT,
        source_events=("study_visit",),
        formula="antal med studiebesök i perioden",
        n_of="study_visits.count",
    ),
    Indicator(
        code="study_visits.started",
        label_sv="Studiebesök som ledde till inskrivning",
        label_en="Study visits that led to enrolment",
        definition=(
            "Antal studiebesök i perioden där personen har en inskrivningsdag, även om den ligger senare.",
            "The number of study visits in the period where the person has a day of enrolment, even a later one.",
        ),
        base=("Studiebesök", "Study visits"),
        unit=Unit.COUNT,
        source_events=("study_visit", "enrolled"),
        formula="antal med studiebesök i perioden och en känd inskrivningsdag",
        n_of="study_visits.count",
    ),
    _wait("queue.longest_months", "Längst tid i kö", "Longest time in the queue"),
    _wait("queue.shortest_months", "Kortast tid i kö", "Shortest time in the queue"),
    Indicator(
        code="now.enrolled",
        label_sv="Inskrivna när rapporten skrivs",
        label_en="Enrolled on the day of writing",
        definition=(
            "Antal inskrivna den dag då rapporten skrivs.",
            "The number enrolled on the day the report is written.",
        ),
        base=("Inskrivna när rapporten skrivs", "Enrolled on the day of writing"),
        unit=Unit.PERSONS,
        source_events=("enrolled", "exited"),
        formula="inskrivna senast den dagen, inte avslutade den dagen eller före",
        n_of="now.enrolled",
    ),
    Indicator(
        code="now.to_enrol",
        label_sv="Ska skrivas in när rapporten skrivs",
        label_en="To be enrolled after the day of writing",
        definition=(
            "Antal med beslutad inskrivningsdag efter den dag då rapporten skrivs.",
            "The number with a decided day of enrolment after the day the report is written.",
        ),
        base=("Ska skrivas in när rapporten skrivs", "To be enrolled after the day of writing"),
        unit=Unit.PERSONS,
        source_events=("enrolled",),
        formula="inskrivningsdag efter den dagen",
        n_of="now.to_enrol",
    ),
)
FRAGMENTS = (
    """
    SELECT s.code, s.value::numeric, NULL::bigint
    FROM (
        SELECT
            count(*) FILTER (WHERE referred_on BETWEEN %(first)s::date AND %(last)s::date) AS referrals,
            count(*) FILTER (WHERE study_visit_on BETWEEN %(first)s::date AND %(last)s::date) AS visits,
            count(enrolled_on) FILTER (WHERE study_visit_on BETWEEN %(first)s::date AND %(last)s::date) AS started,
            count(*) FILTER (
                WHERE enrolled_on <= %(written)s::date AND coalesce(exited_on > %(written)s::date, true)
            ) AS enrolled,
            count(*) FILTER (WHERE enrolled_on > %(written)s::date) AS to_enrol
        FROM dated
    ) d
    CROSS JOIN LATERAL (VALUES
        ('referrals.count', d.referrals), ('study_visits.count', d.visits), ('study_visits.started', d.started),
        ('now.enrolled', d.enrolled), ('now.to_enrol', d.to_enrol)
    ) AS s(code, value)
    """,
)
# Whoever came last, pauses apart, has waited the shortest: the months follow from the two days.
_QUEUED = "count(*) FILTER (WHERE base = 'queue')"
_MONTHS = "samsteg_whole_months({day}(waited_from) FILTER (WHERE base = 'queue'), %(last)s::date)"
TOTALS = (
    Total("queue.longest_months", _MONTHS.format(day="min"), _QUEUED),
    Total("queue.shortest_months", _MONTHS.format(day="max"), _QUEUED),
)
