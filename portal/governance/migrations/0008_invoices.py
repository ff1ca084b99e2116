import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: What was issued stays as it was: a credit note undoes it.
KEEP = """
CREATE TRIGGER invoice_append_only BEFORE UPDATE OR DELETE ON governance_invoice
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
CREATE TRIGGER invoice_line_append_only BEFORE UPDATE OR DELETE ON governance_invoiceline
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
LET_GO = """
DROP TRIGGER invoice_line_append_only ON governance_invoiceline;
DROP TRIGGER invoice_append_only ON governance_invoice;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("governance", "0007_economy"),
        ("organisations", "0001_initial"),
        ("workflow", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.CharField(blank=True, max_length=150, verbose_name="street or box")),
                ("postal_code", models.CharField(blank=True, max_length=12, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                (
                    "electronic_scheme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0007", "Swedish registration number (0007)"),
                            ("0192", "Norwegian registration number (0192)"),
                            ("0088", "global location number, GLN (0088)"),
                        ],
                        max_length=4,
                        verbose_name="kind of electronic address",
                    ),
                ),
                (
                    "electronic_address",
                    models.CharField(blank=True, max_length=50, verbose_name="electronic address (Peppol)"),
                ),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="your reference")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvoiceRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("issued", "issued"), ("dropped", "dropped")],
                        default="draft",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="text on the invoices")),
                ("issued_on", models.DateField(verbose_name="date of the invoices")),
                (
                    "includes_host",
                    models.BooleanField(default=False, verbose_name="an invoice to the host itself, too"),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "vat",
                    models.CharField(
                        choices=[("S", "VAT at 25 %"), ("E", "exempt from VAT"), ("O", "outside the scope of VAT")],
                        max_length=1,
                        verbose_name="value added tax",
                    ),
                ),
                ("vat_reason", models.CharField(blank=True, max_length=200, verbose_name="why no VAT is charged")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "apportionments",
                    models.ManyToManyField(blank=True, related_name="invoice_runs", to="governance.apportionment"),
                ),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_runs",
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
                    "fees",
                    models.ManyToManyField(blank=True, related_name="invoice_runs", to="governance.membershipfee"),
                ),
            ],
            options={
                "ordering": ["-year", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("issued_on", models.DateField(verbose_name="date")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("buyer_name", models.CharField(max_length=200)),
                ("net", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount ex VAT")),
                ("vat", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="VAT")),
                ("payment_reference", models.CharField(max_length=30, verbose_name="reference of the payment")),
                ("checked", models.JSONField()),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="organisations.cooperation",
                    ),
                ),
                (
                    "credits",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_note",
                        to="governance.invoice",
                        verbose_name="undoes",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="organisations.organisation",
                        verbose_name="member",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="governance.invoicerun"
                    ),
                ),
            ],
            options={
                "ordering": ["-serial", "-id"],
            },
        ),
        migrations.CreateModel(
            name="InvoicingDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.CharField(blank=True, max_length=150, verbose_name="street or box")),
                ("postal_code", models.CharField(blank=True, max_length=12, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                (
                    "electronic_scheme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0007", "Swedish registration number (0007)"),
                            ("0192", "Norwegian registration number (0192)"),
                            ("0088", "global location number, GLN (0088)"),
                        ],
                        max_length=4,
                        verbose_name="kind of electronic address",
                    ),
                ),
                (
                    "electronic_address",
                    models.CharField(blank=True, max_length=50, verbose_name="electronic address (Peppol)"),
                ),
                ("vat_number", models.CharField(blank=True, max_length=20, verbose_name="VAT number")),
                ("is_tax_registered", models.BooleanField(default=False, verbose_name="state the tax registration")),
                (
                    "account_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bankgiro", "bankgiro"),
                            ("plusgiro", "plusgiro"),
                            ("norwegian", "Norwegian account number"),
                            ("iban", "IBAN"),
                        ],
                        max_length=9,
                        verbose_name="kind of account",
                    ),
                ),
                ("account", models.CharField(blank=True, max_length=40, verbose_name="account")),
                (
                    "reference_kind",
                    models.CharField(
                        choices=[
                            ("number", "the number of the invoice"),
                            ("checked", "OCR or KID: the number and a check digit (modulus 10)"),
                        ],
                        default="number",
                        max_length=7,
                        verbose_name="reference of the payment",
                    ),
                ),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address of the contact"),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="telephone of the contact")),
                (
                    "number_prefix",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9-]*$", "Use capital letters A–Z, figures and hyphens."
                            )
                        ],
                        verbose_name="beginning of each number",
                    ),
                ),
                ("last_number", models.PositiveIntegerField(default=0, verbose_name="last number used")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cooperation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoicing",
                        to="organisations.cooperation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                (
                    "apportionment_share",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_lines",
                        to="governance.apportionmentshare",
                    ),
                ),
                (
                    "fee_share",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_lines",
                        to="governance.membershipfeeshare",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="governance.invoice"
                    ),
                ),
            ],
            options={
                "ordering": ["invoice", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "position"), name="invoice_line_position_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="invoice_line_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("apportionment_share", None), ("fee_share__isnull", False)),
                            models.Q(("apportionment_share__isnull", False), ("fee_share", None)),
                            _connector="OR",
                        ),
                        name="invoice_line_is_one_share",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="invoicerun",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("issued_on"))), name="invoice_run_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vat", "S"), ("vat_reason", "")),
                    models.Q(models.Q(("vat", "S"), _negated=True), models.Q(("vat_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="invoice_run_vat_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerun",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)), name="invoice_run_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("cooperation", "serial"), name="invoice_serial_once"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("net__gt", 0), ("vat__gte", 0)), name="invoice_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credits", None), ("due_on__isnull", False), ("reason", "")),
                    models.Q(("credits__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="credit_note_says_why",
            ),
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
