from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("procurements", "0011_dialogue")]

    operations = []
