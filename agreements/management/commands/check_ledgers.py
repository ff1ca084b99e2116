"""``manage.py check_ledgers``: proves over the whole database that the ceiling ledgers add up, and says where not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

#: Each balance and the entries that it is the sum of, as rows that cancel each other out: what remains is wrong.
BALANCES = """
WITH entries AS MATERIALIZED (
    SELECT agreement_id, lot_id, buyer_id, sum(reserved) AS reserved, sum(used) AS used, count(*) AS entries
    FROM agreements_ceilingentry GROUP BY agreement_id, lot_id, buyer_id
), sides AS (
    SELECT agreement_id, true AS is_whole, NULL::bigint AS lot_id, NULL::bigint AS buyer_id, reserved, used, entries
    FROM entries
    UNION ALL
    SELECT agreement_id, false, lot_id, NULL, reserved, used, entries FROM entries WHERE lot_id IS NOT NULL
    UNION ALL
    SELECT agreement_id, false, lot_id, buyer_id, reserved, used, entries FROM entries
    UNION ALL
    SELECT agreement_id, is_whole, lot_id, buyer_id, -reserved, -used, -entries FROM agreements_ceilingbalance
)
SELECT agreement_id, lot_id, buyer_id, -sum(reserved), -sum(used), -sum(entries)
FROM sides GROUP BY agreement_id, is_whole, lot_id, buyer_id
HAVING sum(reserved) <> 0 OR sum(used) <> 0 OR sum(entries) <> 0
ORDER BY agreement_id, lot_id NULLS FIRST, buyer_id NULLS FIRST
"""
PASSED = """
SELECT balance.agreement_id, balance.lot_id,
       balance.reserved + balance.used - greatest(of.maximum_value, of.overrun_value)
FROM agreements_ceilingbalance AS balance
JOIN agreements_agreement AS agreement ON agreement.id = balance.agreement_id
LEFT JOIN agreements_lot AS lot ON lot.id = balance.lot_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN balance.is_whole THEN agreement.maximum_value ELSE lot.maximum_value END AS maximum_value,
           CASE WHEN balance.is_whole THEN agreement.overrun_value ELSE lot.overrun_value END AS overrun_value
) AS of
WHERE balance.buyer_id IS NULL AND balance.reserved + balance.used > greatest(of.maximum_value, of.overrun_value)
    AND of.maximum_value IS NOT NULL
ORDER BY balance.agreement_id, balance.lot_id NULLS FIRST
"""
#: What is reserved belongs to a call-off that still runs, and is never less than nothing.
CALL_OFFS = """
SELECT entry.call_off_id, call_off.agreement_id, call_off.status, sum(entry.reserved)
FROM agreements_ceilingentry AS entry JOIN agreements_calloff AS call_off ON call_off.id = entry.call_off_id
GROUP BY entry.call_off_id, call_off.agreement_id, call_off.status
HAVING sum(entry.reserved) < 0 OR (call_off.status <> 'made' AND sum(entry.reserved) <> 0)
ORDER BY entry.call_off_id
"""
#: An entry stands in the ledger to which its lot and its call-off belong.
MISPLACED = """
SELECT entry.id, entry.agreement_id
FROM agreements_ceilingentry AS entry
LEFT JOIN agreements_lot AS lot ON lot.id = entry.lot_id
LEFT JOIN agreements_calloff AS call_off ON call_off.id = entry.call_off_id
WHERE lot.agreement_id <> entry.agreement_id
    OR (call_off.id IS NOT NULL AND (call_off.agreement_id, call_off.lot_id, call_off.buyer_id)
        IS DISTINCT FROM (entry.agreement_id, entry.lot_id, entry.buyer_id))
ORDER BY entry.id
"""


class Command(BaseCommand):
    help = (
        "Prove that every balance of a ceiling equals the sum of its entries, that no maximum is passed but by an "
        "overrun on record, and that nothing stays reserved for a finished call-off. Says where not, with exit code 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=100, help="how many faults of each kind to name")

    def handle(self, **options: Any) -> None:
        faults = 0
        for query, tell in (
            (BALANCES, self._balance),
            (PASSED, self._passed),
            (CALL_OFFS, self._call_off),
            (MISPLACED, self._misplaced),
        ):
            with connection.cursor() as cursor:
                cursor.execute(query)
                found = cursor.fetchall()
            faults += len(found)
            for row in found[: options["most"]]:
                self.stderr.write(tell(*row))
            if len(found) > options["most"]:
                self.stderr.write(f"… and {len(found) - options['most']} more")
        if faults:
            raise CommandError(f"{faults} faults in the ceiling ledgers", returncode=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), coalesce(sum(entries), 0) FROM agreements_ceilingbalance WHERE is_whole")
            ledgers, entries = cursor.fetchone()
        self.stdout.write(f"{ledgers} ledgers with {entries} entries add up.")

    @staticmethod
    def _balance(agreement: int, lot: Any, buyer: Any, reserved: Any, used: Any, entries: Any) -> str:
        place = ", ".join(f"{name} {pk}" for name, pk in (("lot", lot), ("buyer", buyer)) if pk is not None)
        return (
            f"agreement {agreement}{', ' if place else ''}{place}: the balance is off by {reserved} reserved, "
            f"{used} used, {entries} entries"
        )

    @staticmethod
    def _passed(agreement: int, lot: Any, by: Any) -> str:
        return f"agreement {agreement}{f', lot {lot}' if lot else ''}: the maximum is passed by {by}"

    @staticmethod
    def _call_off(call_off: int, agreement: int, status: str, reserved: Any) -> str:
        return f"agreement {agreement}: {reserved} is reserved for call-off {call_off}, which is {status}"

    @staticmethod
    def _misplaced(entry: int, agreement: int) -> str:
        return f"agreement {agreement}: entry {entry} is of another agreement's, lot's or buyer's call-off or lot"
