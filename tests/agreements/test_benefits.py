"""Benefits: reckoned by stated methods, counted once, reviewed by a second person, corrected and never erased."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as given_

from agreements.benefits import totals
from agreements.benefits.deadlines import reviews
from agreements.benefits.expected import expected_of
from agreements.benefits.methods import price_saved, process_saved
from agreements.models import Benefit
from agreements.services import benefits as services
from agreements.services.benefits import BenefitData, LineData
from agreements.states.benefits import BenefitState, Method
from portal.workflow import audit
from portal.workflow.deadlines import Window
from portal.workflow.errors import Conflict, Refused
from procurements.models import Proposal
from tests import factories
from tests.procurements.proposing import make_proposal

YEAR = 2026


@pytest.fixture
def agreement(cast):
    return factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        supplier=cast.supplier_company,
        buyers=(cast.municipality, cast.neighbour),
    )


def line(what="Milk", volume="1000", before="14.50", now="12.25", unit="l") -> LineData:
    return LineData(what, unit, Decimal(volume), Decimal(before), Decimal(now))


def prices(organisation, *lines, method=Method.PRICE_BEFORE, year=YEAR) -> BenefitData:
    return BenefitData(organisation.pk, year, method, "Invoices", lines=lines or (line(),))


def hours(organisation, number="40", rate="650", year=YEAR) -> BenefitData:
    return BenefitData(
        organisation.pk, year, Method.PROCESS, "Time sheets", hours=Decimal(number), hourly_rate=Decimal(rate)
    )


def avoided(organisation, amount="100000", reason="A fine like the neighbour's", year=YEAR) -> BenefitData:
    return BenefitData(
        organisation.pk, year, Method.AVOIDED, "Case 1", avoided=amount and Decimal(amount), reason=reason
    )


def enter(by, agreement, data) -> Benefit:
    return services.enter(by=by, agreement_id=agreement.pk, data=data)


def claim(by, agreement, data) -> Benefit:
    draft = enter(by, agreement, data)
    return services.claim(by=by, benefit_id=draft.pk, version=draft.version)


# What a benefit comes to, worked out by hand


@pytest.mark.parametrize(
    ("compared", "now", "volume", "saved"),
    [
        ("14.50", "12.25", "1000", "2250.00"),  # 2.25 × 1000
        ("10.00", "11.50", "200", "-300.00"),  # dearer by 1.50 × 200
        ("0.0375", "0.0300", "333", "2.50"),  # 0.0075 × 333 = 2.4975
        ("1.005", "1.000", "1", "0.01"),  # 0.005 is rounded up
        ("1.000", "1.005", "1", "-0.01"),  # and away from zero below it
    ],
)
def test_price_saved(compared, now, volume, saved):
    assert price_saved(Decimal(compared), Decimal(now), Decimal(volume)) == Decimal(saved)


def test_process_saved():
    assert process_saved(Decimal("37.5"), Decimal("650")) == Decimal("24375.00")


def test_benefit_of_prices_is_the_sum_of_its_lines(cast, agreement):
    found = enter(cast.officer, agreement, prices(cast.municipality, line(), line("Bread", "333", "0.0375", "0.03")))
    assert [row.amount for row in found.lines.all()] == [Decimal("2250.00"), Decimal("2.50")]
    assert found.amount == Decimal("2252.50")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=given_.decimals(0, 1000, places=4),
    now=given_.decimals(0, 1000, places=4),
    volume=given_.decimals("0.001", 100000, places=3),
)
def test_database_and_python_reckon_the_same(cast, agreement, before, now, volume):
    found = enter(cast.officer, agreement, prices(cast.municipality, LineData("Milk", "l", volume, before, now)))
    found.refresh_from_db()
    assert found.amount == found.lines.get().amount
    found.delete()


# Counted once


def test_a_draft_counts_for_nothing(cast, agreement):
    enter(cast.officer, agreement, prices(cast.municipality))
    assert totals.per_member(cast.cooperation, YEAR) == []


@pytest.mark.parametrize("second", [Method.PRICE_BEFORE, Method.PRICE_LIST, Method.PRICE_BENCHMARK])
def test_one_price_is_saved_once_whatever_it_is_compared_with(cast, agreement, second):
    claim(cast.officer, agreement, prices(cast.municipality))
    draft = enter(cast.officer, agreement, prices(cast.municipality, line("Bread"), method=second))
    with pytest.raises(Refused):
        services.claim(by=cast.officer, benefit_id=draft.pk, version=draft.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Benefit.objects.filter(pk=draft.pk).update(
            state="claimed", claimed_by=cast.officer, review_on=date(2027, 3, 31)
        )
    assert totals.whole(cast.cooperation, YEAR).amount == Decimal(2250)


def test_other_kinds_members_and_years_count_beside_it(cast, agreement):
    for data in (
        prices(cast.municipality),
        hours(cast.municipality),
        avoided(cast.municipality),
        prices(cast.neighbour),
    ):
        claim(cast.officer, agreement, data)
    # Ekby: 2 250 + 40 × 650 + 100 000; Åsby: 2 250
    assert [(row.of.name, row.amount) for row in totals.per_member(cast.cooperation, YEAR)] == [
        ("Ekby kommun", Decimal(128250)),
        ("Åsby kommun", Decimal(2250)),
    ]
    assert {row.of.value: row.amount for row in totals.per_kind(cast.cooperation, YEAR)} == {
        "price": Decimal(4500),
        "process": Decimal(26000),
        "avoided": Decimal(100000),
    }
    assert totals.per_member(cast.cooperation, YEAR - 1) == []


def test_the_same_volume_is_not_counted_under_two_agreements(cast, agreement):
    other = factories.make_agreement(cast.cooperation, cast.municipality, buyers=(cast.municipality,))
    claim(cast.officer, agreement, prices(cast.municipality, line("Milk")))
    draft = enter(cast.officer, other, prices(cast.municipality, line(" milk "), line("Bread")))
    with pytest.raises(Refused) as refused:
        services.claim(by=cast.officer, benefit_id=draft.pk, version=draft.version)
    assert agreement.title in str(refused.value)
    claim(cast.officer, other, prices(cast.municipality, line("Bread")))


def test_agreements_that_follow_each_other_share_no_volume(cast, agreement):
    later = factories.make_agreement(cast.cooperation, cast.municipality, buyers=(cast.municipality,))
    type(agreement).objects.filter(pk=agreement.pk).update(ends_on=date(2026, 6, 30), last_day=date(2026, 6, 30))
    type(later).objects.filter(pk=later.pk).update(starts_on=date(2026, 7, 1))
    claim(cast.officer, agreement, prices(cast.municipality))
    claim(cast.officer, later, prices(cast.municipality))
    assert totals.whole(cast.cooperation, YEAR).number == 2


def test_the_same_thing_stands_in_one_line_only(cast, agreement):
    with pytest.raises(Refused):
        enter(cast.officer, agreement, prices(cast.municipality, line("Milk"), line("MILK ")))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    claims=given_.lists(
        given_.tuples(
            given_.sampled_from(["municipality", "neighbour"]),
            given_.sampled_from([*Method]),
            given_.decimals(1, 10000, places=2),
        ),
        max_size=8,
    )
)
def test_sums_per_member_agreement_and_kind_are_the_same_and_nothing_counts_twice(cast, agreement, claims):
    kept: dict[tuple[int, str], Decimal] = {}
    for who, method, amount in claims:
        member = getattr(cast, who)
        if method == Method.PROCESS:
            data = hours(member, "1", amount)
        elif method == Method.AVOIDED:
            data = avoided(member, amount)
        else:
            data = prices(member, line(volume="1", before=amount, now="0"), method=method)
        kind = "price" if method.value.startswith("price") else method.value
        draft = enter(cast.officer, agreement, data)
        if (member.pk, kind) in kept:
            with pytest.raises(Refused):
                services.claim(by=cast.officer, benefit_id=draft.pk, version=draft.version)
        else:
            services.claim(by=cast.officer, benefit_id=draft.pk, version=draft.version)
            kept[member.pk, kind] = amount
    whole = totals.whole(cast.cooperation, YEAR).amount
    assert whole == sum(kept.values(), Decimal(0))
    for rows in (totals.per_member, totals.per_agreement, totals.per_kind):
        assert sum((row.amount for row in rows(cast.cooperation, YEAR)), Decimal(0)) == whole
    Benefit.objects.all().delete()


def test_per_inhabitant_is_rounded_to_the_ore(cast, agreement):
    claim(cast.officer, agreement, prices(cast.municipality))
    row = totals.per_member(cast.cooperation, YEAR, {cast.municipality.pk: 7000})[0]
    assert row.per_inhabitant == Decimal("0.32")  # 2 250 / 7 000 = 0.3214…
    assert totals.per_member(cast.cooperation, YEAR)[0].per_inhabitant is None


# Its course


def test_benefit_is_reviewed_by_another_person(cast, agreement):
    found = claim(cast.officer, agreement, prices(cast.municipality))
    for by in (cast.officer, cast.contact, cast.stranger, cast.steering):
        with pytest.raises(Refused):
            services.review(by=by, benefit_id=found.pk, version=found.version)
    services.review(by=cast.manager, benefit_id=found.pk, version=found.version)
    found.refresh_from_db()
    assert (found.state, found.reviewed_by) == (BenefitState.REVIEWED, cast.manager)
    assert totals.whole(cast.cooperation, YEAR).reviewed == Decimal(2250)
    with pytest.raises(IntegrityError), transaction.atomic():
        Benefit.objects.filter(pk=found.pk).update(reviewed_by=cast.officer)


def test_contact_enters_for_the_own_member_only(cast, agreement):
    claim(cast.contact, agreement, prices(cast.municipality))
    for by, member in (
        (cast.contact, cast.neighbour),
        (cast.purchaser, cast.municipality),
        (cast.stranger, cast.municipality),
        (cast.administrator, cast.municipality),
    ):
        with pytest.raises(Refused):
            enter(by, agreement, hours(member))


def test_benefit_corrected_keeps_the_wrong_one(cast, agreement):
    wrong = claim(cast.officer, agreement, prices(cast.municipality, line(volume="10000")))
    services.review(by=cast.manager, benefit_id=wrong.pk, version=wrong.version)
    wrong.refresh_from_db()
    with pytest.raises(Refused):
        services.correct(
            by=cast.officer, benefit_id=wrong.pk, version=wrong.version, data=prices(cast.municipality), reason=" "
        )
    right = services.correct(
        by=cast.officer,
        benefit_id=wrong.pk,
        version=wrong.version,
        data=prices(cast.municipality, method=Method.PRICE_LIST),
        reason="A zero too many",
    )
    wrong.refresh_from_db()
    assert (wrong.state, wrong.amount, right.corrects) == (BenefitState.WITHDRAWN, Decimal(22500), wrong)
    assert right.state == BenefitState.CLAIMED
    assert totals.whole(cast.cooperation, YEAR).amount == Decimal(2250)
    assert audit.history(wrong).first().action == "benefit.withdrawn"


def test_benefit_sent_back_does_not_count(cast, agreement):
    found = claim(cast.officer, agreement, prices(cast.municipality))
    services.send_back(by=cast.manager, benefit_id=found.pk, version=found.version, reason="Which invoices?")
    found.refresh_from_db()
    assert (found.state, found.claimed_by) == (BenefitState.DRAFT, None)
    assert totals.whole(cast.cooperation, YEAR).number == 0
    services.edit(by=cast.officer, benefit_id=found.pk, version=found.version, data=prices(cast.municipality, line()))
    with pytest.raises(Conflict):
        services.claim(by=cast.officer, benefit_id=found.pk, version=0)


def test_benefit_withdrawn_makes_room(cast, agreement):
    found = claim(cast.officer, agreement, prices(cast.municipality))
    with pytest.raises(Refused):
        services.withdraw(by=cast.officer, benefit_id=found.pk, version=found.version, reason="")
    services.withdraw(by=cast.officer, benefit_id=found.pk, version=found.version, reason="Was none")
    claim(cast.officer, agreement, prices(cast.municipality))
    with pytest.raises(Refused):
        services.edit(by=cast.officer, benefit_id=found.pk, version=found.version + 1, data=prices(cast.municipality))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda cast: prices(cast.municipality, year=2019),
        lambda cast: prices(cast.municipality, year=2090),
        lambda cast: prices(cast.municipality, line(volume="0")),
        lambda cast: prices(cast.municipality, line(what=" ")),
        lambda cast: hours(cast.municipality, "0"),
        lambda cast: avoided(cast.municipality, reason=" "),
        lambda cast: avoided(cast.municipality, amount=""),
        lambda cast: BenefitData(cast.municipality.pk, YEAR, Method.PRICE_LIST, "Invoices"),
        lambda cast: BenefitData(cast.municipality.pk, YEAR, Method.PRICE_LIST, " ", lines=(line(),)),
        lambda cast: BenefitData(cast.municipality.pk, YEAR, "guess", "Invoices", lines=(line(),)),
    ],
)
def test_benefit_that_says_too_little_is_refused(cast, agreement, wrong):
    with pytest.raises(Refused):
        enter(cast.officer, agreement, wrong(cast))
    assert not Benefit.objects.exists()


def test_benefit_to_review_is_told_to_the_others_of_the_office(cast, agreement):
    found = claim(cast.officer, agreement, prices(cast.municipality))
    window = Window(found.review_on, found.review_on, date(2026, 11, 21))
    assert [row.to for row in reviews(window)] == [(cast.manager.pk,)]
    own = Window(window.first, window.last, window.today, cast.officer.pk)
    assert list(reviews(own)) == []
    services.review(by=cast.manager, benefit_id=found.pk, version=found.version)
    assert list(reviews(window)) == []


def test_what_was_expected_comes_from_the_proposals(cast, agreement):
    procurement = factories.make_procurement(cast.cooperation)
    procurement.results.add(agreement)
    for amount in (100000, 50000, None):
        proposal = make_proposal(cast.cooperation, cast.working)
        Proposal.objects.filter(pk=proposal.pk).update(procurement=procurement, expected_benefit=amount)
    found = expected_of([agreement.pk])[agreement.pk]
    assert (found.amount, found.agreements) == (Decimal(150000), 1)


# Pages


@pytest.mark.parametrize(
    ("actor", "draft", "claimed"),
    [
        ("officer", 200, 200),
        ("contact", 200, 200),
        ("administrator", 200, 200),
        ("steering", 404, 200),
        ("working", 404, 200),
        ("purchaser", 404, 404),
        ("supplier", 404, 404),
        ("stranger", 404, 404),
        ("public", 302, 302),
    ],
)
def test_benefit_is_read_by_those_whom_it_concerns(cast, sign_in, agreement, actor, draft, claimed):
    one = enter(cast.officer, agreement, prices(cast.municipality))
    other = claim(cast.officer, agreement, hours(cast.municipality))
    client = sign_in(cast.user(actor))
    assert client.get(one.get_absolute_url()).status_code == draft
    assert client.get(other.get_absolute_url()).status_code == claimed


def test_contact_of_another_member_does_not_see_it(cast, sign_in, agreement):
    found = claim(cast.officer, agreement, prices(cast.neighbour))
    client = sign_in(cast.contact)
    assert client.get(found.get_absolute_url()).status_code == 404
    assert "Åsby" not in client.get(reverse("agreement-benefits", args=[agreement.pk])).content.decode()
    assert "Åsby" not in b"".join(client.get(reverse("benefit-list") + "?export=csv").streaming_content).decode()


def test_a_draft_that_was_changed_meanwhile_is_not_claimed(cast, sign_in, agreement):
    """Whoever presses reads first what somebody else has made of it."""
    found = enter(cast.officer, agreement, hours(cast.municipality))
    address = reverse("benefit-claim", args=[found.pk])
    services.edit(by=cast.manager, benefit_id=found.pk, version=1, data=hours(cast.municipality, "400"))
    assert sign_in(cast.officer).post(address, {"version": "1"}).status_code == 302
    found.refresh_from_db()
    assert found.is_draft


def test_benefit_entered_in_the_browser(cast, sign_in, agreement):
    client = sign_in(cast.contact)
    sent = {
        "organisation": cast.municipality.pk, "year": YEAR, "source": "Invoices", "note": "",
        "lines-row": ["0"], "lines-0-what": "Milk", "lines-0-unit": "l", "lines-0-volume": "1 000,5",
        "lines-0-compared_price": "14,50", "lines-0-price_now": "12,2525",
    }  # fmt: skip
    answer = client.post(reverse("benefit-new", args=[agreement.pk, "price_before"]), sent)
    found = Benefit.objects.get()
    assert answer.url == found.get_absolute_url()
    assert found.amount == Decimal("2248.62")  # 2.2475 × 1 000.5 = 2 248.62375
    assert client.post(reverse("benefit-claim", args=[found.pk])).status_code == 302
    assert Benefit.objects.get().state == BenefitState.CLAIMED
    assert client.get(reverse("benefit-review", args=[found.pk])).status_code == 403
    reviewer = sign_in(cast.officer)
    found.refresh_from_db()
    reviewer.post(reverse("benefit-review", args=[found.pk]), {"version": found.version})
    assert Benefit.objects.get().state == BenefitState.REVIEWED
    page = reviewer.get(reverse("benefit-summary") + f"?year={YEAR}").content.decode()
    assert "2\xa0248,62" in page


@pytest.mark.parametrize(
    ("actor", "status"), [("officer", 200), ("steering", 200), ("contact", 403), ("purchaser", 403), ("supplier", 403)]
)
def test_benefit_summary_is_for_those_who_see_all_members(cast, sign_in, agreement, actor, status):
    assert sign_in(cast.user(actor)).get(reverse("benefit-summary")).status_code == status


def test_benefit_that_would_count_twice_says_so_on_its_page(cast, sign_in, agreement):
    claim(cast.officer, agreement, prices(cast.municipality))
    draft = enter(cast.officer, agreement, prices(cast.municipality, line("Bread")))
    page = sign_in(cast.officer).get(draft.get_absolute_url()).content.decode()
    assert reverse("benefit-claim", args=[draft.pk]) not in page
    assert 'class="ds-alert" data-color="warning"' in page
