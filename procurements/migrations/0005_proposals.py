import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.reference.collation


class Migration(migrations.Migration):

    dependencies = [
        ("procurements", "0004_needs_grown"),
        ("agreements", "0014_at_once"),
        ("governance", "0001_initial"),
        ("organisations", "0001_initial"),
        ("reference", "0002_thresholds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('is_open', models.BooleanField(default=True, verbose_name='open')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('cooperation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='organisations.cooperation', verbose_name='cooperation')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='governance.meeting', verbose_name='meeting')),
            ],
            options={
                'ordering': ['-held_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250, verbose_name='what to procure')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('area', models.CharField(choices=[('social', 'social'), ('technical', 'technical'), ('other', 'other')], default='other', max_length=10, verbose_name='area')),
                ('estimated_value', models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='estimated value a year')),
                ('expected_benefit', models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='expected benefit a year')),
                ('benefit_note', models.TextField(blank=True, verbose_name='the benefit in words')),
                ('effort', models.CharField(choices=[('small', 'small'), ('medium', 'medium'), ('large', 'large')], default='medium', max_length=10, verbose_name='effort')),
                ('priority', models.CharField(choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high')], default='normal', max_length=10, verbose_name='priority')),
                ('wanted_by', models.DateField(blank=True, null=True, verbose_name='wanted by')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed at')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('together', 'procure together'), ('members', 'left to the members'), ('national', 'referred to a national agreement'), ('later', 'later'), ('merged', 'merged into another')], default='proposed', max_length=10, verbose_name='state')),
                ('answer', models.TextField(blank=True, verbose_name='reasons')),
                ('revisit_on', models.DateField(blank=True, null=True, verbose_name='taken up again on')),
                ('national_agreement_name', models.CharField(blank=True, max_length=250, verbose_name='national agreement, elsewhere')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('sort_sv', models.GeneratedField(db_persist=True, expression=portal.reference.collation.SortKey('title', 'sv'), output_field=models.TextField(db_collation='C'))),
                ('sort_nb', models.GeneratedField(db_persist=True, expression=portal.reference.collation.SortKey('title', 'nb'), output_field=models.TextField(db_collation='C'))),
                ('cooperation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='organisations.cooperation', verbose_name='cooperation')),
                ('cpv', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.cpvcode', verbose_name='CPV code')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='governance.decision', verbose_name='decision')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='governance.meeting', verbose_name='decided at')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='procurements.proposal', verbose_name='merged into')),
                ('national_agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.agreement', verbose_name='national agreement')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='organisations.organisation', verbose_name='for')),
                ('procurement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='procurements.procurement', verbose_name='procurement')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('workshop', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='procurements.workshop', verbose_name='workshop')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['cooperation', 'state'], name='proposal_by_state'), models.Index(fields=['proposed_by'], name='proposal_by_proposer')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('estimated_value', None), ('estimated_value__gte', 0), _connector='OR'), models.Q(('expected_benefit', None), ('expected_benefit__gte', 0), _connector='OR')), name='proposal_amounts_not_negative'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('state__in', ('together', 'members', 'national', 'later')), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('state__in', ('together', 'members', 'national', 'later')), _negated=True), ('decision', None)), _connector='OR'), name='proposal_answered_by_a_decision'),
                    models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='proposal_merged_into_another'),
                    models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='proposal_not_merged_into_itself'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(choices=[('for', 'for'), ('against', 'against'), ('abstains', 'abstains')], max_length=10, verbose_name='vote')),
                ('voted_at', models.DateTimeField(verbose_name='voted at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='organisations.organisation', verbose_name='municipality')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='procurements.proposal')),
                ('voted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to=settings.AUTH_USER_MODEL, verbose_name='voted by')),
            ],
            options={
                'ordering': ['proposal', 'organisation'],
                'constraints': [models.UniqueConstraint(fields=('proposal', 'organisation'), name='vote_once')],
            },
        ),
        migrations.CreateModel(
            name='ProposalComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('text', models.TextField(verbose_name='comment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='procurements.proposal')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='need',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs', to='procurements.proposal', verbose_name='proposal'),
        ),
    ]
