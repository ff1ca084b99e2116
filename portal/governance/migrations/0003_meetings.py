from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_meetings_and_decisions")]

    operations = []
