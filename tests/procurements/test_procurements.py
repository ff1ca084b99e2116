"""The plan: open to everybody from planned on, kept by the office, and the supplier's own field first."""

from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
import time_machine
from django.urls import reverse

from portal.reference.models import County
from portal.web import lists
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Procurement
from procurements.services import procurements as services
from procurements.services.procurements import ProcurementData
from procurements.states.stages import Stage
from suppliers.models import Subscription
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/procurements/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


@pytest.fixture
def cleaning(db):
    return factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")


@pytest.fixture
def plan(cast, cleaning):
    """A draft, two that are planned, one under way and one that was cancelled before anybody saw it."""
    make, coop = factories.make_procurement, cast.cooperation
    rows = {
        "draft": make(coop, "Utkast", Stage.DRAFT),
        "late": make(coop, "Städning av skolor", notice_on=date(2027, 5, 1), organisation=cast.municipality),
        "soon": make(coop, "Äpplen", notice_on=date(2027, 1, 15)),
        "begun": make(coop, "Asfalt", Stage.PUBLISHED),
        "hidden": make(coop, "Aldrig sedd", Stage.DRAFT),
    }
    rows["late"].cpvs.add(cleaning)
    rows["late"].areas.add(factories.make_county())
    Procurement.objects.filter(pk=rows["hidden"].pk).update(stage=Stage.CANCELLED)
    return rows


def listed(client, **params):
    with mock.patch.object(lists, "render", wraps=lists.render) as render:
        assert client.get(URL, params).status_code == 200
    return render.call_args.args[2]["list"]


def titles(client, **params):
    return [row.title for row in listed(client, **params).rows]


def data(cast, cleaning, **fields):
    return ProcurementData(**{"title": "Ny", "organisation": cast.municipality, "cpvs": (cleaning,), **fields})


def test_procurement_list_is_public_from_planned_on(plan, cast, sign_in):
    assert titles(sign_in(None)) == ["Äpplen", "Städning av skolor", "Asfalt"]
    assert set(titles(sign_in(cast.officer))) >= {"Utkast", "Aldrig sedd"}
    assert "Utkast" not in titles(sign_in(cast.purchaser)) + titles(sign_in(cast.stranger))


def test_procurement_page_is_hidden_as_long_as_it_is_a_draft(plan, cast, sign_in):
    for actor in ("public", "supplier", "purchaser", "stranger"):
        client = sign_in(cast.user(actor))
        assert client.get(plan["draft"].get_absolute_url()).status_code == 404, actor
        assert client.get(plan["hidden"].get_absolute_url()).status_code == 404, actor
        assert client.get(plan["late"].get_absolute_url()).status_code == 200, actor
    assert sign_in(cast.officer).get(plan["draft"].get_absolute_url()).status_code == 200


def test_procurement_filters_and_facets(plan, client):
    county = County.objects.get()
    assert titles(client, category="90") == ["Städning av skolor"]
    assert titles(client, county=county.pk) == ["Äpplen", "Städning av skolor", "Asfalt"]  # two name no area
    assert titles(client, quarter="2027-1") == ["Äpplen"]
    assert titles(client, notice_from="2027-02-01", notice_to="2027-12-31") == ["Städning av skolor"]
    assert titles(client, undated="1") == ["Asfalt"]
    assert titles(client, stage=["planned", "published"], q="cleaning") == ["Städning av skolor"]
    page = listed(client)
    for group in page.facets:
        for option in group.options:
            assert len(titles(client, **{group.param: option.value})) == option.count, (group.param, option)


@pytest.mark.parametrize(
    "params",
    [
        {"stage": "no"},
        {"quarter": "2027-5"},
        {"quarter": "0000-1"},
        {"quarter": "x"},
        {"county": "a"},
        {"category": "abc"},
        {"notice_from": "x"},
        {"notice_from": "2027-02-01", "notice_to": "2027-01-01"},
    ],
)
def test_what_cannot_be_understood_is_said(plan, client, params):
    assert listed(client, **params).errors


def test_a_supplier_sees_its_own_field_first(plan, cast, sign_in, cleaning):
    client = sign_in(cast.supplier)
    assert titles(client)[0] == "Äpplen"
    Subscription.objects.create(supplier=cast.supplier_company, cpv=cleaning, county=factories.make_county())
    page = listed(client)
    assert (page.rows[0].title, page.rows[0].fits) == ("Städning av skolor", True)
    Subscription.objects.update(county=factories.make_county("03", "Uppsala län"))
    assert titles(client)[0] == "Äpplen"


def test_procurement_export_holds_what_is_shown(plan, client):
    text = b"".join(client.get(URL, {"export": "csv", "category": "90"}).streaming_content).decode()
    assert "Städning av skolor" in text
    assert "Äpplen" not in text


def test_procurement_begun_and_published_in_the_plan(cast, cleaning):
    officer = cast.officer
    row = services.register(by=officer, cooperation_id=cast.cooperation.pk, data=ProcurementData(title="  Ny  sak "))
    assert (row.title, row.stage, row.currency) == ("Ny sak", Stage.DRAFT, "SEK")
    with pytest.raises(Refused) as refused:
        services.step(by=officer, name="planned", procurement_id=row.pk, version=1)
    assert {reason.field for reason in refused.value.answer.reasons} == {"organisation", "cpvs"}
    services.update(by=officer, procurement_id=row.pk, version=1, data=data(cast, cleaning))
    row = services.step(by=officer, name="planned", procurement_id=row.pk, version=2)
    assert (row.stage, row.entries.get().stage) == (Stage.PLANNED, Stage.PLANNED)
    assert [event.action for event in audit.history(row)] == [
        "procurement.planned",
        "procurement.edited",
        "procurement.registered",
    ]


@pytest.mark.parametrize("stage", [Stage.COMPLETED, Stage.CANCELLED])
def test_what_is_over_is_not_edited(cast, cleaning, stage):
    row = factories.make_procurement(cast.cooperation, stage=stage)
    with pytest.raises(Refused):
        services.update(by=cast.officer, procurement_id=row.pk, version=1, data=data(cast, cleaning))


def test_a_planned_procurement_keeps_what_it_was_published_with(plan, cast, cleaning):
    with pytest.raises(Refused):
        services.update(by=cast.officer, procurement_id=plan["late"].pk, version=1, data=ProcurementData(title="Tom"))
    assert Procurement.objects.get(pk=plan["late"].pk).title == "Städning av skolor"


def test_procurement_cancel_wants_a_reason_and_shows_it(plan, cast, sign_in):
    row = plan["late"]
    url = reverse("procurement-step", args=[row.pk, "cancel"])
    client = sign_in(cast.officer)
    assert client.post(url, {"version": "1", "reason": " "}).status_code == 200
    assert client.post(url, {"version": "1", "reason": "Behovet föll bort"}).status_code == 302
    assert "Behovet föll bort" in sign_in(None).get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"estimated_min": Decimal(-1)}, "estimated_min"),
        ({"estimated_min": Decimal(5), "estimated_max": Decimal(4)}, "estimated_max"),
        ({"notice_on": date(2027, 2, 1), "tenders_due_on": date(2027, 2, 1)}, "tenders_due_on"),
        ({"notice_on": date(2027, 2, 1), "award_on": date(2027, 1, 1)}, "award_on"),
    ],
)
def test_procurement_register_refuses_contradictions(cast, cleaning, fields, field):
    with pytest.raises(Refused) as refused:
        services.register(by=cast.officer, cooperation_id=cast.cooperation.pk, data=data(cast, cleaning, **fields))
    assert field in {reason.field for reason in refused.value.answer.reasons}
    assert not Procurement.objects.exists()


def test_procurement_edit_shows_what_others_changed(plan, cast, cleaning, sign_in):
    row = plan["late"]
    services.update(by=cast.manager, procurement_id=row.pk, version=1, data=data(cast, cleaning, title="Skolstädning"))
    with pytest.raises(Conflict):
        services.update(by=cast.officer, procurement_id=row.pk, version=1, data=data(cast, cleaning, title="Annat"))
    typed = {
        "title": "Mitt",
        "version": "1",
        "kind": "framework",
        "cpvs_key": cleaning.pk,
        "organisation": cast.municipality.name,
    }
    client, url = sign_in(cast.officer), reverse("procurement-edit", args=[row.pk])
    answer = client.post(url, typed).content.decode()
    assert "Skolstädning" in answer
    assert "Mitt" in answer
    assert 'name="version" value="2"' in answer
    assert client.post(url, typed | {"version": "2"}).status_code == 302
    assert Procurement.objects.get(pk=row.pk).title == "Mitt"


def test_procurement_new_and_edit_are_the_office_s(plan, cast, sign_in):
    for actor, status in {"purchaser": 403, "supplier": 403, "contact": 403, "officer": 200, "manager": 200}.items():
        assert sign_in(cast.user(actor)).get(reverse("procurement-new")).status_code == status, actor
    edit = reverse("procurement-edit", args=[plan["late"].pk])
    for actor, status in {"purchaser": 403, "stranger": 403, "officer": 200}.items():
        assert sign_in(cast.user(actor)).get(edit).status_code == status, actor
    assert sign_in(None).get(edit).status_code == 302
    assert sign_in(cast.officer).get(f"/procurements/{plan['late'].pk}/fly/").status_code == 404
    with pytest.raises(Refused):
        services.register(by=cast.stranger, cooperation_id=cast.cooperation.pk, data=ProcurementData(title="X"))


def test_procurement_new_by_form(cast, cleaning, sign_in):
    response = sign_in(cast.officer).post(
        reverse("procurement-new"),
        {
            "title": "Skolmat",
            "cpvs": "90910000",
            "kind": "framework",
            "estimated_min": "1 000 000",
            "notice_on": "2027-03-01",
        },
    )
    row = Procurement.objects.get()
    assert response["Location"] == row.get_absolute_url()
    assert (row.estimated_min, row.notice_on, row.cooperation) == (
        Decimal(1000000),
        date(2027, 3, 1),
        cast.cooperation,
    )
    assert list(row.cpvs.all()) == [cleaning]
