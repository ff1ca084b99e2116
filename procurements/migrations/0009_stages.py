from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("procurements", "0008_participation")]

    operations = [
        migrations.AddField(
            "procurement",
            "requests_due_on",
            models.DateField(blank=True, null=True, verbose_name="requests to participate due"),
        ),
        migrations.AddField(
            "procurement",
            "prior_notice_on",
            models.DateField(blank=True, null=True, verbose_name="prior information notice sent"),
        ),
        migrations.AddField(
            "procurement",
            "urgency_reason",
            models.TextField(blank=True, verbose_name="reasons for urgency"),
        ),
        migrations.AddField(
            "procurement",
            "concluded_on",
            models.DateField(blank=True, null=True, verbose_name="agreement concluded"),
        ),
    ]
