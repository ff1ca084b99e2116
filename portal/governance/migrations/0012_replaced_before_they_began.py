"""A rate or a key that was decided for a day to come can be replaced by another decision before it begins."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import portal.organisations.periods

KINDS = {"commission_rate_decided": "commissionrate", "cost_key_decided": "costkey"}


def may_change(*columns: str) -> str:
    """The triggers of what has been decided, with the columns that may still be written."""
    told = ", ".join(f"'{column}'" for column in columns)
    return "".join(
        f"DROP TRIGGER {name} ON governance_{table};"
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON governance_{table} FOR EACH ROW"
        f" WHEN (OLD.decision_id IS NOT NULL) EXECUTE FUNCTION samkop_decided({told});"
        for name, table in KINDS.items()
    )


def withdrawn_by() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="governance.decision",
    )


def once_a_day(name: str, condition: models.Q) -> django.contrib.postgres.constraints.ExclusionConstraint:
    return django.contrib.postgres.constraints.ExclusionConstraint(
        condition=condition,
        expressions=[("cooperation", "="), (portal.organisations.periods.Days(), "&&")],
        name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("governance", "0011_what_was_decided"), ("organisations", "0002_seats")]
    operations = [
        migrations.RemoveConstraint(model_name="commissionrate", name="commission_rate_once_a_day"),
        migrations.RemoveConstraint(model_name="costkey", name="cost_key_once_a_day"),
        migrations.AddField(model_name="commissionrate", name="withdrawn_by", field=withdrawn_by()),
        migrations.AddField(model_name="costkey", name="withdrawn_by", field=withdrawn_by()),
        migrations.AddConstraint(
            model_name="commissionrate",
            constraint=once_a_day("commission_rate_once_a_day", models.Q(("withdrawn_by", None))),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=once_a_day(
                "cost_key_once_a_day", models.Q(("decision__isnull", False), ("withdrawn_by__isnull", True))
            ),
        ),
        migrations.RunSQL(
            may_change("valid_to", "withdrawn_by_id", "is_sample"), may_change("valid_to", "is_sample")
        ),
    ]
