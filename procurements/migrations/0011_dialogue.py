"""The market dialogue: suppliers, events, information and who was told, questions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("suppliers", "0002_requests"),
        ("procurements", "0010_requirements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DialogueContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name of the company")),
                ("person", models.CharField(blank=True, max_length=150, verbose_name="contact person")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("added_on", models.DateField(verbose_name="takes part from")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="no longer takes part from")),
                ("left_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dialogue_contacts",
                        to="procurements.procurement",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "ordering": ["procurement", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="DialogueEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "invitation"),
                            ("meeting", "meeting"),
                            ("written_answer", "written answer"),
                            ("other", "other"),
                        ],
                        default="meeting",
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("held_on", models.DateField(verbose_name="on")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("notes", models.TextField(blank=True, verbose_name="what the suppliers said")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="link to papers")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "participants",
                    models.ManyToManyField(
                        related_name="events", to="procurements.dialoguecontact", verbose_name="suppliers"
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dialogue_events",
                        to="procurements.procurement",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["procurement", "-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Information",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="what suppliers are told")),
                ("told_on", models.DateField(verbose_name="first told on")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published to everybody")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="information",
                        to="procurements.dialogueevent",
                        verbose_name="told through",
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="information",
                        to="procurements.procurement",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["procurement", "told_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("text", models.TextField(verbose_name="question")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="procurements.dialoguecontact",
                        verbose_name="asked by",
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="procurements.procurement",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["procurement", "number"],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_on", models.DateField(verbose_name="told on")),
                ("by_mail", models.BooleanField(default=False, verbose_name="by e-mail")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="procurements.dialoguecontact",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procurements.dialogueevent",
                        verbose_name="told through",
                    ),
                ),
                (
                    "information",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="procurements.information"
                    ),
                ),
            ],
            options={
                "ordering": ["information", "told_on", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="dialoguecontact",
            constraint=models.UniqueConstraint(fields=("procurement", "supplier"), name="dialogue_contact_once"),
        ),
        migrations.AddConstraint(
            model_name="dialoguecontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_on", None), ("left_reason", "")),
                    models.Q(("left_on__isnull", False), models.Q(("left_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="dialogue_contact_left_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("procurement", "number"), name="question_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("published_at", None)),
                    models.Q(("published_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="question_published_with_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("information", "contact"), name="told_once"),
        ),
    ]
