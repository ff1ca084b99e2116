"""The ceiling ledger in PostgreSQL: append-only, its balances kept and its ceilings held, however rows are written.

Three kinds of balances move with each entry: of the whole agreement, of its lot, of the buyer in the lot. Their rows are
made first and locked in one order, so that two statements never wait for each other in a ring. A correction takes back
one entry, whole; no call-off frees more than it has reserved.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE TRIGGER ceiling_entry_append_only BEFORE UPDATE OR DELETE ON agreements_ceilingentry
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();

CREATE FUNCTION samkop_keep_ceilings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    passed text;
BEGIN
    INSERT INTO agreements_ceilingbalance (agreement_id, is_whole, lot_id, buyer_id, reserved, used, entries)
    SELECT agreement_id, is_whole, lot_id, buyer_id, 0, 0, 0 FROM (
        SELECT agreement_id, true AS is_whole, NULL::bigint AS lot_id, NULL::bigint AS buyer_id FROM written
        UNION SELECT agreement_id, false, lot_id, NULL FROM written WHERE lot_id IS NOT NULL
        UNION SELECT agreement_id, false, lot_id, buyer_id FROM written
    ) AS rows
    ORDER BY agreement_id, is_whole DESC, lot_id NULLS FIRST, buyer_id NULLS FIRST
    ON CONFLICT ON CONSTRAINT ceiling_balance_unique DO NOTHING;

    PERFORM 1 FROM agreements_ceilingbalance AS balance
    JOIN (SELECT DISTINCT agreement_id, lot_id, buyer_id FROM written) AS moved
        ON moved.agreement_id = balance.agreement_id
        AND (balance.is_whole
             OR moved.lot_id IS NOT DISTINCT FROM balance.lot_id
                AND (balance.buyer_id IS NULL OR balance.buyer_id = moved.buyer_id))
    ORDER BY balance.agreement_id, balance.is_whole DESC, balance.lot_id NULLS FIRST, balance.buyer_id NULLS FIRST
    FOR UPDATE OF balance;

    UPDATE agreements_ceilingbalance AS balance
    SET reserved = balance.reserved + moved.reserved, used = balance.used + moved.used,
        entries = balance.entries + moved.entries
    FROM (
        SELECT agreement_id, true AS is_whole, NULL::bigint AS lot_id, NULL::bigint AS buyer_id,
               sum(reserved) AS reserved, sum(used) AS used, count(*) AS entries
        FROM written GROUP BY agreement_id
        UNION ALL
        SELECT agreement_id, false, lot_id, NULL, sum(reserved), sum(used), count(*)
        FROM written WHERE lot_id IS NOT NULL GROUP BY agreement_id, lot_id
        UNION ALL
        SELECT agreement_id, false, lot_id, buyer_id, sum(reserved), sum(used), count(*)
        FROM written GROUP BY agreement_id, lot_id, buyer_id
    ) AS moved
    WHERE moved.agreement_id = balance.agreement_id AND moved.is_whole = balance.is_whole
        AND moved.lot_id IS NOT DISTINCT FROM balance.lot_id
        AND moved.buyer_id IS NOT DISTINCT FROM balance.buyer_id;

    IF EXISTS (
        SELECT FROM written JOIN agreements_ceilingentry AS first ON first.id = written.corrects_id
        WHERE (written.agreement_id, written.lot_id, written.buyer_id, written.call_off_id, written.reserved,
               written.used)
            IS DISTINCT FROM
            (first.agreement_id, first.lot_id, first.buyer_id, first.call_off_id, -first.reserved, -first.used)
    ) THEN
        RAISE EXCEPTION 'a correction takes back one entry, whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ceiling_correction_whole';
    END IF;
    IF EXISTS (
        SELECT FROM agreements_ceilingentry AS entry
        WHERE entry.call_off_id IN (SELECT call_off_id FROM written WHERE reserved < 0)
        GROUP BY entry.call_off_id HAVING sum(entry.reserved) < 0
    ) THEN
        RAISE EXCEPTION 'a call-off would free more than it has reserved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ceiling_call_off_never_below_zero';
    END IF;

    SELECT string_agg(DISTINCT moved.agreement_id::text, ', ') INTO passed
    FROM (SELECT agreement_id, sum(reserved + used) AS grown FROM written GROUP BY agreement_id) AS moved
    JOIN agreements_ceilingbalance AS balance ON balance.agreement_id = moved.agreement_id AND balance.is_whole
    JOIN agreements_agreement AS agreement ON agreement.id = moved.agreement_id
    WHERE moved.grown > 0
        AND balance.reserved + balance.used > greatest(agreement.maximum_value, agreement.overrun_value);
    IF passed IS NULL THEN
        SELECT string_agg(DISTINCT lot.agreement_id::text, ', ') INTO passed
        FROM (
            SELECT lot_id, sum(reserved + used) AS grown FROM written WHERE lot_id IS NOT NULL GROUP BY lot_id
        ) AS moved
        JOIN agreements_lot AS lot ON lot.id = moved.lot_id
        JOIN agreements_ceilingbalance AS balance
            ON balance.agreement_id = lot.agreement_id AND balance.lot_id = lot.id
            AND balance.buyer_id IS NULL AND NOT balance.is_whole
        WHERE moved.grown > 0 AND balance.reserved + balance.used > greatest(lot.maximum_value, lot.overrun_value);
    END IF;
    IF passed IS NOT NULL THEN
        RAISE EXCEPTION 'the ceiling of agreement % would be passed', passed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ceiling_never_passed';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ceiling_entry_keeps_balances AFTER INSERT ON agreements_ceilingentry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION samkop_keep_ceilings();
"""
LET_GO = """
DROP TRIGGER ceiling_entry_keeps_balances ON agreements_ceilingentry;
DROP FUNCTION samkop_keep_ceilings();
DROP TRIGGER ceiling_entry_append_only ON agreements_ceilingentry;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0006_daily_use"),
        ("files", "0001_initial"),
        ("workflow", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="ceilingbalance",
            name="entries",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="ceilingentry",
            index=models.Index(
                fields=["agreement", "day"],
                include=("lot", "buyer", "reserved", "used"),
                name="ceiling_entry_sums",
            ),
        ),
        migrations.CreateModel(
            name="TurnoverFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turnover_files",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "batch",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="agreements.turnoverbatch",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
