"""A cancelled call-off frees its mini-competition; how to answer one; off-contract notices can be withdrawn."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("agreements", "0012_changes")]
    operations = [
        migrations.AlterField(
            model_name="calloff",
            name="competition",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_offs",
                to="agreements.minicompetition",
                verbose_name="mini-competition",
            ),
        ),
        migrations.AddConstraint(
            model_name="calloff",
            constraint=models.UniqueConstraint(
                condition=~Q(status="cancelled"), fields=("competition",), name="call_off_once_from_competition"
            ),
        ),
        migrations.AddConstraint(
            model_name="calloff",
            constraint=models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancelled_because=""), name="call_off_cancelled_because"
            ),
        ),
        migrations.AddField(
            model_name="minicompetition",
            name="answer_to",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Where answers are sent so that nobody opens them before the deadline, and in which form.",
                verbose_name="how to answer",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="minicompetition",
            name="cancelled_because",
            field=models.TextField(blank=True, default="", verbose_name="why it was cancelled"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="offcontractpurchase",
            name="status",
            field=models.CharField(
                choices=[("noted", "noted"), ("withdrawn", "withdrawn")],
                default="noted",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="offcontractpurchase",
            name="withdrawn_because",
            field=models.TextField(blank=True, default="", verbose_name="why it was withdrawn"),
            preserve_default=False,
        ),
    ]
