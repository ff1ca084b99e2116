"""The start page: who sees which panels, that its numbers are those of the lists they lead to, and what it costs."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.facts import with_children
from agreements.models import ExtensionOption
from agreements.rules import ready_to_publish
from agreements.states import AgreementStatus
from portal.accounts.actor import Role
from portal.governance.models import Decision, Meeting
from portal.organisations.models import GroupKind
from procurements.models import Need
from procurements.states.stages import Stage
from suppliers.models import Subscription, SupplierRequest
from suppliers.states import RequestState
from tests import factories
from tests.factories import TODAY

PANELS = {
    "administrator": {"installation", "cooperations"},
    "manager": {
        "figures", "deadlines", "follow_ups", "drafts", "stages", "candidates", "planned", "members", "meetings",
        "reports", "plan", "successors",
    },
    "officer": {"deadlines", "follow_ups", "drafts", "stages", "reports", "successors"},
    "contact": {
        "search", "follow_ups", "drafts", "call_offs", "own_agreements", "usable", "planned", "people", "reports",
        "backlog",
    },
    "purchaser": {"search", "call_offs", "usable", "planned", "contacts"},
    "working": {"candidates", "planned", "meetings", "groups", "reports", "backlog"},
    "steering": {"figures", "meetings", "groups", "reports"},
    "expert": {"planned", "groups"},
    "supplier": {"matching", "supplied", "shared", "branches"},
    "rival": {"matching", "supplied", "shared", "branches"},
    "stranger": {"deadlines", "follow_ups", "drafts", "stages", "reports", "successors"},
    "nobody": set(),
}  # fmt: skip
#: Queries of a whole page, the session, the person and the frame among them. Each kind of deadline asks once: some
#: twenty of them for whoever answers for agreements.
QUERIES = {
    "administrator": 16,
    "manager": 64,
    "officer": 48,
    "contact": 58,
    "purchaser": 42,
    "working": 26,
    "steering": 25,
    "expert": 15,
    "supplier": 17,
    "public": 8,
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY.isoformat()} 09:00", tick=False):
        yield TODAY


@pytest.fixture
def register(cast):
    """Agreements and procurements in every state that a panel tells apart, and as much in the other cooperation."""
    cleaning, food = factories.make_cpv("90910000", "Städtjänster"), factories.make_cpv("15000000", "Livsmedel")
    for cooperation, owner, others in (
        (cast.cooperation, cast.municipality, (cast.neighbour,)),
        (cast.other_cooperation, cast.other_cooperation.host, ()),
    ):
        for days, cpv in ((20, cleaning), (150, food), (700, cleaning)):
            agreement = factories.make_agreement(
                cooperation,
                owner,
                ends_on=TODAY + timedelta(days=days),
                cpv=cpv,
                buyers=others,
                supplier=cast.supplier_company,
            )
            ExtensionOption.objects.filter(agreement=agreement).update(notice_by=TODAY + timedelta(days=days - 10))
        factories.make_agreement(cooperation, owner, ends_on=TODAY - timedelta(days=1), cpv=cleaning)
        factories.make_agreement(cooperation, owner, starts_on=TODAY + timedelta(days=5), cpv=cleaning)
        factories.make_draft(cooperation, "An unfinished one", owner=owner)
        for stage in (Stage.DRAFT, Stage.PLANNED, Stage.PLANNED, Stage.PUBLISHED):
            factories.make_procurement(cooperation, stage=stage, notice_on=date(2027, 3, 1)).cpvs.add(cleaning)
    factories.make_agreement(cast.cooperation, cast.neighbour, ends_on=TODAY + timedelta(days=200), cpv=cleaning)
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title="Founding meeting", held_on=date(2024, 3, 1))
    Decision.objects.create(meeting=meeting, title="Founded", wording="We found it.", takes_effect_on=date(2024, 3, 1))
    return cast


def page_of(client) -> str:
    answer = client.get(reverse("start"))
    assert answer.status_code == 200
    return answer.content.decode()


def panels_in(page: str) -> list[str]:
    return re.findall(r'data-panel="([^"]+)"', page)


def part(page: str, panel: str) -> str:
    """The markup of one panel."""
    return page.split(f'data-panel="{panel}"')[1].split("data-panel=")[0]


@pytest.mark.parametrize("actor", PANELS)
def test_each_role_sees_its_panels(register, sign_in, actor):
    assert set(panels_in(page_of(sign_in(register.user(actor))))) == PANELS[actor]


def test_several_roles_see_the_panels_of_each_once(register, sign_in):
    factories.appoint(register.officer, Role.PURCHASER, organisation=register.municipality)
    factories.seat(register.officer, register.cooperation, GroupKind.STEERING, register.municipality)
    found = panels_in(page_of(sign_in(register.officer)))
    assert len(found) == len(set(found))
    assert set(found) == PANELS["officer"] | PANELS["purchaser"] | PANELS["steering"]


@pytest.mark.parametrize("actor", ["manager", "officer", "contact", "purchaser", "working", "steering", "expert"])
def test_nothing_of_another_cooperation_is_shown(register, sign_in, actor):
    page = page_of(sign_in(register.user(actor)))
    assert register.other_cooperation.name not in page
    assert register.other_cooperation.host.name not in page


COUNTED = (
    re.compile(r'<li><a href="([^"]+)">[^<]*</a><span class="figures">([\d\s]+)</span>'),
    re.compile(r'<p class="figure-label"><a href="([^"]+)">[^<]*</a></p>\s*<p class="figure-number[^>]*>([\d\s]+)<'),
    re.compile(r'<a href="([^"]+)">([\d\s]+) agreements? in force'),
    re.compile(r'<a href="([^"]+)">([\d\s]+) members?<'),
)


def numbers_in(page: str) -> set[tuple[str, int]]:
    """Every number of the page that leads somewhere, with where it leads."""
    return {
        (unescape(address), int(re.sub(r"\s", "", number)))
        for pattern in COUNTED
        for address, number in pattern.findall(page)
    }


def rows_behind(client, address: str) -> int:
    """How many rows a list has, told by its CSV."""
    parts = urlsplit(address)
    answer = client.get(f"{parts.path}?{parts.query}&export=csv")
    assert answer.status_code == 200, address
    return len(list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))) - 1


@pytest.mark.parametrize(
    "actor", ["administrator", "manager", "officer", "contact", "purchaser", "steering", "supplier", "public"]
)
def test_each_number_is_that_of_the_list_it_leads_to(register, sign_in, actor):
    client = sign_in(register.user(actor))
    client.cookies["django_language"] = "en"
    numbers = numbers_in(page_of(client))
    assert numbers
    # cooperations are cards, and the candidates stand on the dashboard: neither is a list with a file
    listed = {pair for pair in numbers if "#" not in pair[0] and pair[0] != reverse("cooperation-list")}
    assert listed == {(address, rows_behind(client, address)) for address, _number in listed}


@pytest.mark.parametrize("actor", QUERIES)
def test_a_page_takes_a_handful_of_queries(register, sign_in, django_assert_max_num_queries, actor):
    client = sign_in(register.user(actor))
    page_of(client)  # the figures are counted once, and kept
    with django_assert_max_num_queries(QUERIES[actor]):
        page_of(client)


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        page_of(client)
    return len(asked)


def test_more_rows_take_no_more_queries(register, sign_in):
    client = sign_in(register.manager)
    factories.make_draft(register.cooperation, owner=register.municipality, responsible=register.manager)
    page_of(client)
    before = queries_of(client)
    for number in range(4):
        agreement = factories.make_agreement(register.cooperation, register.municipality, ends_on=date(2027, 1, 31))
        ExtensionOption.objects.filter(agreement=agreement).update(notice_by=TODAY + timedelta(days=number))
        factories.make_draft(register.cooperation, owner=register.municipality, responsible=register.manager)
        factories.make_procurement(register.cooperation, officer=register.manager)
    page_of(client)
    assert queries_of(client) == before


def test_a_meeting_that_is_closed_today_is_the_last_one(register, sign_in):
    meeting = Meeting.objects.create(
        cooperation=register.cooperation, title="Closed", held_on=TODAY, group=None, state="called"
    )
    coming = meetings_of(sign_in(register.manager))
    assert "Closed" in coming and "Founding meeting" in coming
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    assert "Founding meeting" not in meetings_of(sign_in(register.manager))


def meetings_of(client) -> str:
    return part(page_of(client), "meetings")


def test_deadlines_name_what_is_near_and_nothing_else(register, sign_in):
    near, later = (
        factories.make_agreement(
            register.cooperation, title=title, ends_on=date(2029, 1, 1), responsible=register.officer
        )
        for title in ("Notice is near", "Notice is far")
    )
    ExtensionOption.objects.filter(agreement=near).update(notice_by=date(2027, 5, 20))
    ExtensionOption.objects.filter(agreement=later).update(notice_by=date(2027, 5, 21))
    shown = part(page_of(sign_in(register.officer)), "deadlines")
    assert "Notice is near" in shown
    assert "Notice is far" not in shown
    assert "Notice is near" not in part(page_of(sign_in(register.manager)), "deadlines")  # the officer answers for it


def test_a_draft_says_how_much_it_lacks(register, sign_in):
    draft = factories.make_draft(register.cooperation, "Nothing but a title", responsible=register.officer)
    client = sign_in(register.officer)
    client.cookies["django_language"] = "en"
    shown = part(page_of(client), "drafts")
    lacking = len(ready_to_publish(with_children(draft)).reasons)
    assert lacking > 1
    assert f"{lacking} things missing" in shown
    assert "An unfinished one" not in shown  # somebody else answers for it


def test_the_search_asks_what_the_own_organisation_may_buy(register, sign_in):
    shown = part(page_of(sign_in(register.purchaser)), "search")
    assert f'action="{reverse("may-i-buy")}"' in shown
    assert f'name="organisation" value="{register.municipality.pk}"' in shown


def test_a_purchaser_sees_whom_to_ask(register, sign_in):
    deputy = factories.make_user("Dag Deputy")
    factories.appoint(deputy, Role.CONTACT, organisation=register.municipality, is_deputy=True)
    shown = part(page_of(sign_in(register.purchaser)), "contacts")
    assert shown.index(register.contact.email) < shown.index(deputy.email)


def test_a_supplier_sees_its_own_field_and_area_first(cast, sign_in):
    here, there = factories.make_county(), factories.make_county("12", "Skåne län")
    cleaning, food = factories.make_cpv("90910000", "Städtjänster"), factories.make_cpv("15000000", "Livsmedel")
    Subscription.objects.create(supplier=cast.supplier_company, cpv=cleaning.parent, county=here)
    late = date(2028, 1, 1)
    own = factories.make_procurement(cast.cooperation, "Cleaning here", notice_on=late)
    anywhere = factories.make_procurement(cast.cooperation, "Cleaning anywhere", notice_on=late)
    elsewhere = factories.make_procurement(cast.cooperation, "Cleaning there", notice_on=date(2026, 12, 1))
    other = factories.make_procurement(cast.cooperation, "Food here", notice_on=date(2026, 12, 1))
    for procurement, cpv, areas in (
        (own, cleaning, [here]),
        (anywhere, cleaning, []),
        (elsewhere, cleaning, [there]),
        (other, food, [here]),
    ):
        procurement.cpvs.add(cpv)
        procurement.areas.set(areas)
    shown = part(page_of(sign_in(cast.supplier)), "matching")
    assert shown.index("Cleaning here") < shown.index("Cleaning there")
    assert shown.index("Cleaning anywhere") < shown.index("Food here")


def test_a_supplier_sees_its_own_agreements_only(register, sign_in):
    factories.make_agreement(register.cooperation, title="The rival's own", supplier=register.other_supplier)
    assert "The rival" not in part(page_of(sign_in(register.supplier)), "supplied")
    assert "The rival" in part(page_of(sign_in(register.rival)), "supplied")


def test_an_office_sees_who_waits_for_it(register, sign_in):
    for name, state in (("Waiting AB", RequestState.WAITING), ("Nobody yet AB", RequestState.UNCONFIRMED)):
        SupplierRequest.objects.create(
            name=name, country="SE", registration_number="5560000167", contact_name="Sven", email="s@x.se", state=state
        )
    shown = part(page_of(sign_in(register.officer)), "requests")
    assert "Waiting AB" in shown
    assert "Nobody yet AB" not in shown
    for actor in ("contact", "purchaser", "steering", "supplier"):
        assert "requests" not in panels_in(page_of(sign_in(register.user(actor))))


def test_a_need_waits_for_the_contact_of_its_organisation(register, sign_in):
    Need.objects.create(organisation=register.municipality, what="Kayaks", reported_by=register.purchaser)
    assert "Kayaks" in part(page_of(sign_in(register.contact)), "needs")
    for actor in ("purchaser", "steering", "supplier"):
        assert "needs" not in panels_in(page_of(sign_in(register.user(actor))))


def test_the_front_page_shows_what_is_public(register, client):
    factories.make_procurement(register.cooperation, "Still a secret", stage=Stage.DRAFT)
    factories.make_agreement(register.cooperation, title="Not yet published", status=AgreementStatus.DRAFT)
    page = page_of(client)
    assert register.cooperation.name in page
    assert "Still a secret" not in page
    assert "Not yet published" not in page
    assert not panels_in(page)


def test_an_empty_portal_says_so_and_gives_no_link_to_the_first_steps_away(db, client):
    page = page_of(client)
    assert reverse("account_login") in page
    assert "first-steps" not in page


def test_an_empty_portal_leads_its_administrator_to_the_first_steps(db, sign_in):
    person = factories.make_user("Ada Administrator")
    factories.appoint(person, Role.ADMINISTRATOR)
    client = sign_in(person)
    page = page_of(client)
    assert "first-steps" in panels_in(page)
    assert reverse("first-steps-cooperation") in page
    answer = client.get(reverse("dashboard"))
    assert answer.status_code == 200
    assert reverse("first-steps") in answer.content.decode()


def test_start_answers_only_reading(client, db):
    assert client.post(reverse("start")).status_code == 405
