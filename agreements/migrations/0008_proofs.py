from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agreements", "0007_ceiling_ledger")]
    operations = []
