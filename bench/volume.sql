-- Ten years of invented follow-up in many teams, written straight into the tables by their owner.
--
-- Everything follows from the number of the stay (or person, or team), so that one team made alone in a database of
-- its own has exactly the rows that it has among all others. Rows are written in the order in which they were learnt,
-- as years of daily use would have left them: a team's rows lie scattered over each table.
--
-- The work from day to day is told by daily.sql, which goes on where this ends.
--
-- Placeholders: {stays}, {teams}, {only} (the one team to make; 0 makes all). The days run from 2016 to 2025.

CREATE FUNCTION pg_temp.part(id bigint, salt integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(id, salt) & 2147483647) / 2147483648.0::double precision
$$;
CREATE FUNCTION pg_temp.among(choices text[], id bigint, salt integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT choices[1 + floor(pg_temp.part(id, salt) * cardinality(choices))::integer]
$$;

INSERT INTO organisation_team (id, slug, name, municipality_code)
SELECT t, 'bench-' || t, 'Mätteamet ' || t, '2083' FROM generate_series(1, {teams}) t
WHERE {only} IN (0, t);

INSERT INTO organisation_teamsettings (recorded_at, valid_from, result_definition, age_bands, referrer_groups,
    destination_groups, report_template, formats, team_id)
SELECT '2016-01-02', '2016-01-01', '["work", "studies", "other_rehab"]', '[[18, 30], [31, 45], [46, 64]]', '{{}}', '{{}}',
    'grund', '{{}}', id
FROM organisation_team ORDER BY id;

-- One row per stay: when what happened. Early numbers are the bigger teams (about twice the smallest).
CREATE TEMP TABLE plan AS
WITH drawn AS (
    SELECT s AS id, 1 + floor({teams} * power(pg_temp.part(s, 0), 1.25))::integer AS team_id,
        date '2016-01-01' + floor(pg_temp.part(s, 1) * 3652)::integer AS referred_on
    FROM generate_series(1, {stays}) s
), dated AS (
    SELECT *,
        CASE WHEN pg_temp.part(id, 2) < 0.6 THEN referred_on + 5 + floor(pg_temp.part(id, 3) * 25)::integer END AS visit,
        CASE WHEN pg_temp.part(id, 4) < 0.9 THEN referred_on + 8 + floor(pg_temp.part(id, 5) * 30)::integer END AS mission,
        pg_temp.part(id, 6) < 0.12 AS declined,
        referred_on + 40 + floor(pg_temp.part(id, 7) * 80)::integer AS started,
        30 + floor(900 * power(pg_temp.part(id, 8), 1.3))::integer AS days
    FROM drawn WHERE {only} IN (0, team_id)
), known AS (
    SELECT id, team_id, referred_on, CASE WHEN visit <= '2025-12-31' THEN visit END AS study_visit_on,
        CASE WHEN mission <= '2025-12-31' THEN mission END AS mission_received_on,
        CASE WHEN NOT declined AND started <= '2026-01-20' THEN started END AS enrolled_on,
        CASE WHEN NOT declined AND started + days <= '2025-12-31' THEN started + days END AS exited_on,
        CASE WHEN declined AND started <= '2025-12-31' THEN started END AS not_enrolled_on, days
    FROM dated
), reasoned AS (
    SELECT *,
        CASE WHEN exited_on IS NULL THEN ''
            WHEN days < 90 AND pg_temp.part(id, 9) < 0.7 THEN 'other'
            ELSE pg_temp.among('{{work,work,work,studies,studies,other_rehab,other_rehab,sickness_compensation,parental_leave,other}}',
                id, 10) END AS reason
    FROM known
)
SELECT *,
    CASE reason
        WHEN 'work' THEN pg_temp.among('{{unsubsidised,unsubsidised,wage_subsidy,extra_job,""}}', id, 11)
        WHEN 'other_rehab' THEN pg_temp.among('{{forstarkt_samarbete,forstarkt_samarbete,regular_job_seeking,another_municipality}}', id, 11)
        WHEN 'other' THEN pg_temp.among('{{daily_activity_lss,moved,deceased,back_to_referrer,medical_rehab,substance_abuse,without_support,""}}', id, 11)
        ELSE '' END AS detail,
    exited_on IS NOT NULL AND days < 90 AND reason = 'other' AS early_exit,
    CASE not_enrolled_on IS NULL WHEN true THEN '' ELSE pg_temp.among('{{declined,back_to_referrer,wrong_time,other}}', id, 12) END AS not_enrolled_reason,
    pg_temp.among('{{soc,soc,soc,fk,fk,af,af,region,psychiatry,primary_care,kaa,self,other,""}}', id, 13) AS referrer,
    pg_temp.among('{{2083,2083,2083,2083,2083,2082,2080,2081,""}}', id, 14) AS municipality_code,
    CASE WHEN pg_temp.part(id, 15) < 0.05 THEN '{{}}'::varchar[]
        WHEN pg_temp.part(id, 15) < 0.75 THEN ARRAY[a.first]::varchar[]
        ELSE ARRAY[a.first, a.second]::varchar[] END AS income_start,
    CASE WHEN exited_on IS NULL THEN '{{}}'::varchar[]
        ELSE ARRAY[pg_temp.among('{{salary,salary,student_aid,activity_support,sickness_compensation,social_assistance}}', id, 18)]::varchar[]
        END AS income_exit,
    CASE WHEN pg_temp.part(id, 19) < 0.9 THEN round((240 * power(pg_temp.part(id, 20), 2))::numeric, 2) END AS support_months,
    id AS person_id
FROM reasoned
CROSS JOIN LATERAL (SELECT
    pg_temp.among('{{social_assistance,social_assistance,sickness_benefit,rehabilitation_benefit,activity_compensation,activity_support}}', id, 16) AS first,
    pg_temp.among('{{sickness_benefit_special,unemployment_benefit,parental_benefit,student_aid,other}}', id, 17) AS second
) a;
CREATE UNIQUE INDEX ON plan (id);
ANALYZE plan;

-- Returners: every sixth stay is the person of a stay that began 151 enrolments earlier in the team, if that has ended.
-- (151 isn't a multiple of 6, so the earlier stay is nobody's return.)
WITH pairs AS (
    SELECT id, enrolled_on, lag(id, 151) OVER w AS earlier, lag(exited_on, 151) OVER w AS ended, row_number() OVER w AS place
    FROM plan WHERE enrolled_on IS NOT NULL WINDOW w AS (PARTITION BY team_id ORDER BY enrolled_on, id)
)
UPDATE plan SET person_id = pairs.earlier
FROM pairs WHERE pairs.id = plan.id AND pairs.place % 6 = 0 AND pairs.ended < pairs.enrolled_on;

INSERT INTO people_person (id, team_id, own_id)
SELECT id, team_id, CASE WHEN pg_temp.part(id, 30) < 0.5 THEN 'P' || id ELSE '' END
FROM plan WHERE person_id = id ORDER BY referred_on, id;

INSERT INTO people_identity (team_id, person_id, key_id, wrapped_key, personnummer_cipher, personnummer_index)
SELECT team_id, id, '1', sha256(id::text::bytea) || sha256(('k' || id)::bytea), sha256(('c' || id)::bytea),
    sha256(('i' || id)::bytea)
FROM plan WHERE person_id = id AND pg_temp.part(id, 31) < 0.7 ORDER BY referred_on, id;

INSERT INTO people_persondetail (recorded_at, superseded_at, team_id, person_id, sex, born_on, birth_year)
SELECT learnt, replaced, team_id, id, CASE WHEN corrected THEN 'other' ELSE sex END,
    CASE WHEN kind < 0.85 THEN born END, CASE WHEN kind < 0.97 THEN extract(year FROM born)::smallint END
FROM (
    SELECT id, team_id, referred_on + interval '30 hours' AS first_learnt, pg_temp.part(id, 32) AS kind,
        (referred_on - interval '17 years' - floor(pg_temp.part(id, 33) * 17500) * interval '1 day')::date AS born,
        pg_temp.among('{{women,women,women,women,women,women,men,men,men,men,men,other}}', id, 34) AS sex
    FROM plan WHERE person_id = id
) p
CROSS JOIN LATERAL (VALUES
    (first_learnt, first_learnt + interval '40 days', true), (first_learnt + interval '40 days', NULL::timestamptz, false)
) AS twice(learnt, replaced, corrected)
WHERE pg_temp.part(id, 35) < 0.03
    OR NOT corrected
ORDER BY learnt, id;

INSERT INTO participants_stay (id, team_id, person_id, own_id, referred_on, study_visit_on, mission_received_on,
    enrolled_on, exited_on, not_enrolled_on, not_enrolled_reason, exit_reason, exit_detail, exit_detail_text,
    exit_extent_percent, early_exit, referrer, municipality_code, income_start, income_exit, support_before_months)
SELECT id, team_id, person_id, 'A' || id, referred_on, study_visit_on, mission_received_on, enrolled_on, exited_on,
    not_enrolled_on, not_enrolled_reason, reason, detail, '', CASE reason WHEN 'work' THEN 75 END, early_exit, referrer,
    municipality_code, income_start, income_exit, support_months
FROM plan ORDER BY referred_on, id;

-- Each event is learnt some days after it; of enrolments and exits a tenth was first written with another day.
INSERT INTO participants_stayevent (recorded_at, superseded_at, team_id, stay_id, kind, occurred_on, reason, detail,
    detail_text, extent_percent, early_exit)
SELECT t.learnt, t.replaced, p.team_id, p.id, e.kind, e.day - CASE WHEN t.wrong THEN 9 ELSE 0 END, e.reason, e.detail, '',
    CASE e.reason WHEN 'work' THEN 75 END, e.kind = 'exited' AND p.early_exit
FROM plan p
CROSS JOIN LATERAL (VALUES
    ('referred', referred_on, '', '', 0.0), ('study_visit', study_visit_on, '', '', 0.0),
    ('mission_received', mission_received_on, '', '', 0.02), ('enrolled', enrolled_on, '', '', 0.1),
    ('exited', exited_on, reason, detail, 0.12), ('not_enrolled', not_enrolled_on, not_enrolled_reason, '', 0.0)
) AS e(kind, day, reason, detail, corrected)
CROSS JOIN LATERAL (SELECT e.day + interval '9 hours' + floor(pg_temp.part(p.id, 40) * 12) * interval '1 day' AS first) f
CROSS JOIN LATERAL (VALUES
    (f.first, f.first + interval '33 days', true), (f.first + interval '33 days', NULL::timestamptz, false),
    (f.first, NULL::timestamptz, NULL::boolean)
) AS t(learnt, replaced, wrong)
WHERE e.day IS NOT NULL
    AND (t.wrong IS NOT NULL) = (hashtext(e.kind || p.id) & 1023 < e.corrected * 1024)
ORDER BY t.learnt, p.id;

INSERT INTO participants_staydetail (recorded_at, superseded_at, team_id, stay_id, referrer, municipality_code,
    income_start, income_exit, support_before_months)
SELECT t.learnt, t.replaced, p.team_id, p.id, CASE WHEN t.early THEN '' ELSE p.referrer END, p.municipality_code,
    CASE WHEN t.early THEN '{{}}' ELSE p.income_start END, CASE WHEN t.early THEN '{{}}' ELSE p.income_exit END,
    CASE WHEN t.early THEN NULL ELSE p.support_months END
FROM plan p
CROSS JOIN LATERAL (SELECT p.referred_on + interval '30 hours' AS first) f
CROSS JOIN LATERAL (VALUES
    (f.first, f.first + interval '60 days', true), (f.first + interval '60 days', NULL::timestamptz, false)
) AS t(learnt, replaced, early)
WHERE NOT t.early OR pg_temp.part(p.id, 41) < 0.3
ORDER BY t.learnt, p.id;

INSERT INTO participants_paralleleffort (recorded_at, team_id, stay_id, code, started_on, ended_on)
SELECT enrolled_on + interval '100 days', team_id, id, 'forstarkt_samarbete', enrolled_on + 90,
    CASE WHEN pg_temp.part(id, 50) < 0.7 THEN enrolled_on + 200 + floor(pg_temp.part(id, 51) * 300)::integer END
FROM plan WHERE enrolled_on IS NOT NULL AND pg_temp.part(id, 52) < 0.06 ORDER BY enrolled_on, id;

-- A second period of the same for a third of those whose first one has ended.
INSERT INTO participants_paralleleffort (recorded_at, team_id, stay_id, code, ordinal, started_on)
SELECT recorded_at, team_id, stay_id, code, 2, ended_on + 30
FROM participants_paralleleffort
WHERE ended_on IS NOT NULL AND ordinal = 1 AND pg_temp.part(stay_id, 53) < 0.33 ORDER BY id;

INSERT INTO placements_placement (recorded_at, superseded_at, team_id, stay_id, employer, form, started_on, ended_on,
    hours_per_week, series, version, found_by, insured_by, ended_how, decided_by, break_reason, outcome)
SELECT p.enrolled_on + interval '120 days', CASE WHEN nth = 3 THEN p.enrolled_on + interval '150 days' END, p.team_id, p.id,
    'Arbetsgivare ' || floor(pg_temp.part(p.id, 60 + nth) * 400)::integer,
    pg_temp.among('{{work_training,work_training,work_training,exploratory_placement,work_ability_assessment,study_visit}}', p.id, 63 + nth),
    p.enrolled_on + 60 * nth,
    CASE WHEN pg_temp.part(p.id, 67) < 0.85 THEN p.enrolled_on + 60 * nth + 20 + floor(pg_temp.part(p.id, 68) * 90)::integer END, 20,
    md5('placement' || p.id || ':' || nth)::uuid, 1, '', '', '', '', '', ''
FROM plan p CROSS JOIN generate_series(1, 3) nth
WHERE p.enrolled_on IS NOT NULL AND pg_temp.part(p.id, 70 + nth) < 0.45 / nth
ORDER BY p.enrolled_on, p.id, nth;

-- Employers by the names that placements call them, numbered by team and name.
INSERT INTO placements_employer (id, team_id, version, name, sort_name, organisation_number, sector, municipality_code, address,
    tasks, status, ask_again_why, requests_days)
SELECT DISTINCT 1000 * team_id + substring(employer FROM '[0-9]+')::integer, team_id, 1, employer, lower(employer), '', '', '', '', '', 'active', '', 90
FROM placements_placement WHERE superseded_at IS NULL ORDER BY team_id, employer;

INSERT INTO staffing_position (recorded_at, superseded_at, team_id, role, organisation, started_on, ordinal, percent,
    ended_on, remark)
SELECT started + interval '5 days', CASE WHEN nth % 7 = 0 THEN started + interval '90 days' END, t.id, 'Roll ' || nth,
    'Kommunen', started, 1, 50 + 50 * (nth % 2), CASE WHEN nth % 3 = 0 THEN started + 900 END, ''
FROM organisation_team t CROSS JOIN generate_series(1, 14) nth
CROSS JOIN LATERAL (SELECT date '2016-01-01' + 230 * nth AS started) s
ORDER BY started, t.id;

INSERT INTO budget_budgetrow (recorded_at, superseded_at, team_id, year, period, name, position, is_total, requested_sek,
    granted_sek, actual_half_year_sek, actual_sek, forecast_rest_sek)
SELECT make_date(year, 2, 1) + v.months * interval '1 month',
    CASE v.months WHEN 0 THEN make_date(year, 2, 1) + interval '6 months' END, t.id, year, 'full_year', 'Rad ' || nth, nth,
    false, 100000 * nth + 1000 * (t.id % 90), 90000 * nth, CASE v.months WHEN 6 THEN 41000 * nth END,
    CASE WHEN v.months = 6 AND nth <> 3 THEN 88000 * nth + t.id END, CASE WHEN v.months = 6 AND nth = 3 THEN 40000 * nth END
FROM organisation_team t CROSS JOIN generate_series(2016, 2025) year CROSS JOIN generate_series(1, 8) nth
CROSS JOIN (VALUES (0), (6)) v(months)
ORDER BY year, v.months, t.id, nth;

INSERT INTO statistics_publishedfigure (recorded_at, team_id, figure, is_code, period_from, period_to, ordinal, value,
    decimals, unit, source)
SELECT make_date(year + 1, 3, 1), t.id, f.code, true, make_date(year, 1, 1), make_date(year, 12, 31), 1, f.value, 0, '', 'rapport'
FROM organisation_team t CROSS JOIN generate_series(2016, 2024) year
CROSS JOIN (VALUES ('treated.count', 180), ('flow.exits', 70), ('throughput.results.months', 16)) f(code, value)
ORDER BY year, t.id, f.code;

-- What is written by the program afterwards gets numbers of its own.
SELECT setval(pg_get_serial_sequence('organisation_team', 'id'), {teams}),
    setval(pg_get_serial_sequence('placements_employer', 'id'), 1000 * ({teams} + 1)),
    setval(pg_get_serial_sequence('people_person', 'id'), {stays}),
    setval(pg_get_serial_sequence('participants_stay', 'id'), {stays});
