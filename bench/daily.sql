-- The work from day to day of the teams of volume.sql, whose plan of stays it goes on with: staff, coaches, visits,
-- follow-ups, groups with roll calls, the team's own times, employers' contacts. Told until 15 January 2026, planned
-- some weeks ahead; the pages are asked for on 14 January 2026 (bench/page_list.py).
--
-- What a page has in its addresses is numbered by the team, so that a team alone has the same addresses.

-- Six of the staff in each team; the first leads it.
INSERT INTO accounts_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
SELECT 9, '!', false, 'bench-granter', '', '', '', false, true, timestamptz '2015-01-01'
UNION ALL
SELECT 10 * t.id + n, '!', false, 'bench-' || t.id || '-' || n, pg_temp.among('{{Alva,Bo,Cilla,Disa,Ebbe,Frej,Gull,Harry}}', n, 100),
    'Mät ' || n, '', false, true, '2016-01-01'
FROM organisation_team t CROSS JOIN generate_series(1, 6) n;

INSERT INTO access_membership (team_id, user_id, role, is_acting, valid_from, granted_by_id, is_operator)
SELECT t.id, 10 * t.id + n, CASE n WHEN 1 THEN 'team_lead' ELSE 'coach' END, false, '2016-01-01', 9, false
FROM organisation_team t CROSS JOIN generate_series(1, 6) n ORDER BY t.id, n;

-- Those who are here, by when they were enrolled; a person of two such stays only once.
CREATE TEMP TABLE here AS
SELECT *, row_number() OVER (PARTITION BY team_id ORDER BY enrolled_on, id) AS place
FROM (
    SELECT DISTINCT ON (person_id) * FROM plan
    WHERE enrolled_on <= '2026-01-12' AND exited_on IS NULL ORDER BY person_id, enrolled_on DESC
) one;
ANALYZE here;

INSERT INTO access_coachassignment (team_id, person_id, coach_id, valid_from, valid_to)
SELECT p.team_id, p.person_id, 10 * p.team_id + 1 + p.id % 6, p.enrolled_on, p.exited_on
FROM plan p LEFT JOIN here h USING (id)
WHERE p.enrolled_on <= '2026-01-12' AND (p.exited_on IS NOT NULL OR h.id IS NOT NULL)
ORDER BY p.enrolled_on, p.id;

-- Nearly all who are here let the team see the record; for those who don't, the coach alone does.
INSERT INTO access_consent (team_id, person_id, kind, to_team, categories, purpose, edition, form, form_note, signer, signed_on,
    is_about_two, valid_from, agreed_to, valid_to, ends_at_exit, ends_at_start, recorded_by_id, ended_as)
SELECT team_id, person_id, 'secrecy', true, '{{contact,planning,attendance,work,studies,income,health,social,outcome}}', 'Samordning',
    'sv', 'paper', '', 'self', date '2025-11-01' - (id % 150)::integer, false, date '2025-11-01' - (id % 150)::integer,
    date '2026-05-01' - (id % 110)::integer, date '2026-05-01' - (id % 110)::integer, true, false, 10 * team_id + 2, ''
FROM here WHERE id % 20 > 0 ORDER BY id;

-- Visits: those that were made, and those that are booked for the next days. Three times a week stand.
INSERT INTO participants_visitslot (id, team_id, weekday, starts_at, minutes, form, place, valid_from, recorded_by_id)
SELECT 10 * t.id + n, t.id, 1 + n, '13:00', 60, 'place', '', '2025-06-01', 10 * t.id + 1
FROM organisation_team t CROSS JOIN generate_series(1, 3) n ORDER BY t.id, n;

INSERT INTO participants_visit (id, team_id, person_id, stay_id, kind, form, on_day, starts_at, minutes, with_referrer, state,
    changed_by, outcome, recorded_by_id, recorded_at, version)
SELECT id, team_id, person_id, id, 'study_visit', 'place', coalesce(study_visit_on, date '2026-01-12' + (id % 12)::integer), '13:00',
    60, true, CASE WHEN study_visit_on IS NULL THEN 'booked' ELSE 'held' END, '',
    CASE WHEN study_visit_on IS NULL THEN '' ELSE pg_temp.among('{{wants,wants,wants,thinking}}', id, 101) END,
    10 * team_id + 1, referred_on + interval '3 days', 1
FROM plan
WHERE study_visit_on IS NOT NULL OR (referred_on > '2025-11-15' AND enrolled_on IS NULL AND not_enrolled_on IS NULL)
ORDER BY referred_on, id;

-- A first follow-up after six weeks and then every third month; who is here has the next one booked.
INSERT INTO follow_ups_followuptimes (recorded_at, team_id, valid_from, first_weeks, every_months)
SELECT '2016-01-02', id, '2016-01-01', 6, 3 FROM organisation_team ORDER BY id;

INSERT INTO follow_ups_followup (recorded_at, team_id, person_id, stay_id, series, version, kind, state, due_on, next_due_on,
    meeting_on, meeting_at, form, authority_ids, cancelled_by, cancel_reason)
SELECT d.due - interval '20 days', p.team_id, p.person_id, p.id, md5('follow-up' || p.id || ':' || nth)::uuid, 1,
    CASE nth WHEN 0 THEN 'first' ELSE 'three_month' END, CASE WHEN d.held THEN 'held' ELSE 'booked' END, d.due,
    CASE WHEN d.held THEN d.due + 91 END, d.due + (p.id % 5)::integer, '10:00', 'team', '{{}}', '', ''
FROM plan p
CROSS JOIN generate_series(0, 11) nth
CROSS JOIN LATERAL (
    SELECT p.enrolled_on + 42 + 91 * nth AS due, p.enrolled_on + 42 + 91 * nth < date '2026-01-07' AS held
) d
WHERE p.enrolled_on <= '2026-01-12' AND d.due <= coalesce(p.exited_on, date '2026-01-12' + 45)
    AND (d.held OR p.id IN (SELECT id FROM here)) AND (d.held OR p.enrolled_on + 42 + 91 * (nth - 1) < date '2026-01-07')
ORDER BY d.due, p.id;

-- A talk every other week with each who is here: held for a year back, booked two weeks ahead. One in fifty of the last
-- days waits for its answer.
INSERT INTO follow_ups_talk (recorded_at, team_id, person_id, stay_id, series, version, on_day, starts_at, ends_at, form, coach_id,
    state, changed_by, cancel_reason, recorded_by_id)
SELECT d.day - interval '14 days', h.team_id, h.person_id, h.id, md5('talk' || h.id || ':' || nth)::uuid, 1, d.day,
    time '09:00' + (h.id % 6) * interval '1 hour', time '10:00' + (h.id % 6) * interval '1 hour',
    CASE h.id % 4 WHEN 0 THEN 'walk' WHEN 1 THEN 'phone' ELSE 'talk' END, a.coach_id,
    CASE WHEN d.day < '2026-01-14' AND NOT (d.day > '2026-01-06' AND h.id % 50 = 0) THEN 'held' ELSE 'booked' END, '', '', a.coach_id
FROM here h
JOIN access_coachassignment a ON a.team_id = h.team_id AND a.person_id = h.person_id AND a.valid_to IS NULL
CROSS JOIN generate_series(-26, 1) nth
CROSS JOIN LATERAL (SELECT date '2026-01-12' + nth::integer * 14 + (h.id % 2)::integer * 7 + (h.id % 5)::integer AS day) d
WHERE d.day >= h.enrolled_on
ORDER BY d.day, h.id;

-- Three groups: a large one since 2024 and two smaller since 2025, each with its day of the week.
CREATE TEMP TABLE rhythm AS
SELECT t.id AS team_id, 10 * t.id + n AS group_id, n, CASE n WHEN 1 THEN date '2024-01-01' ELSE date '2024-12-30' END + n - 1 AS first_on,
    CASE n WHEN 1 THEN 15 ELSE 8 END AS size
FROM organisation_team t CROSS JOIN generate_series(1, 3) n;

INSERT INTO activities_group (id, team_id, name, kind, purpose, threshold, joining, ends_trial, place_kind, place, version, updated_by_id)
SELECT group_id, team_id, pg_temp.among('{{Måndagsgruppen,Skogsgruppen,Verkstaden}}', n, 102) || ' ' || n,
    CASE n WHEN 1 THEN 'meeting_place' ELSE 'work_training' END, '', 'low', 'members', false, 'room', 'Stora rummet', 1, 10 * team_id + 1
FROM rhythm ORDER BY team_id, n;

INSERT INTO activities_leader (id, team_id, group_id, user_id, name, organisation, started_on, updated_by_id)
SELECT group_id, team_id, group_id, 10 * team_id + n, '', '', first_on, 10 * team_id + 1 FROM rhythm ORDER BY team_id, n;

INSERT INTO activities_term (id, team_id, group_id, first_on, last_on, rhythm, breaks, overlap_reason, updated_by_id)
SELECT group_id, team_id, group_id, first_on, '2026-03-20', '[]', '[]', '', 10 * team_id + 1 FROM rhythm ORDER BY team_id, n;

INSERT INTO activities_closeddays (team_id, first_on, last_on, why, updated_by_id)
SELECT id, '2025-12-22', '2026-01-06', 'Jullov', 10 * id + 1 FROM organisation_team ORDER BY id;

INSERT INTO activities_groupsession (recorded_at, team_id, group_id, term_id, series, version, on_day, starts_at, ends_at, state,
    moved_from_on, reason, decided_by, place_kind, place, about, day_note, guest_count, partner_count)
SELECT d.day - 7, team_id, group_id, group_id, md5('session' || group_id || ':' || d.day)::uuid, 1, d.day, '09:00', '12:00', d.state,
    NULL, CASE d.state WHEN 'cancelled' THEN 'holiday' ELSE '' END, CASE d.state WHEN 'cancelled' THEN 'team' ELSE '' END, '', '',
    '', '', 0, 0
FROM rhythm
CROSS JOIN LATERAL (
    SELECT day::date AS day, CASE WHEN day BETWEEN '2025-12-22' AND '2026-01-06' THEN 'cancelled'
        WHEN day < '2026-01-14' THEN 'held' ELSE 'planned' END AS state
    FROM generate_series(first_on, timestamp '2026-03-20', interval '7 days') day
) d
ORDER BY d.day, team_id;

-- In a group are some who are here, and of last year's some who have left.
INSERT INTO activities_groupmembership (recorded_at, team_id, host_id, group_id, person_id, series, version, joined_on, left_on,
    leave_reason)
SELECT m.joined_on, team_id, team_id, group_id, m.person_id, md5('member' || group_id || ':' || m.id)::uuid, 1, m.joined_on, m.left_on,
    CASE WHEN m.left_on IS NULL THEN '' ELSE 'stay_ended' END
FROM rhythm r
CROSS JOIN LATERAL (
    SELECT id, person_id, greatest(enrolled_on, first_on) AS joined_on, NULL::date AS left_on
    FROM here h WHERE h.team_id = r.team_id AND h.place > 10 * (r.n - 1) AND h.place <= 10 * (r.n - 1) + r.size
    UNION ALL
    (SELECT id, person_id, greatest(enrolled_on, first_on), exited_on FROM plan p
    WHERE p.team_id = r.team_id AND r.n = 1 AND p.exited_on > '2025-01-31' AND p.person_id = p.id
        AND p.id NOT IN (SELECT person_id FROM here)
    ORDER BY exited_on DESC, id LIMIT 15)
) m
ORDER BY m.joined_on, team_id, m.id;

INSERT INTO activities_attendance (id, recorded_at, team_id, host_id, group_id, session_series, person_id, stay_id, occurred_on, mark,
    sent_id)
SELECT 40 * (1000 * (s.on_day - date '2024-01-01') + s.team_id) + row_number() OVER (PARTITION BY s.series ORDER BY m.person_id),
    s.on_day + time '13:00', s.team_id, s.team_id, s.group_id, s.series, m.person_id, p.id, s.on_day,
    pg_temp.among('{{present,present,present,present,excused,absent}}', m.person_id, s.on_day - date '2024-01-01'),
    md5('mark' || s.series || m.person_id)::uuid
FROM activities_groupsession s
JOIN activities_groupmembership m ON m.group_id = s.group_id AND s.on_day >= m.joined_on AND s.on_day <= coalesce(m.left_on, 'infinity')
JOIN plan p ON p.person_id = m.person_id AND p.enrolled_on <= s.on_day AND coalesce(p.exited_on, 'infinity') >= s.on_day
WHERE s.state = 'held'
ORDER BY s.on_day, s.team_id, m.person_id;

-- The team's own times, where each is in the morning, and who is away.
INSERT INTO activities_teamevent (id, team_id, kind, title, place, starts_on, starts_at, minutes, rhythm, until_on, user_ids, version,
    recorded_by_id, recorded_at)
SELECT 10 * t.id + e.n, t.id, e.kind, e.title, '', e.starts_on, e.starts_at, 90, e.rhythm, '2026-12-18', '{{}}', 1, 10 * t.id + 1,
    '2024-01-01'
FROM organisation_team t
CROSS JOIN (VALUES
    (1, 'team_meeting', 'Teammöte', date '2024-01-08', time '13:00', 'weekly'),
    (2, 'supervision', 'Handledning', date '2024-01-04', time '09:00', 'fortnightly'),
    (3, 'workplace_meeting', 'Arbetsplatsträff', date '2024-01-11', time '14:00', 'monthly'),
    (4, 'writing', 'Skrivtid', date '2024-01-12', time '13:00', 'weekly')
) e(n, kind, title, starts_on, starts_at, rhythm)
ORDER BY t.id, e.n;

INSERT INTO activities_presence (team_id, user_id, on_day, state, noted_by_id)
SELECT t.id, 10 * t.id + n, day, pg_temp.among('{{in,in,in,out,home,away}}', 10 * t.id + n, day::date - date '2025-01-01'), 10 * t.id + n
FROM organisation_team t
CROSS JOIN generate_series(timestamp '2025-11-03', timestamp '2026-01-14', interval '1 day') day
CROSS JOIN generate_series(1, 6) n
WHERE extract(isodow FROM day) < 6 AND day NOT BETWEEN '2025-12-24' AND '2026-01-01'
ORDER BY day, t.id, n;

INSERT INTO staffing_absence (team_id, user_id, first_on, last_on, starts_at, ends_at, noted_by_id)
SELECT t.id, 10 * t.id + a.n, a.first_on, a.last_on, a.starts_at, a.ends_at, 10 * t.id + 1
FROM organisation_team t
CROSS JOIN (VALUES
    (2, date '2026-01-15', date '2026-01-16', NULL::time, NULL::time), (4, '2026-01-13', '2026-01-13', '13:00', '15:00'),
    (5, '2025-12-22', '2026-01-06', NULL, NULL)
) a(n, first_on, last_on, starts_at, ends_at)
ORDER BY t.id, a.n;

-- Employers: what they are called, whom to call there, and when somebody did; some want to be asked again.
INSERT INTO placements_employername (team_id, employer_id, folded)
SELECT team_id, id, lower(name) FROM placements_employer ORDER BY id;

UPDATE placements_employer SET ask_again_on = date '2026-01-08' + (id % 60)::integer, ask_again_why = 'Ny säsong'
WHERE id % 40 = 0;

INSERT INTO placements_employercontact (id, team_id, employer_id, name, role, phone, mail, confirmed_on)
SELECT 10 * e.id + n, e.team_id, e.id, 'Kontakt ' || n, 'Chef', '0225-000 0' || n, '', date '2023-01-01' + (e.id % 1000)::integer
FROM placements_employer e CROSS JOIN generate_series(1, 2) n ORDER BY e.id, n;

INSERT INTO placements_employernote (id, team_id, employer_id, kind, happened_on, text, is_request, written_by_id, written_at)
SELECT 10 * e.id + n, e.team_id, e.id, pg_temp.among('{{call,visit,mail,meeting}}', e.id, n), d.day, 'Vi talade om platser.', n = 1,
    10 * e.team_id + 2, d.day + time '15:00'
FROM placements_employer e
CROSS JOIN generate_series(1, 3) n
CROSS JOIN LATERAL (SELECT date '2024-01-15' + (e.id * 37 * n % 725)::integer AS day) d
ORDER BY d.day, e.id, n;

INSERT INTO placements_checkin (recorded_at, team_id, person_id, stay_id, series, check_in, version, held_on, form, next_on)
SELECT p.started_on + 15, p.team_id, s.person_id, s.id, p.series, md5('check-in' || p.series)::uuid, 1, p.started_on + 14, 'phone',
    p.started_on + 42
FROM placements_placement p JOIN plan s ON s.id = p.stay_id
WHERE p.superseded_at IS NULL AND p.form <> 'study_visit' AND p.started_on < '2025-12-20'
    AND p.started_on + 14 <= least(p.ended_on, s.exited_on)
ORDER BY p.started_on, p.id;

SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), 10 * ({teams} + 1)),
    setval(pg_get_serial_sequence('participants_visitslot', 'id'), 10 * ({teams} + 1)),
    setval(pg_get_serial_sequence('participants_visit', 'id'), {stays}),
    setval(pg_get_serial_sequence('activities_group', 'id'), 10 * ({teams} + 1)),
    setval(pg_get_serial_sequence('activities_leader', 'id'), 10 * ({teams} + 1)),
    setval(pg_get_serial_sequence('activities_term', 'id'), 10 * ({teams} + 1)),
    setval(pg_get_serial_sequence('activities_attendance', 'id'), 40 * 1000 * 1000),
    setval(pg_get_serial_sequence('activities_teamevent', 'id'), 10 * ({teams} + 1)),
    setval(pg_get_serial_sequence('placements_employercontact', 'id'), 10000 * ({teams} + 1)),
    setval(pg_get_serial_sequence('placements_employernote', 'id'), 10000 * ({teams} + 1));
DROP TABLE plan, here, rhythm;
