from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("procurements", "0003_pipeline")]

    operations = []
