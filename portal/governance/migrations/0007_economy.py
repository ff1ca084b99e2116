import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
import portal.organisations.periods
from django.conf import settings
from django.db import migrations, models


KEEP = """
CREATE TRIGGER outcome_append_only BEFORE UPDATE OR DELETE ON governance_outcomeentry
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
LET_GO = "DROP TRIGGER outcome_append_only ON governance_outcomeentry;"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("governance", "0006_events"),
        ("organisations", "0001_initial"),
        ("workflow", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="governance.decision",
                        verbose_name="decision",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-number"],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("cost", "cost"), ("income", "income")], max_length=6, verbose_name="kind"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="governance.budget"
                    ),
                ),
            ],
            options={
                "ordering": ["-kind", "code"],
            },
        ),
        migrations.CreateModel(
            name="CommissionRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=3, max_digits=5, verbose_name="per cent")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission_rates",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission_rates",
                        to="governance.decision",
                        verbose_name="decision",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="CostKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "equal_weight",
                    models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name="equal parts"),
                ),
                (
                    "inhabitants_weight",
                    models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name="by inhabitants"),
                ),
                (
                    "turnover_weight",
                    models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name="by turnover"),
                ),
                (
                    "floor",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="least share"
                    ),
                ),
                (
                    "cap",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="most share"
                    ),
                ),
                (
                    "limit_unit",
                    models.CharField(
                        choices=[("amount", "an amount a year"), ("percent", "per cent of the whole")],
                        default="amount",
                        max_length=7,
                        verbose_name="least and most in",
                    ),
                ),
                ("includes_companies", models.BooleanField(default=False, verbose_name="companies pay shares, too")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cost_keys",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cost_keys",
                        to="governance.decision",
                        verbose_name="decision",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("valid_from"), descending=True, nulls_first=True), "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Apportionment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("purpose", models.CharField(max_length=150, verbose_name="what for")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                ("members_on", models.DateField(verbose_name="members as of")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("invoiced_on", models.DateField(blank=True, null=True, verbose_name="invoiced on")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apportionments",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apportionments",
                        to="governance.costkey",
                        verbose_name="cost key",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "purpose", "-number"],
            },
        ),
        migrations.CreateModel(
            name="MembershipFee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("flat", "the same for every member"),
                            ("inhabitants", "by inhabitants"),
                            ("member", "an amount for each member"),
                        ],
                        max_length=11,
                        verbose_name="basis",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="amount"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("invoiced_on", models.DateField(blank=True, null=True, verbose_name="invoiced on")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership_fees",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership_fees",
                        to="governance.decision",
                        verbose_name="decision",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-number"],
            },
        ),
        migrations.CreateModel(
            name="MembershipFeeShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="inhabitants")),
                (
                    "population_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="population of"),
                ),
                (
                    "fee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="governance.membershipfee",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership_fee_shares",
                        to="organisations.organisation",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__sort_sv", "id"],
            },
        ),
        migrations.CreateModel(
            name="OutcomeFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_files",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="OutcomeEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("code", models.CharField(max_length=20, verbose_name="number")),
                ("day", models.DateField(verbose_name="day")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="entered at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="governance.outcomeentry",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="governance.outcomefile",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "coordinator_amount",
                    models.DecimalField(decimal_places=2, max_digits=15, verbose_name="own coordinator, a year"),
                ),
                ("manager_rate", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="manager, an hour")),
                ("manager_hours", models.PositiveIntegerField(verbose_name="hours of a manager")),
                ("adviser_rate", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="adviser, an hour")),
                ("adviser_hours", models.PositiveIntegerField(verbose_name="hours of an adviser")),
                (
                    "network_fee",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="network, for each inhabitant"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scenarios",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scenarios",
                        to="governance.costkey",
                        verbose_name="cost key",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "name"],
            },
        ),
        migrations.CreateModel(
            name="ApportionmentShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="inhabitants")),
                (
                    "population_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="population of"),
                ),
                (
                    "turnover",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="turnover"
                    ),
                ),
                ("turnover_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="turnover of")),
                (
                    "apportionment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="governance.apportionment",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apportionment_shares",
                        to="organisations.organisation",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__sort_sv", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("apportionment", "organisation"), name="apportionment_share_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="apportionment_share_amount"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(fields=("cooperation", "year", "number"), name="budget_number_once"),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", None)), fields=("cooperation", "year"), name="budget_one_draft_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", None), ("valid_from", None)),
                    models.Q(("decision__isnull", False), ("valid_from__isnull", False)),
                    _connector="OR",
                ),
                name="budget_adopted_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)), name="budget_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(fields=("budget", "code"), name="budget_line_code_once"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="budget_line_amount"),
        ),
        migrations.AddConstraint(
            model_name="commissionrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="commission_rate_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 0), ("percent__lte", 25)), name="commission_rate_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionrate",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("cooperation", "="), (portal.organisations.periods.Days(), "&&")],
                name="commission_rate_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.UniqueConstraint(fields=("cooperation", "name"), name="cost_key_name_once"),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("equal_weight__gte", 0),
                    ("inhabitants_weight__gte", 0),
                    ("turnover_weight__gte", 0),
                    (
                        "equal_weight",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.Value(100), "-", models.F("inhabitants_weight")
                            ),
                            "-",
                            models.F("turnover_weight"),
                        ),
                    ),
                ),
                name="cost_key_weights",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("floor", None), ("floor__gte", 0), _connector="OR"),
                    models.Q(("cap", None), ("cap__gt", 0), _connector="OR"),
                ),
                name="cost_key_limits",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("floor", None), ("cap", None), ("cap__gte", models.F("floor")), _connector="OR"),
                name="cost_key_cap_over_floor",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", None), ("valid_from", None), ("valid_to", None)),
                    models.Q(("decision__isnull", False), ("valid_from__isnull", False)),
                    _connector="OR",
                ),
                name="cost_key_decided_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="cost_key_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("decision__isnull", False)),
                expressions=[("cooperation", "="), (portal.organisations.periods.Days(), "&&")],
                name="cost_key_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="apportionment",
            constraint=models.UniqueConstraint(
                fields=("cooperation", "year", "purpose", "number"), name="apportionment_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="apportionment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="apportionment_amount"),
        ),
        migrations.AddConstraint(
            model_name="apportionment",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)), name="apportionment_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="membershipfee",
            constraint=models.UniqueConstraint(fields=("cooperation", "year", "number"), name="fee_number_once"),
        ),
        migrations.AddConstraint(
            model_name="membershipfee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount", None), ("basis", "member")),
                    models.Q(models.Q(("basis", "member"), _negated=True), ("amount__gt", 0)),
                    _connector="OR",
                ),
                name="fee_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="membershipfee",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)), name="fee_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="membershipfeeshare",
            constraint=models.UniqueConstraint(fields=("fee", "organisation"), name="fee_share_once"),
        ),
        migrations.AddConstraint(
            model_name="membershipfeeshare",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="fee_share_amount"),
        ),
        migrations.AddConstraint(
            model_name="outcomefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True),
                fields=("cooperation", "digest"),
                name="outcome_never_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcomefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", ""), ("entered_at", None)),
                    models.Q(("entered_at__isnull", False), models.Q(("digest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="outcome_file_entered",
            ),
        ),
        migrations.AddIndex(
            model_name="outcomeentry",
            index=models.Index(fields=["cooperation", "year", "code"], name="outcome_by_line"),
        ),
        migrations.AddConstraint(
            model_name="outcomeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="outcome_not_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcomeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__year", models.F("year"))), name="outcome_day_within_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.UniqueConstraint(fields=("cooperation", "name"), name="scenario_name_once"),
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)), name="scenario_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("adviser_rate__gte", 0),
                    ("coordinator_amount__gt", 0),
                    ("manager_rate__gte", 0),
                    ("network_fee__gte", 0),
                ),
                name="scenario_amounts",
            ),
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
