"""The form in which agreements are registered and edited, without JavaScript and with htmx."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agreements import services
from agreements.data import BuyerData, OptionData
from agreements.models import Agreement
from suppliers.models import Supplier
from tests import factories
from tests.agreements.builders import as_stored, draft, framework
from tests.agreements.sent import typed

NEW = "/agreements/new/"


def edit(agreement: Agreement) -> str:
    return f"/agreements/{agreement.pk}/edit/"


@pytest.fixture
def form_of(monkeypatch):
    """The form that the last page was drawn from: Jinja2 pages leave no context to look at."""
    from agreements.views import register

    drawn = []
    original = register.render

    def render(request, template, context, **options):
        drawn.append(context)
        return original(request, template, context, **options)

    monkeypatch.setattr(register, "render", render)
    return lambda: drawn[-1]["form"]


@pytest.mark.parametrize(
    ("actor", "status"),
    [("officer", 200), ("manager", 200), ("contact", 200), ("purchaser", 403), ("supplier", 403), ("nobody", 403)],
)
def test_agreement_new_is_for_those_who_register(cast, sign_in, actor, status):
    assert sign_in(cast.user(actor)).get(NEW).status_code == status


def test_agreement_new_wants_a_sign_in(client, db):
    assert client.get(NEW).status_code == 302


def test_a_title_is_enough_for_a_draft(cast, sign_in):
    response = sign_in(cast.officer).post(NEW, typed(draft(cast)))
    agreement = Agreement.objects.get()
    assert response["Location"] == edit(agreement)
    page = sign_in(cast.officer).get(response["Location"]).content.decode()
    for anchor in ("id_number", "id_owner", "id_starts_on", "buyers", "lots", "id_maximum_value"):
        assert f'#{anchor}"' in page


def test_agreement_registered_and_edited_whole_by_form(cast, sign_in):
    data = framework(cast)
    client = sign_in(cast.officer)
    client.post(NEW, typed(data))
    agreement = Agreement.objects.get()
    assert (agreement.maximum_value, agreement.last_day) == (Decimal(12000000), date(2029, 5, 31))
    assert agreement.lots.get().suppliers.count() == 2
    assert {b.organisation: b.is_binding for b in agreement.buyers.all()} == {
        cast.municipality: True,
        cast.neighbour: False,
    }
    lot = agreement.lots.get()
    new = replace(as_stored(agreement, data), description="Med fönsterputs")
    client.post(edit(agreement), typed(new, version="1"))
    changed = Agreement.objects.get()
    assert (changed.description, changed.version, changed.lots.get()) == ("Med fönsterputs", 2, lot)


def test_rows_are_added_and_removed_by_buttons(cast, sign_in, form_of):
    client = sign_in(cast.officer)
    sent = typed(framework(cast), _rows="add:lots-0-suppliers")
    assert client.post(NEW, sent).status_code == 200
    lots = form_of().rows_of["lots"].forms
    assert len(lots[0].rows_of["suppliers"].forms) == 3
    assert form_of()["title"].value() == "Städning av skolor"
    client.post(NEW, {**sent, "_rows": "remove:options:0"})
    assert not form_of().rows_of["options"].forms
    assert not Agreement.objects.exists()


def test_all_members_on_a_day_are_added_by_a_button(cast, sign_in, form_of):
    late = factories.make_organisation("Örby kommun")
    factories.make_member(cast.cooperation, late, since=date(2026, 7, 1))
    client = sign_in(cast.officer)
    sent = typed(framework(cast, buyers=()), _rows="members")
    names = {}
    for day in ("2026-06-30", "2026-07-01"):
        client.post(NEW, {**sent, "members_on": day})
        rows = form_of().rows_of["buyers"].forms
        names[day] = [row["organisation"].value().text for row in rows]
    assert names == {
        "2026-06-30": ["Ekby kommun", "Åsby kommun"],
        "2026-07-01": ["Ekby kommun", "Åsby kommun", "Örby kommun"],
    }
    client.post(NEW, {**typed(framework(cast)), "_rows": "members", "members_on": "2026-06-30"})
    rows = form_of().rows_of["buyers"].forms
    assert [row["binding"].value() for row in rows] == ["must", "may"], "nobody twice, and what was said stays"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": ""}, "id_title"),
        ({"ends_on": "2026-05-31"}, "id_ends_on"),
        ({"ends_on": "2026-02-30"}, "id_ends_on"),
        ({"latest_contract_end_on": "2029-05-30"}, "id_latest_contract_end_on"),
        ({"maximum_value": "-1"}, "id_maximum_value"),
        ({"maximum_value": "mycket"}, "id_maximum_value"),
        ({"cpvs": "no such word"}, "id_cpvs"),
        ({"owner": "no such municipality"}, "id_owner"),
        ({"notice_url": "javascript:alert(1)"}, "id_notice_url"),
        ({"options-0-months": "0"}, "id_options-0-months"),
        ({"lots-0-suppliers-0-rank": "-1"}, "id_lots-0-suppliers-0-rank"),
        ({"lots-0-suppliers-0-share": "1000"}, "id_lots-0-suppliers-0-share"),
        ({"lots-0-suppliers-1-supplier": "Nobody AB"}, "id_lots-0-suppliers-1-supplier"),
        ({"kind": "lease"}, "id_kind"),
    ],
)
def test_bad_input_is_told_beside_its_field(cast, sign_in, form_of, sent, field):
    response = sign_in(cast.officer).post(NEW, typed(framework(cast), **sent))
    assert response.status_code == 200
    assert field in {error.id for error in form_of().error_list()}
    assert not Agreement.objects.exists()


def test_a_refusal_of_the_service_stands_beside_its_field(cast, sign_in, form_of):
    sent = typed(framework(cast), **{"lots-0-suppliers-1-rank": "1"})
    assert sign_in(cast.officer).post(NEW, sent).status_code == 200
    assert any(form_of().rows_of["lots"].forms[0].non_field_errors())


def test_new_suppliers_are_registered_in_place_once(cast, sign_in):
    sent = typed(framework(cast))
    for place in ("0", "1"):
        sent[f"lots-{place}-number"] = place
        sent[f"lots-{place}-call_off_method"] = "single"
        sent[f"lots-{place}-suppliers-row"] = "0"
        sent[f"lots-{place}-suppliers-0-supplier"] = ""
        sent[f"lots-{place}-suppliers-0-new_name"] = "Sidensvans Bygg AB"
        sent[f"lots-{place}-suppliers-0-new_number"] = "556036-0793"
    sent["lots-row"] = ["0", "1"]
    assert sign_in(cast.officer).post(NEW, sent).status_code == 302
    supplier = Supplier.objects.get(name="Sidensvans Bygg AB")
    assert supplier.registration_number == "5560360793"
    assert Agreement.objects.get().lots.filter(suppliers__supplier=supplier).count() == 2


@pytest.mark.parametrize(
    ("name", "number", "field"),
    [
        ("Other AB", "556036-0793", "new_number"),  # the number is Bokfink's
        ("Other AB", "556036-0794", "new_number"),  # its check digit does not fit
        ("Bokfink Städ", "", "new_anyway"),  # the name is nearly Bokfink's
    ],
)
def test_new_suppliers_that_are_known_or_wrong_are_pointed_out(cast, sign_in, form_of, name, number, field):
    Supplier.objects.filter(pk=cast.supplier_company.pk).update(registration_number="5560360793")
    sent = typed(framework(cast))
    at = "lots-0-suppliers-0"
    sent |= {f"{at}-supplier": "", f"{at}-new_name": name, f"{at}-new_number": number}
    client = sign_in(cast.officer)
    assert client.post(NEW, sent).status_code == 200
    assert [error.id for error in form_of().error_list()] == [f"id_{at}-{field}"]
    assert Supplier.objects.count() == 2
    if field == "new_anyway":
        assert client.post(NEW, {**sent, f"{at}-new_anyway": "on"}).status_code == 302
        assert Supplier.objects.count() == 3


def test_a_number_of_the_owner_is_refused_and_of_another_pointed_out(cast, sign_in, form_of):
    services.register(by=cast.officer, data=framework(cast))
    client = sign_in(cast.officer)
    again = replace(framework(cast), title="Another")
    assert client.post(NEW, typed(again)).status_code == 200
    assert "id_number" in {error.id for error in form_of().error_list()}
    response = client.post(NEW, typed(replace(again, owner_id=cast.neighbour.pk)), follow=True)
    assert "EK 2026/1" in response.content.decode()
    assert Agreement.objects.count() == 2


def test_the_second_officer_sees_what_the_first_changed_and_loses_nothing(cast, sign_in, form_of):
    data = framework(cast)
    agreement = services.register(by=cast.officer, data=data)
    stored = as_stored(agreement, data)
    services.update(
        by=cast.manager,
        agreement_id=agreement.pk,
        version=1,
        data=replace(stored, maximum_value=Decimal("12500000")),
    )
    mine = typed(replace(stored, maximum_value=Decimal("12750000"), title="Mine"), version="1")
    client = sign_in(cast.officer)
    response = client.post(edit(agreement), mine)
    page = response.content.decode().replace("\xa0", " ")
    assert response.status_code == 200
    assert cast.manager.name in page
    for amount in ("12 000 000 kr", "12 500 000 kr", "12 750 000 kr"):
        assert amount in page
    form = form_of()
    assert (form["title"].value(), form["version"].value()) == ("Mine", 2)
    assert Agreement.objects.get().title == "Städning av skolor"
    assert client.post(edit(agreement), {**mine, "version": form["version"].value()}).status_code == 302
    assert Agreement.objects.get().title == "Mine"


def test_published_agreement_wants_a_reason_in_the_form(cast, sign_in, form_of):
    data = framework(cast)
    agreement = services.register(by=cast.officer, data=data)
    services.publish(by=cast.officer, agreement_id=agreement.pk, version=1)
    sent = typed(replace(as_stored(agreement, data), description="New"), version="2")
    client = sign_in(cast.officer)
    assert client.post(edit(agreement), sent).status_code == 200
    assert [error.id for error in form_of().error_list()] == ["id_reason"]
    response = client.post(edit(agreement), {**sent, "reason": "It was missing"})
    assert response["Location"] == agreement.get_absolute_url()


@pytest.mark.parametrize(
    ("actor", "status"),
    [("officer", 200), ("contact", 200), ("purchaser", 404), ("stranger", 404), ("nobody", 404), ("public", 302)],
)
def test_agreement_edit_of_a_draft(cast, sign_in, actor, status):
    agreement = services.register(by=cast.officer, data=framework(cast))
    assert sign_in(cast.user(actor)).get(edit(agreement)).status_code == status


def test_agreement_edit_of_a_published_one_is_forbidden_to_insiders(cast, sign_in):
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    for actor in ("purchaser", "working", "steering", "supplier", "stranger"):
        assert sign_in(cast.user(actor)).get(edit(agreement)).status_code == 403


def test_what_was_assumed_is_not_when_somebody_has_typed_it(cast, sign_in):
    data = replace(framework(cast), assumed=("ends_on", "starts_on"), source="UHM 2021", source_key="1")
    agreement = services.register(by=cast.officer, data=data)
    new = replace(as_stored(agreement, data), ends_on=date(2029, 4, 30))
    sign_in(cast.officer).post(edit(agreement), typed(new, version="1"))
    changed = Agreement.objects.get()
    assert (changed.assumed, changed.source) == (["starts_on"], "UHM 2021")


def test_resulting_last_days_are_told_while_somebody_types(cast, sign_in):
    # Three years from 1 June 2026, then 12 and 6 months: 31 May 2029, 31 May 2030, 30 November 2030, over four years.
    sent = typed(framework(cast, options=(OptionData(12), OptionData(6))))
    page = sign_in(cast.officer).post("/agreements/check/dates/", sent).content.decode()
    for day in ("31 maj 2029", "31 maj 2030", "30 nov. 2030"):
        assert day in page
    assert 'data-color="warning"' in page
    assert "<html" not in page


def test_same_numbers_and_suppliers_are_told_while_somebody_types(cast, sign_in):
    agreement = services.register(by=cast.officer, data=framework(cast))
    client = sign_in(cast.officer)
    assert (
        agreement.get_absolute_url()
        in client.post("/agreements/check/number/", typed(framework(cast))).content.decode()
    )
    own = client.post("/agreements/check/number/", {**typed(framework(cast)), "stored": agreement.pk})
    assert agreement.get_absolute_url() not in own.content.decode()
    at = "lots-0-suppliers-0"
    page = client.get(f"/agreements/check/suppliers/{at}/", {f"{at}-new_name": "bokfink stad ab"})
    assert "Bokfink Städ AB" in page.content.decode()
    assert sign_in(cast.purchaser).get(f"/agreements/check/suppliers/{at}/").status_code == 403


def test_what_the_second_officer_left_alone_takes_the_first_s_change(cast, sign_in):
    data = framework(cast)
    agreement = services.register(by=cast.officer, data=data)
    stored = as_stored(agreement, data)
    newcomer = factories.make_organisation("Nyby kommun")
    theirs = replace(
        stored,
        number="EK 77",
        maximum_value=Decimal("12500000"),
        buyers=(*stored.buyers, BuyerData(newcomer.pk)),
        lots=(replace(stored.lots[0], title="Renamed by the first"), *stored.lots[1:]),
    )
    services.update(by=cast.manager, agreement_id=agreement.pk, version=1, data=theirs)
    mine = typed(replace(stored, title="Mine"), version="1")
    client = sign_in(cast.officer)
    page = client.post(edit(agreement), mine).content.decode()
    for brought in ("EK 77", newcomer.name, "Renamed by the first", 'value="Mine"'):
        assert brought in page
