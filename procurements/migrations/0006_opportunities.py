import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def weight(label):
    return models.PositiveSmallIntegerField(
        validators=[django.core.validators.MaxValueValidator(100)], verbose_name=label
    )


class Migration(migrations.Migration):
    dependencies = [
        ("procurements", "0005_proposals"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="branch",
            field=models.CharField(
                blank=True,
                help_text="The first digits of the CPV codes of the opportunity that it was made from.",
                max_length=8,
                verbose_name="opportunity",
            ),
        ),
        migrations.CreateModel(
            name="PastProcurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_id", models.CharField(max_length=20, verbose_name="number in the statistics")),
                ("advertised_on", models.DateField(verbose_name="advertised on")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("buyer_number", models.CharField(max_length=20, verbose_name="registration number of the buyer")),
                ("cpv", models.CharField(blank=True, max_length=8, verbose_name="CPV code")),
                ("procedure", models.CharField(blank=True, max_length=60, verbose_name="procedure")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("framework", "framework agreement"),
                            ("contract", "contract"),
                            ("partnership", "partnership"),
                            ("dps", "dynamic purchasing system"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="contracted value"
                    ),
                ),
                ("is_joint", models.BooleanField(verbose_name="procured together with others")),
            ],
            options={
                "ordering": ["advertised_on", "source_id"],
                "indexes": [models.Index(fields=["buyer_number", "cpv"], name="past_procurement_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(fields=("source_id", "advertised_on"), name="past_procurement_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OpportunityWeights",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("members", weight("members")),
                ("value", weight("value")),
                ("overlap", weight("overlap of the windows")),
                ("time", weight("time left")),
                ("unplanned", weight("not planned yet")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opportunity_weights",
                        to="organisations.cooperation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("members__lte", 100),
                            ("overlap__lte", 100),
                            ("time__lte", 100),
                            ("unplanned__lte", 100),
                            ("value__lte", 100),
                        ),
                        name="opportunity_weights_in_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("members", 0),
                            ("overlap", 0),
                            ("time", 0),
                            ("unplanned", 0),
                            ("value", 0),
                            _negated=True,
                        ),
                        name="opportunity_weights_something",
                    ),
                ],
            },
        ),
    ]
