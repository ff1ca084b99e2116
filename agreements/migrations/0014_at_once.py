"""What answers at once on a large register: a need without the names of those who sell, and the sums that are watched.

A balance is marked by a trigger of its own row. Whoever changes a maximum holds the agreement's sums first
(``services.ceilings.hold``), so that marking them anew waits for nobody.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

GATHER = """
WITH said AS MATERIALIZED (
    SELECT a.id,
        concat_ws(' ', a.number, a.title, a.description,
            (SELECT string_agg(concat_ws(' ', lot.number, lot.title), ' ')
               FROM agreements_lot lot WHERE lot.agreement_id = a.id)) AS need,
        ARRAY(SELECT 'cpv' || code.cpv_id FROM agreements_agreementcpv code WHERE code.agreement_id = a.id) AS codes,
        ARRAY(SELECT buyer.organisation_id FROM agreements_eligiblebuyer buyer WHERE buyer.agreement_id = a.id)
            AS buyers,
        array_remove(ARRAY[a.owner_id], NULL) AS owners
    FROM agreements_agreement a
)
UPDATE agreements_agreementsearch AS search
SET need = samkop_fold(said.need), need_vector = samkop_search_vector(said.need) || array_to_tsvector(codes),
    entitled = CASE WHEN buyers = '{}' THEN owners ELSE buyers END
FROM said WHERE said.id = search.agreement_id;
"""

# 70 per cent: WATCH in portal/law/frameworks/ceilings.py.
MARK = """
CREATE FUNCTION samkop_mark_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_watched := coalesce(NEW.reserved + NEW.used >= 0.70 * CASE
        WHEN NEW.is_whole THEN (SELECT maximum_value FROM agreements_agreement WHERE id = NEW.agreement_id)
        ELSE (SELECT maximum_value FROM agreements_lot WHERE id = NEW.lot_id) END, false);
    RETURN NEW;
END $$;

CREATE TRIGGER ceiling_balance_is_marked BEFORE INSERT OR UPDATE ON agreements_ceilingbalance
    FOR EACH ROW WHEN (NEW.buyer_id IS NULL) EXECUTE FUNCTION samkop_mark_ceiling();

CREATE FUNCTION samkop_mark_ceilings_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'agreements_lot' THEN
        UPDATE agreements_ceilingbalance SET is_watched = is_watched
        WHERE agreement_id = NEW.agreement_id AND NOT is_whole AND lot_id = NEW.id AND buyer_id IS NULL;
    ELSE
        UPDATE agreements_ceilingbalance SET is_watched = is_watched WHERE agreement_id = NEW.id AND is_whole;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER agreement_maximum_marks_ceiling AFTER UPDATE OF maximum_value ON agreements_agreement
    FOR EACH ROW WHEN (OLD.maximum_value IS DISTINCT FROM NEW.maximum_value)
    EXECUTE FUNCTION samkop_mark_ceilings_anew();
CREATE TRIGGER lot_maximum_marks_ceiling AFTER UPDATE OF maximum_value ON agreements_lot
    FOR EACH ROW WHEN (OLD.maximum_value IS DISTINCT FROM NEW.maximum_value)
    EXECUTE FUNCTION samkop_mark_ceilings_anew();

UPDATE agreements_ceilingbalance AS balance SET is_watched = true
FROM agreements_agreement AS agreement
WHERE agreement.id = balance.agreement_id AND balance.is_whole
    AND balance.reserved + balance.used >= 0.70 * agreement.maximum_value;
UPDATE agreements_ceilingbalance AS balance SET is_watched = true
FROM agreements_lot AS lot
WHERE lot.id = balance.lot_id AND balance.buyer_id IS NULL AND NOT balance.is_whole
    AND balance.reserved + balance.used >= 0.70 * lot.maximum_value;
"""
UNMARK = """
DROP TRIGGER lot_maximum_marks_ceiling ON agreements_lot;
DROP TRIGGER agreement_maximum_marks_ceiling ON agreements_agreement;
DROP FUNCTION samkop_mark_ceilings_anew();
DROP TRIGGER ceiling_balance_is_marked ON agreements_ceilingbalance;
DROP FUNCTION samkop_mark_ceiling();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0013_call_offs")]
    operations = [
        migrations.AddField(
            model_name="agreementsearch",
            name="need",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="agreementsearch",
            name="need_vector",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="agreementsearch",
            name="entitled",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(GATHER, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="agreementsearch",
            index=django.contrib.postgres.indexes.GinIndex(fields=["need_vector"], name="agreement_need_words"),
        ),
        migrations.AddIndex(
            model_name="agreementsearch",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("need", name="gin_trgm_ops"), name="agreement_need_parts"
            ),
        ),
        migrations.AddIndex(
            model_name="agreementsearch",
            index=django.contrib.postgres.indexes.GinIndex(fields=["entitled"], name="agreement_search_entitled"),
        ),
        migrations.AddField(
            model_name="ceilingbalance",
            name="is_watched",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(MARK, UNMARK),
        migrations.AddIndex(
            model_name="ceilingbalance",
            index=models.Index(
                condition=models.Q(("is_watched", True)), fields=["agreement"], name="ceiling_balance_watched"
            ),
        ),
    ]
