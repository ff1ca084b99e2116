"""The supplier register: who sees whom, editing, branches, and coming in."""

import re
from unittest import mock

import pytest
from django.core import mail
from django.urls import reverse

from agreements.models import AgreementSearch
from portal.accounts.actor import actor_of, forget
from portal.accounts.models import User
from portal.law.numbers import MASKED
from portal.web import lists
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from suppliers import rules, services
from suppliers.mail import token_of
from suppliers.models import Subscription, Supplier, SupplierRequest, SupplierUser
from suppliers.states import RequestState
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]

COMPANY = "5560360793"  # a company's number, with its check digit
PERSON = "8112189876"  # the tax agency's own example of a personal number

INSIDERS = ("administrator", "manager", "officer", "contact", "purchaser", "working", "steering", "expert", "stranger")
ASKED = {
    "name": "Sparv AB",
    "country": "SE",
    "registration_number": "556036-0793",
    "contact_name": "Sara Sparv",
    "email": "sara@example.org",
}


def test_suppliers_never_see_each_other(cast, sign_in):
    own, other = cast.supplier_company, cast.other_supplier
    client = sign_in(cast.supplier)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(reverse("supplier-list")).status_code == 404
    for name in ("supplier-edit", "supplier-subscriptions", "supplier-invite"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404, name
        assert client.get(reverse(name, args=[own.pk])).status_code == 200, name


def test_supplier_pages_are_for_the_cooperations_people(cast, sign_in):
    for actor in INSIDERS:
        client = sign_in(cast.user(actor))
        assert client.get(reverse("supplier-list")).status_code == 200, actor
        assert client.get(cast.supplier_company.get_absolute_url()).status_code == 200, actor
    assert sign_in(cast.nobody).get(cast.supplier_company.get_absolute_url()).status_code == 404
    assert sign_in(cast.nobody).get(reverse("supplier-list")).status_code == 404
    assert sign_in(None).get(cast.supplier_company.get_absolute_url()).status_code == 302
    for actor, status in {"purchaser": 403, "officer": 200, "stranger": 200}.items():
        assert sign_in(cast.user(actor)).get(f"{cast.supplier_company.get_absolute_url()}edit/").status_code == status


def test_a_sole_trader_s_number_is_masked(cast, sign_in):
    trader = factories.make_supplier("Ensam", registration_number=PERSON, is_sole_trader=True)
    factories.act_for(cast.supplier, trader)
    shown = {
        actor: rules.number_shown(actor_of(cast.user(actor)), trader) for actor in ("officer", "purchaser", "supplier")
    }
    assert shown == {"officer": "811218-9876", "purchaser": MASKED, "supplier": "811218-9876"}
    client = sign_in(cast.purchaser)
    for url in (trader.get_absolute_url(), reverse("supplier-list")):
        assert "811218" not in client.get(url).content.decode()
    text = b"".join(client.get(reverse("supplier-list"), {"export": "csv"}).streaming_content).decode()
    assert "811218" not in text
    with mock.patch.object(lists, "render", wraps=lists.render) as render:
        client.get(reverse("supplier-list"), {"q": PERSON})
        assert render.call_args.args[2]["list"].total == 0
        sign_in(cast.officer).get(reverse("supplier-list"), {"q": "811218-9876"})
        assert render.call_args.args[2]["list"].total == 1


def test_a_personal_number_never_reaches_the_trail(cast):
    supplier = cast.supplier_company
    fields = {"name": supplier.name, "country": "SE", "registration_number": PERSON}
    supplier = services.update(by=cast.officer, supplier_id=supplier.pk, version=1, fields=fields, contacts=[])
    assert supplier.is_sole_trader
    fields |= {"registration_number": "5560360793", "is_sole_trader": False}  # a company takes the business over
    services.update(by=cast.officer, supplier_id=supplier.pk, version=2, fields=fields, contacts=[])
    assert PERSON not in str([event.changes for event in audit.history(supplier)])


def test_whose_a_personal_number_is_cannot_be_looked_up(cast, sign_in):
    trader = factories.make_supplier("Ensam", registration_number=PERSON, is_sole_trader=True)
    url = reverse("lookup", args=["supplier"])
    found = {
        actor
        for actor in ("officer", "contact", "purchaser", "nobody")
        if trader.name in sign_in(cast.user(actor)).get(url, {"q": PERSON}).content.decode()
    }
    assert found == {"officer"}
    assert "811218" not in sign_in(cast.officer).get(url, {"q": "Ensam"}).content.decode()


def test_supplier_edit_a_new_name_reaches_the_agreements_words(cast, sign_in):
    agreement = factories.make_agreement(cast.cooperation, supplier=cast.supplier_company)
    response = sign_in(cast.officer).post(
        reverse("supplier-edit", args=[cast.supplier_company.pk]),
        {
            "name": " Kråka  Städ AB ",
            "country": "SE",
            "version": "1",
            "contacts-row": "0",
            "contacts-0-name": "Kim",
            "contacts-0-email": "kim@example.org",
        },
    )
    assert response.status_code == 302
    supplier = Supplier.objects.get(pk=cast.supplier_company.pk)
    assert (supplier.name, supplier.version, supplier.contacts.get().name) == ("Kråka Städ AB", 2, "Kim")
    assert "kråka" in AgreementSearch.objects.get(agreement=agreement).text
    assert set(audit.history(supplier).get().changes) == {"name", "contacts"}


def test_supplier_edit_by_itself_leaves_name_and_number(cast):
    supplier = services.update(
        by=cast.supplier,
        supplier_id=cast.supplier_company.pk,
        version=1,
        fields={"name": "Annat", "registration_number": COMPANY, "phone": "08-1"},
        contacts=[],
    )
    assert (supplier.name, supplier.registration_number, supplier.phone) == ("Bokfink Städ AB", "", "08-1")
    for by in (cast.rival, cast.purchaser):
        with pytest.raises(Refused):
            services.update(by=by, supplier_id=supplier.pk, version=2, fields={}, contacts=[])


def test_supplier_edit_refuses_lost_updates_and_wrong_numbers(cast):
    supplier, name = cast.supplier_company, {"name": "A"}
    services.update(by=cast.officer, supplier_id=supplier.pk, version=1, fields=name, contacts=[])
    with pytest.raises(Conflict):
        services.update(by=cast.manager, supplier_id=supplier.pk, version=1, fields={"name": "B"}, contacts=[])
    with pytest.raises(Refused):
        wrong = {"registration_number": "5560360794"}
        services.update(by=cast.officer, supplier_id=supplier.pk, version=2, fields=wrong, contacts=[])
    factories.make_supplier(registration_number=COMPANY)
    with pytest.raises(Refused) as refused:
        taken = {"registration_number": COMPANY}
        services.update(by=cast.officer, supplier_id=supplier.pk, version=2, fields=taken, contacts=[])
    assert refused.value.answer == rules.NUMBER_TAKEN


def test_supplier_subscriptions(cast, sign_in):
    cpv, county = factories.make_cpv("90910000", "Städtjänster"), factories.make_county()
    url = reverse("supplier-subscriptions", args=[cast.supplier_company.pk])
    sent = {
        "branches-row": ["0", "1"],
        "branches-0-cpv": "90910000",
        "branches-0-county": str(county.pk),
        "branches-1-cpv": "90910000",
    }
    assert sign_in(cast.supplier).post(url, sent).status_code == 302
    rows = Subscription.objects.filter(supplier=cast.supplier_company)
    assert {(row.cpv_id, row.county_id) for row in rows} == {(cpv.pk, county.pk), (cpv.pk, None)}
    services.subscribe(by=cast.supplier, supplier_id=cast.supplier_company.pk, branches=[(cpv, None)])
    assert rows.get().county is None
    with pytest.raises(Refused):
        services.subscribe(by=cast.rival, supplier_id=cast.supplier_company.pk, branches=[])


def test_supplier_invite_and_end(cast):
    row = services.invite_user(
        by=cast.officer, supplier_id=cast.supplier_company.pk, email="ny@example.org", name="Ny Person"
    )
    assert actor_of(row.user).suppliers == {cast.supplier_company.pk}
    with pytest.raises(Refused):
        services.invite_user(by=cast.supplier, supplier_id=cast.supplier_company.pk, email="ny@example.org", name="Ny")
    for by in (cast.rival, cast.purchaser):
        with pytest.raises(Refused):
            services.invite_user(by=by, supplier_id=cast.supplier_company.pk, email="x@example.org", name="X")
    services.end_user(by=cast.supplier, supplier_user_id=SupplierUser.objects.get(user=cast.supplier).pk)
    forget(cast.supplier)
    assert actor_of(cast.supplier).suppliers == frozenset()
    with pytest.raises(Refused):  # nobody would be left
        services.end_user(by=row.user, supplier_user_id=row.pk)


def test_supplier_register_and_confirm(cast, client, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("supplier-register"), ASKED).status_code == 302
    link = re.search(r"/suppliers/confirm/\S+", mail.outbox[-1].body)[0]
    assert client.get(link).status_code == 200
    asked = SupplierRequest.objects.get()
    assert asked.state == RequestState.UNCONFIRMED  # looking is not confirming
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(link, {"confirmed": "yes"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.supplier) == (RequestState.WAITING, None)  # an address proves no company
    assert not Supplier.objects.filter(registration_number=COMPANY).exists()
    assert not User.objects.filter(email=asked.email).exists()
    assert client.post(link, {"confirmed": "yes"}).status_code == 200  # once is enough
    officer = sign_in(cast.officer)
    assert COMPANY[:6] in officer.get(reverse("supplier-request-list")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(reverse("supplier-request-approve", args=[asked.pk]), {"yes": "1"}).status_code == 302
    supplier = Supplier.objects.get(registration_number=COMPANY)
    assert (supplier.name, supplier.registration_number) == ("Sparv AB", COMPANY)
    person = User.objects.get(email="sara@example.org")
    assert actor_of(person).suppliers == {supplier.pk}
    assert not person.has_usable_password()
    assert mail.outbox[-1].to == ["sara@example.org"]


def test_two_requests_for_a_new_company_are_one_supplier(cast):
    first = services.confirm(request_id=services.ask_to_register(language="sv", **ASKED).pk)
    other = ASKED | {"email": "stare@example.org", "contact_name": "Sten Stare"}
    second = services.confirm(request_id=services.ask_to_register(language="sv", **other).pk)
    known = services.approve(by=cast.officer, request_id=first.pk).supplier
    assert services.approve(by=cast.officer, request_id=second.pk).supplier == known


def test_supplier_register_for_a_known_company_waits_for_the_office(cast, client, sign_in):
    known = factories.make_supplier("Sparv Aktiebolag", registration_number=COMPANY)
    asked = services.ask_to_register(language="sv", **ASKED)
    assert client.post(reverse("supplier-confirm", args=[token_of(asked)]), {"yes": "1"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.supplier) == (RequestState.WAITING, known)
    assert not User.objects.filter(email=asked.email).exists()
    for actor, status in {"purchaser": 403, "supplier": 403, "officer": 200}.items():
        assert sign_in(cast.user(actor)).get(reverse("supplier-request-list")).status_code == status, actor
    with pytest.raises(Refused):
        services.approve(by=cast.purchaser, request_id=asked.pk)
    services.approve(by=cast.officer, request_id=asked.pk)
    assert actor_of(User.objects.get(email=asked.email)).suppliers == {known.pk}


def test_supplier_request_decline(cast):
    factories.make_supplier(registration_number=COMPANY)
    asked = services.confirm(request_id=services.ask_to_register(language="sv", **ASKED).pk)
    with pytest.raises(Refused):
        services.decline(by=cast.officer, request_id=asked.pk, reason=" ")
    asked = services.decline(by=cast.officer, request_id=asked.pk, reason="Unknown person")
    assert asked.state == RequestState.DECLINED
    with pytest.raises(Refused):
        services.approve(by=cast.officer, request_id=asked.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"registration_number": "556036-0794"},
        {"registration_number": ""},
        {"email": "no address"},
        {"country": "XX"},
        {"name": ""},
    ],
)
def test_supplier_register_refuses_bad_input(db, client, wrong):
    response = client.post(reverse("supplier-register"), ASKED | wrong)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not SupplierRequest.objects.exists()


def test_supplier_register_does_not_pester(db):
    for _ in range(3):
        services.ask_to_register(language="sv", **ASKED)
    with pytest.raises(Refused):
        services.ask_to_register(language="sv", **ASKED)


def test_supplier_confirm_wants_the_real_link(db, client):
    asked = services.ask_to_register(language="sv", **ASKED)
    assert client.get(reverse("supplier-confirm", args=[f"{asked.pk}:forged"])).status_code == 404
    assert client.get(reverse("supplier-confirm", args=[token_of(asked)[:-1]])).status_code == 404


def test_supplier_list_search_sort_and_export(cast, sign_in):
    client = sign_in(cast.officer)
    text = b"".join(client.get(reverse("supplier-list"), {"export": "csv", "q": "sädes"}).streaming_content).decode()
    assert "Bokfink" not in text
    text = b"".join(client.get(reverse("supplier-list"), {"export": "csv"}).streaming_content).decode()
    assert text.index("Bokfink") < text.index("Grönsiska")


def test_supplier_new_is_for_those_who_register_agreements(cast, sign_in):
    for actor, status in {"purchaser": 403, "supplier": 403, "contact": 200, "officer": 200}.items():
        assert sign_in(cast.user(actor)).get(reverse("supplier-new")).status_code == status, actor


def test_the_page_shows_the_suppliers_agreements(cast, sign_in):
    factories.make_agreement(cast.cooperation, title="Lokalvård", supplier=cast.supplier_company)
    factories.make_agreement(cast.cooperation, title="Rivalens", supplier=cast.other_supplier)
    page = sign_in(cast.supplier).get(cast.supplier_company.get_absolute_url()).content.decode()
    assert "Lokalvård" in page
    assert "Rivalens" not in page
