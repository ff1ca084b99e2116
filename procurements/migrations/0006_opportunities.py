from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("procurements", "0005_proposals")]

    operations = []
