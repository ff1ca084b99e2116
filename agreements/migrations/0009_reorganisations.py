"""Changes among a cooperation's members, who succeeds whom, and the last day of a right."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0008_proofs'),
        ('governance', '0001_initial'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='eligiblebuyer',
            name='ends_on',
            field=models.DateField(blank=True, help_text='Empty while the right lasts as long as the agreement.', null=True, verbose_name='last day of the right'),
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('join', 'a member joins'), ('leave', 'a member leaves'), ('merger', 'municipalities merge'), ('ownership', 'a company changes owner')], max_length=12, verbose_name='kind')),
                ('status', models.CharField(choices=[('planned', 'planned'), ('in_effect', 'in effect'), ('withdrawn', 'withdrawn')], default='planned', max_length=12, verbose_name='status')),
                ('effective_on', models.DateField(verbose_name='from')),
                ('justification', models.TextField(verbose_name='justification')),
                ('stays_authority', models.BooleanField(default=True, verbose_name='still a contracting authority')),
                ('preview', models.JSONField(default=list)),
                ('outcome', models.JSONField(default=list)),
                ('hindrance', models.TextField(blank=True, verbose_name='why it did not take effect')),
                ('took_effect_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('cooperation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='organisations.cooperation', verbose_name='cooperation')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='governance.decision', verbose_name='decision')),
                ('from_owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='former owner')),
                ('organisations', models.ManyToManyField(related_name='reorganisations', to='organisations.organisation')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='successor')),
                ('to_owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='new owner')),
            ],
            options={
                'ordering': ['-effective_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='organisations.organisation')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='agreements.reorganisation')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddIndex(
            model_name='reorganisation',
            index=models.Index(condition=models.Q(('status', 'planned')), fields=['effective_on'], name='reorganisation_waiting'),
        ),
        migrations.AddIndex(
            model_name='reorganisation',
            index=models.Index(fields=['cooperation', '-effective_on'], name='reorganisation_by_cooperation'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('justification', ''), _negated=True), name='reorganisation_justified'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('kind__in', ['join', 'leave'])), models.Q(('kind', 'merger'), ('successor__isnull', False)), models.Q(('from_owner__isnull', False), ('kind', 'ownership')), _connector='OR'), name='reorganisation_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('to_owner', None), models.Q(('to_owner', models.F('from_owner')), _negated=True), _connector='OR'), name='reorganisation_owner_changes'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'in_effect'), _negated=True), ('took_effect_at__isnull', False), _connector='OR'), name='reorganisation_in_effect_since'),
        ),
        migrations.AddIndex(
            model_name='succession',
            index=models.Index(fields=['successor', 'predecessor'], name='succession_by_successor'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('predecessor', 'successor'), name='succession_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_not_of_itself'),
        ),
    ]
