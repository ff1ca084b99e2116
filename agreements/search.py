"""Keeping the words that the search box looks in."""

from collections.abc import Sequence

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


def refresh(agreement_ids: Sequence[int]) -> None:
    """Gather the words of these agreements anew: their own, those of their lots, suppliers and owner, and the labels
    of their CPV codes and the groups and classes above them, in three languages."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH.format(which="a.id = ANY(%s)"), [list(agreement_ids)])


def refresh_of_supplier(supplier_id: int) -> None:
    """Gather the words anew of every agreement in which a supplier has a place, after its name changed."""
    which = """a.id IN (SELECT lot.agreement_id FROM agreements_lot lot
        JOIN agreements_lotsupplier place ON place.lot_id = lot.id WHERE place.supplier_id = %s)"""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH.format(which=which), [supplier_id])
