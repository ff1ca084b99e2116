import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurements", "0007_plan"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="participation",
            name="state",
            field=models.CharField(
                choices=[
                    ("invited", "invited"),
                    ("joins", "takes part"),
                    ("option", "takes an option"),
                    ("declined", "declines"),
                    ("withdrawn", "invitation withdrawn"),
                    ("left_out", "left out"),
                ],
                default="invited",
                max_length=10,
                verbose_name="answer",
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="invited_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked at"),
        ),
        migrations.AddField(
            model_name="participation",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="reminded on"),
        ),
        migrations.CreateModel(
            name="ValueEstimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.PositiveSmallIntegerField(verbose_name="duration in months, options included")),
                (
                    "headroom",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="headroom, per cent"),
                ),
                ("headroom_reason", models.TextField(blank=True, verbose_name="reasons for the headroom")),
                (
                    "estimated_value",
                    models.DecimalField(decimal_places=2, max_digits=15, verbose_name="estimated value"),
                ),
                ("maximum_value", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="maximum value")),
                ("confirmed_at", models.DateTimeField(auto_now_add=True, verbose_name="confirmed at")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="estimates",
                        to="procurements.procurement",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("estimated_value__gt", 0), ("maximum_value__gte", models.F("estimated_value"))
                        ),
                        name="value_estimate_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("headroom", 0),
                            models.Q(("headroom__gt", 0), models.Q(("headroom_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="value_estimate_headroom_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_option", models.BooleanField(verbose_name="option")),
                (
                    "yearly_volume",
                    models.DecimalField(decimal_places=2, max_digits=15, verbose_name="pledged a year"),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=2, max_digits=15, verbose_name="over the duration"),
                ),
                (
                    "estimate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="procurements.valueestimate",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("estimate", "organisation"), name="value_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0), ("yearly_volume__gte", 0)),
                        name="value_line_not_negative",
                    ),
                ],
            },
        ),
    ]
