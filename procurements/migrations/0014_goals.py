import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0015_goals_and_benefits'),
        ('governance', '0009_goals'),
        ('procurements', '0013_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RequirementCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal_check', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='asked_by', to='agreements.goalcheck')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='procurements.requirement')),
            ],
        ),
        migrations.CreateModel(
            name='NeedGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_links', to='governance.goal', verbose_name='goal')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_links', to='procurements.need')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('need', 'goal'), name='need_goal_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='RequirementGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_links', to='governance.goal', verbose_name='goal')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_links', to='procurements.requirement')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('requirement', 'goal'), name='requirement_goal_once', nulls_distinct=False)],
            },
        ),
    ]

