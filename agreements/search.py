"""Keeping what is gathered about agreements: the words that the search box looks in, and what lists show and count."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

REFRESH = """
INSERT INTO agreements_agreementsearch (agreement_id, text, vector)
SELECT id, samkop_fold(words), samkop_search_vector(words)
FROM (
    SELECT a.id, concat_ws(' ',
        a.number, a.title, a.description, owner.name,
        (SELECT string_agg(concat_ws(' ', lot.number, lot.title), ' ')
           FROM agreements_lot lot WHERE lot.agreement_id = a.id),
        (SELECT string_agg(DISTINCT supplier.name, ' ')
           FROM agreements_lot lot
           JOIN agreements_lotsupplier place ON place.lot_id = lot.id
           JOIN suppliers_supplier supplier ON supplier.id = place.supplier_id
          WHERE lot.agreement_id = a.id),
        (SELECT string_agg(concat_ws(' ', label.code, label.label_sv, label.label_nb, label.label_en), ' ')
           FROM reference_cpvcode label
          WHERE label.code IN (
            SELECT rpad(left(own.cpv_id, length), 8, '0')
              FROM agreements_agreementcpv own, generate_series(3, 8) AS length
             WHERE own.agreement_id = a.id))
    ) AS words
    FROM agreements_agreement a
    LEFT JOIN organisations_organisation owner ON owner.id = a.owner_id
    WHERE {which}
) AS document
ON CONFLICT (agreement_id) DO UPDATE SET text = excluded.text, vector = excluded.vector
"""

SUMMARISE = """
INSERT INTO agreements_agreementsummary (agreement_id, divisions, buyers, suppliers, supplier_names)
SELECT a.id,
    ARRAY(SELECT code.division FROM agreements_agreementcpv code WHERE code.agreement_id = a.id
           GROUP BY code.division ORDER BY bool_or(code.is_main) DESC, code.division),
    ARRAY(SELECT buyer.organisation_id FROM agreements_eligiblebuyer buyer WHERE buyer.agreement_id = a.id),
    coalesce(named.ids, '{{}}'), coalesce(named.names, '{{}}')
FROM agreements_agreement a
CROSS JOIN LATERAL (
    SELECT array_agg(id ORDER BY place, id) AS ids, array_agg(name ORDER BY place, id) AS names
    FROM (
        SELECT supplier.id, supplier.name, min(lot.position * 1000 + coalesce(place.rank, 999)) AS place
          FROM agreements_lot lot
          JOIN agreements_lotsupplier place ON place.lot_id = lot.id
          JOIN suppliers_supplier supplier ON supplier.id = place.supplier_id
         WHERE lot.agreement_id = a.id
         GROUP BY supplier.id
    ) AS once
) AS named
WHERE {which}
ON CONFLICT (agreement_id) DO UPDATE SET divisions = excluded.divisions, buyers = excluded.buyers,
    suppliers = excluded.suppliers, supplier_names = excluded.supplier_names
"""

OF_SUPPLIER = """a.id IN (SELECT lot.agreement_id FROM agreements_lot lot
    JOIN agreements_lotsupplier place ON place.lot_id = lot.id WHERE place.supplier_id = %s)"""


def refresh(agreement_ids: Sequence[int]) -> None:
    """Gather anew what is kept about these agreements.

    The words are their own, those of their lots, suppliers and owner, and the labels of their CPV codes and of the
    groups and classes above them, in three languages. A service calls this last, in the transaction of its change.
    """
    _gather("a.id = ANY(%s)", list(agreement_ids))


def refresh_of_supplier(supplier_id: int) -> None:
    """Gather anew what is kept about every agreement in which a supplier has a place, after its name changed."""
    _gather(OF_SUPPLIER, supplier_id)


def _gather(which: str, parameter: Any) -> None:
    with connection.cursor() as cursor:
        for statement in (REFRESH, SUMMARISE):
            cursor.execute(statement.format(which=which), [parameter])
