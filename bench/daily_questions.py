"""The questions of daily use in plain SQL: may I buy, the ledger, a call-off, and prices."""

from collections.abc import Sequence

from bench.questions import IN_FORCE, OF_COOPERATION

# What there is to ask about.

LOT_TO_CALL_OFF = f"""SELECT lot.id, lot.agreement_id, place.supplier_id FROM agreements_lot lot
    JOIN agreements_agreement a ON a.id = lot.agreement_id
    JOIN agreements_lotsupplier place ON place.lot_id = lot.id AND place.rank = 1
    JOIN agreements_ceilingbalance balance ON balance.lot_id = lot.id AND balance.buyer_id IS NULL
    WHERE {OF_COOPERATION} AND {IN_FORCE} AND a.kind = 'framework' AND lot.call_off_method = 'ranking'
    ORDER BY lot.maximum_value - balance.reserved - balance.used DESC NULLS LAST, lot.id LIMIT 1"""
OFFICERS = "SELECT user_id FROM organisations_appointment WHERE role = 'procurement_officer' ORDER BY id"
PURCHASERS = """SELECT user_id, organisation_id FROM organisations_appointment
    WHERE role = 'purchaser' AND organisation_id IN
        (SELECT organisation_id FROM agreements_eligiblebuyer WHERE agreement_id = %(agreement)s) ORDER BY id"""
BUSIEST = "SELECT agreement_id FROM agreements_ceilingbalance WHERE is_whole ORDER BY entries DESC LIMIT 1"
CODES = """SELECT cpv_id FROM agreements_agreementcpv GROUP BY 1 ORDER BY hashtextextended(cpv_id, 1) LIMIT 200"""
ARTICLES = """SELECT article_number, name FROM agreements_pricelistitem
    WHERE id IN (SELECT min(id) + step * (max(id) - min(id)) / 400 FROM agreements_pricelistitem
        CROSS JOIN generate_series(0, 400) AS step GROUP BY step) ORDER BY hashint8extended(id, 1)"""

# May I buy: the agreements that are found, the organisation's own in force first, each with its lots and what is left.

COVERING = """a.id IN (SELECT agreement_id FROM agreements_agreementcpv
    WHERE cpv_id = ANY(%(above)s) OR cpv_id BETWEEN %(code)s AND rpad(rtrim(%(code)s, '0'), 8, '9'))"""
#: The organisation's own that are looked at, those that come near, and how many of its own are enough without them.
_MOST_OWN, _MOST_NEAR, _ENOUGH = 40, 5, 3

#: Agreements that have the word, in what they say of themselves; that have a code whose label has it; and that have a
#: code above or below one whose label begins with it.
_NEEDED = """a.id IN (
    SELECT agreement_id FROM agreements_agreementsearch WHERE need_vector @@ samkop_search_query(%({word})s)
    UNION
    SELECT agreement_id FROM agreements_agreementsearch WHERE need LIKE '%%' || lower(%({word})s) || '%%'
    UNION
    SELECT code.agreement_id FROM reference_cpvcode named JOIN agreements_agreementcpv code ON code.cpv_id = named.code
    WHERE named.level <> 'division' AND (named.search_vector @@ samkop_search_query(%({word})s)
        OR named.search_text LIKE '%%' || lower(%({word})s) || '%%')
    UNION
    SELECT code.agreement_id FROM reference_cpvcode named
    CROSS JOIN LATERAL (SELECT named.code AS first, rpad(rtrim(named.code, '0'), 8, '9') AS last
        UNION SELECT rpad(left(named.code, digits), 8, '0'), rpad(left(named.code, digits), 8, '0')
        FROM generate_series(2, 7) AS digits) AS near
    JOIN agreements_agreementcpv code ON code.cpv_id BETWEEN near.first AND near.last
    WHERE named.level <> 'division' AND (samkop_fold(named.label_sv) LIKE lower(%({word})s) || '%%'
        OR samkop_fold(named.label_nb) LIKE lower(%({word})s) || '%%'
        OR samkop_fold(named.label_en) LIKE lower(%({word})s) || '%%'))"""


def needing(words: Sequence[str]) -> str:
    """The condition that an agreement may cover what words say, whose parameters are ``word0``, ``word1`` and so on."""
    return " AND ".join(_NEEDED.format(word=f"word{place}") for place in range(len(words)))


def buying(found: str) -> str:
    """A row for each agreement that is looked at: whether it is among the organisation's own in force, and whether it
    may be used; ``found`` says what holds the need."""
    return f"""
    WITH own AS (
        SELECT a.id, a.sort_sv, a.last_day, a.cooperation_id,
            s.entitled @> ARRAY[%(organisation)s::bigint] AS is_own,
            {IN_FORCE} OR a.status = 'terminated' AND a.starts_on <= %(day)s AND a.terminated_on >= %(day)s AS is_open
        FROM agreements_agreement a JOIN agreements_agreementsearch s ON s.agreement_id = a.id
        WHERE a.status <> 'draft' AND {found}
    ), near AS (
        SELECT *, CASE WHEN is_own AND is_open THEN 0 WHEN is_own THEN 1 WHEN cooperation_id IN (
            SELECT cooperation_id FROM organisations_membership WHERE organisation_id = %(organisation)s
            AND valid_from <= %(day)s AND (valid_to >= %(day)s OR valid_to IS NULL)) THEN 2 ELSE 3 END AS nearness
        FROM own WHERE is_own OR is_open
    ), place AS (
        SELECT *, count(*) OVER kind AS total, count(*) FILTER (WHERE nearness = 0) OVER () AS usable,
            row_number() OVER (PARTITION BY nearness = 0 ORDER BY nearness,
            strpos(sort_sv, samkop_sort_key(%(words)s, 'sv')) > 0 AND %(words)s <> '' DESC, last_day DESC NULLS FIRST,
            id) AS place
        FROM near WINDOW kind AS (PARTITION BY nearness = 0)
    )
    SELECT nearness = 0, nearness = 0 AND lots.has_room AND coalesce(a.latest_contract_end_on >= %(ends_on)s, true)
            AND coalesce(a.maximum_value - coalesce(whole.reserved + whole.used, 0) >= %(amount)s, true),
        place.total, a.*, owner.name, cooperation.name, officer.name, officer.email, officer.phone, whole.*, lots.*
    FROM place
    JOIN agreements_agreement a ON a.id = place.id
    JOIN organisations_cooperation cooperation ON cooperation.id = a.cooperation_id
    LEFT JOIN organisations_organisation owner ON owner.id = a.owner_id
    LEFT JOIN accounts_user officer ON officer.id = a.responsible_id
    LEFT JOIN agreements_ceilingbalance whole ON whole.agreement_id = a.id AND whole.is_whole
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(to_jsonb(lot) || jsonb_build_object('left', room, 'suppliers', suppliers)) AS lots,
            bool_or(suppliers IS NOT NULL AND coalesce(room >= %(amount)s, true)) AS has_room
        FROM agreements_lot lot
        LEFT JOIN agreements_ceilingbalance sums ON sums.lot_id = lot.id AND sums.buyer_id IS NULL
        CROSS JOIN LATERAL (SELECT lot.maximum_value - coalesce(sums.reserved + sums.used, 0) AS room) AS remains
        CROSS JOIN LATERAL (SELECT jsonb_agg(supplier.name ORDER BY rank) AS suppliers FROM agreements_lotsupplier place
            JOIN suppliers_supplier supplier ON supplier.id = place.supplier_id WHERE place.lot_id = lot.id) AS named
        WHERE lot.agreement_id = a.id
    ) AS lots
    WHERE place <= CASE WHEN nearness = 0 THEN {_MOST_OWN} WHEN usable < {_ENOUGH} THEN {_MOST_NEAR} ELSE 0 END
    ORDER BY nearness = 0 DESC, place"""


# The ledger of one agreement: its sums, and a page of its entries.

LEDGER = (
    """SELECT a.*, c.name FROM agreements_agreement a JOIN organisations_cooperation c ON c.id = a.cooperation_id
        WHERE a.id = %(agreement)s""",
    """SELECT balance.*, o.name, lot.number, lot.maximum_value FROM agreements_ceilingbalance balance
        LEFT JOIN organisations_organisation o ON o.id = balance.buyer_id
        LEFT JOIN agreements_lot lot ON lot.id = balance.lot_id WHERE balance.agreement_id = %(agreement)s""",
    """SELECT entry.*, lot.number, o.name, u.name, called.called_off_on, batch.source, counter.id
        FROM (SELECT * FROM agreements_ceilingentry WHERE agreement_id = %(agreement)s
            ORDER BY day DESC, id DESC LIMIT 25 OFFSET %(first)s) AS entry
        JOIN organisations_organisation o ON o.id = entry.buyer_id
        JOIN accounts_user u ON u.id = entry.by_id
        LEFT JOIN agreements_lot lot ON lot.id = entry.lot_id
        LEFT JOIN agreements_calloff called ON called.id = entry.call_off_id
        LEFT JOIN agreements_turnoverbatch batch ON batch.id = entry.batch_id
        LEFT JOIN agreements_ceilingentry counter ON counter.corrects_id = entry.id
        ORDER BY entry.day DESC, entry.id DESC""",
    "SELECT entries FROM agreements_ceilingbalance WHERE agreement_id = %(agreement)s AND is_whole",
)

# A call-off: the sums are held, then the call-off, its line in the ledger and its line in the history are written.

CALL_OFF = (
    "SELECT FROM agreements_ceilingbalance WHERE agreement_id = %(agreement)s AND is_whole FOR UPDATE",
    """INSERT INTO agreements_calloff (agreement_id, lot_id, supplier_id, buyer_id, title, reference, amount,
        called_off_on, ends_on, status, passing_over, choice, contact_id, cancelled_because, created_by_id, created_at,
        is_sample, version)
        VALUES (%(agreement)s, %(lot)s, %(supplier)s, %(organisation)s, %(title)s, '', %(amount)s, %(day)s, %(ends_on)s,
            'made', '', '', %(user)s, '', %(user)s, now(), false, 1) RETURNING id""",
    """INSERT INTO agreements_ceilingentry (agreement_id, lot_id, buyer_id, kind, reserved, used, day, call_off_id,
        reason, by_id, at)
        VALUES (%(agreement)s, %(lot)s, %(organisation)s, 'reserved', %(amount)s, 0, %(day)s, %(id)s, '', %(user)s,
            now())""",
    """INSERT INTO workflow_auditevent (at, actor_id, action, object_type, object_id, object_label, object_version,
        changes, reason) VALUES (now(), %(user)s, 'call_off.made', 'agreements.calloff', %(id)s, %(title)s::text, 1,
        jsonb_build_object('amount', jsonb_build_array(NULL, %(amount)s::text)), '')""",
)

CALLED_OFF = """SELECT called.amount, entry.reserved, entry.lot_id, event.actor_id = called.created_by_id
    FROM agreements_calloff called JOIN agreements_ceilingentry entry ON entry.call_off_id = called.id
    JOIN workflow_auditevent event ON event.object_id = called.id AND object_type = 'agreements.calloff'
        AND action = 'call_off.made'
    WHERE called.id = %(id)s"""

#: What the balance of a lot says, what its entries, its call-offs and its maximum say.
SUMS_OF_LOT = """SELECT balance.reserved, balance.used, balance.entries, entries.reserved, entries.used, entries.count,
    called.amount, lot.maximum_value
    FROM agreements_lot lot
    JOIN agreements_ceilingbalance balance ON balance.lot_id = lot.id AND balance.buyer_id IS NULL
    CROSS JOIN LATERAL (SELECT sum(reserved) AS reserved, sum(used) AS used, count(*) FROM agreements_ceilingentry
        WHERE lot_id = lot.id) AS entries
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM agreements_calloff
        WHERE lot_id = lot.id AND status = 'made') AS called
    WHERE lot.id = %(lot)s"""

# Prices: a page of the articles, how many there are up to a thousand, and the suppliers of all lists.

HAS_WORD = """(search_vector @@ samkop_search_query(%({word})s)
    OR search_text LIKE '%%' || lower(%({word})s) || '%%')"""


def prices(words: Sequence[str]) -> str:
    """The articles with the number ``key`` or with each of the words (``word0``, ``word1`` …), cheapest first."""
    holding = " AND ".join(HAS_WORD.format(word=f"word{place}") for place in range(len(words)))
    return f"""
    WITH list AS MATERIALIZED (
        SELECT list.id, list.title, list.supplier_id, supplier.name AS supplier, supplier.sort_sv, a.id AS agreement_id,
            a.title AS agreement, a.currency, list.valid_from, list.valid_to, list.replaced_from
        FROM agreements_pricelist list JOIN agreements_agreement a ON a.id = list.agreement_id
        JOIN suppliers_supplier supplier ON supplier.id = list.supplier_id
        WHERE {OF_COOPERATION} AND {IN_FORCE} AND list.status IN ('approved', 'replaced')
            AND list.valid_from <= %(day)s AND (list.valid_to >= %(day)s OR list.valid_to IS NULL)
            AND (list.replaced_from > %(day)s OR list.replaced_from IS NULL)
    ), hit AS MATERIALIZED (
        SELECT id, price, article_key = %(key)s AS is_number FROM agreements_pricelistitem
        WHERE price_list_id = ANY(ARRAY(SELECT id FROM list)) AND (article_key = %(key)s OR {holding})
        ORDER BY is_number DESC, price, id LIMIT 1001
    ), page AS (
        SELECT item.*, list.* FROM (SELECT * FROM hit ORDER BY is_number DESC, price, id LIMIT 25) AS first
        JOIN agreements_pricelistitem item ON item.id = first.id JOIN list ON list.id = item.price_list_id
    ), named AS (
        SELECT DISTINCT sort_sv, supplier_id, supplier FROM list ORDER BY sort_sv, supplier_id LIMIT 30
    )
    SELECT (SELECT least(count(*), 1000) FROM hit), (SELECT jsonb_agg(page) FROM page),
        (SELECT jsonb_agg(named) FROM named)"""
