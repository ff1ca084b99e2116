"""A cost key from the simulator to the shares that are kept, by the decision of a meeting."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from portal.governance.economy.rates import key_for
from portal.governance.models import Apportionment, CostKey, Meeting
from portal.organisations.models import Organisation
from portal.reference.models import Municipality, MunicipalityPopulation
from tests import factories
from tests.browser.conftest import Scene
from tests.browser.hands import fill, go_on, hand_over, look_over
from tests.browser.sittings import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# 100 000, half in equal parts (16 666.6667 each), half by the 33 024 inhabitants; the öre that rounding down leaves
# over goes to the third, whose remainder is the largest.
#   16 666.6667 + 50 000 × 28 848 / 33 024 = 60 343.9922
#   16 666.6667 + 50 000 ×  2 781 / 33 024 = 20 877.2408
#   16 666.6667 + 50 000 ×  1 395 / 33 024 = 18 778.7670
AMOUNT = Decimal(100_000)
INHABITANTS = (28_848, 2_781, 1_395)
SHARES = (Decimal("60343.99"), Decimal("20877.24"), Decimal("18778.77"))


@pytest.fixture
def members(scene: Scene) -> list[Organisation]:
    """Three municipalities whose inhabitants are known."""
    cast, country = scene.cast, scene.cast.cooperation.jurisdiction
    third = factories.make_organisation("Öby kommun", country=country)
    factories.make_member(cast.cooperation, third)
    members = [cast.municipality, cast.neighbour, third]
    for place, (member, inhabitants) in enumerate(zip(members, INHABITANTS, strict=True)):
        member.municipality = Municipality.objects.create(
            country=country,
            code=f"330{place}",
            name=member.name,
            official_name=member.name,
            county=factories.make_county(country=country),
            nuts3="NO085",
        )
        member.save()
        MunicipalityPopulation.objects.create(municipality=member.municipality, year=2024, population=inhabitants)
    return members


def propose(scene: Scene) -> CostKey:
    """The office lays two keys side by side and saves the second as a proposal."""
    cooperation = [scene.cast.cooperation.pk]
    office = scene.of(scene.cast.officer, reverse("economy", args=cooperation))
    go_on(office, reverse("cost-key-simulator", args=cooperation))
    fill(office, {"amount": str(AMOUNT), "k1-model": "equal", "k2-model": "half", "k3-model": "", "k4-model": ""})
    with office.expect_navigation():
        office.locator(".simulator-form .form-buttons button").click()
    look_over(office)
    expect(office.locator(".key-legend > li")).to_have_count(2)
    for share in SHARES:
        assert f"{share}" in figures(office.locator(".wide-table").inner_text())
    propose = reverse("cost-key-propose", args=cooperation)
    with office.expect_navigation():
        office.locator(f".key-legend > li:nth-child(2) a[href^='{propose}']").click()
    look_over(office)
    hand_over(office, {"name": "Halva lika, halva efter invånare"})
    return CostKey.objects.get()


def figures(text: str) -> str:
    """A text with its amounts written as numbers: 60 343,99 as 60343.99."""
    return re.sub(r"(?<=\d)\s(?=\d{3})", "", text).replace(",", ".")


def test_a_cost_key_is_decided_and_divides(scene: Scene, members: list[Organisation]):
    cast, key = scene.cast, propose(scene)
    cooperation, year = cast.cooperation, timezone.localdate().year
    begins = f"{year + 1}-01-01"
    office = scene.of(cast.officer, reverse("meeting-list", args=[cooperation.pk]))
    go_on(office, reverse("meeting-register", args=[cooperation.pk]))
    hand_over(office, {"title": "Styrgrupp"})
    meeting = Meeting.objects.get()
    said = {"title": "Fördelningsnyckel", "wording": "Hälften lika, hälften efter invånare.", "takes_effect_on": begins}
    decision = record(office, meeting, said)
    go_on(office, reverse("cost-key-list", args=[cooperation.pk]))
    go_on(office, reverse("cost-key-decide", args=[key.pk]))
    expect(office.locator("main select[name=decision]")).to_have_value(str(decision.pk))
    office.locator("main .form-buttons button").first.click()
    expect(office.locator("#error-summary")).to_be_visible(), "it takes effect later"
    look_over(office)
    hand_over(office, {"valid_from": begins})
    key.refresh_from_db()
    assert (key.decision, key.valid_from.isoformat()) == (decision, begins)
    assert (key_for(cooperation.pk, year), key_for(cooperation.pk, year + 1)) == (None, key)
    assert office.request.get(reverse("cost-key-edit", args=[key.pk])).status == 403, "only another decision changes it"
    go_on(scene.of(cast.officer, decision.get_absolute_url()), key.get_absolute_url())
    office.goto(f"{reverse('economy', args=[cooperation.pk])}?year={year + 1}")
    go_on(office, reverse("apportionment-make", args=[cooperation.pk]))
    hand_over(office, {"purpose": "Samordnare", "amount": str(AMOUNT), "year": str(year + 1)})
    divided = Apportionment.objects.get()
    kept = {share.organisation: share.amount for share in divided.shares.all()}
    assert kept == dict(zip(members, SHARES, strict=True))
    assert sum(kept.values()) == AMOUNT
    table = figures(office.locator("main table").first.inner_text())
    assert all(str(share) in table for share in SHARES), table
    contact = scene.of(cast.contact, reverse("economy", args=[cooperation.pk]) + f"?year={year + 1}")
    assert str(SHARES[0]) in figures(contact.locator("main").inner_text())
