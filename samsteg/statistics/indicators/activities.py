"""What went on beside: placements at employers and parallel efforts, of the period's participants."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Kind, Words
from samsteg.statistics.values import Unit

_TREATED = ("Deltagare", "Participants")


def _effort(code: str, label_sv: str, label_en: str, definition: Words, formula: str) -> Indicator:
    return Indicator(
        code=f"parallel.<effort>.{code}",
        label_sv="{effort}: " + label_sv,
        label_en="{effort}: " + label_en,
        definition=definition,
        base=_TREATED if code == "people" else ("Deltagare med insatsen", "Participants in the effort"),
        unit=Unit.PERSONS,
        source_events=("parallel_effort", "exited"),
        formula=formula,
        n_of="treated.count" if code == "people" else "parallel.<effort>.people",
    )


INDICATORS = (
    Indicator(
        code="work_training.people",
        label_sv="Deltagare i arbetsträning",
        label_en="Participants in work training",
        definition=(
            "Antal deltagare med minst en dag arbetsträning i perioden, även på arbetsmarknadsenheten. "
            "Det som är planerat räknas när det har börjat.",
            "The number of participants with at least one day of work training in the period, "
            "also at the municipality's labour market unit. What is planned counts when it has begun.",
        ),
        base=_TREATED,
        unit=Unit.PERSONS,
        source_events=("placement",),
        formula="antal i treated med formen arbetsträning någon dag i perioden",
        n_of="treated.count",
    ),
    Indicator(
        code="work_training.<form>.people",
        label_sv="Deltagare i {form}",
        label_en="Participants in {form}",
        definition=(
            "Antal deltagare med minst en dag av formen i perioden.",
            "The number of participants with at least one day of this form in the period.",
        ),
        base=_TREATED,
        unit=Unit.PERSONS,
        source_events=("placement",),
        formula="antal i treated med formen någon dag i perioden",
        n_of="treated.count",
    ),
    Indicator(
        code="work_training.before_job",
        label_sv="Avslut till arbete efter arbetsträning",
        label_en="Exits to work after work training",
        definition=(
            "Antal avslut till arbete där personen arbetstränade någon gång under sin tid i teamet.",
            "The number of exits to work where the person had work training at some time during the stay in the team.",
        ),
        base=("Avslut till arbete", "Exits to work"),
        unit=Unit.PERSONS,
        source_events=("placement", "exited"),
        formula="antal i work med arbetsträning som börjat senast avslutsdagen",
        n_of="work.count",
    ),
    Indicator(
        code="work_training.share",
        label_sv="Andel deltagare i arbetsträning",
        label_en="Share of participants in work training",
        definition=(
            "Deltagare med minst en dag arbetsträning i perioden som andel av alla deltagare.",
            "Participants with at least one day of work training in the period as a share of all participants.",
        ),
        base=_TREATED,
        unit=Unit.SHARE,
        source_events=("placement",),
        formula="work_training.people / treated.count",
        since="0.2",
        kind=Kind.STATISTIC,
    ),
    Indicator(
        code="work_training.<hours_base>.hours",
        label_sv="Timmar i veckan i arbetsträning, {hours_base}",
        label_en="Hours a week in work training, {hours_base}",
        definition=(
            "Timmar i veckan den sista dagen i arbetsträning senast vid periodens slut, för dem där timmarna är kända. "
            "På två platser samma dag är timmarna tillsammans.",
            "Hours a week on the last day of work training by the end of the period, for those whose hours are known. "
            "At two places on that day the hours are those of both.",
        ),
        base=("{hours_base}", "{hours_base}"),
        unit=Unit.HOURS,
        source_events=("placement", "hours_step", "exited"),
        formula=(
            "medelvärde över personer med arbetsträning någon dag i perioden; platserna som höll på senast, "
            "tillsammans, med trappans steg den dagen; n = personer med kända timmar"
        ),
        since="0.2",
        kind=Kind.STATISTIC,
    ),
    _effort(
        "people",
        "deltagare",
        "participants",
        (
            "Antal deltagare vars insats överlappar perioden. Den som haft den flera gånger räknas en gång.",
            "The number of participants whose effort overlaps the period. Whoever had it several times counts once.",
        ),
        "antal i treated där insatsen pågick någon dag i perioden",
    ),
    _effort(
        "moved_on",
        "gick vidare dit",
        "moved on to it",
        (
            "Antal av dem som avslutades i perioden till insatsen.",
            "The number of them who left in the period for the effort.",
        ),
        "avslut i perioden med insatsen som precisering",
    ),
    _effort(
        "ended",
        "insatsen slutade, tiden i teamet fortsatte",
        "the effort ended, the stay went on",
        (
            "Antal av dem vars insats slutade senast vid periodens slut medan tiden i teamet fortsatte. "
            "Har någon haft insatsen flera gånger i perioden räknas den sista gången.",
            "The number of them whose effort ended by the end of the period while the stay in the team went on. "
            "Of several times in the period the last one counts.",
        ),
        "insatsens sista dag senast periodens sista, inget avslut den dagen eller före, inte moved_on; av flera gånger "
        "den sista i perioden",
    ),
    _effort(
        "continuing",
        "båda pågår",
        "both going on",
        (
            "Antal av dem där både insatsen och tiden i teamet pågår vid periodens slut. "
            "Har någon haft insatsen flera gånger i perioden räknas den sista gången.",
            "The number of them for whom both the effort and the stay in the team go on at the end of the period. "
            "Of several times in the period the last one counts.",
        ),
        "varken insatsen eller inskrivningen avslutad vid periodens slut; av flera gånger den sista i perioden",
    ),
)
FRAGMENTS = (
    """
    SELECT CASE WHEN m.base = 'work' THEN 'work_training.before_job'
        WHEN p.form = 'work_training' THEN 'work_training.people'
        ELSE 'work_training.' || p.form || '.people' END, count(DISTINCT m.stay_id)::numeric, NULL::bigint
    FROM members m
    JOIN placements_placement p ON p.stay_id = m.stay_id AND p.team_id = %(team)s AND [known p]
        AND CASE m.base WHEN 'treated'
            THEN p.started_on <= least(%(last)s::date, m.exited_on, %(begun)s::date)
                AND coalesce(p.ended_on >= %(first)s::date, true)
            ELSE p.form = 'work_training' AND p.started_on <= m.exited_on END
    WHERE m.base IN ('treated', 'work')
    GROUP BY 1
    """,
    """
    SELECT 'work_training.share', count(DISTINCT p.stay_id)::numeric / count(DISTINCT m.stay_id),
        count(DISTINCT m.stay_id)
    FROM members m
    LEFT JOIN placements_placement p ON p.stay_id = m.stay_id AND p.team_id = %(team)s AND [known p]
        AND p.form = 'work_training' AND p.started_on <= least(%(last)s::date, m.exited_on, %(begun)s::date)
        AND coalesce(p.ended_on >= %(first)s::date, true)
    WHERE m.base = 'treated'
    HAVING count(*) > 0
    """,
    """
    SELECT 'work_training.' || w.base || '.hours', avg(w.hours), count(*)
    FROM (
        SELECT at.base, at.stay_id, sum(at.hours) AS hours
        FROM (
            SELECT m.base, m.stay_id, e.day, max(e.day) OVER (PARTITION BY m.base, m.stay_id) AS last_day, coalesce(
                (SELECT h.hours_per_week FROM placements_hoursstep h
                    WHERE h.team_id = %(team)s AND h.series = p.series AND [known h]
                    ORDER BY h.valid_from <= e.day DESC, abs(h.valid_from - e.day) LIMIT 1),
                p.hours_per_week) AS hours
            FROM members m
            JOIN placements_placement p ON p.stay_id = m.stay_id AND p.team_id = %(team)s AND [known p]
                AND p.form = 'work_training' AND p.hours_per_week IS NOT NULL
                AND p.started_on <= least(%(last)s::date, m.exited_on, %(begun)s::date)
                AND coalesce(p.ended_on >= %(first)s::date, true)
            CROSS JOIN LATERAL (
                SELECT least(p.ended_on, m.exited_on, %(last)s::date, %(begun)s::date) AS day
            ) e
            WHERE m.base IN ('treated', 'exits', 'results')
        ) at
        WHERE at.day = at.last_day
        GROUP BY at.base, at.stay_id
    ) w
    GROUP BY w.base
    """,
    """
    SELECT '~without_hours', count(*)::numeric, NULL::bigint
    FROM members m
    JOIN placements_placement p ON p.stay_id = m.stay_id AND p.team_id = %(team)s AND [known p]
        AND p.form = 'work_training' AND p.hours_per_week IS NULL
            AND p.started_on <= least(%(last)s::date, m.exited_on, %(begun)s::date)
        AND coalesce(p.ended_on >= %(first)s::date, true)
    WHERE m.base = 'treated'
    HAVING count(*) > 0
    """,
    """
    SELECT 'parallel.' || p.code || s.suffix, sum(s.one::integer)::numeric, NULL::bigint
    FROM members m
    JOIN (
        SELECT DISTINCT ON (p.stay_id, p.code) p.stay_id, p.code, p.ended_on
        FROM participants_paralleleffort p
        WHERE p.team_id = %(team)s AND [known p]
            AND p.started_on <= %(last)s::date AND coalesce(p.ended_on >= %(first)s::date, true)
        ORDER BY p.stay_id, p.code, p.started_on DESC
    ) p ON p.stay_id = m.stay_id
    CROSS JOIN LATERAL (
        SELECT m.exiting AND m.given_detail = p.code AS moved_on,
            coalesce(p.ended_on <= %(last)s::date, false) AS effort_over,
            coalesce(m.exited_on <= %(last)s::date, false) AS stay_over
    ) t
    CROSS JOIN LATERAL (VALUES
        ('.people', true),
        ('.moved_on', t.moved_on),
        ('.ended', t.effort_over AND NOT t.moved_on AND coalesce(m.exited_on > p.ended_on, true)),
        ('.continuing', NOT t.effort_over AND NOT t.stay_over)
    ) AS s(suffix, one)
    WHERE m.base = 'treated'
    GROUP BY p.code, s.suffix
    """,
)
