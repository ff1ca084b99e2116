"""Golden figures: one small fixture, worked out by hand, told alike by page, PDF, spreadsheet and API."""

import io
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pypdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from agreements.services import benefits
from agreements.services.benefits import BenefitData, LineData
from agreements.states.benefits import Method
from portal.figures import catalogue
from portal.governance.services import budgets, goals, outcome
from portal.governance.services.budgets import LineData as BudgetLineData
from portal.governance.services.goals import MeasurementData
from portal.governance.services.outcome import EntryData
from portal.jobs import working
from portal.organisations.models import Organisation
from portal.reference.models import County, Municipality, MunicipalityPopulation
from portal.reports import services
from tests import factories
from tests.cast import Cast
from tests.governance.deciding import decide, make_meeting, make_risk
from tests.governance.setting import set_goal

DAY = date(2026, 11, 20)

#: Budget 2026: costs 1 000 and 2 500, of which 250.50 and 1 999.99 have come: 2 250.49 of 3 500, 64.3 %.
#: Income 1 200, of which 300.50 have come: 25.04 %. Both are written in whole per cent.
LINES = (
    BudgetLineData("cost", "10", "Office", Decimal("1000.00")),
    BudgetLineData("cost", "11", "Courses", Decimal("2500.00")),
    BudgetLineData("income", "20", "Commission", Decimal("1200.00")),
)
ENTRIES = (
    ("10", date(2026, 3, 1), "200.25"),
    ("10", date(2026, 5, 1), "50.25"),
    ("11", date(2026, 5, 1), "1999.99"),
    ("20", date(2026, 6, 1), "300.50"),
)
AMOUNTS = ("1000", "250.50", "2500", "1999.99", "3500", "2250.49", "1200", "300.50")

#: Benefit 2025: Ekby bought 1 000.5 litres for 10.00 instead of 12.50: 2.50 × 1 000.5 = 2 501.25, among 1 000
#: inhabitants 2.50. Åsby saved 10.5 hours of 450: 4 725, reviewed, among 3 000 inhabitants 1.575, written 1.58.
#: Together 7 226.25, among 4 000 inhabitants 1.8066, written 1.81.
BENEFITS = {
    "Ekby kommun": ("2501.25", "0", "2.50"),
    "Åsby kommun": ("4725", "4725", "1.58"),
    None: ("7226.25", "4725", "1.81"),
}

#: From 32 % in 2024 to 60 % in 2030; 37.125 in 2025, where 36.6667 lay on the line: on track.
MEASURED = Decimal("37.125")

#: How all this is written to a reader of Swedish, without spaces.
WRITTEN = (
    *("1000kr", "250,50kr", "2500kr", "1999,99kr", "3500kr", "2250,49kr", "1200kr", "300,50kr"),
    *("64%", "25%"),
    *("2501,25kr", "4725kr", "7226,25kr", "2,50kr", "1,58kr", "1,81kr"),
    *("32%(2024)", "37,125%(2025)", "60%(2030)"),
    *("Nobodytenders", "Commissionnextyear", "Reportback"),
)


def settle(organisation: Organisation, code: str, inhabitants: int) -> None:
    """Have a member be a municipality with a population of 2025."""
    county = County.objects.filter(country="SE").first() or factories.make_county("01", "Stockholm", "SE")
    place = Municipality.objects.create(
        country="SE", code=code, name=organisation.name, official_name=organisation.name, county=county, nuts3="SE110"
    )
    MunicipalityPopulation.objects.create(municipality=place, year=2025, population=inhabitants)
    organisation.municipality = place
    organisation.save()


def claim_benefits(cast: Cast) -> None:
    agreement = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        supplier=cast.supplier_company,
        buyers=(cast.municipality, cast.neighbour),
    )
    milk = LineData("Milk", "l", Decimal("1000.5"), Decimal("12.50"), Decimal("10.00"))
    for organisation, method, more in (
        (cast.municipality, Method.PRICE_BEFORE, {"lines": (milk,)}),
        (cast.neighbour, Method.PROCESS, {"hours": Decimal("10.5"), "hourly_rate": Decimal(450)}),
    ):
        data = BenefitData(organisation.pk, 2025, method, "Invoices", **more)
        draft = benefits.enter(by=cast.officer, agreement_id=agreement.pk, data=data)
        claimed = benefits.claim(by=cast.officer, benefit_id=draft.pk, version=draft.version)
    benefits.review(by=cast.manager, benefit_id=claimed.pk, version=claimed.version)


@pytest.fixture
def governed(cast, settings):
    """The cast's cooperation, governed as the figures above say, on ``DAY``."""
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction
    with time_machine.travel(DAY, tick=False):
        own = {"by": cast.manager, "cooperation_id": cast.cooperation.pk}
        decision = decide(cast, make_meeting(cast, held_on=date(2026, 1, 10)), takes_effect_on=date(2026, 1, 10))
        decision.conditions.create(text="Report back", due_on=date(2026, 12, 31))
        budget = budgets.draft_budget(**own, year=2026, lines=LINES)
        budgets.adopt_budget(
            by=cast.manager, budget_id=budget.pk, decision_id=decision.pk, valid_from=date(2026, 1, 10)
        )
        for code, day, amount in ENTRIES:
            outcome.enter_outcome(**own, data=EntryData(code, day, Decimal(amount), "Entered"))
        goal = set_goal(cast.officer, cast.cooperation)
        goals.measure(by=cast.officer, goal_id=goal.pk, data=MeasurementData(2025, MEASURED, "Invoices"))
        settle(cast.municipality, "0191", 1000)
        settle(cast.neighbour, "0192", 3000)
        claim_benefits(cast)
        make_risk(cast, 4, 5)
        coming = make_meeting(cast, held_on=date(2026, 12, 10), state="planned")
        coming.items.create(position=1, kind="decision", title="Commission next year")
        yield cast.cooperation


def plain(text: str) -> str:
    return "".join(text.split())


def test_the_catalogue_counts_the_golden_figures(governed):
    found = catalogue.steering(governed).governing
    amounts = [amount for line in found.economy.in_order for amount in (line.budget, line.outcome)]
    assert set(amounts) == {Decimal(amount) for amount in AMOUNTS}
    assert {row.label: (row.amount, row.reviewed, row.per_inhabitant) for row in found.benefits.members} == {
        name: tuple(map(Decimal, figures)) for name, figures in BENEFITS.items() if name
    }
    together = found.benefits.together
    assert (together.amount, together.reviewed, together.per_inhabitant) == tuple(map(Decimal, BENEFITS[None]))
    assert [row.score for row in found.risks] == [20]
    assert [goal.latest for goal in found.goals] == [(2025, MEASURED)]


def test_page_and_pdf_tell_the_golden_figures(governed, cast, sign_in):
    job = services.request_report(by=cast.manager, cooperation_id=governed.pk, language="sv")
    assert working.perform(job.pk)
    job.refresh_from_db()
    with job.report.file.file.open("rb") as file:
        printed = plain(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
    page = plain(sign_in(cast.manager).get(reverse("dashboard"), headers={"accept-language": "sv"}).content.decode())
    page = page.replace('<spanclass="meta">', "")
    for words in WRITTEN:
        assert words in page, words
        assert words in printed, words


def test_spreadsheet_and_api_tell_the_golden_figures(governed, cast, sign_in):
    client = sign_in(cast.manager)
    answer = client.get(reverse("figures-sheet", args=[governed.pk, "xlsx"]), headers={"accept-language": "sv"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    said = client.get(reverse("api-figures", args=[governed.pk]), headers={"accept-language": "sv"}).json()["figures"]
    with translation.override("sv"):
        found = catalogue.steering(governed).governing
        parts = dict(found.definitions)
    wanted = [*AMOUNTS, *(figure for figures in BENEFITS.values() for figure in figures)]
    for amounts in (
        [Decimal(str(cell)).quantize(Decimal("0.01")) for row in sheet for cell in row if isinstance(cell, float)],
        [Decimal(row["amount"]["amount"]) for row in said if row["amount"]],
    ):
        assert {Decimal(amount).quantize(Decimal("0.01")) for amount in wanted} <= set(amounts)
    assert MEASURED in {Decimal(row["value"]) for row in said if row["value"]}
    assert float(MEASURED) in {cell for row in sheet for cell in row}
    for row in said:
        if row["part"] in parts:
            assert row["definition"], row
    assert [row[-1] for row in sheet[1:]] == [row["rows_url"] for row in said]
    for address in {row["rows_url"] for row in said}:
        assert client.get(urlsplit(address)._replace(scheme="", netloc="").geturl()).status_code == 200, address
