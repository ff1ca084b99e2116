from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("procurements", "0006_opportunities")]

    operations = []
