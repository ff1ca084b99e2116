from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("agreements", "0011_price_lists")]
    operations = [
        migrations.RemoveConstraint("agreementchange", "change_grows_by_two"),
        migrations.AddField(
            "agreement",
            "extended_to",
            models.DateField(blank=True, null=True, verbose_name="extended past its options to"),
        ),
        migrations.AddField(
            "agreementchange", "description", models.TextField(blank=True, verbose_name="what is changed")
        ),
        migrations.AddField(
            "agreementchange", "needs_two", models.BooleanField(default=True, verbose_name="needs a second person")
        ),
        migrations.AlterField(
            "agreementchange",
            "status",
            models.CharField(
                choices=[
                    ("proposed", "awaits confirmation"),
                    ("confirmed", "confirmed, takes effect on its day"),
                    ("in_effect", "in effect"),
                    ("withdrawn", "withdrawn"),
                ],
                default="proposed",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            "agreementchange",
            models.CheckConstraint(
                name="change_grows_by_two",
                condition=Q(needs_two=False)
                | ~Q(status__in=["confirmed", "in_effect"])
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by")) & ~Q(legal_basis=""),
            ),
        ),
        migrations.AddConstraint(
            "agreementchange",
            models.CheckConstraint(
                name="change_kind_grows",
                condition=Q(needs_two=True)
                | ~Q(kind__in=["scope", "supplier_replaced"]) & ~Q(kind="extension", option__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "extensionoption",
            models.Index(fields=["notice_by"], condition=Q(state="open"), name="option_open_by_notice"),
        ),
    ]
