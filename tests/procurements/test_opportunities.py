"""Opportunities: what they are found in, when all could join, their ranking, who sees them, making one a proposal."""

import csv
import io
from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
from django.urls import reverse

from agreements.states import AgreementLevel, AgreementStatus, OptionState
from portal.law.opportunities import ASSUMED_WEIGHTS, Part, Standing
from portal.organisations.models import Membership
from portal.reference.loading import load_reference
from portal.web import lists
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import OpportunityWeights, PastProcurement, Proposal
from procurements.models.past import TABLE
from procurements.opportunities.facts import Asked
from procurements.opportunities.finding import find
from procurements.services import opportunities as services
from procurements.states.opportunities import Depth, Source
from procurements.states.proposals import ProposalState
from procurements.states.stages import Stage
from tests import factories
from tests.browser.hands import barriers
from tests.factories import TODAY
from tests.procurements.proposing import make_proposal

LIST = reverse("opportunity-list")


@pytest.fixture(autouse=True)
def today():
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
        yield TODAY


@pytest.fixture
def cleaning(db):
    return factories.make_cpv("90910000", "Städtjänster", en="Cleaning services")


@pytest.fixture
def food(db):
    return factories.make_cpv("15100000", "Kött", en="Meat")


def ends(cast, owner, day, cpv, options=(), **fields):
    fields.setdefault("level", AgreementLevel.LOCAL)
    return factories.make_agreement(cast.cooperation, owner, ends_on=day, cpv=cpv, option_months=options, **fields)


@pytest.fixture
def two(cast, cleaning):
    """Two members' cleaning runs out: on 30 June 2027; on 31 March 2027, or a year later with its option."""
    return (
        ends(cast, cast.municipality, date(2027, 6, 30), cleaning),
        ends(cast, cast.neighbour, date(2027, 3, 31), cleaning, options=(12,), estimated_value=None),
    )


def numbered(cast):
    """The members with the registration numbers by which the statistics know them."""
    for organisation, number in ((cast.municipality, "2120000167"), (cast.neighbour, "2120000183")):
        organisation.registration_number = number
        organisation.save()


def make_past(number, cpv="15100000", **fields):
    return PastProcurement.objects.create(
        **{
            "source_id": f"T{PastProcurement.objects.count()}",
            "advertised_on": date(2021, 3, 15),
            "title": "Kött",
            "buyer_number": number,
            "cpv": cpv,
            "kind": "framework",
            "value": Decimal(4_000_000),
            "is_joint": False,
            **fields,
        }
    )


@pytest.fixture
def in_2021(cast, food):
    numbered(cast)
    return make_past("2120000167"), make_past("2120000183", kind="contract", value=Decimal(0))


def found_in(cast, **asked):
    return find(cast.cooperation, Asked(**asked), TODAY)


# What they are found in


def test_agreements_of_two_members_in_a_branch(cast, two):
    (one,) = found_in(cast)
    assert one.branch == "909"
    assert one.members == {cast.municipality.pk, cast.neighbour.pk}
    # The second's value is unknown. The first's million is spread over 1 January 2025 to 30 June 2027: 911 days.
    assert (one.value, one.unknown) == (Decimal(1_000_000), 1)
    assert one.yearly == Decimal(400_933)  # 1 000 000 × 365.25 / 911 = 400 933.04
    assert {(row.last_day, row.last_possible_day) for row in one.endings} == {
        (date(2027, 6, 30), date(2027, 6, 30)),
        (date(2027, 3, 31), date(2028, 3, 31)),
    }


def test_when_all_could_join_and_when_to_begin(cast, two):
    (one,) = found_in(cast)
    assert one.joining.at_once and one.joining.first == one.joining.last == date(2027, 7, 1)
    with_lead_times = find(cast.cooperation, Asked(), TODAY)[0]
    leads = with_lead_times.soonest - TODAY
    assert one.begin_by == date(2027, 7, 1) - leads


def test_own_lead_times_move_the_latest_day_to_begin(cast, two):
    from procurements.services.planning import state_lead_times
    from procurements.states.planning import USUAL

    phases = ("participation", "dialogue", "specification", "tendering", "evaluation", "award")
    days = dict.fromkeys(phases, 10)
    state_lead_times(by=cast.officer, cooperation_id=cast.cooperation.pk, procedure=USUAL, version=0, days=days)
    (one,) = found_in(cast)
    assert one.begin_by == date(2027, 5, 2)  # sixty days before 1 July


@pytest.mark.parametrize(
    "fields",
    [
        {"level": AgreementLevel.REGIONAL},
        {"status": AgreementStatus.TERMINATED},
        {"ends_on": date(2026, 12, 31)},  # before the window
        {"ends_on": date(2029, 11, 21), "starts_on": date(2026, 1, 1)},  # a day after it
    ],
)
def test_what_is_no_opportunity(cast, cleaning, fields):
    ends(cast, cast.municipality, date(2027, 6, 30), cleaning)
    ends(cast, cast.neighbour, **{"day": fields.pop("ends_on", date(2027, 6, 30)), "cpv": cleaning, **fields})
    assert found_in(cast) == []


def test_an_option_that_is_closed_extends_nothing(cast, cleaning):
    ends(cast, cast.municipality, date(2027, 6, 30), cleaning)
    other = ends(cast, cast.neighbour, date(2027, 1, 31), cleaning, options=(24,))
    assert len(found_in(cast)) == 1
    other.options.update(state=OptionState.DECLINED)
    assert found_in(cast) == []  # it ends before the window


def test_two_agreements_of_one_member_are_none(cast, cleaning):
    ends(cast, cast.municipality, date(2027, 6, 30), cleaning)
    ends(cast, cast.municipality, date(2027, 9, 30), cleaning)
    assert found_in(cast) == []


def test_who_has_left_is_not_counted(cast, two):
    Membership.objects.filter(organisation=cast.neighbour).update(valid_to=date(2026, 10, 31))
    assert found_in(cast) == []


def test_depth_decides_what_is_one_branch(cast, cleaning):
    ends(cast, cast.municipality, date(2027, 6, 30), cleaning)
    ends(cast, cast.neighbour, date(2027, 6, 30), factories.make_cpv("90500000", "Avfall"))
    assert found_in(cast) == []
    (one,) = found_in(cast, depth=Depth.DIVISION)
    assert one.branch == "90"


def test_an_agreement_of_two_codes_in_a_branch_counts_once(cast, two):
    two[0].cpvs.create(cpv=factories.make_cpv("90911200", "Städning av byggnader"))
    (one,) = found_in(cast)
    assert len(one.endings) == 2


def test_what_members_procured_separately_in_2021(cast, in_2021):
    (one,) = found_in(cast)
    assert (one.branch, one.is_assumed) == ("151", True)
    framework, contract = sorted(one.bought, key=lambda row: row.past)
    # Advertised on 15 March 2021; from notice to start is assumed by the lead times of the usual procedure.
    assert framework.last_day is not None and framework.last_day.year == 2025
    assert contract.last_day is None
    assert (one.value, one.unknown, one.yearly) == (Decimal(4_000_000), 1, Decimal(1_000_000))
    assert (one.parts[Part.OVERLAP], one.parts[Part.TIME]) == (0, 0)


@pytest.mark.parametrize(
    ("value", "known"), [(0, False), (9_999, False), (10_000, True), (5_000_000_000, True), (6_003_486_000, False)]
)
def test_zero_and_outliers_are_unknown(cast, in_2021, value, known):
    PastProcurement.objects.update(value=Decimal(value))
    (one,) = found_in(cast)
    assert (one.value is not None) is known


@pytest.mark.parametrize("fields", [{"is_joint": True}, {"source_id": "KA4985"}, {"cpv": ""}])
def test_what_of_2021_is_not_counted(cast, in_2021, fields):
    PastProcurement.objects.filter(pk=in_2021[1].pk).update(**fields)
    assert found_in(cast) == []


def test_what_stands_in_the_register_is_told_once(cast, in_2021, food):
    first, _second = in_2021
    ends(cast, cast.municipality, date(2027, 6, 30), food, source_key=first.source_id, source_layout="se_uhm_2021")
    (one,) = found_in(cast)
    assert (len(one.endings), len(one.bought)) == (1, 1)
    (of_2021,) = found_in(cast, source=Source.PAST)
    assert (len(of_2021.endings), len(of_2021.bought)) == (0, 2)
    assert found_in(cast, source=Source.AGREEMENTS) == []


def test_members_of_a_norwegian_cooperation_have_no_past(cast, in_2021):
    type(cast.municipality).objects.update(country="NO")
    assert found_in(cast) == []


# Ranking


def test_score_is_that_of_the_law(cast, two):
    (one,) = found_in(cast)
    # Both of two members; a million of 100 000 to 100 million; all on one day; 0 to 180 days left; nothing planned.
    left = min(1, max(0, Decimal((one.begin_by - TODAY).days) / 180))
    expected = 30 * 1 + 25 * Decimal("0.333") + 20 * 1 + 15 * left + 10 * 1
    assert abs(one.score - expected) < Decimal("0.1")


def test_the_office_turns_the_ranking_round(cast, two, food):
    for owner in (cast.municipality, cast.neighbour):
        ends(cast, owner, date(2028, 6, 30), food, estimated_value=Decimal(90_000_000))
    ends(cast, cast.neighbour, date(2029, 6, 30), food, estimated_value=None)
    assert found_in(cast)[0].branch == "151"
    only_overlap = {part.value: 0 for part in Part} | {"overlap": 10}
    services.weigh(by=cast.officer, cooperation_id=cast.cooperation.pk, version=0, weights=only_overlap)
    assert [one.branch for one in found_in(cast)] == ["909", "151"]
    assert found_in(cast)[0].score == 100


def weigh(cast, by=None, version=0, **changed):
    said = {part.value: weight for part, weight in ASSUMED_WEIGHTS.items()} | changed
    return services.weigh(by=by or cast.officer, cooperation_id=cast.cooperation.pk, version=version, weights=said)


def test_weights_are_audited(cast):
    stated = weigh(cast, members=60)
    event = audit.history(stated).get()
    assert (event.action, event.actor) == ("opportunity_weights.stated", cast.officer)
    assert list(event.changes) == ["members"]


def test_weights_are_refused(cast):
    with pytest.raises(Refused):
        weigh(cast, by=cast.working)
    with pytest.raises(Refused):
        weigh(cast, **{part.value: 0 for part in Part})
    weigh(cast)
    with pytest.raises(Conflict):
        weigh(cast)
    assert OpportunityWeights.objects.get().version == 1


# What is planned or proposed already


def test_a_procurement_in_the_branch_or_around_it_is_planned(cast, two):
    whole_division = factories.make_cpv("90000000", "Avlopp, avfall, städning")
    other = factories.make_cpv("90500000", "Avfall")
    row = factories.make_procurement(cast.cooperation)
    row.cpvs.add(other)
    assert found_in(cast)[0].standing == Standing.NEW
    row.cpvs.add(whole_division)
    assert found_in(cast)[0].standing == Standing.PLANNED
    row.cpvs.set([factories.make_cpv("90911200", "Städning av byggnader")])
    (one,) = found_in(cast)
    assert (one.standing, one.procurements, one.parts[Part.UNPLANNED]) == (Standing.PLANNED, [row], 0)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.CANCELLED, Stage.COMPLETED])
def test_drafts_and_what_is_over_do_not_count(cast, two, cleaning, stage):
    factories.make_procurement(cast.cooperation, stage=stage).cpvs.add(cleaning)
    assert found_in(cast)[0].standing == Standing.NEW


def test_a_proposal_in_the_branch_is_shown_and_what_it_became_part_of(cast, two, cleaning):
    into = make_proposal(cast.cooperation, cast.working, title="Städning")
    make_proposal(
        cast.cooperation, cast.contact, ProposalState.MERGED, cpv=cleaning, merged_into=into, title="Lokalvård"
    )
    (one,) = found_in(cast)
    assert (one.standing, one.proposals, one.parts[Part.UNPLANNED]) == (Standing.PROPOSED, [into], Decimal("0.5"))


# Making it a proposal


def test_one_click_makes_it_a_proposal(cast, two, sign_in):
    client = sign_in(cast.contact)
    address = reverse("opportunity-propose", args=[cast.cooperation.pk, "909"])
    answer = client.post(address, {"months_from": 6, "months_to": 36, "source": "both"})
    made = Proposal.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.branch, made.proposed_by, made.organisation) == ("909", cast.contact, None)
    assert made.estimated_value == Decimal(401_000)  # a year, in whole thousands
    assert made.wanted_by == date(2027, 7, 1)
    assert cast.municipality.name in made.description and cast.neighbour.name in made.description
    (one,) = found_in(cast)
    assert (one.standing, one.proposals) == (Standing.PROPOSED, [made])


def test_it_is_proposed_once(cast, two):
    asked = {"cooperation_id": cast.cooperation.pk, "branch": "909", "asked": Asked()}
    services.propose(by=cast.officer, **asked)
    with pytest.raises(Refused):
        services.propose(by=cast.officer, **asked)
    assert Proposal.objects.count() == 1


def test_what_is_refused(cast, two):
    asked = {"cooperation_id": cast.cooperation.pk, "asked": Asked()}
    for person in (cast.steering, cast.purchaser, cast.stranger):
        with pytest.raises(Refused):
            services.propose(by=person, branch="909", **asked)
    with pytest.raises(Refused):
        services.propose(by=cast.officer, branch="151", **asked)
    assert not Proposal.objects.exists()


# The pages


READERS = ("manager", "officer", "contact", "working", "steering", "administrator")


@pytest.mark.parametrize("actor", READERS)
def test_opportunity_list_and_page(cast, two, in_2021, sign_in, actor):
    client = sign_in(cast.user(actor))
    page = client.get(LIST, {"cooperation": cast.cooperation.pk}).content.decode()
    for branch in ("909", "151"):
        address = reverse("opportunity", args=[cast.cooperation.pk, branch])
        assert address in page
        assert client.get(address).status_code == 200
    told = client.get(reverse("opportunity", args=[cast.cooperation.pk, "909"])).content.decode()
    assert all(agreement.get_absolute_url() in told for agreement in two)
    told = client.get(reverse("opportunity", args=[cast.cooperation.pk, "151"])).content.decode()
    assert all(past.source_id in told for past in in_2021)


@pytest.mark.parametrize(
    ("actor", "status"), [("purchaser", 403), ("expert", 403), ("supplier", 404), ("stranger", 404), ("nobody", 404)]
)
def test_who_sees_no_opportunity(cast, two, sign_in, actor, status):
    client = sign_in(cast.user(actor))
    for name, args in (("opportunity", [cast.cooperation.pk, "909"]), ("opportunity-weights", [cast.cooperation.pk])):
        assert client.get(reverse(name, args=args)).status_code == status
    assert client.post(reverse("opportunity-propose", args=[cast.cooperation.pk, "909"])).status_code == status
    assert client.get(LIST, {"cooperation": cast.cooperation.pk}).status_code in (403, 404)


def test_of_another_cooperation_nothing_is_told(cast, two, sign_in):
    page = sign_in(cast.stranger).get(LIST).content.decode()
    assert two[0].title not in page and cast.municipality.name not in page


@pytest.mark.parametrize("branch", ["9", "90910", "abc", "٩٠"])
def test_a_branch_that_is_none(cast, sign_in, branch):
    assert sign_in(cast.officer).get(reverse("opportunity", args=[cast.cooperation.pk, branch])).status_code == 404


def test_an_opportunity_that_is_gone_says_so(cast, sign_in):
    answer = sign_in(cast.officer).get(reverse("opportunity", args=[cast.cooperation.pk, "909"]))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "params", [{"months_from": "x"}, {"months_from": 36, "months_to": 6}, {"depth": 9}, {"source": "?"}, {"order": 1}]
)
def test_what_nobody_could_mean_is_said_beside_the_field(cast, two, sign_in, params):
    with mock.patch.object(lists, "render", wraps=lists.render) as render:
        answer = sign_in(cast.officer).get(LIST, params)
    assert answer.status_code == 200
    context = render.call_args.args[2]
    assert context["form"].errors
    assert context["list"].total == 1


def test_list_is_narrowed_and_downloaded(cast, two, in_2021, sign_in):
    client = sign_in(cast.officer)
    factories.make_cpv("90900000", "Städning och sanering", en="Cleaning and sanitation")

    def rows(**params):
        answer = client.get(LIST, {"export": "csv", **params})
        return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))[1:]

    assert [row[0] for row in rows()] == ["909", "151"]
    assert [row[0] for row in rows(category="15")] == ["151"]
    assert [row[0] for row in rows(q="åsby", category="90")] == ["909"]
    assert rows(q="nowhere") == []
    assert [row[0] for row in rows(order="value")] == ["151", "909"]
    assert [row[0] for row in rows(source="agreements")] == ["909"]
    assert b"".join(client.get(LIST, {"export": "xlsx"})).startswith(b"PK")


def test_opportunity_weights_page(cast, sign_in):
    client = sign_in(cast.officer)
    address = reverse("opportunity-weights", args=[cast.cooperation.pk])
    said = {part.value: 20 for part in Part} | {"version": 0}
    assert client.post(address, said | {"members": 101}).status_code == 200
    assert client.post(address, said).status_code == 302
    assert set(OpportunityWeights.objects.get().weights.values()) == {20}
    assert client.get(address).status_code == 200
    assert sign_in(cast.working).get(address).status_code == 403


def test_more_opportunities_take_no_more_queries(cast, two, in_2021, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.officer)
    client.get(LIST)
    with django_assert_max_num_queries(24) as first:
        client.get(LIST)
    for digits in range(10, 22):
        cpv = factories.make_cpv(f"45{digits}0000", f"Bygg {digits}")
        for owner in (cast.municipality, cast.neighbour):
            ends(cast, owner, date(2027, 6, 30), cpv, options=(12,))
    with django_assert_max_num_queries(len(first)):
        client.get(LIST)


# The table of 2021


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield {str(loaded.title): loaded for loaded in load_reference()}
        transaction.set_rollback(True)


def test_the_facts_of_2021(reference, db):
    loaded = reference[str(TABLE.title)]
    assert (loaded.changed, loaded.total) == (13_462, 13_462)
    assert PastProcurement.objects.filter(kind="framework").count() == 4_192
    assert PastProcurement.objects.filter(kind="contract").count() == 9_270
    assert PastProcurement.objects.filter(value=None).count() == 6_416
    assert PastProcurement.objects.filter(value=0).count() == 152
    assert PastProcurement.objects.filter(is_joint=True).count() == 38
    nacka = PastProcurement.objects.get(source_id="KA4985")
    assert (nacka.title, nacka.buyer_number, nacka.cpv) == ("TEST", "2120000167", "18000000")
    tests = PastProcurement.objects.order_by("-value").exclude(value=None)[0]
    assert (tests.value, tests.kind) == (Decimal(6_003_486_000), "contract")


def test_loading_the_facts_again_corrects_what_differs(reference, db):
    PastProcurement.objects.filter(source_id="KA4985").update(title="Something else")
    again = {str(loaded.title): loaded for loaded in load_reference()}
    assert again[str(TABLE.title)].changed == 1
    assert PastProcurement.objects.get(source_id="KA4985").title == "TEST"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_opportunities_in_a_browser(cast, two, open_page):
    """From the ranked list to the proposal, without barriers and within the width of a phone."""
    for width in (390, 1280):
        page = open_page(LIST, width=width, user=cast.officer)
        assert not barriers(page)
        page.locator(f"main a[href*='/{cast.cooperation.pk}/909/']").click()
        assert not barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("form[action*='/909/propose/'] button").click()
    assert page.url.endswith(Proposal.objects.get().get_absolute_url())
    assert not page.complaints
