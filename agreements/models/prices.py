"""Price lists of agreements, their items, and the indices that prices may follow."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.changes import AgreementChange
from agreements.models.lots import Lot
from agreements.querysets.prices import PriceListItemQuerySet, PriceListQuerySet
from agreements.states.prices import BINDING, PriceListStatus
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.organisations.models import Cooperation
from portal.reference.collation import Fold, SearchVector
from suppliers.models import Supplier


class PriceIndex(models.Model):
    """A published index that prices may follow, as an office uses it. ``source`` says who publishes it, and where."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="price_indices", verbose_name=_("cooperation")
    )
    name = models.CharField(_("index"), max_length=150)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Who publishes the index, and its series or table.")
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "name"], name="price_index_name_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("price-index", args=[self.pk])


class IndexValue(models.Model):
    """The value of an index in a month, as published; ``month`` is the month's first day."""

    index = models.ForeignKey(PriceIndex, models.CASCADE, related_name="values")
    month = models.DateField(_("month"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["index", "month"], name="index_value_once_a_month"),
            models.CheckConstraint(condition=Q(value__gt=0), name="index_value_positive"),
            models.CheckConstraint(condition=Q(month__day=1), name="index_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.value.normalize():f}"


class PriceList(models.Model):
    """A supplier's prices under an agreement, or under one of its lots, from a day on.

    Of the lists for the same agreement, lot and supplier one at most holds on a day; PostgreSQL sees to it. A list ends
    on ``valid_to`` where that was stated, and before ``replaced_from`` once another is approved. ``header`` and
    ``columns`` tell what the file's columns hold, ``summary`` what the check of the file found, ``digest`` is that of
    its items: what is approved must be what was looked at.

    The index clause, where there is one: prices follow ``index_share`` per cent of the movement of ``index`` since
    ``index_month``, when it has moved by ``index_threshold`` per cent at least.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="price_lists")
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="price_lists", verbose_name=_("lot")
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="price_lists", verbose_name=_("supplier"))
    title = models.CharField(_("name of the list"), max_length=200)
    valid_from = models.DateField(_("prices hold from"))
    valid_to = models.DateField(_("prices hold to"), null=True, blank=True)
    replaced_from = models.DateField(null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=PriceListStatus, default=PriceListStatus.DRAFT)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    summary = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    item_count = models.PositiveIntegerField(_("articles"), default=0)
    index = models.ForeignKey(
        PriceIndex, models.PROTECT, null=True, blank=True, related_name="price_lists", verbose_name=_("index")
    )
    index_month = models.DateField(_("base month"), null=True, blank=True)
    index_value = models.DecimalField(_("base value"), max_digits=12, decimal_places=4, null=True, blank=True)
    index_share = models.DecimalField(
        _("share that follows the index, per cent"), max_digits=5, decimal_places=2, default=100
    )
    index_threshold = models.DecimalField(
        _("threshold, per cent"),
        max_digits=5,
        decimal_places=2,
        default=0,
        help_text=_("Prices stay as they are until the index has moved by this much."),
    )
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    change = models.ForeignKey(AgreementChange, models.PROTECT, null=True, blank=True, related_name="price_lists")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PriceListQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="price_list_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(replaced_from=None) & ~Q(status=PriceListStatus.REPLACED)
                | Q(replaced_from__gte=F("valid_from"), status=PriceListStatus.REPLACED),
                name="price_list_replaced_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status=PriceListStatus.DRAFT)
                | Q(approved_by__isnull=False, approved_at__isnull=False, item_count__gt=0),
                name="price_list_approved_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(index=None, index_month=None, index_value=None)
                | Q(index__isnull=False, index_month__isnull=False, index_value__gt=0),
                name="price_list_clause_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(index_share__gt=0, index_share__lte=100, index_threshold__gte=0),
                name="price_list_clause_per_cent",
            ),
            ExclusionConstraint(
                name="price_list_one_at_a_time",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (Coalesce("lot", 0), RangeOperators.EQUAL),
                    ("supplier", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            F("replaced_from"),
                            function="samkop_days_held",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=BINDING),
            ),
        ]
        indexes = [models.Index(fields=["supplier", "-valid_from"], name="price_list_by_supplier")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("price-list", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == PriceListStatus.DRAFT

    def holds_on(self, day: date) -> bool:
        """Whether the prices hold on a day, as ``in_force`` asks the database."""
        last = self.last_day
        return self.status in BINDING and self.valid_from <= day and (last is None or day <= last)

    @property
    def last_day(self) -> date | None:
        """The last day on which the prices hold, as far as one is known."""
        before_successor = self.replaced_from - timedelta(days=1) if self.replaced_from else None
        return min((day for day in (self.valid_to, before_successor) if day), default=None)


class PriceListItem(models.Model):
    """An article with its price per ``unit``, ex VAT in the agreement's currency, to a hundredth of an öre.

    ``article_key`` is the number without case, spaces and signs (``prices.articles.key_of``): what people type.
    """

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="items", db_index=False)
    article_number = models.CharField(_("article number"), max_length=60)
    article_key = models.CharField(max_length=60)
    name = models.CharField(_("article"), max_length=250)
    unit = models.CharField(_("unit"), max_length=30)
    pack_size = models.CharField(_("pack size"), max_length=40, blank=True)
    manufacturer = models.CharField(_("manufacturer"), max_length=120, blank=True)
    price = models.DecimalField(_("price"), max_digits=15, decimal_places=4)
    search_vector = models.GeneratedField(
        expression=SearchVector(Concat("article_number", Value(" "), "name", Value(" "), "manufacturer")),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    search_text = models.GeneratedField(
        expression=Fold(Concat("article_number", Value(" "), "name", Value(" "), "manufacturer")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PriceListItemQuerySet.as_manager()

    class Meta:
        ordering = ["price_list", "article_key", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["price_list", "article_key", "unit"], name="price_item_once_a_unit"),
            models.CheckConstraint(condition=Q(price__gte=0), name="price_item_not_negative"),
        ]
        indexes = [
            models.Index(fields=["article_key"], name="price_item_by_article"),
            GinIndex(fields=["search_vector"], name="price_item_words"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="price_item_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.article_number} {self.name}"


class PriceWord(models.Model):
    """A word that stands in some article: what a typing error may have meant. ``plain`` is without rings and dots.

    A word that no article holds any more stays, and finds nothing.
    """

    word = models.CharField(max_length=60, primary_key=True)
    plain = models.CharField(max_length=60)

    class Meta:
        indexes = [GinIndex(OpClass("plain", name="gin_trgm_ops"), name="price_word_parts")]

    def __str__(self) -> str:
        return self.word
