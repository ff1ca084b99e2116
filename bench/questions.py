"""The questions of the measurements in plain SQL, as somebody would ask who knows these tables and nothing else."""

from collections.abc import Mapping

# Finding: a page of rows, the exact number of all, and the counts of every facet, each without its own condition.

IN_FORCE = "a.status = 'published' AND a.starts_on <= %(day)s AND (a.last_day >= %(day)s OR a.last_day IS NULL)"
OF_COOPERATION = "a.cooperation_id = %(cooperation)s"
FOR_BUYER = "a.id IN (SELECT agreement_id FROM agreements_eligiblebuyer WHERE organisation_id = %(municipality)s)"
NUMBERED = "a.number = %(number)s"
WORDED = """a.id IN (
    SELECT agreement_id FROM agreements_agreementsearch WHERE vector @@ samkop_search_query(%(word)s)
    UNION
    SELECT agreement_id FROM agreements_agreementsearch WHERE text LIKE '%%' || lower(%(word)s) || '%%'
    UNION
    SELECT code.agreement_id
      FROM reference_cpvcode branch
      JOIN agreements_agreementcpv code ON code.cpv_id BETWEEN branch.code AND rpad(rtrim(branch.code, '0'), 8, '9')
     WHERE branch.level <> 'division' AND (branch.search_vector @@ samkop_search_query(%(word)s)
        OR branch.search_text LIKE '%%' || lower(%(word)s) || '%%'))"""

_STATE = """CASE WHEN a.status <> 'published' THEN a.status WHEN a.starts_on > %(day)s THEN 'upcoming'
    WHEN a.last_day < %(day)s THEN 'expired' ELSE 'in_force' END"""
_EXPIRING = f"""CASE WHEN NOT ({IN_FORCE}) THEN NULL
    WHEN a.last_day <= %(day)s + interval '3 months' THEN '3' WHEN a.last_day <= %(day)s + interval '6 months' THEN '6'
    WHEN a.last_day <= %(day)s + interval '12 months' THEN '12'
    WHEN a.last_day <= %(day)s + interval '24 months' THEN '24' END"""
_BY_USE = "array_position(ARRAY['in_force', 'upcoming', 'draft', 'expired', 'terminated'], {})"

#: The value of each facet, and how many of the most frequent are shown (0: all).
_FACETS = {
    "state": ("state", 0),
    "municipality": ("unnest(buyers)::text", 40),
    "category": ("unnest(divisions)", 0),
    "expiring": ("expiring", 0),
    "supplier": ("unnest(suppliers)::text", 20),
    "kind": ("kind", 0),
    "level": ("level", 0),
    "owner": ("owner_id::text", 40),
    "cooperation": ("cooperation_id::text", 0),
}


def found(conditions: Mapping[str, str]) -> str:
    """One statement for the first page, the exact number of hits (under ``total``) and all facets.

    ``conditions`` stand under the facet that they belong to; a typed text (``q``) belongs to none, so that what has it
    is looked up once. What can be used comes first, then what has the text in its title, then the alphabet.
    """
    in_title = "strpos(sort_sv, samkop_sort_key(%(word)s, 'sv')) > 0 DESC," if conditions.get("q") == WORDED else ""

    def hits(without: str = "") -> str:
        where = [conditions[facet] for facet in conditions if facet not in ("q", without)]
        return f"""SELECT a.id, a.sort_sv, {_STATE} AS state, {_EXPIRING} AS expiring, a.kind, a.level, a.owner_id,
            a.cooperation_id, s.divisions, s.buyers, s.suppliers
            FROM {"typed" if "q" in conditions else "agreements_agreement"} a
            JOIN agreements_agreementsummary s ON s.agreement_id = a.id WHERE {" AND ".join(where or ["true"])}"""

    parts = ["SELECT 'total', NULL, count(*) FROM hit", "SELECT 'page', to_jsonb(page)::text, NULL FROM page"]
    for facet, (value, most) in _FACETS.items():
        source = f"({hits(facet)}) AS wider" if facet in conditions else "hit"
        limit = f"ORDER BY 3 DESC LIMIT {most}" if most else ""
        parts.append(f"(SELECT '{facet}', {value}, count(*) FROM {source} GROUP BY 2 {limit})")
    typed = f"typed AS MATERIALIZED (SELECT * FROM agreements_agreement a WHERE {conditions.get('q', 'true')}),"
    return f"""WITH {typed if "q" in conditions else ""} hit AS MATERIALIZED ({hits()}),
        page AS (SELECT a.*, owner.name AS owner, cooperation.name AS cooperation, s.supplier_names
            FROM (SELECT * FROM hit ORDER BY {_BY_USE.format("state")}, {in_title} sort_sv, id LIMIT 25) AS first
            JOIN agreements_agreement a ON a.id = first.id
            JOIN agreements_agreementsummary s ON s.agreement_id = a.id
            LEFT JOIN organisations_organisation owner ON owner.id = a.owner_id
            JOIN organisations_cooperation cooperation ON cooperation.id = a.cooperation_id)
        {" UNION ALL ".join(parts)}"""


# One agreement, with all that its page says.

AGREEMENT = (
    """SELECT a.*, c.name, c.jurisdiction, o.name, u.name, u.email, u.phone FROM agreements_agreement a
        JOIN organisations_cooperation c ON c.id = a.cooperation_id
        LEFT JOIN organisations_organisation o ON o.id = a.owner_id
        LEFT JOIN accounts_user u ON u.id = a.responsible_id WHERE a.id = %s""",
    """SELECT code.*, cpv.label_sv, cpv.label_nb, cpv.label_en FROM agreements_agreementcpv code
        JOIN reference_cpvcode cpv ON cpv.code = code.cpv_id WHERE agreement_id = %s ORDER BY is_main DESC, cpv_id""",
    """SELECT lot.*, place.*, supplier.* FROM agreements_lot lot
        LEFT JOIN agreements_lotsupplier place ON place.lot_id = lot.id
        LEFT JOIN suppliers_supplier supplier ON supplier.id = place.supplier_id
        WHERE agreement_id = %s ORDER BY position, rank, supplier.sort_sv""",
    """SELECT buyer.*, o.name FROM agreements_eligiblebuyer buyer
        JOIN organisations_organisation o ON o.id = buyer.organisation_id WHERE agreement_id = %s ORDER BY o.sort_sv""",
    "SELECT * FROM agreements_extensionoption WHERE agreement_id = %s ORDER BY position",
    """SELECT d.*, f.name, f.size FROM agreements_agreementdocument d
        JOIN files_storedfile f ON f.id = d.file_id WHERE agreement_id = %s""",
    """SELECT e.*, u.name FROM workflow_auditevent e LEFT JOIN accounts_user u ON u.id = e.actor_id
        WHERE object_type = 'agreements.agreement' AND object_id = %s ORDER BY e.id DESC LIMIT 3""",
)

# The steering figures, counted live.

FIGURES = (
    f"""SELECT a.owner_id, a.last_day, count(*), sum(estimated_value), count(estimated_value), sum(maximum_value),
        count(maximum_value) FROM agreements_agreement a WHERE {OF_COOPERATION} AND {IN_FORCE} GROUP BY 1, 2""",
    f"""SELECT a.owner_id, a.last_day, unnest(s.divisions), count(*), sum(estimated_value), sum(maximum_value)
        FROM agreements_agreement a JOIN agreements_agreementsummary s ON s.agreement_id = a.id
        WHERE {OF_COOPERATION} AND {IN_FORCE} GROUP BY 1, 2, 3""",
    """SELECT left(code.cpvcode_id, 2), count(DISTINCT p.id) FROM procurements_procurement p
        JOIN procurements_procurement_cpvs code ON code.procurement_id = p.id
        WHERE p.cooperation_id = %(cooperation)s AND p.stage = 'planned' GROUP BY 1""",
    """SELECT date_trunc('quarter', notice_on), count(*) FROM procurements_procurement
        WHERE cooperation_id = %(cooperation)s AND stage = 'planned' GROUP BY 1""",
)

# The whole register as a file.

EXPORT = f"""COPY (SELECT a.number, a.title, owner.name, cooperation.name, s.divisions[1], a.kind, a.level, {_STATE},
    a.starts_on, a.ends_on, a.last_day, a.until_further_notice, a.estimated_value, a.maximum_value, a.currency,
    array_to_string(s.supplier_names, '; '), a.source, a.assumed, a.assumption
    FROM agreements_agreement a
    JOIN agreements_agreementsummary s ON s.agreement_id = a.id
    LEFT JOIN organisations_organisation owner ON owner.id = a.owner_id
    JOIN organisations_cooperation cooperation ON cooperation.id = a.cooperation_id
    ORDER BY {_BY_USE.format(_STATE)}, a.sort_sv, a.id) TO STDOUT (FORMAT csv, DELIMITER ';')"""

# Registering one agreement with two lots, three places for suppliers, three buyers and an option.

REGISTER_AGREEMENT = """
INSERT INTO agreements_agreement (cooperation_id, owner_id, responsible_id, kind, level, number, title, description,
    call_off_text, status, announced_on, notice_url, starts_on, ends_on, last_day, latest_contract_end_on,
    until_further_notice, duration_reason, estimated_value, maximum_value, maximum_unknown_because, currency, source,
    source_layout, source_key, assumed, assumption, is_sample, version, created_at, updated_at)
VALUES (%(cooperation)s, %(municipality)s, %(officer)s, 'framework', 'regional', %(number)s, %(title)s, '', '',
    'draft', '2027-01-01', '', '2027-06-01', '2029-05-31', '2029-05-31', '2031-05-31', false, '', 9000000, 12000000, '',
    'SEK', '', '', '', '{}', '', false, 1, now(), now()) RETURNING id"""

REGISTER_ROWS = (
    """INSERT INTO agreements_agreementcpv (agreement_id, cpv_id, is_main)
        SELECT %(id)s, code, number = 1 FROM unnest(%(cpvs)s::text[]) WITH ORDINALITY AS given (code, number)""",
    """WITH lot AS (INSERT INTO agreements_lot (agreement_id, position, number, title, call_off_method, conditions)
        VALUES (%(id)s, 1, '1', 'Norr', 'ranking', ''), (%(id)s, 2, '2', 'Söder', '', '') RETURNING id, position)
        INSERT INTO agreements_lotsupplier (lot_id, supplier_id, rank)
        SELECT lot.id, given.supplier, given.rank FROM lot
        JOIN unnest(%(suppliers)s::bigint[], ARRAY[1, 1, 2]::smallint[], ARRAY[1, 2, NULL]::smallint[])
            AS given (supplier, position, rank) ON given.position = lot.position""",
    """INSERT INTO agreements_eligiblebuyer (agreement_id, organisation_id, is_binding)
        SELECT %(id)s, unnest(%(buyers)s::bigint[]), true""",
    """INSERT INTO agreements_extensionoption (agreement_id, position, months, notice_by, state)
        VALUES (%(id)s, 1, 12, '2029-02-28', 'open')""",
    """INSERT INTO agreements_agreementsearch (agreement_id, text, vector, need, need_vector, entitled)
        SELECT %(id)s, samkop_fold(concat_ws(' ', need, names)), need_vector || samkop_search_vector(names),
            samkop_fold(need), need_vector || array_to_tsvector(ARRAY['cpv90910000']), %(buyers)s::bigint[]
        FROM (SELECT concat_ws(' ', %(number)s::text, %(title)s::text) AS need, (SELECT string_agg(name, ' ')
            FROM suppliers_supplier WHERE id = ANY(%(suppliers)s)) AS names) AS said
        CROSS JOIN LATERAL (SELECT samkop_search_vector(need) AS need_vector OFFSET 0) AS read""",
    """INSERT INTO agreements_agreementsummary (agreement_id, divisions, buyers, suppliers, supplier_names)
        SELECT %(id)s, ARRAY['90'], %(buyers)s::bigint[], array_agg(id), array_agg(name)
        FROM suppliers_supplier WHERE id = ANY(%(suppliers)s)""",
    """INSERT INTO workflow_auditevent (at, actor_id, action, object_type, object_id, object_label, object_version,
        changes, reason) VALUES (now(), %(officer)s, 'agreement.registered', 'agreements.agreement', %(id)s,
        %(title)s::text, 1, jsonb_build_object('title', jsonb_build_array(NULL, %(title)s::text)), '')""",
    "UPDATE organisations_cooperation SET register_version = register_version + 1 WHERE id = %(cooperation)s",
)

ROWS_BEHIND = """SELECT (SELECT count(*) FROM agreements_agreementcpv WHERE agreement_id = %(id)s)
    + (SELECT count(*) FROM agreements_lot lot JOIN agreements_lotsupplier place ON place.lot_id = lot.id
        WHERE agreement_id = %(id)s)
    + (SELECT count(*) FROM agreements_eligiblebuyer WHERE agreement_id = %(id)s)
    + (SELECT count(*) FROM agreements_extensionoption WHERE agreement_id = %(id)s)"""

# Importing a register: its rows are copied into a table of their own and from there into the register.

STAGE = """CREATE TEMPORARY TABLE staged (number text, title text, owner text, supplier text, lot text, cpv text,
    starts_on date, ends_on date, latest date, estimated numeric, maximum numeric) ON COMMIT DROP"""
STAGE_ROWS = "COPY staged FROM STDIN"
IMPORT = (
    "CREATE INDEX ON staged (number)",
    "ANALYZE staged",
    """CREATE TEMPORARY TABLE written ON COMMIT DROP AS
        SELECT nextval('agreements_agreement_id_seq') AS id, row.*, o.id AS owner_id, o.name AS owner_name
        FROM (SELECT DISTINCT ON (number) * FROM staged ORDER BY number, lot) AS row
        JOIN organisations_organisation o ON o.name = row.owner""",
    "ANALYZE written",
    """INSERT INTO agreements_agreement (id, cooperation_id, owner_id, kind, level, number, title, description,
        call_off_text, status, notice_url, starts_on, ends_on, last_day, latest_contract_end_on, until_further_notice,
        duration_reason, estimated_value, maximum_value, maximum_unknown_because, currency, source, source_layout,
        source_key, assumed, assumption, is_sample, version, created_at, updated_at)
        SELECT id, %(cooperation)s, owner_id, 'framework', 'regional', number, title, '', '', 'draft', '', starts_on,
        ends_on, ends_on, latest, false, '', estimated, maximum, '', 'SEK', '', '', '', '{}', '', false, 1, now(), now()
        FROM written""",
    "INSERT INTO agreements_agreementcpv (agreement_id, cpv_id, is_main) SELECT id, cpv, true FROM written",
    """INSERT INTO agreements_lot (agreement_id, position, number, title, call_off_method, conditions)
        SELECT written.id, staged.lot::int, staged.lot, '', '', '' FROM staged JOIN written USING (number)""",
    """INSERT INTO agreements_lotsupplier (lot_id, supplier_id) SELECT lot.id, supplier.id FROM written
        JOIN staged USING (number) JOIN suppliers_supplier supplier ON supplier.name = staged.supplier
        JOIN agreements_lot lot ON lot.agreement_id = written.id AND lot.number = staged.lot""",
    """INSERT INTO agreements_eligiblebuyer (agreement_id, organisation_id, is_binding)
        SELECT id, owner_id, true FROM written""",
    """INSERT INTO agreements_agreementsearch (agreement_id, text, vector, need, need_vector, entitled)
        SELECT id, samkop_fold(concat_ws(' ', need, names)), need_vector || samkop_search_vector(names),
            samkop_fold(need), need_vector || array_to_tsvector(ARRAY['cpv' || cpv]), ARRAY[owner_id]
        FROM (SELECT id, cpv, owner_id, concat_ws(' ', number, title) AS need, concat_ws(' ', owner_name,
            (SELECT string_agg(supplier, ' ') FROM staged WHERE staged.number = written.number)) AS names
            FROM written) AS said
        CROSS JOIN LATERAL (SELECT samkop_search_vector(need) AS need_vector OFFSET 0) AS read""",
    """INSERT INTO agreements_agreementsummary (agreement_id, divisions, buyers, suppliers, supplier_names)
        SELECT written.id, ARRAY[left(written.cpv, 2)], ARRAY[owner_id], array_agg(supplier.id),
            array_agg(supplier.name)
        FROM written JOIN staged USING (number) JOIN suppliers_supplier supplier ON supplier.name = staged.supplier
        GROUP BY written.id, written.cpv, owner_id""",
    """INSERT INTO workflow_auditevent (at, actor_id, action, object_type, object_id, object_label, object_version,
        changes, reason) SELECT now(), %(officer)s, 'agreement.imported', 'agreements.agreement', id, title, 1,
        jsonb_build_object('title', jsonb_build_array(NULL, title)), '' FROM written""",
    "UPDATE organisations_cooperation SET register_version = register_version + 1 WHERE id = %(cooperation)s",
)
