"""Decisions replace each other and stand once the minutes are approved; exits and policies stand on decisions."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

#: How a decision was written is settled with the minutes. Whether it is public, and how its conditions are met, is not.
HOLD = """
CREATE FUNCTION samkop_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM governance_meeting WHERE id = OLD.meeting_id AND state IN ('approved', 'cancelled')) THEN
        RAISE EXCEPTION 'decision % stands: its meeting is closed', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER decision_stands BEFORE DELETE OR UPDATE OF
    meeting_id, item_id, case_number, title, wording, is_unanimous, votes_for, votes_against, votes_abstained,
    takes_effect_on, replaces_id
    ON governance_decision FOR EACH ROW EXECUTE FUNCTION samkop_decision_stands();
"""
LET_GO = """
DROP TRIGGER decision_stands ON governance_decision;
DROP FUNCTION samkop_decision_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("governance", "0003_meetings"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="governance.decision",
                verbose_name="replaces",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="reservations_public",
            field=models.BooleanField(default=False, verbose_name="reservations are public, with their names"),
        ),
        migrations.AddField(
            model_name="decision",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", models.F("id")), _negated=True), name="decision_replaces_another"
            ),
        ),
        migrations.AlterModelOptions(
            name="decisioncondition",
            options={
                "ordering": [
                    django.db.models.expressions.OrderBy(models.F("due_on"), nulls_last=True),
                    "id",
                ]
            },
        ),
        migrations.CreateModel(
            name="MembershipEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exits",
                        to="governance.decision",
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ended_by",
                        to="organisations.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                (
                    "binds_administrations",
                    models.BooleanField(default=True, verbose_name="binds the members' administrations"),
                ),
                (
                    "binds_companies",
                    models.BooleanField(default=False, verbose_name="binds the members' companies"),
                ),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="organisations.cooperation",
                        verbose_name="cooperation",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="governance.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended_policies",
                        to="governance.decision",
                        verbose_name="ended by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="governance.policy",
                        verbose_name="replaces",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("text", ""), _negated=True), ("file__isnull", False), _connector="OR"),
                        name="policy_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("binds_administrations", True), ("binds_companies", True), _connector="OR"
                        ),
                        name="policy_binds_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="policy_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", None), ("valid_to", None)),
                            models.Q(("ended_by__isnull", False), ("valid_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="policy_ended_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaces", models.F("id")), _negated=True),
                        name="policy_replaces_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(HOLD, LET_GO),
    ]
