"""A site of nothing but components, for tests and for the eye: no database, no domain."""

import datetime as dt
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from portal.web import lookups
from portal.web.columns import Column
from portal.web.forms import DateField, Form, MoneyField, Rows
from portal.web.lists import facet, list_page
from portal.web.lookups import Choice, LookupField, LookupsField

HERE = Path(__file__).parent
CODES = {
    "90910000": "Städtjänster",
    "90911000": "Städning av bostäder, byggnader och fönster",
    "90919200": "Kontorsstädning",
    "30200000": "Datorutrustning",
}


class Codes:
    """A lookup source over a dict."""

    def search(self, user, text, limit):
        wanted = text.casefold()
        return [self.choice(code) for code in CODES if wanted in self.choice(code).label.casefold()][:limit]

    def get(self, user, key):
        return key if key in CODES else None

    def choice(self, code):
        return Choice(code, f"{code} {CODES[code]}")


lookups.register("showcase-codes", Codes())


class SupplierForm(Form):
    name = forms.CharField(label="Leverantör")
    rank = forms.IntegerField(label="Rang", min_value=1)


class LotForm(Form):
    title = forms.CharField(label="Rubrik")
    maximum = MoneyField(label="Takvärde", required=False, currency="kr")
    rows = {"suppliers": Rows(SupplierForm, label="Leverantörer", add_label="Lägg till en leverantör")}


class AgreementForm(Form):
    title = forms.CharField(label="Rubrik", help_text="Vad köps, med köparens ord?", max_length=200)
    first_day = DateField(label="Första dag")
    maximum = MoneyField(label="Takvärde", required=False, currency="kr")
    kind = forms.ChoiceField(label="Slag", choices=[("framework", "Ramavtal"), ("contract", "Kontrakt")])
    level = forms.ChoiceField(
        label="Nivå", choices=[("regional", "Regional"), ("local", "Lokal")], widget=forms.RadioSelect
    )
    binding = forms.BooleanField(label="Kommunerna måste använda avtalet", required=False)
    codes = LookupsField("showcase-codes", label="CPV-koder", help_text="Sök på ett ord eller en kod.")
    owner = LookupField("showcase-codes", label="Huvudkod", required=False)
    rows = {"lots": Rows(LotForm, label="Anbudsområden", add_label="Lägg till ett område", numbered="Område")}


class FakeRows(list):
    """Enough of a queryset for a list page."""

    def count(self):
        return len(self)

    def order_by(self, *order):
        first = order[0]
        key = attrgetter(first.expression.name)
        return FakeRows(sorted(self, key=key, reverse=first.descending))

    def iterator(self, chunk_size=None):
        return iter(self)


AGREEMENTS = FakeRows(
    SimpleNamespace(
        pk=n,
        title=title,
        supplier=f"Exempelleverantören {n} AB",
        maximum=Decimal(n) * Decimal("312500.50"),
        last_day=dt.date(2026, 1, 1) + dt.timedelta(days=37 * n),
        status="i kraft" if n % 3 else "löper ut snart",
    )
    for n, title in enumerate(
        ["Städtjänster", "Kontorsmaterial", "Livsmedel till skolor", "Ärmlösa skyddskläder", "=Formel"] * 16
    )
)
COLUMNS = [
    Column("title", "Avtal", attrgetter("title"), sort="title", link=lambda row: f"/showcase/?{row.pk}"),
    Column("supplier", "Leverantör", attrgetter("supplier"), sort="supplier"),
    Column("maximum", "Takvärde", attrgetter("maximum"), "money", sort="maximum", currency=lambda row: "SEK"),
    Column("last_day", "Sista dag", attrgetter("last_day"), "date", sort="last_day"),
    Column(
        "status",
        "Status",
        attrgetter("status"),
        "tag",
        tone=lambda row: "success" if row.status == "i kraft" else "warning",
    ),
]


def showcase(request):
    form = AgreementForm(
        request.POST or None,
        initial={"codes": ["90910000"], "lots": [{"title": "Norr", "maximum": Decimal("1250000.5")}]},
    )
    form.is_valid()
    template = engines["jinja2"].from_string((HERE / "showcase.html").read_text())
    context = {
        "form": form,
        "day": dt.date(2026, 11, 20),
        "moment": dt.datetime(2026, 11, 20, 13, 5, tzinfo=dt.UTC),
    }
    return HttpResponse(template.render(context, request))


def a_list(request):
    chosen = request.GET.getlist("status")
    text = request.GET.get("q", "").casefold()
    found = FakeRows(row for row in AGREEMENTS if (not chosen or row.status in chosen) and text in row.title.casefold())
    return list_page(
        request,
        queryset=found,
        columns=COLUMNS,
        template="components/list_page.html",
        title="Avtal",
        facets=lambda request, filterset, found: [
            facet(request, "status", "Status", [("i kraft", "I kraft", 53), ("löper ut snart", "Löper ut snart", 27)]),
            facet(request, "level", "Nivå", [("regional", "Regionalt", 61), ("local", "Lokalt", 19)]),
        ],
        search_label="Sök bland avtal",
        filename="avtal",
        empty="Registrera det första avtalet.",
    )


def start(request):
    return HttpResponse("start")


urlpatterns = [
    path("", start, name="start"),
    path("showcase/", showcase, name="showcase"),
    path("list/", a_list, name="list"),
    path("", include("portal.web.urls")),
    path("account/", include("allauth.account.urls")),
]
handler400 = "portal.web.views.bad_request"
handler403 = "portal.web.views.forbidden"
handler404 = "portal.web.views.not_found"
handler429 = "portal.web.views.too_many"
handler500 = "portal.web.views.server_error"
