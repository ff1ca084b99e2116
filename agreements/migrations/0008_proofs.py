import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE TRIGGER buying_proof_append_only BEFORE UPDATE OR DELETE ON agreements_buyingproof
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
LET_GO = "DROP TRIGGER buying_proof_append_only ON agreements_buyingproof;"


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_ceiling_ledger"),
        ("organisations", "0001_initial"),
        ("workflow", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="BuyingProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("yes", "you may buy"), ("no", "not this one"), ("nothing", "nothing covers this")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("question", models.JSONField()),
                ("chain", models.JSONField()),
                ("facts", models.JSONField()),
                ("language", models.CharField(max_length=5)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="taken at")),
                (
                    "agreement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buying_proofs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.lot",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buying_proofs",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["organisation", "-id"], name="buying_proof_by_buyer")],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
