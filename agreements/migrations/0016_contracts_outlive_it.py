"""Contracts may run at least as long as calls may be made, options that were used and extensions included (rule 2)."""

from django.db import migrations, models

#: The latest end of contracts moves along with the last day, as it does when an agreement is extended; its history
#: says so, in the language of the cooperation.
MOVE_ALONG = """
WITH before AS (
    SELECT id, latest_contract_end_on AS latest FROM agreements_agreement
    WHERE latest_contract_end_on < last_day FOR UPDATE
), moved AS (
    UPDATE agreements_agreement a SET latest_contract_end_on = a.last_day, version = a.version + 1
    FROM before WHERE before.id = a.id
    RETURNING a.id, a.title, a.version, a.cooperation_id, before.latest, a.last_day
), told AS (
    INSERT INTO workflow_auditevent (at, actor_id, action, object_type, object_id, object_label, object_version,
        changes, reason)
    SELECT now(), NULL, 'agreement.edited', 'agreements.agreement', moved.id, moved.title, moved.version,
        jsonb_build_object('latest_contract_end_on', jsonb_build_array(moved.latest, moved.last_day)),
        CASE cooperation.jurisdiction
            WHEN 'NO' THEN 'Kontrakter kan vare minst så lenge det kan gjøres avrop.'
            ELSE 'Kontrakt får löpa minst så länge avrop får göras.'
        END
    FROM moved JOIN organisations_cooperation cooperation ON cooperation.id = moved.cooperation_id
)
UPDATE organisations_cooperation SET register_version = register_version + 1
WHERE id IN (SELECT cooperation_id FROM moved);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0015_goals_and_benefits"),
        ("organisations", "0001_initial"),
        ("workflow", "0002_append_only"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="agreement", name="agreement_contracts_outlive_it"),
        migrations.RunSQL(MOVE_ALONG, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("latest_contract_end_on", None),
                    ("last_day", None),
                    ("latest_contract_end_on__gte", models.F("last_day")),
                    _connector="OR",
                ),
                name="agreement_contracts_outlive_it",
            ),
        ),
    ]
