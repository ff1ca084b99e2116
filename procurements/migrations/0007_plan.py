import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurements", "0006_opportunities"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("participation_on", "participation"),
                            ("answers_due_on", "members answer by"),
                            ("dialogue_on", "market dialogue"),
                            ("specification_on", "specification"),
                            ("notice_on", "contract notice"),
                            ("requests_due_on", "requests to participate due"),
                            ("tenders_due_on", "tenders due"),
                            ("award_on", "award decision"),
                            ("starts_on", "agreement starts"),
                        ],
                        max_length=20,
                        verbose_name="what was moved",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("along", "all later days move by as many days"),
                            ("needed", "later days move only if they would come before"),
                        ],
                        max_length=10,
                        verbose_name="what followed",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="procurements.procurement"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PlanMoveDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("participation_on", "participation"),
                            ("answers_due_on", "members answer by"),
                            ("dialogue_on", "market dialogue"),
                            ("specification_on", "specification"),
                            ("notice_on", "contract notice"),
                            ("requests_due_on", "requests to participate due"),
                            ("tenders_due_on", "tenders due"),
                            ("award_on", "award decision"),
                            ("starts_on", "agreement starts"),
                        ],
                        max_length=20,
                    ),
                ),
                ("before", models.DateField()),
                ("after", models.DateField()),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="procurements.planmove"
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="procurements.procurement"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="WorkloadTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participation",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="participation"
                    ),
                ),
                (
                    "dialogue",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="market dialogue"
                    ),
                ),
                (
                    "specification",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="specification"
                    ),
                ),
                (
                    "tendering",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="notice to tenders due"
                    ),
                ),
                (
                    "evaluation",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="evaluation to award"
                    ),
                ),
                (
                    "award",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="award to start"
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="capacity of an officer",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="workload_terms",
                        to="organisations.cooperation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeadTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "procedure",
                    models.CharField(
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
                (
                    "participation",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1095)], verbose_name="participation"
                    ),
                ),
                (
                    "dialogue",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1095)], verbose_name="market dialogue"
                    ),
                ),
                (
                    "specification",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1095)], verbose_name="specification"
                    ),
                ),
                (
                    "tendering",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1095)],
                        verbose_name="notice to tenders due",
                    ),
                ),
                (
                    "evaluation",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1095)], verbose_name="evaluation to award"
                    ),
                ),
                (
                    "award",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1095)], verbose_name="award to start"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lead_times",
                        to="organisations.cooperation",
                    ),
                ),
            ],
            options={
                "ordering": ["cooperation", "procedure"],
                "constraints": [
                    models.UniqueConstraint(fields=("cooperation", "procedure"), name="lead_time_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("award__lte", 1095),
                            ("dialogue__lte", 1095),
                            ("evaluation__lte", 1095),
                            ("participation__lte", 1095),
                            ("specification__lte", 1095),
                            ("tendering__lte", 1095),
                        ),
                        name="lead_time_in_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_move_undone_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmoveday",
            constraint=models.UniqueConstraint(fields=("move", "procurement", "step"), name="plan_move_day_once"),
        ),
        migrations.AddConstraint(
            model_name="workloadterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("award__lte", 100),
                    ("capacity__range", (1, 100)),
                    ("dialogue__lte", 100),
                    ("evaluation__lte", 100),
                    ("participation__lte", 100),
                    ("specification__lte", 100),
                    ("tendering__lte", 100),
                ),
                name="workload_terms_per_cent",
            ),
        ),
    ]
