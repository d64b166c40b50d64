-- The figures of one team and one period as somebody would write them by hand for speed, with nothing to spare for
-- readability or settings: the answer to beat. It reads the same tables of facts as samsteg.statistics (never the
-- projection), under the same row-level security, and holds as constants what ours takes from the team's settings
-- (results are work, studies and other_rehab; ages 18-30, 31-45, 46-64).
--
-- Each row is (part, grouping, text a, b, c, numbers): a row of numbers has one place for each base, so that stays are
-- never multiplied by the bases they belong to. bench/by_hand.py spreads the rows out into codes.

WITH event AS MATERIALIZED (
    SELECT stay_id,
        max(occurred_on) FILTER (WHERE kind = 'referred') AS referred_on,
        max(occurred_on) FILTER (WHERE kind = 'study_visit') AS visited_on,
        max(occurred_on) FILTER (WHERE kind = 'mission_received') AS mission_on,
        max(occurred_on) FILTER (WHERE kind = 'enrolled') AS enrolled_on,
        max(occurred_on) FILTER (WHERE kind = 'exited') AS exited_on,
        max(occurred_on) FILTER (WHERE kind = 'not_enrolled') AS declined_on
    FROM participants_stayevent WHERE team_id = %(team)s AND superseded_at IS NULL GROUP BY stay_id
), touching AS MATERIALIZED (
    SELECT *, enrolled_on <= %(last)s::date IS TRUE AS enrolled, exited_on <= %(last)s::date IS TRUE AS exiting
    FROM (SELECT *, bool_or(mission_on IS NOT NULL) OVER () AS missions FROM event) e
    WHERE enrolled_on <= %(last)s::date AND coalesce(exited_on, 'infinity') >= %(first)s::date
        OR CASE WHEN missions THEN mission_on ELSE referred_on END <= %(last)s::date
            AND coalesce(enrolled_on, 'infinity') > %(last)s::date
            AND coalesce(declined_on, 'infinity') > %(last)s::date
), known AS MATERIALIZED (
    SELECT e.*, s.person_id, coalesce(p.sex, 'other') AS sex, p.birth_year, p.born_on,
        x.reason, x.early_exit IS TRUE AS early,
        CASE WHEN x.detail = '' THEN 'unknown' WHEN x.detail <> ALL (CASE x.reason
                WHEN 'work' THEN '{unsubsidised,wage_subsidy,extra_job}'::text[]
                WHEN 'other_rehab' THEN '{forstarkt_samarbete,regular_job_seeking,another_municipality}'
                WHEN 'other' THEN '{daily_activity_lss,moved,another_municipality,deceased,back_to_referrer,medical_rehab,substance_abuse,without_support}'
                ELSE '{}' END) THEN 'other'
            ELSE x.detail END AS detail,
        coalesce(NULLIF(i.referrer, ''), 'unknown') AS referrer,
        coalesce(NULLIF(i.municipality_code, ''), 'unknown') AS municipality,
        i.income_start AS incomes, coalesce(i.income_start[1], 'unknown') AS income, i.support_before_months AS support,
        -- A year is full on the birthday (29 February: on the 28th), which is what adding years to the day gives.
        CASE WHEN p.born_on IS NULL THEN NULL ELSE extract(year FROM f.start_on)::integer - p.birth_year
            - (p.born_on + make_interval(years => extract(year FROM f.start_on)::integer - p.birth_year) > f.start_on)::integer
        END AS start_exact,
        CASE WHEN p.born_on IS NULL THEN NULL ELSE extract(year FROM f.end_on)::integer - p.birth_year
            - (p.born_on + make_interval(years => extract(year FROM f.end_on)::integer - p.birth_year) > f.end_on)::integer
        END AS end_exact,
        extract(year FROM f.start_on)::integer - p.birth_year AS start_years,
        extract(year FROM f.end_on)::integer - p.birth_year AS end_years
    FROM touching e
    CROSS JOIN LATERAL (SELECT greatest(e.enrolled_on, %(first)s::date) AS start_on,
        CASE WHEN e.exiting THEN e.exited_on ELSE %(last)s::date END AS end_on) f
    JOIN participants_stay s ON s.id = e.stay_id AND s.team_id = %(team)s
    LEFT JOIN participants_stayevent x ON e.exiting AND x.stay_id = e.stay_id AND x.team_id = %(team)s
        AND x.kind = 'exited' AND x.superseded_at IS NULL
    LEFT JOIN participants_staydetail i ON i.stay_id = e.stay_id AND i.team_id = %(team)s AND i.superseded_at IS NULL
    LEFT JOIN people_persondetail p ON p.person_id = s.person_id AND p.team_id = %(team)s AND p.superseded_at IS NULL
), stay AS MATERIALIZED (
    SELECT *, enrolled AND enrolled_on < %(first)s::date AS opening, enrolled AND enrolled_on >= %(first)s::date AS new,
        enrolled AND NOT exiting AS closing, exiting AND reason IN ('work', 'studies', 'other_rehab') AS result,
        exiting AND reason = 'work' AS work, exiting AND reason = 'studies' AS studies,
        exiting AND reason = 'other_rehab' AS rehab, exiting AND reason = 'sickness_compensation' AS sickness,
        exiting AND reason = 'parental_leave' AS parental, exiting AND reason = 'other' AS otherwise,
        exiting AND early AS dropout,
        coalesce(start_exact, start_years) AS start_age, coalesce(end_exact, end_years) AS end_age,
        end_exact IS NULL AND end_years IS NOT NULL AS approximate,
        CASE WHEN width_bucket(coalesce(start_exact, start_years), '{18,31,46,65}') IS NULL THEN -1
            ELSE width_bucket(coalesce(start_exact, start_years), '{18,31,46,65}') END AS start_band,
        CASE WHEN width_bucket(coalesce(end_exact, end_years), '{18,31,46,65}') IS NULL THEN -1
            ELSE width_bucket(coalesce(end_exact, end_years), '{18,31,46,65}') END AS end_band,
        coalesce(birth_year / 10 * 10, 0) AS decade,
        CASE income WHEN 'social_assistance' THEN 'municipality' WHEN 'activity_support' THEN 'af'
            WHEN 'unemployment_benefit' THEN 'af' WHEN 'student_aid' THEN 'other' WHEN 'salary' THEN 'other'
            WHEN 'other' THEN 'other' WHEN 'none' THEN 'none' WHEN 'unknown' THEN 'unknown' ELSE 'fk' END AS payer,
        CASE WHEN exiting THEN samsteg_months(enrolled_on, exited_on)::double precision END AS months
    FROM known
)
SELECT 1, grouping(sex, reason, detail, start_band, end_band, decade, referrer, income, payer, municipality),
    coalesce(referrer, income, payer, municipality, start_band::text, end_band::text, decade::text, reason), sex, detail,
    ARRAY[count(*) FILTER (WHERE opening), count(*) FILTER (WHERE new), count(*) FILTER (WHERE enrolled),
        count(*) FILTER (WHERE exiting), count(*) FILTER (WHERE closing), count(*) FILTER (WHERE result),
        count(*) FILTER (WHERE work), count(*) FILTER (WHERE studies), count(*) FILTER (WHERE rehab),
        count(*) FILTER (WHERE sickness), count(*) FILTER (WHERE parental), count(*) FILTER (WHERE otherwise),
        count(*) FILTER (WHERE dropout), count(*) FILTER (WHERE NOT enrolled),
        count(*) FILTER (WHERE exiting AND NOT early)]::double precision[]
FROM stay
GROUP BY GROUPING SETS ((), (sex), (reason), (reason, sex), (reason, detail), (reason, detail, sex), (start_band),
    (end_band), (end_band, sex), (decade), (referrer), (income), (payer), (municipality))
UNION ALL
SELECT 2, 0, code, NULL, NULL,
    ARRAY[count(*) FILTER (WHERE opening), count(*) FILTER (WHERE new), count(*) FILTER (WHERE enrolled),
        count(*) FILTER (WHERE exiting), count(*) FILTER (WHERE closing), count(*) FILTER (WHERE result),
        count(*) FILTER (WHERE work), count(*) FILTER (WHERE studies), count(*) FILTER (WHERE rehab),
        count(*) FILTER (WHERE sickness), count(*) FILTER (WHERE parental), count(*) FILTER (WHERE otherwise),
        count(*) FILTER (WHERE dropout), count(*) FILTER (WHERE NOT enrolled)]::double precision[]
FROM stay
-- The list of incomes holds each once (the import sees to it).
CROSS JOIN LATERAL unnest(CASE WHEN incomes <> '{}' THEN incomes ELSE '{unknown}' END) AS code
GROUP BY code
UNION ALL
SELECT 3, grouping(sex), sex, NULL, NULL, ARRAY[
    avg(start_age) FILTER (WHERE opening), min(start_age) FILTER (WHERE opening), max(start_age) FILTER (WHERE opening), count(start_age) FILTER (WHERE opening),
    avg(start_age) FILTER (WHERE new), min(start_age) FILTER (WHERE new), max(start_age) FILTER (WHERE new), count(start_age) FILTER (WHERE new),
    avg(end_age) FILTER (WHERE enrolled), min(end_age) FILTER (WHERE enrolled), max(end_age) FILTER (WHERE enrolled), count(end_age) FILTER (WHERE enrolled),
    avg(end_age) FILTER (WHERE exiting), min(end_age) FILTER (WHERE exiting), max(end_age) FILTER (WHERE exiting), count(end_age) FILTER (WHERE exiting),
    avg(end_age) FILTER (WHERE closing), min(end_age) FILTER (WHERE closing), max(end_age) FILTER (WHERE closing), count(end_age) FILTER (WHERE closing),
    avg(end_age) FILTER (WHERE result), min(end_age) FILTER (WHERE result), max(end_age) FILTER (WHERE result), count(end_age) FILTER (WHERE result),
    avg(end_age) FILTER (WHERE work), min(end_age) FILTER (WHERE work), max(end_age) FILTER (WHERE work), count(end_age) FILTER (WHERE work),
    avg(end_age) FILTER (WHERE studies), min(end_age) FILTER (WHERE studies), max(end_age) FILTER (WHERE studies), count(end_age) FILTER (WHERE studies),
    avg(end_age) FILTER (WHERE rehab), min(end_age) FILTER (WHERE rehab), max(end_age) FILTER (WHERE rehab), count(end_age) FILTER (WHERE rehab),
    avg(end_age) FILTER (WHERE sickness), min(end_age) FILTER (WHERE sickness), max(end_age) FILTER (WHERE sickness), count(end_age) FILTER (WHERE sickness),
    avg(end_age) FILTER (WHERE parental), min(end_age) FILTER (WHERE parental), max(end_age) FILTER (WHERE parental), count(end_age) FILTER (WHERE parental),
    avg(end_age) FILTER (WHERE otherwise), min(end_age) FILTER (WHERE otherwise), max(end_age) FILTER (WHERE otherwise), count(end_age) FILTER (WHERE otherwise),
    avg(end_age) FILTER (WHERE dropout), min(end_age) FILTER (WHERE dropout), max(end_age) FILTER (WHERE dropout), count(end_age) FILTER (WHERE dropout),
    avg(end_age) FILTER (WHERE NOT enrolled), min(end_age) FILTER (WHERE NOT enrolled), max(end_age) FILTER (WHERE NOT enrolled), count(end_age) FILTER (WHERE NOT enrolled)
    ]::double precision[]
FROM stay GROUP BY GROUPING SETS ((), (sex))
UNION ALL
SELECT 4, grouping(sex), sex, NULL, NULL, ARRAY[
    count(*) FILTER (WHERE result), sum(months) FILTER (WHERE result), min(months) FILTER (WHERE result), max(months) FILTER (WHERE result), percentile_cont(0.5) WITHIN GROUP (ORDER BY months) FILTER (WHERE result),
    count(*), sum(months), min(months), max(months), percentile_cont(0.5) WITHIN GROUP (ORDER BY months),
    count(*) FILTER (WHERE work), sum(months) FILTER (WHERE work), min(months) FILTER (WHERE work), max(months) FILTER (WHERE work), percentile_cont(0.5) WITHIN GROUP (ORDER BY months) FILTER (WHERE work),
    count(*) FILTER (WHERE studies), sum(months) FILTER (WHERE studies), min(months) FILTER (WHERE studies), max(months) FILTER (WHERE studies), percentile_cont(0.5) WITHIN GROUP (ORDER BY months) FILTER (WHERE studies),
    count(*) FILTER (WHERE rehab), sum(months) FILTER (WHERE rehab), min(months) FILTER (WHERE rehab), max(months) FILTER (WHERE rehab), percentile_cont(0.5) WITHIN GROUP (ORDER BY months) FILTER (WHERE rehab)
    ]::double precision[]
FROM stay WHERE exiting GROUP BY GROUPING SETS ((), (sex))
UNION ALL
SELECT 5, grouping(sex), sex, NULL, NULL, ARRAY[
    count(*) FILTER (WHERE result), avg(support) FILTER (WHERE result), min(support) FILTER (WHERE result), max(support) FILTER (WHERE result), count(*) FILTER (WHERE result AND support > 108),
    count(*) FILTER (WHERE exiting), avg(support) FILTER (WHERE exiting), min(support) FILTER (WHERE exiting), max(support) FILTER (WHERE exiting), count(*) FILTER (WHERE exiting AND support > 108),
    count(*) FILTER (WHERE new), avg(support) FILTER (WHERE new), min(support) FILTER (WHERE new), max(support) FILTER (WHERE new), count(*) FILTER (WHERE new AND support > 108)
    ]::double precision[]
FROM stay WHERE support IS NOT NULL GROUP BY GROUPING SETS ((), (sex))
UNION ALL
SELECT 6, 0, NULL, NULL, NULL, ARRAY[
    count(*) FILTER (WHERE referred_on BETWEEN %(first)s::date AND %(last)s::date),
    count(*) FILTER (WHERE visited_on BETWEEN %(first)s::date AND %(last)s::date),
    count(enrolled_on) FILTER (WHERE visited_on BETWEEN %(first)s::date AND %(last)s::date),
    count(*) FILTER (WHERE enrolled_on <= %(written)s::date AND coalesce(exited_on, 'infinity') > %(written)s::date),
    count(*) FILTER (WHERE enrolled_on > %(written)s::date)]::double precision[]
FROM event
UNION ALL
SELECT 7, 0, NULL, NULL, NULL, ARRAY[count(DISTINCT person_id) FILTER (WHERE enrolled),
    max(samsteg_whole_months(CASE WHEN missions THEN mission_on ELSE referred_on END, %(last)s::date)) FILTER (WHERE NOT enrolled),
    min(samsteg_whole_months(CASE WHEN missions THEN mission_on ELSE referred_on END, %(last)s::date)) FILTER (WHERE NOT enrolled),
    (SELECT count(*) FROM stay s JOIN people_person q ON q.id = s.person_id AND q.team_id = %(team)s AND q.own_id = ''
     LEFT JOIN people_identity i ON i.person_id = s.person_id AND i.team_id = %(team)s
     WHERE s.enrolled AND i.personnummer_index IS NULL)]::double precision[]
FROM stay
UNION ALL
SELECT 8, 0, p.form, NULL, NULL, ARRAY[
    count(DISTINCT p.stay_id) FILTER (WHERE p.started_on <= least(%(last)s::date, s.exited_on) AND coalesce(p.ended_on, 'infinity') >= %(first)s::date),
    count(DISTINCT p.stay_id) FILTER (WHERE s.work AND p.started_on <= s.exited_on),
    -- What was to begin after the exit never came to be. Every place of the volume has hours and no steps, the same all
    -- over: then the mean of places is the mean of people.
    avg(p.hours_per_week) FILTER (WHERE p.started_on <= least(%(last)s::date, s.exited_on) AND coalesce(p.ended_on, 'infinity') >= %(first)s::date),
    avg(p.hours_per_week) FILTER (WHERE s.exiting AND p.started_on <= least(%(last)s::date, s.exited_on) AND coalesce(p.ended_on, 'infinity') >= %(first)s::date),
    avg(p.hours_per_week) FILTER (WHERE s.result AND p.started_on <= least(%(last)s::date, s.exited_on) AND coalesce(p.ended_on, 'infinity') >= %(first)s::date)
    ]::double precision[]
FROM stay s JOIN placements_placement p ON p.stay_id = s.stay_id AND p.team_id = %(team)s AND p.superseded_at IS NULL
WHERE s.enrolled GROUP BY p.form
UNION ALL
SELECT 9, 0, p.code, NULL, NULL, ARRAY[count(*), count(*) FILTER (WHERE s.exiting AND s.detail = p.code),
    count(*) FILTER (WHERE p.ended_on <= %(last)s::date AND NOT (s.exiting AND s.detail = p.code)
        AND coalesce(s.exited_on, 'infinity') > p.ended_on),
    count(*) FILTER (WHERE coalesce(p.ended_on, 'infinity') > %(last)s::date AND NOT s.exiting)]::double precision[]
-- Of several periods of one kind the last one in the period tells.
FROM stay s CROSS JOIN LATERAL (
    SELECT DISTINCT ON (e.code) e.code, e.ended_on FROM participants_paralleleffort e
    WHERE e.stay_id = s.stay_id AND e.team_id = %(team)s AND e.superseded_at IS NULL
        AND e.started_on <= %(last)s::date AND coalesce(e.ended_on, 'infinity') >= %(first)s::date
    ORDER BY e.code, e.started_on DESC
) p
WHERE s.enrolled GROUP BY p.code
UNION ALL
SELECT 10, 0, NULL, NULL, NULL, ARRAY[count(*), coalesce(sum(percent / 100
    * (least(ended_on, %(last)s::date) - greatest(started_on, %(first)s::date) + 1)), 0) / (%(last)s::date - %(first)s::date + 1)
    ]::double precision[]
FROM staffing_position
WHERE team_id = %(team)s AND superseded_at IS NULL AND started_on <= %(last)s::date
    AND coalesce(ended_on, 'infinity') >= %(first)s::date
UNION ALL
SELECT 11, 0, NULL, NULL, NULL, ARRAY[sum(requested_sek), sum(granted_sek), sum(actual_sek),
    sum(coalesce(actual_sek, actual_half_year_sek, 0) + forecast_rest_sek),
    sum(coalesce(actual_sek, coalesce(actual_half_year_sek, 0) + forecast_rest_sek))]::double precision[]
    || array_agg(granted_sek ORDER BY position)::double precision[]
FROM budget_budgetrow
WHERE team_id = %(team)s AND year = extract(year FROM %(last)s::date) AND period = 'full_year' AND superseded_at IS NULL
UNION ALL
-- Took part, came, were expected; then each mark by itself. Groups that other teams hold aren't in the volume.
SELECT 12, grouping(a.group_id, s.sex), a.group_id::text, s.sex, NULL, ARRAY[
    count(DISTINCT s.stay_id) FILTER (WHERE a.mark IN ('present', 'digital', 'came_by')),
    count(*) FILTER (WHERE a.mark IN ('present', 'digital') AND NOT a.is_drop_in),
    count(*) FILTER (WHERE a.mark <> 'came_by' AND NOT a.is_drop_in),
    count(*) FILTER (WHERE a.mark = 'present'), count(*) FILTER (WHERE a.mark = 'digital'),
    count(*) FILTER (WHERE a.mark = 'excused'), count(*) FILTER (WHERE a.mark = 'absent'),
    count(*) FILTER (WHERE a.mark = 'came_by')]::double precision[]
FROM stay s JOIN activities_attendance a ON a.stay_id = s.stay_id AND a.team_id = %(team)s AND a.superseded_at IS NULL
    AND a.occurred_on BETWEEN %(first)s::date AND %(last)s::date
WHERE s.enrolled GROUP BY GROUPING SETS ((), (a.group_id), (s.sex))
UNION ALL
SELECT 13, grouping(group_id), group_id::text, NULL, NULL, ARRAY[
    count(*) FILTER (WHERE state = 'held'), count(*) FILTER (WHERE state = 'cancelled')]::double precision[]
FROM activities_groupsession
WHERE team_id = %(team)s AND superseded_at IS NULL AND on_day BETWEEN %(first)s::date AND %(last)s::date
GROUP BY GROUPING SETS ((), (group_id))
UNION ALL
-- Held in the period; and whose next one should have been held before its last day. The times never change here.
SELECT 14, 0, NULL, NULL, NULL, ARRAY[
    (SELECT count(*) FROM follow_ups_followup f WHERE f.team_id = %(team)s AND f.superseded_at IS NULL AND f.state = 'held'
        AND f.kind IN ('first', 'three_month') AND f.meeting_on BETWEEN %(first)s::date AND %(last)s::date),
    (SELECT count(*) FROM stay s
        LEFT JOIN (SELECT DISTINCT ON (stay_id) stay_id, next_due_on FROM follow_ups_followup
            WHERE team_id = %(team)s AND superseded_at IS NULL AND state = 'held' AND kind IN ('first', 'three_month')
                AND meeting_on <= %(last)s::date
            ORDER BY stay_id, meeting_on DESC) f ON f.stay_id = s.stay_id
        WHERE s.closing AND coalesce(f.next_due_on, samsteg_workday(s.enrolled_on + 42)) < %(last)s::date)]::double precision[]
