import django.db.models.deletion
from django.db import migrations, models

REFUSE = """
CREATE TRIGGER quarter_append_only BEFORE UPDATE OR DELETE ON figures_quartersnapshot
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
ALLOW = "DROP TRIGGER quarter_append_only ON figures_quartersnapshot;"


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0001_kept_figures"),
        ("organisations", "0001_initial"),
        ("workflow", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuarterSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateField(verbose_name="quarter")),
                ("taken_at", models.DateTimeField(verbose_name="figures taken")),
                ("data", models.JSONField()),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quarters",
                        to="organisations.cooperation",
                    ),
                ),
            ],
            options={"ordering": ["-quarter"]},
        ),
        migrations.AddConstraint(
            model_name="quartersnapshot",
            constraint=models.UniqueConstraint(fields=("cooperation", "quarter"), name="quarter_once"),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
