"""How many places other teams' participants take in a group that is held together (docs/adr/0023): a number, nothing else.

Runs as the owner of the tables, and answers as `samsteg_shared_names` does: the staff of a team in the context, of a group
that the team holds or shares today; others get nothing. Protected persons are in no number, nor who has left.
"""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION samsteg_places_of_others(asking integer, of_group bigint, on_day date) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
        RETURN NULL;
    END IF;
    SELECT g.team_id INTO host FROM public.activities_group g WHERE g.id = of_group;
    IF host IS NULL OR (host <> asking AND NOT EXISTS (
        SELECT 1 FROM public.activities_groupshare s
        WHERE s.group_id = of_group AND s.partner_id = asking AND (s.ended_on IS NULL OR s.ended_on > today)
    )) THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT count(DISTINCT (m.team_id, m.person_id)) FROM public.activities_groupmembership m
        WHERE m.group_id = of_group AND m.host_id = host AND m.team_id <> asking AND m.superseded_at IS NULL
            AND m.joined_on <= on_day AND (m.left_on IS NULL OR m.left_on > on_day)
            AND (m.team_id = host OR EXISTS (
                SELECT 1 FROM public.activities_groupshare s
                WHERE s.group_id = of_group AND s.partner_id = m.team_id
                    AND (s.ended_on IS NULL OR s.ended_on > today)))
            AND NOT EXISTS (
                SELECT 1 FROM public.access_protection p
                WHERE p.team_id = m.team_id AND p.person_id = m.person_id AND p.valid_to IS NULL)
    );
END $$;
REVOKE ALL ON FUNCTION samsteg_places_of_others(integer, bigint, date) FROM PUBLIC;
DO $$
DECLARE app text := coalesce(nullif(current_setting('samsteg.app_role', true), ''), 'samsteg_app');
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION samsteg_places_of_others(integer, bigint, date) TO %I', app);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0013_feed_without_groups_names"),
        ("access", "0026_offline_roll_call"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION samsteg_places_of_others(integer, bigint, date)"),
    ]
