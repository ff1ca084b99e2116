"""Finding agreements: the list, its facets and filters, and who sees what."""

from datetime import date, timedelta
from unittest import mock

import pytest
import time_machine
from django.urls import reverse

from agreements import search
from agreements.models import Agreement
from portal.dashboards.panels import buying
from portal.dashboards.reader import Reader
from portal.law.periods import State, state_on
from portal.web import lists
from portal.web.lists import List
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/agreements/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


def listed(client, **params) -> List:
    """The list as the page drew it; Jinja2 tells the test client nothing of a template's context."""
    return shown(client, URL, {"cooperation": "all", **params})


def shown(client, url: str, params: dict | None = None) -> List:
    with mock.patch.object(lists, "render", wraps=lists.render) as render:
        assert client.get(url, params or {}).status_code == 200
    return render.call_args.args[2]["list"]


def titles(client, **params) -> list[str]:
    return [row.title for row in listed(client, **params).rows]


def facet(page: List, name: str) -> dict[str, int]:
    return {o.value: o.count for group in page.facets if group.param == name for o in group.options}


@pytest.fixture
def cleaning(db):
    return factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")


@pytest.fixture
def food(db):
    return factories.make_cpv("15000000", "Livsmedel", "Næringsmidler", "Food")


@pytest.fixture
def register(cast, cleaning, food):
    """Six agreements, one for each thing that a filter tells apart."""
    make, coop = factories.make_agreement, cast.cooperation
    return {
        "clean": make(coop, cast.municipality, "Lokalvård", cpv=cleaning, supplier=cast.supplier_company),
        "bread": make(coop, cast.neighbour, "Ärtor och bröd", cpv=food, ends_on=date(2027, 1, 31)),
        "old": make(
            coop, cast.municipality, "Ångbåtar", starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31), cpv=food
        ),
        "soon": make(
            coop, cast.municipality, "Brödskivor", starts_on=date(2027, 1, 1), ends_on=date(2029, 1, 1), cpv=food
        ),
        "ended": make(coop, cast.municipality, "Avslutat", status="terminated", cpv=food),
        "draft": make(coop, cast.municipality, "Utkast", status="draft", cpv=food),
    }


def test_what_can_be_used_comes_first_and_å_ä_ö_last(register, client):
    assert titles(client) == ["Lokalvård", "Ärtor och bröd", "Brödskivor", "Ångbåtar", "Avslutat"]
    assert titles(client, sort="title") == ["Avslutat", "Brödskivor", "Lokalvård", "Ångbåtar", "Ärtor och bröd"]


@pytest.mark.parametrize("size_one_page", [1, 2, 3, 4, 5])
def test_pages_follow_one_another_across_the_states(register, client, monkeypatch, size_one_page):
    """Each state is read as its own stretch: no row is lost or shown twice where they meet."""
    monkeypatch.setattr("portal.web.lists.PAGE_SIZES", (size_one_page,))
    seen = []
    for page in range(1, 6 // size_one_page + 2):
        shown_page = listed(client, page=page)
        if shown_page.page == page:
            seen += [row.title for row in shown_page.rows]
    assert seen == ["Lokalvård", "Ärtor och bröd", "Brödskivor", "Ångbåtar", "Avslutat"]


def test_drafts_are_seen_by_those_who_work_on_them_only(register, cast, sign_in):
    for actor, sees in {"public": False, "supplier": False, "purchaser": False, "stranger": False}.items():
        assert ("Utkast" in titles(sign_in(cast.user(actor)))) is sees, actor
    for actor in ("officer", "manager", "contact", "administrator"):
        page = listed(sign_in(cast.user(actor)))
        assert "Utkast" in [row.title for row in page.rows], actor
        assert facet(page, "state")["draft"] == 1, actor


def test_facets_count_what_each_choice_would_give(register, cast, client):
    page = listed(client)
    assert page.total == 5
    assert facet(page, "state") == {"in_force": 2, "upcoming": 1, "expired": 1, "terminated": 1}
    # Within 3 months of 20 November 2026: bread on 31 January. Cleaning ends after 13 months.
    assert facet(page, "expiring") == {"3": 1, "6": 1, "12": 1, "24": 2}
    assert facet(page, "municipality") == {str(cast.municipality.pk): 4, str(cast.neighbour.pk): 1}
    for group in page.facets:
        for option in group.options:
            assert len(titles(client, **{group.param: option.value})) == option.count, (group.param, option)


def test_who_may_use_an_agreement_is_who_still_has_the_right(register, cast, sign_in):
    """Ekby's right to the bread ended yesterday, and to the cleaning it ends today: today it may still use it."""
    ekby = cast.municipality
    register["bread"].buyers.create(organisation=ekby, ends_on=factories.TODAY - timedelta(days=1))
    register["clean"].buyers.update(ends_on=factories.TODAY)
    search.refresh([register["bread"].pk, register["clean"].pk])
    client = sign_in(cast.purchaser)
    page = listed(client, state="in_force")
    assert facet(page, "municipality") == {str(ekby.pk): 1, str(cast.neighbour.pk): 1}
    assert titles(client, state="in_force", municipality=ekby.pk) == ["Lokalvård"]
    (place,) = buying.usable(None, Reader(cast.purchaser))["places"]
    assert (place["number"], [row.title for row in place["latest"]]) == (1, ["Lokalvård"])


def test_a_facet_is_not_narrowed_by_its_own_choice(register, cast, client):
    page = listed(client, state=["in_force", "expired"], owner=str(cast.municipality.pk))
    assert [row.title for row in page.rows] == ["Lokalvård", "Ångbåtar"]
    assert facet(page, "state") == {"in_force": 1, "upcoming": 1, "expired": 1, "terminated": 1}
    assert facet(page, "owner") == {str(cast.municipality.pk): 2, str(cast.neighbour.pk): 1}


def test_filters_that_dashboards_link_to(register, client):
    assert titles(client, ends_from="2027-01-01", ends_to="2027-01-31") == ["Ärtor och bröd"]
    assert titles(client, category="90") == ["Lokalvård"]
    assert titles(client, owner_kind="company") == []
    assert len(titles(client, sample="0")) == 5
    page = listed(client, ends_from="2027-01-01", owner_kind="municipality")
    assert [group.param for group in page.facets if group.active] == ["owner_kind", "ends_from"]
    assert len(page.chips) == 2


@pytest.mark.parametrize(
    "params",
    [
        {"state": "broken"},
        {"owner": "x"},
        {"owner": "99999999999999999999"},
        {"category": "9"},
        {"ends_from": "yesterday"},
        {"ends_from": "2027-02-01", "ends_to": "2027-01-01"},
        {"expiring": "5"},
        {"q": "x" * 300},
        {"cooperation": "-1"},
        {"supplier": "²"},
    ],
)
def test_what_cannot_be_understood_is_said_and_narrows_nothing(register, client, params):
    page = listed(client, **params)
    assert page.errors


@pytest.mark.parametrize(
    "text", ["'", '"', "(", ":*", "!", "& |", "%", "_", "\\", "-", "städ -", '"lokal', "a or b", "<b>"]
)
def test_a_search_never_breaks(register, client, text):
    listed(client, q=text)


def test_unknown_values_find_nothing(register, client):
    assert titles(client, owner="123456789") == []


def test_the_own_cooperation_is_taken_and_can_be_left(register, cast, sign_in):
    signed_in = sign_in(cast.purchaser)
    response = signed_in.get(URL, {"q": "bröd"})
    assert response.status_code == 302
    assert response["Location"] == f"{URL}?q=br%C3%B6d&cooperation={cast.cooperation.pk}"
    page = shown(signed_in, response["Location"])
    chip = next(chip for chip in page.chips if str(chip.value) == "Mälarköp")
    assert "cooperation=all" in chip.url
    for url in (chip.url, page.clear_url):
        assert signed_in.get(url).status_code == 200


def test_somebody_without_a_cooperation_is_not_sent_anywhere(register, cast, sign_in):
    for actor in ("public", "nobody", "supplier"):
        assert sign_in(cast.user(actor)).get(URL).status_code == 200


def test_states_in_sql_are_those_of_the_law(register):
    day = factories.TODAY
    for state in State:
        for agreement in Agreement.objects.in_states([state], day):
            assert state_on(day, agreement.status, agreement.starts_on, agreement.last_day) == state
    assert Agreement.objects.in_states(list(State), day).count() == Agreement.objects.count()


def test_words_in_three_languages_parts_and_typing_errors(register, client):
    for text in (
        "städ",
        "städtjänst",
        "rengjøring",
        "cleaning",
        "CLEANED",
        "90910000",
        "90910000-9",
        "bokfink",
        "lokal",
    ):
        assert titles(client, q=text) == ["Lokalvård"], text
    page = listed(client, q="stadtjnster")
    assert [row.title for row in page.rows] == ["Lokalvård"]
    assert page.filterset.match.how == "likeness"
    factories.make_agreement(Agreement.objects.first().cooperation, title="Stadtjnster", status="draft")
    assert listed(client, q="stadtjnster").filterset.match.how == "likeness"  # a draft changes nothing for the public
    assert titles(client, q="städ grönsaker") == []
    assert titles(client, q="xyzzyx") == []


def test_every_word_must_be_there_wherever_it_stands(register, client):
    assert titles(client, q="bokfink rengjøring") == ["Lokalvård"]
    assert titles(client, q="bröd och ärtor") == ["Ärtor och bröd"]
    assert titles(client, q='"ärtor och bröd"') == ["Ärtor och bröd"]
    assert titles(client, q="bröd -ärtor") == []


def test_the_title_comes_first_among_those_that_can_be_used(cast, client, cleaning):
    make = factories.make_agreement
    make(cast.cooperation, title="Annat", description="fönsterputs", cpv=cleaning)
    make(cast.cooperation, title="Fönsterputs", cpv=cleaning)
    make(cast.cooperation, title="Fönsterputs förr", starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1), cpv=cleaning)
    assert titles(client, q="fönsterputs") == ["Fönsterputs", "Annat", "Fönsterputs förr"]


def test_an_exact_number_comes_alone(register, cast, client):
    agreement = register["bread"]
    factories.make_agreement(cast.cooperation, title=f"Not {agreement.number}")
    page = listed(client, q=agreement.number.lower())
    assert [row.pk for row in page.rows] == [agreement.pk]
    assert page.filterset.match.how == "number"


def test_a_draft_is_not_found_by_its_number_from_outside(register, client):
    assert titles(client, q=register["draft"].number) == []


def test_a_new_name_of_a_supplier_is_found(register, cast, client):
    cast.supplier_company.name = "Kråka Städ AB"
    cast.supplier_company.save()
    search.refresh_of_supplier(cast.supplier_company.pk)
    assert titles(client, q="kråka") == ["Lokalvård"]
    assert titles(client, q="bokfink") == []


def test_a_list_takes_a_handful_of_queries(register, client, django_assert_max_num_queries):
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)
    with django_assert_max_num_queries(20):
        client.get(URL, {"state": "in_force", "category": "90"})


def test_agreement_list_url():
    assert reverse("agreement-list") == URL
