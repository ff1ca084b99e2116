import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0014_at_once'),
        ('governance', '0009_goals'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Benefit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('method', models.CharField(choices=[('price_before', 'price against before'), ('price_list', 'price against list'), ('price_benchmark', 'price against benchmark'), ('process', 'process cost'), ('avoided', 'avoided fines and costs')], max_length=15, verbose_name='method')),
                ('kind', models.GeneratedField(db_persist=True, expression=models.Case(models.When(method__in=('price_before', 'price_list', 'price_benchmark'), then=models.Value('price')), default=models.F('method')), output_field=models.CharField(choices=[('price', 'lower price'), ('process', 'process cost'), ('avoided', 'avoided fines and costs')], max_length=15, verbose_name='kind'))),
                ('hours', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='hours saved')),
                ('hourly_rate', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='cost of an hour')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=15, verbose_name='benefit')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('claimed', 'claimed'), ('reviewed', 'reviewed'), ('withdrawn', 'withdrawn')], default='draft', max_length=10, verbose_name='state')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='to be reviewed by')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='reviewed at')),
                ('withdrawn_because', models.TextField(blank=True, verbose_name='why it was withdrawn')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='benefits', to='agreements.agreement', verbose_name='agreement')),
                ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='claimed by')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='agreements.benefit', verbose_name='corrects')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='benefits', to='organisations.organisation', verbose_name='member')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
            ],
            options={
                'ordering': ['-year', 'agreement', 'organisation', 'id'],
            },
        ),
        migrations.CreateModel(
            name='BenefitLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=200, verbose_name='what was bought')),
                ('unit', models.CharField(max_length=40, verbose_name='unit')),
                ('volume', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='volume')),
                ('compared_price', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='unit price compared with')),
                ('price_now', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='unit price now')),
                ('amount', models.GeneratedField(db_persist=True, expression=django.db.models.functions.math.Round(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('compared_price'), '-', models.F('price_now')), '*', models.F('volume')), precision=2), output_field=models.DecimalField(decimal_places=2, max_digits=18, verbose_name='saved'))),
                ('benefit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='agreements.benefit')),
            ],
            options={
                'ordering': ['benefit', 'id'],
            },
        ),
        migrations.CreateModel(
            name='GoalCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField(verbose_name='what is checked')),
                ('how', models.TextField(blank=True, verbose_name='how it is checked')),
                ('every_months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='months between checks')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='next check')),
                ('state', models.CharField(choices=[('followed', 'followed up'), ('dropped', 'dropped')], default='followed', max_length=10, verbose_name='state')),
                ('dropped_because', models.TextField(blank=True, verbose_name='why it was dropped')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_checks', to='agreements.agreement')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='governance.goal', verbose_name='goal')),
                ('obligation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='goal_checks', to='agreements.obligation', verbose_name='obligation')),
            ],
            options={
                'ordering': ['agreement', 'goal', 'id'],
            },
        ),
        migrations.CreateModel(
            name='GoalFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_on', models.DateField(verbose_name='checked on')),
                ('result', models.CharField(choices=[('met', 'met'), ('partly', 'partly met'), ('not_met', 'not met')], max_length=10, verbose_name='result')),
                ('finding', models.TextField(blank=True, verbose_name='what was found')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='value')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal_check', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='agreements.goalcheck')),
                ('measurement', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='governance.measurement', verbose_name='measurement')),
            ],
            options={
                'ordering': ['-checked_on', '-id'],
            },
        ),
        migrations.AddIndex(
            model_name='benefit',
            index=models.Index(fields=['organisation', 'year'], name='benefit_by_member'),
        ),
        migrations.AddIndex(
            model_name='benefit',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['review_on'], name='benefit_to_review'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('claimed', 'reviewed'))), fields=('agreement', 'organisation', 'year', 'kind'), name='benefit_counted_once'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hours__gt', 0), ('hours__isnull', False), ('method', 'process'), ('hourly_rate__gt', 0), ('hourly_rate__isnull', False), ('amount', django.db.models.functions.math.Round(django.db.models.expressions.CombinedExpression(models.F('hours'), '*', models.F('hourly_rate')), precision=2))), models.Q(models.Q(('method', 'process'), _negated=True), ('hourly_rate', None), ('hours', None)), _connector='OR'), name='benefit_hours_times_rate'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'avoided'), _negated=True), models.Q(('amount__gt', 0), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='benefit_avoided_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('claimed', 'reviewed')), _negated=True), models.Q(('claimed_by__isnull', False), ('review_on__isnull', False)), _connector='OR'), name='benefit_claimed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None), models.Q(('state', 'reviewed'), _negated=True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('reviewed_by', models.F('entered_by')), _negated=True), models.Q(('reviewed_by', models.F('claimed_by')), _negated=True)), _connector='OR'), name='benefit_reviewed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawn_because', ''), _negated=True), _connector='OR'), name='benefit_withdrawn_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='benefitline',
            constraint=models.UniqueConstraint(models.F('benefit'), django.db.models.functions.text.Lower('what'), name='benefit_line_once'),
        ),
        migrations.AddConstraint(
            model_name='benefitline',
            constraint=models.CheckConstraint(condition=models.Q(('compared_price__gte', 0), ('price_now__gte', 0), ('volume__gt', 0)), name='benefit_line_numbers'),
        ),
        migrations.AddIndex(
            model_name='goalcheck',
            index=models.Index(condition=models.Q(('next_on__isnull', False)), fields=['next_on'], name='goal_check_next'),
        ),
        migrations.AddConstraint(
            model_name='goalcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(models.Q(('dropped_because', ''), _negated=True), ('next_on', None)), _connector='OR'), name='goal_check_dropped_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='goalfinding',
            constraint=models.CheckConstraint(condition=models.Q(('measurement', None), ('value__isnull', False), _connector='OR'), name='goal_finding_measured_has_value'),
        ),
    ]

