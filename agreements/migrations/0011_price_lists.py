"""Price lists, their items, and the indices that prices may follow."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import portal.reference.collation

# The days on which a list holds: to the last that was stated, and until a successor comes. A list that is replaced on
# its first day has held on none.
DAYS_HELD = """
CREATE FUNCTION samkop_days_held(valid_from date, valid_to date, replaced_from date) RETURNS daterange
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN daterange(valid_from, LEAST(valid_to + 1, replaced_from), '[)');
"""
DROP_DAYS_HELD = "DROP FUNCTION samkop_days_held(date, date, date);"


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0010_follow_up"),
        ("files", "0001_initial"),
        ("jobs", "0001_initial"),
        ("organisations", "0001_initial"),
        ("suppliers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(DAYS_HELD, DROP_DAYS_HELD),
        migrations.CreateModel(
            name="IndexValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="month")),
                ("value", models.DecimalField(decimal_places=4, max_digits=12, verbose_name="value")),
                ("entered_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="PriceIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="index")),
                (
                    "source",
                    models.CharField(
                        help_text="Who publishes the index, and its series or table.",
                        max_length=300,
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="name of the list")),
                ("valid_from", models.DateField(verbose_name="prices hold from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="prices hold to")),
                ("replaced_from", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("approved", "approved"),
                            ("replaced", "replaced"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("header", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                ("summary", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("item_count", models.PositiveIntegerField(default=0, verbose_name="articles")),
                ("index_month", models.DateField(blank=True, null=True, verbose_name="base month")),
                (
                    "index_value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="base value"
                    ),
                ),
                (
                    "index_share",
                    models.DecimalField(
                        decimal_places=2,
                        default=100,
                        max_digits=5,
                        verbose_name="share that follows the index, per cent",
                    ),
                ),
                (
                    "index_threshold",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        help_text="Prices stay as they are until the index has moved by this much.",
                        max_digits=5,
                        verbose_name="threshold, per cent",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["-valid_from", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PriceListItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_number", models.CharField(max_length=60, verbose_name="article number")),
                ("article_key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=250, verbose_name="article")),
                ("unit", models.CharField(max_length=30, verbose_name="unit")),
                ("pack_size", models.CharField(blank=True, max_length=40, verbose_name="pack size")),
                ("manufacturer", models.CharField(blank=True, max_length=120, verbose_name="manufacturer")),
                ("price", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="price")),
                (
                    "search_vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=portal.reference.collation.SearchVector(
                            django.db.models.functions.text.Concat(
                                "article_number", models.Value(" "), "name", models.Value(" "), "manufacturer"
                            )
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "search_text",
                    models.GeneratedField(
                        db_persist=True,
                        expression=portal.reference.collation.Fold(
                            django.db.models.functions.text.Concat(
                                "article_number", models.Value(" "), "name", models.Value(" "), "manufacturer"
                            )
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "ordering": ["price_list", "article_key", "unit"],
            },
        ),
        migrations.CreateModel(
            name="PriceWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("plain", models.CharField(max_length=60)),
            ],
        ),
        migrations.AddField(
            model_name="indexvalue",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="priceindex",
            name="cooperation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="price_indices",
                to="organisations.cooperation",
                verbose_name="cooperation",
            ),
        ),
        migrations.AddField(
            model_name="indexvalue",
            name="index",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="values", to="agreements.priceindex"
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="price_lists", to="agreements.agreement"
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="price_lists",
                to="agreements.agreementchange",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="index",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="price_lists",
                to="agreements.priceindex",
                verbose_name="index",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="job",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="lot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="price_lists",
                to="agreements.lot",
                verbose_name="lot",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successors",
                to="agreements.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="price_lists",
                to="suppliers.supplier",
                verbose_name="supplier",
            ),
        ),
        migrations.AddField(
            model_name="pricelistitem",
            name="price_list",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="agreements.pricelist",
            ),
        ),
        migrations.AddIndex(
            model_name="priceword",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("plain", name="gin_trgm_ops"), name="price_word_parts"
            ),
        ),
        migrations.AddConstraint(
            model_name="priceindex",
            constraint=models.UniqueConstraint(fields=("cooperation", "name"), name="price_index_name_unique"),
        ),
        migrations.AddConstraint(
            model_name="indexvalue",
            constraint=models.UniqueConstraint(fields=("index", "month"), name="index_value_once_a_month"),
        ),
        migrations.AddConstraint(
            model_name="indexvalue",
            constraint=models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="index_value_positive"),
        ),
        migrations.AddConstraint(
            model_name="indexvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="index_month_is_its_first_day"
            ),
        ),
        migrations.AddIndex(
            model_name="pricelist",
            index=models.Index(fields=["supplier", "-valid_from"], name="price_list_by_supplier"),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="price_list_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaced_from", None), models.Q(("status", "replaced"), _negated=True)),
                    models.Q(("replaced_from__gte", models.F("valid_from")), ("status", "replaced")),
                    _connector="OR",
                ),
                name="price_list_replaced_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False), ("item_count__gt", 0)),
                    _connector="OR",
                ),
                name="price_list_approved_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("index", None), ("index_month", None), ("index_value", None)),
                    models.Q(("index__isnull", False), ("index_month__isnull", False), ("index_value__gt", 0)),
                    _connector="OR",
                ),
                name="price_list_clause_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("index_share__gt", 0), ("index_share__lte", 100), ("index_threshold__gte", 0)),
                name="price_list_clause_per_cent",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ("approved", "replaced"))),
                expressions=[
                    ("agreement", "="),
                    (django.db.models.functions.comparison.Coalesce("lot", 0), "="),
                    ("supplier", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.F("replaced_from"),
                            function="samkop_days_held",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="price_list_one_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="pricelistitem",
            index=models.Index(fields=["article_key"], name="price_item_by_article"),
        ),
        migrations.AddIndex(
            model_name="pricelistitem",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search_vector"], name="price_item_words"),
        ),
        migrations.AddIndex(
            model_name="pricelistitem",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_text", name="gin_trgm_ops"), name="price_item_parts"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelistitem",
            constraint=models.UniqueConstraint(
                fields=("price_list", "article_key", "unit"), name="price_item_once_a_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelistitem",
            constraint=models.CheckConstraint(condition=models.Q(("price__gte", 0)), name="price_item_not_negative"),
        ),
    ]
