from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("procurements", "0004_needs_grown")]

    operations = []
