"""Checklists of procurements and their templates."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("procurements", "0011_dialogue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChecklistTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(blank=True, max_length=40, null=True, unique=True)),
                (
                    "jurisdiction",
                    models.CharField(
                        choices=[("SE", "Sweden"), ("NO", "Norway")], max_length=2, verbose_name="jurisdiction"
                    ),
                ),
                (
                    "procedure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open procedure"),
                            ("restricted", "restricted procedure"),
                            ("negotiated", "competitive procedure with negotiation"),
                            ("dialogue", "competitive dialogue"),
                            ("innovation", "innovation partnership"),
                            ("social", "social and other specific services"),
                            ("national", "advertised under national rules"),
                            ("direct", "direct award"),
                        ],
                        max_length=12,
                        verbose_name="procedure",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checklist_templates",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="procurements.checklisttemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["jurisdiction", "procedure", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("participation", "participation"),
                            ("dialogue", "market dialogue"),
                            ("specification", "specification"),
                            ("ready", "ready to publish"),
                            ("published", "published"),
                        ],
                        max_length=15,
                        verbose_name="stage",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="place")),
                ("text", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("help", models.TextField(blank=True, verbose_name="help")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source of the rule")),
                ("source_is_certain", models.BooleanField(default=False, verbose_name="the source has been checked")),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be done"), ("done", "done"), ("not_applicable", "does not apply")],
                        default="open",
                        max_length=14,
                        verbose_name="state",
                    ),
                ),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checklist",
                        to="procurements.procurement",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="procurements.checklisttemplate",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "ordering": ["procurement", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="TemplateItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("participation", "participation"),
                            ("dialogue", "market dialogue"),
                            ("specification", "specification"),
                            ("ready", "ready to publish"),
                            ("published", "published"),
                        ],
                        max_length=15,
                        verbose_name="stage",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="place")),
                ("text", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("help", models.TextField(blank=True, verbose_name="help")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source of the rule")),
                ("source_is_certain", models.BooleanField(default=False, verbose_name="the source has been checked")),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="procurements.checklisttemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["template", "position"],
            },
        ),
        migrations.AddConstraint(
            model_name="checklisttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", None), ("cooperation__isnull", False)),
                    models.Q(("code__isnull", False), ("cooperation", None)),
                    _connector="OR",
                ),
                name="checklist_template_delivered_or_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("at", None), ("by", None), ("note", ""), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("at__isnull", False), ("by__isnull", False)),
                    _connector="OR",
                ),
                name="checklist_item_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_applicable"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="checklist_item_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateitem",
            constraint=models.UniqueConstraint(fields=("template", "position"), name="template_item_place_unique"),
        ),
    ]
