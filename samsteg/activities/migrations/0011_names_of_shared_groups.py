"""Fences, and the one opening between teams: first names in a group that is held together (docs/adr/0023).

The function runs as the owner of the tables and gives away no more than it says: for the staff of a team in the
context, of a group that the team holds or shares today, the sealed names of those who have let this team know them, and
of the rest a number. Each name given is written into the log of the person's own team, in the same transaction.
"""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import OWN_PERSON, OWN_TEAM, also_read, fence

FUNCTION = """
CREATE FUNCTION samsteg_shared_names(asking integer, of_group bigint, on_day date)
RETURNS TABLE (from_team_id integer, person_id bigint, key_id text, wrapped_key bytea, name_cipher bytea, others bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    acting bigint := NULLIF(current_setting('samsteg.actor_id', true), '')::bigint;
    teams integer[] := NULLIF(current_setting('samsteg.team_ids', true), '')::integer[];
    today date := (now() AT TIME ZONE 'Europe/Stockholm')::date;
    host integer;
BEGIN
    IF acting IS NULL OR teams IS NULL OR NOT asking = ANY (teams) OR NOT EXISTS (
        SELECT 1 FROM public.access_membership s
        WHERE s.team_id = asking AND s.user_id = acting AND s.role IN ('coach', 'team_lead')
            AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today)
    ) THEN
        RETURN;
    END IF;
    SELECT g.team_id INTO host FROM public.activities_group g WHERE g.id = of_group;
    IF host IS NULL OR (host <> asking AND NOT EXISTS (
        SELECT 1 FROM public.activities_groupshare s
        WHERE s.group_id = of_group AND s.partner_id = asking AND (s.ended_on IS NULL OR s.ended_on > today)
    )) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH there AS MATERIALIZED (
        SELECT DISTINCT m.team_id, m.person_id FROM public.activities_groupmembership m
        WHERE m.group_id = of_group AND m.host_id = host AND m.team_id <> asking AND m.superseded_at IS NULL
            AND m.joined_on <= on_day AND (m.left_on IS NULL OR m.left_on > on_day)
            AND (m.team_id = host OR EXISTS (
                SELECT 1 FROM public.activities_groupshare s
                WHERE s.group_id = of_group AND s.partner_id = m.team_id
                    AND (s.ended_on IS NULL OR s.ended_on > today)))
            AND NOT EXISTS (
                SELECT 1 FROM public.access_protection p
                WHERE p.team_id = m.team_id AND p.person_id = m.person_id AND p.valid_to IS NULL)
            AND EXISTS (
                SELECT 1 FROM public.participants_stay t
                WHERE t.team_id = m.team_id AND t.person_id = m.person_id
                    AND (t.exited_on IS NULL OR t.exited_on >= on_day))
    ), told AS MATERIALIZED (
        SELECT t.team_id, t.person_id, i.key_id, i.wrapped_key, i.name_cipher
        FROM there t JOIN public.people_identity i ON i.team_id = t.team_id AND i.person_id = t.person_id
        WHERE i.name_cipher IS NOT NULL AND EXISTS (
            SELECT 1 FROM public.activities_nameconsent c
            WHERE c.team_id = t.team_id AND c.person_id = t.person_id AND c.group_id = of_group
                AND c.to_team_id = asking AND c.ended_at IS NULL AND c.signed_on <= today AND c.valid_to > today)
    ), logged AS (
        INSERT INTO public.audit_read_entry
            (request_id, actor_id, authority_ids, team_id, person_id, kind, place, reason)
        SELECT gen_random_uuid(), acting, '{}'::bigint[], o.team_id, o.person_id, 'list', 'page:shared-names', ''
        FROM told o
        RETURNING 1
    )
    SELECT o.team_id::integer, o.person_id::bigint, o.key_id::text, o.wrapped_key, o.name_cipher, 0::bigint FROM told o
    UNION ALL
    SELECT t.team_id::integer, NULL, NULL, NULL, NULL, count(*)
    FROM there t
    WHERE NOT EXISTS (SELECT 1 FROM told o WHERE o.team_id = t.team_id AND o.person_id = t.person_id)
    GROUP BY t.team_id;
END $$;
REVOKE ALL ON FUNCTION samsteg_shared_names(integer, bigint, date) FROM PUBLIC;
DO $$
DECLARE app text := coalesce(nullif(current_setting('samsteg.app_role', true), ''), 'samsteg_app');
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION samsteg_shared_names(integer, bigint, date) TO %I', app);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0010_shared_names"),
        ("access", "0026_offline_roll_call"),
        ("audit", "0016_reads_of_referrals"),
        ("participants", "0015_fences_of_own_access"),
        ("people", "0006_who_changed_identity"),
    ]

    operations = [
        fence("activities_nameconsent"),
        fence("activities_nameconsenthistoryevent"),
        also_read("activities_nameconsent", "own_page", f"person_id = {OWN_PERSON} AND team_id = {OWN_TEAM}"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION samsteg_shared_names(integer, bigint, date)"),
    ]
