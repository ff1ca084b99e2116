"""Cost keys and what is divided by them: proposed, decided, divided, compared and handed on."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.governance.economy import paper, turnover
from portal.governance.economy.asking import ask_for, packed, unpacked
from portal.governance.economy.comparing import compare
from portal.governance.economy.facts import members_of, turnover_year
from portal.governance.economy.rates import key_for, key_on, share_of
from portal.governance.economy.simulation import simulate
from portal.governance.effects import settled_by
from portal.governance.models import AgendaItem, Apportionment, CostKey, LimitUnit, Paper, Scenario
from portal.governance.services import cost_keys as services
from portal.governance.services import scenarios
from portal.governance.services.cost_keys import KeyData
from portal.governance.services.scenarios import ScenarioData
from portal.jobs.models import Job
from portal.reference.models import MunicipalityPopulation
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.governance.region import make_municipality, make_region
from tests.governance.setting import decide

AMOUNT = Decimal(700_000)
YEAR = 2025
HALF = KeyData("Half and half", Decimal(50), Decimal(50), floor=Decimal(60_000))

# By hand in tests/law/test_cost_keys.py: half in equal parts, half by inhabitants, nobody below 60 000.
HALF_SHARES = {
    "Kongsberg": "230039.50",
    "Flesberg": "67266.54",
    "Rollag": "60000.00",
    "Nore og Uvdal": "65424.44",
    "Notodden": "132739.15",
    "Hjartdal": "60079.22",
    "Tinn": "84451.15",
}


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture(autouse=True)
def _no_turnover(monkeypatch):
    monkeypatch.setattr(turnover, "_providers", {})


def in_force(region, data=HALF, day=date(2024, 1, 1)) -> CostKey:
    cooperation, _members, manager = region
    key = services.propose_key(by=manager, cooperation_id=cooperation.pk, data=data)
    decision = decide(cooperation, day)
    return services.decide_key(by=manager, key_id=key.pk, decision_id=decision.pk, valid_from=day)


def divide(region, **more) -> Apportionment:
    cooperation, _members, manager = region
    facts = {"year": YEAR, "purpose": "Coordinator", "amount": AMOUNT, **more}
    return services.apportion(by=manager, cooperation_id=cooperation.pk, **facts)


def test_shares_are_kept_with_the_facts_they_came_from(region):
    cooperation, members, _manager = region
    in_force(region)
    found = divide(region)
    shares = {share.organisation.name.removesuffix(" kommune"): share for share in found.shares.all()}
    assert {name: str(share.amount) for name, share in shares.items()} == HALF_SHARES
    assert (shares["Tinn"].population, shares["Tinn"].population_year) == (5533, 2024)
    assert shares["Tinn"].turnover is None
    (own,) = share_of(members["Tinn"].pk, cooperation.pk, YEAR)
    assert own.amount == Decimal("84451.15")


def test_the_population_of_a_year_is_the_latest_that_is_not_after_it(region):
    cooperation, members, _manager = region
    place = members["Rollag"].municipality
    MunicipalityPopulation.objects.create(municipality=place, year=2026, population=2000)

    def rollag(year):
        facts = {one.pk: one for one in members_of(cooperation, year)}[members["Rollag"].pk]
        return facts.inhabitants, facts.population_year

    assert (rollag(2025), rollag(2026), rollag(2023)) == ((1395, 2024), (2000, 2026), (None, None))


def test_the_turnover_of_a_year_is_of_the_last_whole_year_that_has_ended():
    assert turnover_year(2026, date(2026, 11, 21)) == 2025
    assert turnover_year(2027, date(2026, 11, 21)) == 2025
    assert turnover_year(2024, date(2026, 11, 21)) == 2023


def test_turnover_is_handed_down_and_divided_by(region):
    _cooperation, members, _manager = region
    bought = {members["Kongsberg"].pk: Decimal(300), members["Notodden"].pk: Decimal(100)}
    turnover.provide("test", lambda cooperation_, year, day: bought)
    in_force(region, KeyData("By turnover", turnover_weight=Decimal(100)))
    shares = {share.organisation_id: share for share in divide(region).shares.all()}
    assert shares[members["Kongsberg"].pk].amount == Decimal(525_000)  # three quarters of 700 000
    assert shares[members["Tinn"].pk].amount == 0
    assert shares[members["Tinn"].pk].turnover == 0
    assert shares[members["Kongsberg"].pk].turnover_year == 2024


def test_a_member_whose_population_is_not_known_is_named_and_nothing_is_divided(region):
    cooperation, _members, _manager = region
    factories.make_member(cooperation, make_municipality("Ny", "9901", None))
    in_force(region)
    with pytest.raises(Refused, match="Ny kommune"):
        divide(region)
    assert not Apportionment.objects.exists()


def test_companies_pay_only_where_the_key_says_so(region):
    cooperation, _members, _manager = region
    company = factories.make_organisation("Energi AS", kind="company", country="NO")
    factories.make_member(cooperation, company)
    in_force(region, KeyData("Equal", Decimal(100)))
    assert divide(region).shares.count() == 7
    in_force(region, KeyData("All", Decimal(100), includes_companies=True), date(2024, 7, 1))
    again = divide(region)
    assert (again.number, again.shares.count()) == (2, 8)


def test_the_next_key_ends_the_one_before(region):
    cooperation, _members, manager = region
    first = in_force(region)
    second = in_force(region, KeyData("Equal", Decimal(100)), date(2026, 7, 1))
    first.refresh_from_db()
    assert first.valid_to == date(2026, 6, 30)
    assert key_on(cooperation.pk, date(2026, 6, 30)) == first
    assert key_on(cooperation.pk, date(2026, 7, 1)) == second
    assert key_for(cooperation.pk, 2026) == first, "the key of the year's first day"
    assert key_for(cooperation.pk, 2027) == second
    with pytest.raises(Refused):
        in_force(region, KeyData("Late", Decimal(100)), date(2026, 7, 1))
    decision = decide(cooperation)
    assert settled_by(manager, [decision, second.decision])[second.decision_id][0].valid_from == date(2026, 7, 1)


def test_a_key_that_has_not_begun_is_replaced_by_another_decision(region, sign_in):
    cooperation, _members, manager = region
    day = date(timezone.localdate().year + 2, 1, 1)
    first = in_force(region)
    wrong = in_force(region, KeyData("Wrong", Decimal(100)), day)
    right = services.propose_key(by=manager, cooperation_id=cooperation.pk, data=KeyData("Right", Decimal(100)))
    with pytest.raises(Refused) as refusal:  # the decision that set it does not change its mind
        services.decide_key(by=manager, key_id=right.pk, decision_id=wrong.decision_id, valid_from=day)
    assert refusal.value.answer.reasons[0].field == "decision"
    decision = decide(cooperation)
    services.decide_key(by=manager, key_id=right.pk, decision_id=decision.pk, valid_from=day)
    wrong.refresh_from_db()
    assert (wrong.withdrawn_by, key_for(cooperation.pk, day.year)) == (decision, right)
    earlier = day - timedelta(days=31)
    sooner = in_force(region, KeyData("Sooner", Decimal(100)), earlier)
    first.refresh_from_db()
    assert first.valid_to == earlier - timedelta(days=1)
    assert key_on(cooperation.pk, day) == sooner
    assert set(CostKey.objects.decided()) == {first, sooner}
    assert "cost_key.withdrawn" in set(audit.history(wrong).values_list("action", flat=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        CostKey.objects.filter(pk=wrong.pk).update(withdrawn_by=None)  # two would hold on one day
    client = sign_in(manager)
    assert decision.get_absolute_url() in client.get(wrong.get_absolute_url()).content.decode()
    for page in (reverse("cost-key-list", args=[cooperation.pk]), wrong.decision.get_absolute_url()):
        assert wrong.get_absolute_url() in client.get(page).content.decode()


def test_what_has_been_decided_is_not_changed(region):
    _cooperation, _members, manager = region
    key = in_force(region)
    with pytest.raises(Refused):
        services.edit_key(by=manager, key_id=key.pk, version=key.version, data=HALF)
    with pytest.raises(Refused):
        services.discard_key(by=manager, key_id=key.pk)
    divided = divide(region)
    for change in (
        lambda: CostKey.objects.update(equal_weight=60, inhabitants_weight=40),
        lambda: CostKey.objects.update(decision=None, valid_from=None),
        lambda: divided.shares.update(amount=1),
        lambda: Apportionment.objects.update(amount=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_key_begins_only_by_a_decision_of_its_own_cooperation_that_is_in_effect(region, cast):
    cooperation, _members, manager = region
    key = services.propose_key(by=manager, cooperation_id=cooperation.pk, data=HALF)
    for decision in (decide(cast.cooperation), decide(cooperation, date(2026, 1, 1))):
        with pytest.raises(Refused):
            services.decide_key(by=manager, key_id=key.pk, decision_id=decision.pk, valid_from=date(2025, 1, 1))


def test_two_keys_in_force_on_a_day_are_refused_by_the_database(region):
    key = in_force(region)
    twin = {"valid_from": date(2025, 5, 1), "decision": key.decision, "equal_weight": 100}
    with pytest.raises(IntegrityError), transaction.atomic():
        CostKey.objects.create(cooperation=key.cooperation, name="Twin", **twin)


@pytest.mark.parametrize(
    "data",
    [
        KeyData("Too little", Decimal(60), Decimal(30)),
        KeyData("Crossed", Decimal(100), floor=Decimal(10), cap=Decimal(5)),
    ],
)
def test_an_unsound_key_is_refused(region, data):
    cooperation, _members, manager = region
    with pytest.raises(Refused):
        services.propose_key(by=manager, cooperation_id=cooperation.pk, data=data)


def test_a_proposal_is_edited_once_for_each_version(region):
    cooperation, _members, manager = region
    key = services.propose_key(by=manager, cooperation_id=cooperation.pk, data=HALF)
    services.edit_key(by=manager, key_id=key.pk, version=1, data=KeyData("Equal", Decimal(100)))
    with pytest.raises(Conflict):
        services.edit_key(by=manager, key_id=key.pk, version=1, data=HALF)


def test_dividing_again_makes_a_version_until_it_is_invoiced(region):
    with pytest.raises(Refused):
        divide(region)  # no key in force
    in_force(region)
    first, second = divide(region), divide(region, amount=Decimal(800_000))
    assert (first.number, second.number) == (1, 2)
    assert first.shares.count() == second.shares.count() == 7
    Apportionment.objects.filter(pk=second.pk).update(invoiced_on=date(2025, 2, 1))
    with pytest.raises(Refused):
        divide(region)


def test_only_the_office_proposes_and_divides(region, cast):
    cooperation, _members, _manager = region
    in_force(region)
    for person in (cast.officer, cast.steering):
        with pytest.raises(Refused):
            services.propose_key(by=person, cooperation_id=cooperation.pk, data=HALF)
        with pytest.raises(Refused):
            services.apportion(by=person, cooperation_id=cooperation.pk, year=YEAR, purpose="x", amount=AMOUNT)


# The simulator


def test_keys_side_by_side(region):
    cooperation, members, _manager = region
    equal, inhabitants = CostKey(name="A", equal_weight=100), CostKey(name="B", inhabitants_weight=100)
    found = simulate(cooperation, YEAR, AMOUNT, [equal, inhabitants], None)
    tinn, kongsberg = (found.keys[1].shares[members[name].pk] for name in ("Tinn", "Kongsberg"))
    # 69 237.92 / 5 533 = 12.51; 69 237.92 - 100 000
    assert (tinn.amount, tinn.per_inhabitant, tinn.difference) == (
        Decimal("69237.92"),
        Decimal("12.51"),
        Decimal("-30762.08"),
    )
    assert kongsberg.difference == Decimal("260993.22")
    assert (found.gains(found.keys[1]), found.loses(found.keys[1])) == (5, 2)
    assert found.keys[1].total == AMOUNT
    assert found.measure is found.keys[0]


def test_the_key_in_force_is_what_the_others_are_compared_with(region):
    key = in_force(region)
    found = simulate(region[0], YEAR, AMOUNT, [CostKey(equal_weight=100), key], key)
    assert found.measure is found.keys[1]
    assert all(share.difference == 0 for share in found.keys[1].shares.values())


def test_a_key_that_cannot_divide_says_why_and_the_others_stand(region):
    impossible = CostKey(equal_weight=100, floor=Decimal(20), limit_unit=LimitUnit.PERCENT)
    found = simulate(region[0], YEAR, AMOUNT, [impossible, CostKey(equal_weight=100)], None)
    assert (found.keys[0].shares, bool(found.keys[0].answer)) == ({}, False)
    assert found.working == [found.keys[1]]
    assert found.measure is found.keys[1]


def test_an_address_is_the_comparison(region):
    cooperation, _members, _manager = region
    said = QueryDict("amount=1000&year=2025&k1-model=own&k1-equal_weight=40&k1-inhabitants_weight=60&k2-model=equal")
    asked = ask_for(cooperation, unpacked(packed(said)))
    assert [key.told for key in asked.simulation.keys]
    assert asked.simulation.amount == Decimal(1000)
    assert asked.simulation.keys[0].key.inhabitants_weight == 60
    first = ask_for(cooperation, QueryDict(""))
    assert first.simulation.amount == AMOUNT
    assert len(first.simulation.keys) == 3
    for wrong in ("", "%%%", "a" * 3000):
        with pytest.raises(ValueError):
            unpacked(wrong)


# Scenarios


def test_ways_to_run_the_office(region):
    cooperation, members, manager = region
    data = ScenarioData("2007", YEAR, AMOUNT, Decimal(650), 200, Decimal(450), 800, Decimal("10.50"))
    scenario = scenarios.keep_scenario(by=manager, cooperation_id=cooperation.pk, data=data)
    found = compare(scenario)
    # 200 × 650 + 800 × 450 = 490 000, in equal parts 70 000 each; 55 939 inhabitants × 10.50 = 587 359.50.
    assert [way.total for way in found.ways] == [AMOUNT, Decimal(490_000), Decimal("587359.50")]
    assert found.hours.shares[members["Tinn"].pk] == Decimal(70_000)
    assert found.network.shares[members["Tinn"].pk] == Decimal("58096.50")  # 5 533 × 10.50
    assert found.against_coordinator == Decimal("1428.6")  # 700 000 / 490
    assert found.against_network == Decimal("1198.7")  # 587 359.50 / 490 = 1 198.69
    assert found.cheapest is found.hours
    with pytest.raises(Refused):
        scenarios.keep_scenario(by=manager, cooperation_id=cooperation.pk, data=data)
    MunicipalityPopulation.objects.filter(municipality=members["Tinn"].municipality).delete()
    unknown = compare(scenario)
    assert (unknown.network.is_known, unknown.cheapest) == (False, unknown.hours), "what nobody knows is not nothing"


# The pages


def test_cost_key_simulator(region, sign_in):
    cooperation, _members, manager = region
    client = sign_in(manager)
    address = reverse("cost-key-simulator", args=[cooperation.pk])
    page = client.get(address).content.decode()
    assert "<svg" in page
    assert "360" in page
    answer = client.get(f"{address}?amount=700000&year=2025&k1-model=inhabitants&export=xlsx")
    book = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    tinn = next(row for row in rows if row[0] == "Tinn kommune")
    assert 69237.92 in tinn
    assert client.get(f"{address}?amount=x").status_code == 200


def test_cost_key_paper_is_made_and_handed_in(region, sign_in):
    cooperation, _members, manager = region
    client = sign_in(manager)
    said = QueryDict("amount=700000&year=2025&k1-model=equal&k2-model=inhabitants&k3-model=equal&k4-model=inhabitants")
    state = packed(said)
    assert client.get(reverse("cost-key-paper", args=[cooperation.pk, state])).status_code == 202
    item = AgendaItem.objects.create(meeting=decide(cooperation).meeting, position=1, title="Cost key")
    address = reverse("cost-key-hand-in", args=[cooperation.pk, state])
    form = {"item": item.pk, "title": "Comparison"}
    client.post(address, form)
    assert not Paper.objects.exists(), "it has not been made yet"
    paper.make(Job(kind=paper.JOB, params={"cooperation": cooperation.pk, "state": state}, language="sv"), None)
    made = client.get(reverse("cost-key-paper", args=[cooperation.pk, state]))
    assert made.content.startswith(b"%PDF")
    pages = [page.extract_text().replace("\xa0", " ") for page in PdfReader(io.BytesIO(made.content)).pages]
    assert "69 237,92" in " ".join(pages)
    assert "Flesberg kommune" in pages[0], "a long chart begins where there is room, and goes on overleaf"
    client.post(address, form)
    assert Paper.objects.get().item == item


def test_cost_key_propose_decide_and_divide_in_the_browser(region, sign_in):
    cooperation, _members, manager = region
    client = sign_in(manager)
    form = {"name": "Equal", "equal_weight": "100", "limit_unit": "amount"}
    client.post(reverse("cost-key-propose", args=[cooperation.pk]), form)
    key = CostKey.objects.get()
    decision = decide(cooperation)
    chosen = client.get(f"{reverse('cost-key-decide', args=[key.pk])}?decision={decision.pk}").content.decode()
    assert f'value="{decision.pk}" selected' in chosen
    client.post(reverse("cost-key-edit", args=[key.pk]), {**form, "note": "In equal parts", "version": "1"})
    decided = {"decision": decision.pk, "valid_from": "2024-01-01"}
    client.post(reverse("cost-key-decide", args=[key.pk]), {**decided, "version": "1"})  # it has been changed since
    assert not CostKey.objects.decided().exists()
    client.post(reverse("cost-key-decide", args=[key.pk]), {**decided, "version": "2"})
    key.refresh_from_db()
    assert key.decision == decision
    form = {"year": YEAR, "purpose": "Coordinator", "amount": "700000"}
    answer = client.post(reverse("apportionment-make", args=[cooperation.pk]), form)
    found = Apportionment.objects.get()
    assert answer.url == found.get_absolute_url()
    assert "100" in client.get(answer.url).content.decode()


def test_what_is_wrong_stands_beside_its_field(region, sign_in):
    cooperation, _members, manager = region
    client = sign_in(manager)
    form = {"name": "Odd", "equal_weight": "90", "limit_unit": "amount"}
    page = client.post(reverse("cost-key-propose", args=[cooperation.pk]), form).content.decode()
    assert 'id="id_equal_weight_error"' in page
    assert not CostKey.objects.exists()


def test_scenario_pages(region, sign_in):
    cooperation, _members, manager = region
    client = sign_in(manager)
    form = {
        "name": "2007", "year": YEAR, "coordinator_amount": "700000", "manager_rate": "650", "manager_hours": "200",
        "adviser_rate": "450", "adviser_hours": "800", "network_fee": "10,50",
    }  # fmt: skip
    client.post(reverse("scenario-new", args=[cooperation.pk]), form)
    scenario = Scenario.objects.get()
    assert client.get(scenario.get_absolute_url()).status_code == 200
    client.post(reverse("scenario-edit", args=[scenario.pk]), {**form, "network_fee": "11", "version": "1"})
    scenario.refresh_from_db()
    assert scenario.network_fee == 11
    client.post(reverse("scenario-discard", args=[scenario.pk]))
    assert not Scenario.objects.exists()
