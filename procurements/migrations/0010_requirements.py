"""Requirements with their versions and comments, and the specification that they make up; versions are never changed."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE TRIGGER requirement_version_append_only BEFORE UPDATE OR DELETE ON procurements_requirementversion
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
CREATE TRIGGER revision_row_append_only BEFORE UPDATE OR DELETE ON procurements_revisionrow
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
LET_GO = """
DROP TRIGGER requirement_version_append_only ON procurements_requirementversion;
DROP TRIGGER revision_row_append_only ON procurements_revisionrow;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("organisations", "0001_initial"),
        ("procurements", "0009_stages"),
        ("workflow", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.CharField(blank=True, max_length=120, verbose_name="section")),
                (
                    "kind",
                    models.CharField(
                        choices=[("functional", "functional"), ("detailed", "detailed")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        choices=[("mandatory", "mandatory"), ("weighted", "weighted")],
                        max_length=9,
                        verbose_name="strength",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="weight, per cent",
                    ),
                ),
                ("text", models.TextField(verbose_name="requirement")),
                ("verification", models.TextField(blank=True, verbose_name="how it is verified")),
                ("goals", models.CharField(blank=True, max_length=500, verbose_name="goals it serves")),
                ("is_climate", models.BooleanField(default=False, verbose_name="climate and environment")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("position", models.PositiveIntegerField(verbose_name="place")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("accepted", "accepted"), ("declined", "declined")],
                        default="proposed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("contributed_at", models.DateTimeField(auto_now_add=True, verbose_name="contributed at")),
                ("copied_edition", models.PositiveIntegerField(blank=True, null=True)),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["procurement", "position", "number"],
            },
        ),
        migrations.CreateModel(
            name="RequirementComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="comment")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("is_sample", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["requirement", models.OrderBy(models.F("thread"), nulls_first=True), "id"],
            },
        ),
        migrations.CreateModel(
            name="RequirementFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="RequirementVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.CharField(blank=True, max_length=120, verbose_name="section")),
                (
                    "kind",
                    models.CharField(
                        choices=[("functional", "functional"), ("detailed", "detailed")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        choices=[("mandatory", "mandatory"), ("weighted", "weighted")],
                        max_length=9,
                        verbose_name="strength",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="weight, per cent",
                    ),
                ),
                ("text", models.TextField(verbose_name="requirement")),
                ("verification", models.TextField(blank=True, verbose_name="how it is verified")),
                ("goals", models.CharField(blank=True, max_length=500, verbose_name="goals it serves")),
                ("is_climate", models.BooleanField(default=False, verbose_name="climate and environment")),
                ("edition", models.PositiveIntegerField(verbose_name="version")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="why")),
            ],
            options={
                "ordering": ["requirement", "edition"],
            },
        ),
        migrations.CreateModel(
            name="RevisionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["revision", "position"],
            },
        ),
        migrations.CreateModel(
            name="Specification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "being written"),
                            ("put_forward", "put forward for approval"),
                            ("approved", "approved"),
                        ],
                        default="open",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="revision")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                ("decided_reason", models.TextField(blank=True, verbose_name="reason")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="SpecificationApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approves", models.BooleanField(verbose_name="approves")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="answered at")),
            ],
            options={
                "ordering": ["revision", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SpecificationRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="revision")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="answer by")),
                ("note", models.TextField(blank=True, verbose_name="note to the group")),
            ],
            options={
                "ordering": ["specification", "number"],
            },
        ),
        migrations.AddField(
            model_name="requirement",
            name="contributed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="contributed by",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="procurements.requirement",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="procurement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="procurements.procurement"
            ),
        ),
        migrations.AddField(
            model_name="requirementcomment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requirementcomment",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="procurements.requirement"
            ),
        ),
        migrations.AddField(
            model_name="requirementcomment",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="requirementcomment",
            name="thread",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="procurements.requirementcomment",
            ),
        ),
        migrations.AddField(
            model_name="requirementfile",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requirementfile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="requirementfile",
            name="procurement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requirement_files",
                to="procurements.procurement",
            ),
        ),
        migrations.AddField(
            model_name="requirementversion",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requirementversion",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="procurements.requirement"
            ),
        ),
        migrations.AddField(
            model_name="revisionrow",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procurements.requirementversion"
            ),
        ),
        migrations.AddField(
            model_name="specification",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="specification",
            name="procurement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="specification", to="procurements.procurement"
            ),
        ),
        migrations.AddField(
            model_name="specificationapproval",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="specificationapproval",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="specificationapproval",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.seat"
            ),
        ),
        migrations.AddField(
            model_name="specificationrevision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="specificationrevision",
            name="specification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="procurements.specification"
            ),
        ),
        migrations.AddField(
            model_name="specificationapproval",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="procurements.specificationrevision",
            ),
        ),
        migrations.AddField(
            model_name="revisionrow",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="procurements.specificationrevision",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(fields=("procurement", "number"), name="requirement_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("strength", "mandatory"), ("weight", None)),
                    models.Q(("strength", "weighted"), ("weight__gt", 0), ("weight__lte", 100)),
                    _connector="OR",
                ),
                name="requirement_weight_of_weighted",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="requirement_declined_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copied_edition", None), ("copied_from", None)),
                    models.Q(("copied_edition__isnull", False), ("copied_from__isnull", False)),
                    _connector="OR",
                ),
                name="requirement_copied_edition",
            ),
        ),
        migrations.AddIndex(
            model_name="requirementcomment",
            index=models.Index(
                condition=models.Q(("resolved_at", None), ("thread", None)),
                fields=["requirement"],
                name="requirement_comment_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("resolved_by", None)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False), ("thread", None)),
                    _connector="OR",
                ),
                name="requirement_comment_resolved_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementversion",
            constraint=models.UniqueConstraint(fields=("requirement", "edition"), name="requirement_version_unique"),
        ),
        migrations.AddConstraint(
            model_name="specification",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("revision__gt", 0), _connector="OR"),
                name="specification_has_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="specification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", False), ("state", "approved")),
                    models.Q(
                        models.Q(("state", "approved"), _negated=True),
                        ("approved_at", None),
                        ("decided_by", None),
                        ("decided_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="specification_approved_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="specificationrevision",
            constraint=models.UniqueConstraint(
                fields=("specification", "number"), name="specification_revision_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="specificationapproval",
            constraint=models.UniqueConstraint(fields=("revision", "seat"), name="specification_approval_once"),
        ),
        migrations.AddConstraint(
            model_name="specificationapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("approves", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="specification_objection_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="revisionrow",
            constraint=models.UniqueConstraint(fields=("revision", "version"), name="revision_row_unique"),
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
