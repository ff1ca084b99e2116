import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0008_invoices'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Strategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='holds from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='holds to')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='what it wants')),
                ('cooperation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strategies', to='organisations.cooperation')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_set', to='governance.decision', verbose_name='decided by')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_ended', to='governance.decision', verbose_name='ended by')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='governance.strategy', verbose_name='takes the place of')),
            ],
            options={
                'verbose_name_plural': 'strategies',
                'ordering': ['-valid_from', '-id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='holds from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='holds to')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=200, verbose_name='goal')),
                ('text', models.TextField(blank=True, verbose_name='what it means')),
                ('indicator', models.CharField(max_length=200, verbose_name='indicator')),
                ('unit', models.CharField(max_length=40, verbose_name='unit')),
                ('direction', models.CharField(choices=[('up', 'more is better'), ('down', 'less is better')], default='up', max_length=4, verbose_name='direction')),
                ('baseline_value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='baseline')),
                ('baseline_year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='year of the baseline')),
                ('target_value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='target')),
                ('target_year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='year of the target')),
                ('sdgs', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='goals of the United Nations')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_set', to='governance.decision', verbose_name='decided by')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_ended', to='governance.decision', verbose_name='ended by')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='governance.goal', verbose_name='takes the place of')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to=settings.AUTH_USER_MODEL, verbose_name='responsible')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='governance.strategy', verbose_name='strategy')),
            ],
            options={
                'ordering': ['strategy', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('day', models.DateField(blank=True, null=True, verbose_name='measured on')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='value')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason for the correction')),
                ('stands', models.BooleanField(default=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='governance.measurement', verbose_name='corrects')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='governance.goal')),
            ],
            options={
                'ordering': ['goal', 'year', models.OrderBy(models.F('day'), nulls_last=True), 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stands', True)), fields=('goal', 'year', 'day'), name='measurement_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('day', None), ('day__year', models.F('year')), _connector='OR'), name='measurement_day_lies_in_its_year'), models.CheckConstraint(condition=models.Q(('corrects', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='measurement_corrected_for_a_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('ended_by', None), ('valid_from', None), ('valid_to', None)), models.Q(('decision__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='strategy_stands_on_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='strategy_ends_after_it_began'),
        ),
        migrations.AddIndex(
            model_name='goal',
            index=models.Index(fields=['strategy', 'valid_from'], name='goal_by_strategy'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('ended_by', None), ('valid_from', None), ('valid_to', None)), models.Q(('decision__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='goal_stands_on_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='goal_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('target_year__gt', models.F('baseline_year'))), name='goal_years_in_order'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('direction', 'up'), ('target_value__gte', models.F('baseline_value'))), models.Q(('direction', 'down'), ('target_value__lte', models.F('baseline_value'))), _connector='OR'), name='goal_target_lies_in_its_direction'),
        ),
    ]

