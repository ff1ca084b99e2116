-- The register of the measurements. {size} agreements make ten times as many rows behind them and ten times as many
-- prices, four million rows in all with the ledger and what is gathered from them. Every value follows from the row's number by a hash: the same register everywhere.
-- {anchor} is the day around which its agreements begin and end; {people} is the first officer.

-- The indices of words take a million prices in a few large bites.
SET LOCAL work_mem = '256MB';
SET LOCAL gin_pending_list_limit = '256MB';

CREATE FUNCTION pg_temp.pick(i bigint, what int, among bigint) RETURNS int LANGUAGE sql IMMUTABLE
    RETURN (hashint8extended(i, 20260101 + what) & 9223372036854775807) % among;

-- As in a real register, a few values are common and most are rare.
CREATE FUNCTION pg_temp.skewed(i bigint, what int, among bigint) RETURNS int LANGUAGE sql IMMUTABLE
    RETURN floor(among * power(pg_temp.pick(i, what, 1000000) / 1000000.0, 2));

CREATE FUNCTION pg_temp.word(words text[], n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN words[1 + n % cardinality(words)];

CREATE TEMPORARY TABLE kind_of_goods AS
SELECT row_number() OVER (ORDER BY hashtextextended(code, 20260101)) - 1 AS place, code, label_sv, label_nb
FROM reference_cpvcode WHERE level IN ('class', 'category', 'subcategory');
CREATE UNIQUE INDEX ON kind_of_goods (place);

CREATE TEMPORARY TABLE organisation AS
SELECT row_number() OVER (ORDER BY m.id) - 1 AS place, m.organisation_id AS id, m.cooperation_id,
    row_number() OVER (PARTITION BY m.cooperation_id ORDER BY m.id) - 1 AS seat,
    count(*) OVER (PARTITION BY m.cooperation_id) AS seats
FROM organisations_membership m;

INSERT INTO suppliers_supplier (name, country, registration_number, is_sole_trader, is_pseudonym, size, email, phone,
    website, source, is_sample, version, created_at)
SELECT concat_ws(' ',
        pg_temp.word('{{Norra,Södra,Östra,Västra,Gröna,Vita,Gamla,Nya,Höga,Djupa,Stora,Lilla}}', i / 240),
        pg_temp.word('{{Skog,Sten,Fjäll,Älv,Ängs,Lund,Berg,Dal,Sjö,Hav,Bro,Kvarn,Fors,Näs,Ås,Ek,Björk,Lind,Alm,Rönn}}',
            i / 12),
        pg_temp.word('{{Bolaget,Gruppen,Partner,Norden,Handel,Invest,Kompetens,Produktion,Teknik,Lösningar,Kraft,Huset}}', i), i, 'AB'),
    'SE', '', false, false, 'small', '', '', '', 'bench', true, 1, {anchor}
FROM generate_series(1, greatest(50, {size} / 12)) AS i;

CREATE TEMPORARY TABLE supplier AS
SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM suppliers_supplier;
CREATE UNIQUE INDEX ON supplier (place);

INSERT INTO agreements_agreement (id, cooperation_id, owner_id, responsible_id, kind, level, number, title, description,
    call_off_text, status, announced_on, notice_url, starts_on, ends_on, last_day, latest_contract_end_on,
    until_further_notice, duration_reason, estimated_value, maximum_value, maximum_unknown_because, currency, source,
    source_layout, source_key, assumed, assumption, is_sample, published_at, terminated_on, version, created_at,
    updated_at)
SELECT i, owner.cooperation_id, owner.id, {people} + pg_temp.pick(i, 1, 10),
    (ARRAY['framework', 'framework', 'framework', 'framework', 'framework', 'framework', 'framework', 'contract',
        'contract', 'dps'])[1 + pg_temp.pick(i, 2, 10)],
    (ARRAY['regional', 'regional', 'regional', 'local', 'local', 'national'])[1 + pg_temp.pick(i, 3, 6)],
    format('%s/%s', extract(year FROM begins), lpad(i::text, 6, '0')),
    left(concat_ws(' ', goods.label_sv, pg_temp.word('{{för skolor,för äldreomsorgen,till kommunens förvaltningar,i
        norra området,i södra området,för tekniska nämnden,för bibliotek och kultur,med miljökrav}}',
        pg_temp.pick(i, 4, 8)), extract(year FROM begins)), 250),
    concat_ws('. ', goods.label_sv, goods.label_nb, other.label_sv, 'Avtalet omfattar leverans, service och support'),
    'Avrop görs skriftligen hos leverantören enligt rangordningen.',
    status, begins - 200, '', begins, ends, ends, ends + 365, false, '', value, maximum,
    CASE WHEN maximum IS NULL THEN 'Uppgiften saknas i källan.' ELSE '' END, 'SEK', '', '', '', '{{}}', '', true,
    CASE WHEN status <> 'draft' THEN {anchor} END, CASE WHEN status = 'terminated' THEN begins + 300 END, 1, {anchor},
    {anchor}
FROM generate_series(1, {size}) AS i
JOIN organisation owner ON owner.place = pg_temp.pick(i, 10, (SELECT count(*) FROM organisation))
CROSS JOIN LATERAL (SELECT {anchor} + 500 - pg_temp.pick(i, 5, 2500) AS begins) AS first_day
CROSS JOIN LATERAL (SELECT (begins + make_interval(years => 2 + pg_temp.pick(i, 6, 3)) - interval '1 day')::date AS ends)
    AS last_day
CROSS JOIN LATERAL (SELECT 1000 * (50 + pg_temp.skewed(i, 7, 50000)) AS value) AS estimate
CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.pick(i, 8, 5) > 0 THEN value * 1.25 END AS maximum) AS ceiling
CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.pick(i, 9, 40) = 0 THEN 'terminated'
    -- Drafts of the first cooperation only, whose officer sees the whole register then.
    WHEN pg_temp.pick(i, 9, 40) = 1 AND owner.cooperation_id = (SELECT min(cooperation_id) FROM organisation) THEN 'draft'
    ELSE 'published' END AS status) AS stored
JOIN kind_of_goods goods ON goods.place = pg_temp.skewed(i, 11, (SELECT count(*) FROM kind_of_goods))
JOIN kind_of_goods other ON other.place = pg_temp.pick(i, 12, (SELECT count(*) FROM kind_of_goods));

INSERT INTO agreements_agreementcpv (agreement_id, cpv_id, is_main)
SELECT i, goods.code, n = 0
FROM generate_series(1, {size}) AS i
CROSS JOIN generate_series(0, i % 2) AS n
CROSS JOIN (SELECT count(*) AS among FROM kind_of_goods) AS all_goods
JOIN kind_of_goods goods ON goods.place = (pg_temp.skewed(i, 11, among) + n) % among;

INSERT INTO agreements_lot (agreement_id, position, number, title, estimated_value, maximum_value, call_off_method,
    conditions)
SELECT i, n, n::text, CASE WHEN i % 3 > 0 THEN format('Anbudsområde %s, %s', n, lower(goods.label_sv)) ELSE '' END,
    NULL, CASE WHEN i % 3 > 0 AND i % 4 < 3 THEN trunc(a.maximum_value / (1 + i % 3)) END, CASE WHEN i % 2 = 0 THEN 'ranking' ELSE 'mini_competition' END, ''
FROM generate_series(1, {size}) AS i
JOIN agreements_agreement a ON a.id = i
CROSS JOIN generate_series(1, 1 + i % 3) AS n
JOIN kind_of_goods goods ON goods.place = pg_temp.skewed(i + n, 11, (SELECT count(*) FROM kind_of_goods));

INSERT INTO agreements_lotsupplier (lot_id, supplier_id, rank, share)
SELECT lot.id, supplier.id, CASE WHEN lot.call_off_method = 'ranking' THEN 1 + n END, NULL
FROM agreements_lot lot
CROSS JOIN generate_series(0, (lot.agreement_id + lot.position) % 2) AS n
CROSS JOIN (SELECT count(*) AS among FROM supplier) AS all_suppliers
JOIN supplier ON supplier.place = (pg_temp.skewed(lot.agreement_id, 13, among) + 11 * n + lot.position) % among;

INSERT INTO agreements_eligiblebuyer (agreement_id, organisation_id, is_binding)
SELECT a.id, buyer.id, n < 2
FROM agreements_agreement a
JOIN organisation owner ON owner.id = a.owner_id
CROSS JOIN generate_series(0, a.id % 5) AS n
JOIN organisation buyer
    ON buyer.cooperation_id = a.cooperation_id AND buyer.seat = (owner.seat + 7 * n) % owner.seats;

INSERT INTO agreements_extensionoption (agreement_id, position, months, notice_by, state)
SELECT id, 1, 12, ends_on - 90, 'open' FROM agreements_agreement WHERE id % 2 = 0;

INSERT INTO workflow_auditevent (at, actor_id, action, object_type, object_id, object_label, object_version, changes,
    reason)
SELECT {anchor}, a.responsible_id, action, 'agreements.agreement', a.id, a.title, 1, changes, ''
FROM agreements_agreement a
CROSS JOIN (VALUES ('agreement.registered', '{{"title": [null, "Avtal"]}}'::jsonb),
    ('agreement.published', '{{"status": ["draft", "published"]}}')) AS deed (action, changes)
WHERE action = 'agreement.registered' OR a.status <> 'draft';

INSERT INTO procurements_procurement (cooperation_id, organisation_id, officer_id, title, description, stage, kind,
    procedure, long_term_reason, undivided_reason, climate_reason, urgency_reason, notice_on, currency, notice_url, result_url, planned_at,
    is_sample, version, created_at)
SELECT owner.cooperation_id, owner.id, {people}, goods.label_sv, '', 'planned', '', '', '', '', '', '',
    {anchor} + pg_temp.pick(i, 14, 900), 'SEK', '', '', {anchor}, true, 1, {anchor}
FROM generate_series(1, {size} / 100) AS i
JOIN organisation owner ON owner.place = pg_temp.pick(i, 15, (SELECT count(*) FROM organisation))
JOIN kind_of_goods goods ON goods.place = pg_temp.skewed(i, 16, (SELECT count(*) FROM kind_of_goods));

INSERT INTO procurements_procurement_cpvs (procurement_id, cpvcode_id)
SELECT p.id, goods.code
FROM procurements_procurement p
JOIN kind_of_goods goods ON goods.place = pg_temp.skewed(p.id, 16, (SELECT count(*) FROM kind_of_goods));

-- The working group's backlog in the first cooperation: a proposal for each fifty agreements, with ten votes.
INSERT INTO procurements_proposal (cooperation_id, organisation_id, title, description, area, cpv_id, estimated_value,
    benefit_note, effort, priority, proposed_by_id, proposed_at, state, answer, national_agreement_name, branch, is_sample,
    version)
SELECT owner.cooperation_id, owner.id, concat_ws(' ', goods.label_sv, i), 'Kommunerna behöver det varje år.',
    pg_temp.word('{{social,technical,other}}', pg_temp.pick(i, 30, 3)), goods.code, 1000 * pg_temp.pick(i, 31, 5000), '',
    pg_temp.word('{{small,medium,large}}', pg_temp.pick(i, 32, 3)), pg_temp.word('{{low,normal,high}}', pg_temp.pick(i, 33, 3)),
    {people}, {anchor}, 'proposed', '', '', '', true, 1
FROM generate_series(1, {size} / 50) AS i
JOIN organisation owner ON owner.cooperation_id = (SELECT min(cooperation_id) FROM organisation)
    AND owner.seat = pg_temp.pick(i, 34, owner.seats)
JOIN kind_of_goods goods ON goods.place = pg_temp.skewed(i, 35, (SELECT count(*) FROM kind_of_goods));

INSERT INTO procurements_vote (proposal_id, organisation_id, value, voted_by_id, voted_at)
SELECT p.id, voter.id, pg_temp.word('{{for,for,for,against,abstains}}', pg_temp.pick(p.id * 100 + step, 36, 5)), {people},
    {anchor}
FROM procurements_proposal p
CROSS JOIN generate_series(0, 9) AS step
JOIN organisation voter ON voter.cooperation_id = p.cooperation_id AND voter.seat = (p.id + step * 3) % voter.seats;

-- The ceiling ledger: {spread} lines for each agreement that has begun, and for the busiest one as many as there are
-- agreements. Turnover alone, three fifths of the maximum in all.
CREATE TEMPORARY TABLE busiest AS
SELECT min(id) AS id FROM agreements_agreement
WHERE status = 'published' AND kind = 'framework' AND maximum_value IS NOT NULL AND starts_on <= {anchor}
    AND last_day >= {anchor} + 180 AND cooperation_id = (SELECT min(cooperation_id) FROM organisation);

CREATE TEMPORARY TABLE buying AS
SELECT a.id, a.starts_on, a.maximum_value, a.responsible_id, a.id = busiest.id AS is_busiest, lots, buyers
FROM agreements_agreement a CROSS JOIN busiest
CROSS JOIN LATERAL (SELECT array_agg(id ORDER BY position) AS lots FROM agreements_lot WHERE agreement_id = a.id) AS l
CROSS JOIN LATERAL (SELECT array_agg(organisation_id ORDER BY id) AS buyers FROM agreements_eligiblebuyer
    WHERE agreement_id = a.id) AS b
WHERE a.status <> 'draft' AND a.starts_on <= {anchor};

INSERT INTO agreements_ceilingentry (agreement_id, lot_id, buyer_id, kind, reserved, used, day, reason, by_id, at)
SELECT b.id, lots[1 + n % cardinality(lots)], buyers[1 + n % cardinality(buyers)], 'settled', 0,
    greatest(trunc(coalesce(b.maximum_value, 1000000) * 0.6 / entries, 2), 0.01),
    b.starts_on + (n * ({anchor} - b.starts_on) / entries)::int, '', b.responsible_id, {anchor}
FROM buying b
CROSS JOIN LATERAL (SELECT CASE WHEN is_busiest THEN {size} ELSE {spread} END AS entries) AS many
CROSS JOIN generate_series(1, entries) AS n;

-- Price lists of agreements that are in force the whole year, in runs of 40 articles of a kind. The first cooperation's,
-- whose office searches all of them.
INSERT INTO agreements_pricelist (agreement_id, lot_id, supplier_id, title, valid_from, status, header, columns, summary,
    digest, item_count, index_share, index_threshold, created_by_id, created_at, approved_by_id, approved_at, is_sample,
    version)
SELECT a.id, place.lot_id, place.supplier_id, 'Prislista ' || a.number, a.starts_on, 'approved', '[]', '[]', '{{}}', '',
    10 * {size} / count(*) OVER (), 100, 0, a.responsible_id, {anchor}, a.responsible_id, {anchor}, true, 1
FROM (
    SELECT * FROM agreements_agreement
    WHERE status = 'published' AND cooperation_id = (SELECT min(cooperation_id) FROM organisation)
        AND starts_on <= {anchor} - 182 AND last_day >= {anchor} + 184
    ORDER BY hashint8extended(id, 20260101) LIMIT greatest(5, {size} / 400)
) AS a
CROSS JOIN LATERAL (SELECT lot_id, supplier_id FROM agreements_lotsupplier JOIN agreements_lot lot ON lot.id = lot_id
    WHERE agreement_id = a.id ORDER BY lot.position, supplier_id LIMIT 1) AS place;

INSERT INTO agreements_pricelistitem (price_list_id, article_number, article_key, name, unit, pack_size, manufacturer,
    price)
SELECT list.id, format('%s-%s', maker, number), lower(maker || number),
    concat_ws(' ', goods.label_sv,
        pg_temp.word('{{vit,svart,blå,grön,röd,grå,gul,natur}}', pg_temp.pick(item, 17, 8)),
        pg_temp.word('{{bas,plus,extra,standard,miljö,proffs,kompakt,förstärkt,lätt,robust}}',
            pg_temp.pick(item, 18, 10)),
        10 * (1 + pg_temp.pick(item, 19, 90)), 'mm'),
    pg_temp.word('{{st,förp,kg,liter,meter,par}}', pg_temp.pick(item, 20, 6)),
    pg_temp.word('{{1,6,12,24,50,100}}', pg_temp.pick(item, 21, 6)),
    initcap(maker) || ' ' || pg_temp.word('{{Industri,Nordic,Pro,Miljö,Teknik}}', pg_temp.pick(item, 22, 5)),
    1 + pg_temp.skewed(item, 23, 5000000) / 1000.0
FROM agreements_pricelist list
CROSS JOIN generate_series(1, list.item_count) AS n
CROSS JOIN LATERAL (SELECT 100000 * list.id + n AS item, lpad(n::text, 6, '0') AS number,
    pg_temp.word('{{ABA,BRU,CED,DAL,EKO,FAX,GRO,HEM,IDE,JOR,KAS,LUX,MAR,NOR,OST,PAL}}',
        pg_temp.pick(list.id * 100 + n / 400, 24, 16)) || list.agreement_id AS maker) AS article
JOIN kind_of_goods goods
    ON goods.place = pg_temp.skewed(list.id * 1000 + n / 40, 25, (SELECT count(*) FROM kind_of_goods));
