import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Approved minutes stay as they are: the meeting, its agenda with its papers, who was there, who approved, and the
#: wording of its decisions. Whether they are shown (a decision's publicity) is no part of them.
LOCK = """
CREATE FUNCTION samkop_refuse_if_approved(meeting bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM governance_meeting WHERE id = meeting AND state = 'approved') THEN
        RAISE EXCEPTION 'the minutes of meeting % are approved', meeting USING ERRCODE = 'restrict_violation';
    END IF;
END $$;
CREATE FUNCTION samkop_approved_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM samkop_refuse_if_approved(OLD.id);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION samkop_of_approved_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM samkop_refuse_if_approved(OLD.meeting_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM samkop_refuse_if_approved(NEW.meeting_id); END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION samkop_paper_of_approved_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM samkop_refuse_if_approved(meeting_id) FROM governance_agendaitem WHERE id = OLD.item_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM samkop_refuse_if_approved(meeting_id) FROM governance_agendaitem WHERE id = NEW.item_id;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER meeting_locked BEFORE UPDATE ON governance_meeting FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'is_sample' IS DISTINCT FROM to_jsonb(NEW) - 'is_sample')
    EXECUTE FUNCTION samkop_approved_meeting();
CREATE TRIGGER meeting_kept BEFORE DELETE ON governance_meeting FOR EACH ROW
    EXECUTE FUNCTION samkop_approved_meeting();
CREATE TRIGGER agendaitem_locked BEFORE INSERT OR UPDATE OR DELETE ON governance_agendaitem FOR EACH ROW
    EXECUTE FUNCTION samkop_of_approved_meeting();
CREATE TRIGGER attendance_locked BEFORE INSERT OR UPDATE OR DELETE ON governance_attendance FOR EACH ROW
    EXECUTE FUNCTION samkop_of_approved_meeting();
CREATE TRIGGER adjuster_locked BEFORE INSERT OR UPDATE OR DELETE ON governance_adjuster FOR EACH ROW
    EXECUTE FUNCTION samkop_of_approved_meeting();
CREATE TRIGGER paper_locked BEFORE INSERT OR UPDATE OR DELETE ON governance_paper FOR EACH ROW
    EXECUTE FUNCTION samkop_paper_of_approved_meeting();
CREATE TRIGGER decision_added BEFORE INSERT OR DELETE ON governance_decision FOR EACH ROW
    EXECUTE FUNCTION samkop_of_approved_meeting();
CREATE TRIGGER decision_locked BEFORE UPDATE ON governance_decision FOR EACH ROW
    WHEN ((OLD.meeting_id, OLD.item_id, OLD.case_number, OLD.title, OLD.wording, OLD.is_unanimous, OLD.votes_for,
           OLD.votes_against, OLD.votes_abstained, OLD.takes_effect_on)
       IS DISTINCT FROM
          (NEW.meeting_id, NEW.item_id, NEW.case_number, NEW.title, NEW.wording, NEW.is_unanimous, NEW.votes_for,
           NEW.votes_against, NEW.votes_abstained, NEW.takes_effect_on))
    EXECUTE FUNCTION samkop_of_approved_meeting();
CREATE TRIGGER minutes_note_append_only BEFORE UPDATE OR DELETE ON governance_minutesnote FOR EACH ROW
    EXECUTE FUNCTION samkop_append_only();
"""
UNLOCK = """
DROP TRIGGER minutes_note_append_only ON governance_minutesnote;
DROP TRIGGER decision_locked ON governance_decision;
DROP TRIGGER decision_added ON governance_decision;
DROP TRIGGER paper_locked ON governance_paper;
DROP TRIGGER adjuster_locked ON governance_adjuster;
DROP TRIGGER attendance_locked ON governance_attendance;
DROP TRIGGER agendaitem_locked ON governance_agendaitem;
DROP TRIGGER meeting_kept ON governance_meeting;
DROP TRIGGER meeting_locked ON governance_meeting;
DROP FUNCTION samkop_paper_of_approved_meeting();
DROP FUNCTION samkop_of_approved_meeting();
DROP FUNCTION samkop_approved_meeting();
DROP FUNCTION samkop_refuse_if_approved(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_meetings_and_decisions"),
        ("organisations", "0002_seats"),
        ("workflow", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="minuted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="minuted"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="minuted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="minuted by",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="answer_by",
            field=models.DateField(blank=True, null=True, verbose_name="answer at the latest"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="calendar_sequence",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="meeting",
            name="call_text",
            field=models.TextField(blank=True, verbose_name="words of the call"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="called_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="called"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opened"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="put_forward_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="put forward for approval"),
        ),
        migrations.CreateModel(
            name="DateOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="ends at")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="governance.meeting"
                    ),
                ),
            ],
            options={
                "ordering": ["day", models.OrderBy(models.F("starts_at"), nulls_first=True), "id"],
            },
        ),
        migrations.CreateModel(
            name="DateAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "yes"), ("if_needed", "if needed"), ("no", "no")],
                        max_length=9,
                        verbose_name="answer",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="answered")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.seat"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="governance.dateoption"
                    ),
                ),
            ],
            options={
                "ordering": ["option", "id"],
            },
        ),
        migrations.CreateModel(
            name="MinutesNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="written")),
                ("text", models.TextField(verbose_name="note")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="governance.meeting"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Adjuster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_chair", models.BooleanField(default=False, verbose_name="chaired the meeting")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="adjusters", to="governance.meeting"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "ordering": ["-is_chair", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "user"), name="adjuster_once_each"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_chair", True)), fields=("meeting",), name="adjuster_one_chair"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "present"),
                            ("deputy", "deputy present"),
                            ("excused", "excused"),
                            ("absent", "absent"),
                            ("guest", "also present"),
                        ],
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="governance.meeting"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="for",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.seat",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "seat"), name="attendance_of_a_seat_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("name", ""),
                                ("seat__isnull", False),
                                ("user__isnull", False),
                                models.Q(("status", "guest"), _negated=True),
                            ),
                            models.Q(("seat", None), ("status", "guest"), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="attendance_of_a_seat_or_a_guest",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.UniqueConstraint(
                fields=("meeting", "day", "starts_at"), name="date_option_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="date_option_hours_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="dateanswer",
            constraint=models.UniqueConstraint(fields=("option", "seat"), name="date_answer_once_each"),
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
