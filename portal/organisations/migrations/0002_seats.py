import django.contrib.postgres.constraints
import django.db.models.deletion
import portal.organisations.periods
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="quorum",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="seats that make a quorum"),
        ),
        migrations.AddField(
            model_name="seat",
            name="office",
            field=models.CharField(
                choices=[
                    ("member", "member"),
                    ("chair", "chair"),
                    ("vice_chair", "vice chair"),
                    ("secretary", "secretary"),
                ],
                default="member",
                max_length=10,
                verbose_name="office",
            ),
        ),
        migrations.RunSQL(
            "UPDATE organisations_seat SET office = 'chair' WHERE is_chair",
            "UPDATE organisations_seat SET is_chair = (office = 'chair')",
        ),
        migrations.AlterModelOptions(name="seat", options={"ordering": ["valid_from", "id"]}),
        migrations.RemoveField(model_name="seat", name="is_chair"),
        migrations.AddField(
            model_name="seat",
            name="is_chair",
            field=models.GeneratedField(
                db_persist=True, expression=models.Q(("office", "chair")), output_field=models.BooleanField()
            ),
        ),
        migrations.AlterModelOptions(name="seat", options={"ordering": ["-is_chair", "valid_from", "id"]}),
        migrations.CreateModel(
            name="SeatDeputy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deputies", to="organisations.seat"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputy_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="seat_deputy_dates",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("seat", "="), ("user", "="), (portal.organisations.periods.Days(), "&&")],
                        name="seat_deputy_once_a_day",
                    ),
                ],
            },
        ),
    ]
