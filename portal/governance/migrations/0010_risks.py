"""The register of risks."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_goals"),
        ("organisations", "0002_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="risk")),
                ("description", models.TextField(blank=True, verbose_name="what may happen, and why")),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "very unlikely"),
                            (2, "unlikely"),
                            (3, "possible"),
                            (4, "likely"),
                            (5, "almost certain"),
                        ],
                        verbose_name="probability",
                    ),
                ),
                (
                    "consequence",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "negligible"),
                            (2, "minor"),
                            (3, "noticeable"),
                            (4, "serious"),
                            (5, "very serious"),
                        ],
                        verbose_name="consequence",
                    ),
                ),
                (
                    "score",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("probability"), "*", models.F("consequence")
                        ),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                ("measure", models.TextField(blank=True, verbose_name="measure")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="review day")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("watched", "watched"), ("closed", "closed")],
                        default="open",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="organisations.cooperation",
                        verbose_name="cooperation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "title"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("open", "watched"))),
                        fields=["review_on"],
                        name="risk_to_review",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("consequence__range", (1, 5)), ("probability__range", (1, 5))),
                        name="risk_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("open", "watched")), _negated=True),
                            ("review_on__isnull", False),
                            _connector="OR",
                        ),
                        name="risk_standing_is_reviewed",
                    ),
                ],
            },
        ),
    ]
