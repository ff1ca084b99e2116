"""Follow-up, partnerships and non-conformities; comments in a room are never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_managers(apps, schema_editor):
    """The responsible officer of a published partnership was its partner manager until now."""
    Agreement = apps.get_model("agreements", "Agreement")
    Partnership = apps.get_model("agreements", "Partnership")
    published = Agreement.objects.filter(kind="partnership", responsible__isnull=False).exclude(status="draft")
    Partnership.objects.bulk_create(
        [
            Partnership(agreement_id=pk, manager_id=manager)
            for pk, manager in published.values_list("pk", "responsible").iterator()
        ]
    )


KEEP = """
CREATE TRIGGER room_comment_append_only BEFORE UPDATE OR DELETE ON agreements_roomcomment
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
LET_GO = "DROP TRIGGER room_comment_append_only ON agreements_roomcomment;"


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0009_reorganisations'),
        ('organisations', '0001_initial'),
        ('suppliers', '0002_requests'),
        ('workflow', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DialogueMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('level', models.CharField(choices=[('strategic', 'strategic'), ('tactical', 'tactical'), ('operational', 'operational')], max_length=12, verbose_name='level')),
                ('planned_on', models.DateField(verbose_name='planned on')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='held on')),
                ('our_attendees', models.CharField(blank=True, max_length=500, verbose_name='present from our side')),
                ('their_attendees', models.CharField(blank=True, max_length=500, verbose_name='present from the supplier')),
                ('agreed', models.TextField(blank=True, verbose_name='what was agreed')),
                ('internal_note', models.TextField(blank=True, help_text='For our own side. The supplier never sees it.', verbose_name='internal note')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dialogue_meetings', to='agreements.agreement')),
                ('supplier', models.ForeignKey(blank=True, help_text='Leave it open when it concerns all suppliers of the agreement.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier', verbose_name='supplier')),
            ],
            options={
                'ordering': ['-planned_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('level', models.CharField(choices=[('strategic', 'strategic'), ('tactical', 'tactical'), ('operational', 'operational')], default='operational', max_length=12, verbose_name='level')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('what', models.TextField(blank=True, verbose_name='what is to be done')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('dropped', 'dropped')], default='open', max_length=10, verbose_name='state')),
                ('result', models.TextField(blank=True, verbose_name='result')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='agreements.agreement')),
                ('our_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible on our side')),
                ('supplier', models.ForeignKey(blank=True, help_text='Leave it open when it concerns all suppliers of the agreement.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier', verbose_name='supplier')),
                ('their_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='suppliers.suppliercontact', verbose_name='responsible at the supplier, without an account')),
                ('their_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible at the supplier')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='activities', to='agreements.dialoguemeeting', verbose_name='agreed at the meeting')),
            ],
            options={
                'verbose_name_plural': 'activities',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FollowUpPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_tier', models.CharField(choices=[('a', 'A: three times a year'), ('b', 'B: every year'), ('c', 'C: every second year')], max_length=1, verbose_name="tier by the agreement's value")),
                ('own_tier', models.CharField(blank=True, choices=[('a', 'A: three times a year'), ('b', 'B: every year'), ('c', 'C: every second year')], max_length=1, verbose_name='tier set by hand')),
                ('tier', models.GeneratedField(db_persist=True, expression=models.Case(models.When(own_tier='', then=models.F('planned_tier')), default=models.F('own_tier')), output_field=models.CharField(choices=[('a', 'A: three times a year'), ('b', 'B: every year'), ('c', 'C: every second year')], max_length=1, verbose_name='tier'))),
                ('weight', models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='weight')),
                ('counted_from', models.DateField()),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='next follow-up')),
                ('day_is_own', models.BooleanField(default=False, verbose_name='day set by hand')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('adjusted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='follow_up_plan', to='agreements.agreement')),
            ],
            options={
                'ordering': ['next_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FollowUpVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='was due on')),
                ('done_on', models.DateField(verbose_name='done on')),
                ('notes', models.TextField(verbose_name='notes')),
                ('is_sample', models.BooleanField(default=False)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_up_visits', to='agreements.agreement')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-done_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='NonConformity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('non_conformity', 'non-conformity'), ('complaint', 'complaint')], default='non_conformity', max_length=15, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('what_happened', models.TextField(verbose_name='what happened')),
                ('happened_on', models.DateField(verbose_name='happened on')),
                ('severity', models.CharField(choices=[('minor', 'minor'), ('major', 'serious'), ('critical', 'critical')], default='minor', max_length=10, verbose_name='severity')),
                ('demand', models.TextField(verbose_name='what the supplier is asked to do')),
                ('answer_by', models.DateField(verbose_name='answer by')),
                ('status', models.CharField(choices=[('reported', 'reported'), ('sent', 'sent to the supplier'), ('answered', 'answered'), ('escalated', 'escalated'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], default='reported', max_length=10, verbose_name='status')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('answer', models.TextField(blank=True, verbose_name="the supplier's answer")),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('outcome', models.TextField(blank=True, verbose_name='outcome')),
                ('internal_note', models.TextField(blank=True, help_text='For our own side. The supplier never sees it.', verbose_name='internal note')),
                ('reported_at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='non_conformities', to='agreements.agreement')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='buyer')),
                ('call_off', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='non_conformities', to='agreements.calloff', verbose_name='call-off')),
                ('lot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.lot', verbose_name='lot')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name_plural': 'non-conformities',
                'ordering': ['-happened_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(choices=[('coming_law', 'follows coming law'), ('service_level', 'service level'), ('other', 'other')], max_length=15, verbose_name='kind')),
                ('wording', models.TextField(help_text='As the agreement says it.', verbose_name='wording')),
                ('measure', models.CharField(blank=True, help_text='What is measured, such as availability a month.', max_length=200, verbose_name='measure')),
                ('target', models.CharField(blank=True, help_text='Such as at least 99.5 per cent.', max_length=100, verbose_name='target')),
                ('next_check_on', models.DateField(blank=True, null=True, verbose_name='next check')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
                ('result', models.CharField(blank=True, choices=[('met', 'met'), ('partly', 'partly met'), ('not_met', 'not met')], max_length=10, verbose_name='result')),
                ('finding', models.TextField(blank=True, verbose_name='what was found')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='agreements.agreement')),
                ('supplier', models.ForeignKey(blank=True, help_text='Leave it open when it concerns all suppliers of the agreement.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier', verbose_name='supplier')),
            ],
            options={
                'ordering': ['kind', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='partnership', to='agreements.agreement')),
                ('manager', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to=settings.AUTH_USER_MODEL, verbose_name='partner manager')),
            ],
        ),
        migrations.CreateModel(
            name='RoomComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='comment')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='room_comments', to='agreements.agreement')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Dialogue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('level', models.CharField(choices=[('strategic', 'strategic'), ('tactical', 'tactical'), ('operational', 'operational')], max_length=12, verbose_name='level')),
                ('every_months', models.PositiveSmallIntegerField(verbose_name='months between meetings')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dialogues', to='agreements.agreement')),
                ('our_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible on our side')),
                ('supplier', models.ForeignKey(blank=True, help_text='Leave it open when it concerns all suppliers of the agreement.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier', verbose_name='supplier')),
                ('their_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='suppliers.suppliercontact', verbose_name='responsible at the supplier, without an account')),
                ('their_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible at the supplier')),
            ],
            options={
                'ordering': ['agreement', 'id'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'level', 'supplier'), name='dialogue_once_a_level', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('every_months__gte', 1), ('every_months__lte', 60)), name='dialogue_months'), models.CheckConstraint(condition=models.Q(('their_user', None), ('their_contact', None), _connector='OR'), name='dialogue_one_of_theirs')],
            },
        ),
        migrations.AddIndex(
            model_name='dialoguemeeting',
            index=models.Index(fields=['agreement', '-planned_on'], name='dialogue_meeting_by_day'),
        ),
        migrations.AddIndex(
            model_name='dialoguemeeting',
            index=models.Index(condition=models.Q(('held_on', None)), fields=['planned_on'], name='dialogue_meeting_planned'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(('held_on', None), models.Q(('agreed', ''), _negated=True), _connector='OR'), name='dialogue_meeting_held_says_what_was_agreed'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['agreement', 'state', 'due_on'], name='activity_by_agreement'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_on'], name='activity_open_by_day'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('their_user', None), ('their_contact', None), _connector='OR'), name='activity_one_of_theirs'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_on', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_on__isnull', False)), _connector='OR'), name='activity_settled_has_day'),
        ),
        migrations.AddIndex(
            model_name='followupplan',
            index=models.Index(fields=['next_on', 'id'], name='follow_up_plan_by_day'),
        ),
        migrations.AddConstraint(
            model_name='followupplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day_is_own', False), ('own_tier', '')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='follow_up_plan_adjusted_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='nonconformity',
            index=models.Index(fields=['agreement', '-happened_on'], name='non_conformity_by_agreement'),
        ),
        migrations.AddIndex(
            model_name='nonconformity',
            index=models.Index(fields=['supplier', 'kind'], name='non_conformity_by_supplier'),
        ),
        migrations.AddIndex(
            model_name='nonconformity',
            index=models.Index(fields=['buyer', '-happened_on'], name='non_conformity_by_buyer'),
        ),
        migrations.AddIndex(
            model_name='nonconformity',
            index=models.Index(condition=models.Q(('status', 'sent')), fields=['answer_by'], name='non_conformity_awaited'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['reported', 'withdrawn']), ('sent_at__isnull', False), _connector='OR'), name='non_conformity_sent_has_time'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'answered'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='non_conformity_answer_has_words'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['closed', 'withdrawn']), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='non_conformity_ends_with_outcome'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('next_check_on__isnull', False)), fields=['next_check_on'], name='obligation_next_check'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'service_level'), _negated=True), models.Q(models.Q(('measure', ''), _negated=True), models.Q(('target', ''), _negated=True)), _connector='OR'), name='obligation_service_level_is_measured'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_on', None), ('result', '')), models.Q(('checked_on__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='obligation_check_has_result'),
        ),
        migrations.AddIndex(
            model_name='roomcomment',
            index=models.Index(fields=['agreement', 'supplier', '-at'], name='room_comment_by_room'),
        ),
        migrations.AddConstraint(
            model_name='roomcomment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='room_comment_says_something'),
        ),
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunPython(name_managers, migrations.RunPython.noop),
    ]
