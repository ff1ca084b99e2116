"""The questions about opportunities, the backlog and the plan in plain SQL."""

# A row for each branch in which several members have local agreements of their own that can end within the window: how
# many, of how many members, for how much, and the days.

OPPORTUNITIES = """
WITH member AS (
    SELECT organisation_id AS id FROM organisations_membership WHERE cooperation_id = %(cooperation)s
        AND valid_from <= %(day)s AND (valid_to >= %(day)s OR valid_to IS NULL)
), standing AS (
    SELECT a.id, a.owner_id, a.last_day, a.estimated_value, greatest(a.last_day, CASE WHEN options.is_open
        THEN (a.ends_on + make_interval(months => options.months))::date END) AS last_possible_day
    FROM agreements_agreement a
    LEFT JOIN LATERAL (SELECT sum(months)::int AS months, bool_or(state = 'open') AS is_open
        FROM agreements_extensionoption WHERE agreement_id = a.id AND state NOT IN ('declined', 'lapsed')) AS options
        ON true
    WHERE a.cooperation_id = %(cooperation)s AND a.status = 'published' AND a.level = 'local'
        AND a.last_day BETWEEN %(day)s AND (%(day)s::date + make_interval(months => %(months)s))::date
        AND a.owner_id IN (SELECT id FROM member)
), coded AS (
    SELECT DISTINCT left(code.cpv_id, %(depth)s) AS branch, standing.* FROM standing
    JOIN agreements_agreementcpv code ON code.agreement_id = standing.id
    WHERE last_possible_day >= (%(day)s::date + interval '6 months')::date
)
SELECT branch, count(*), count(DISTINCT owner_id), sum(estimated_value), min(last_day), max(last_possible_day)
FROM coded GROUP BY branch HAVING count(DISTINCT owner_id) > 1 ORDER BY 4 DESC NULLS LAST"""

# The backlog: a page of proposals with their votes, how many there are, and the counts of every facet.

BACKLOG = """
WITH own AS MATERIALIZED (
    SELECT *, array_position(ARRAY['low', 'normal', 'high'], priority::text) AS rank
    FROM procurements_proposal WHERE cooperation_id = %(cooperation)s
), hit AS (
    SELECT * FROM own WHERE area = coalesce(%(area)s, area)
), page AS (
    SELECT first.*, cpv.label_sv, place.name AS organisation, person.name AS person, votes.told
    FROM (SELECT * FROM hit ORDER BY state <> 'proposed', rank DESC, id DESC LIMIT 25 OFFSET %(first)s) AS first
    LEFT JOIN reference_cpvcode cpv ON cpv.code = first.cpv_id
    LEFT JOIN organisations_organisation place ON place.id = first.organisation_id
    JOIN accounts_user person ON person.id = first.proposed_by_id
    LEFT JOIN LATERAL (SELECT jsonb_object_agg(value, n) AS told FROM (SELECT value, count(*) AS n
        FROM procurements_vote WHERE proposal_id = first.id GROUP BY value) AS tally) AS votes ON true
)
SELECT (SELECT count(*) FROM hit), (SELECT jsonb_agg(page) FROM page), (SELECT jsonb_agg(facet) FROM (
    SELECT 'area' AS facet, area::text AS value, count(*) FROM own GROUP BY area
    UNION ALL SELECT 'state', state, count(*) FROM hit GROUP BY state
    UNION ALL SELECT 'priority', priority, count(*) FROM hit GROUP BY priority
    UNION ALL SELECT 'effort', effort, count(*) FROM hit GROUP BY effort
    UNION ALL SELECT 'category', left(cpv_id, 2), count(*) FROM hit GROUP BY left(cpv_id, 2)
    UNION ALL SELECT 'organisation', organisation_id::text, count(*) FROM hit GROUP BY organisation_id) AS facet)"""

# The plan: a page of the procurements that are not over, by the quarter of their notice, and the counts of every facet.

PLAN = """
WITH hit AS MATERIALIZED (
    SELECT * FROM procurements_procurement WHERE stage NOT IN ('completed', 'cancelled') AND planned_at IS NOT NULL
), page AS (
    SELECT first.*, place.name AS organisation, cooperation.name AS cooperation, person.name AS officer, codes.cpvs
    FROM (SELECT * FROM hit ORDER BY date_trunc('quarter', notice_on), notice_on, id LIMIT 25 OFFSET %(first)s) AS first
    JOIN organisations_cooperation cooperation ON cooperation.id = first.cooperation_id
    LEFT JOIN organisations_organisation place ON place.id = first.organisation_id
    LEFT JOIN accounts_user person ON person.id = first.officer_id
    CROSS JOIN LATERAL (SELECT jsonb_agg(cpv) AS cpvs FROM procurements_procurement_cpvs code
        JOIN reference_cpvcode cpv ON cpv.code = code.cpvcode_id WHERE code.procurement_id = first.id) AS codes
)
SELECT (SELECT count(*) FROM hit), (SELECT jsonb_agg(page) FROM page), (SELECT jsonb_agg(facet) FROM (
    SELECT 'stage' AS facet, stage::text AS value, count(*) FROM hit GROUP BY stage
    UNION ALL SELECT 'cooperation', cooperation_id::text, count(*) FROM hit GROUP BY cooperation_id
    UNION ALL SELECT 'officer', officer_id::text, count(*) FROM hit GROUP BY officer_id
    UNION ALL SELECT 'quarter', date_trunc('quarter', notice_on)::text, count(*) FROM hit GROUP BY 2
    UNION ALL SELECT 'category', left(code.cpvcode_id, 2), count(DISTINCT hit.id) FROM hit
        JOIN procurements_procurement_cpvs code ON code.procurement_id = hit.id GROUP BY 2) AS facet)"""
