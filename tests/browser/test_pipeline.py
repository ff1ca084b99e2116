"""From what three municipalities need to a procurement that is ready to publish, by the people whose work it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.models import Organisation
from procurements.models import ChecklistTemplate, Need, Participation, Procurement, Proposal, Requirement, TemplateItem
from procurements.states.stages import Stage
from tests import factories
from tests.browser.conftest import Scene
from tests.browser.hands import choose, day, fill, go_on, hand_over, look_over, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBERS = {"SE": ("2120000167", "2120000183", "2120002908"), "NO": ("942402465", "964950946", "974760673")}


@dataclass
class Town:
    """A municipality with its purchasing contact."""

    organisation: Organisation
    contact: User


@pytest.fixture
def towns(scene: Scene) -> list[Town]:
    """Three municipalities that the notice can identify, each with a contact; and a checklist of one row."""
    cast, country = scene.cast, scene.cast.cooperation.jurisdiction
    third = factories.make_organisation("Öby kommun", country=country)
    factories.make_member(cast.cooperation, third)
    towns = [Town(cast.municipality, cast.contact)]
    for organisation in (cast.neighbour, third):
        contact = factories.make_user(f"Contact {organisation.pk}", language=scene.language)
        factories.appoint(contact, Role.CONTACT, organisation=organisation)
        towns.append(Town(organisation, contact))
    for town, number in zip(towns, NUMBERS[country], strict=True):
        Organisation.objects.filter(pk=town.organisation.pk).update(registration_number=number)
    template = ChecklistTemplate.objects.create(code="usual", jurisdiction=country, name="Checklista")
    TemplateItem.objects.create(
        template=template, position=1, stage=Stage.SPECIFICATION, text="Kraven är lästa av en jurist.", is_required=True
    )
    return towns


class Path:
    """The way of one procurement."""

    def __init__(self, scene: Scene, towns: list[Town]) -> None:
        self.scene = scene
        self.towns = towns
        self.office = scene.of(scene.cast.officer, "/")

    @property
    def procurement(self) -> Procurement:
        return Procurement.objects.get()

    def of(self, user: User, path: str) -> Page:
        """The page of a person at an address."""
        return self.scene.of(user, path)

    def go(self, name: str, *args: int | str) -> Page:
        """The office follows the link from the procurement's page to one of its pages."""
        self.of(self.scene.cast.officer, self.procurement.get_absolute_url())
        go_on(self.office, reverse(name, args=[self.procurement.pk, *args]))
        return self.office

    def step(self, slug: str, **said: str) -> None:
        """The office takes the procurement a stage further."""
        hand_over(self.go("procurement-step", slug), said)

    def missing(self) -> Iterator[str]:
        """What the page says is missing before the next steps."""
        self.of(self.scene.cast.officer, self.procurement.get_absolute_url())
        return iter(self.office.locator("#next .ahead").all_inner_texts())


def report(path: Path) -> Proposal:
    """Each municipality says what it needs; the office merges what is one, and proposes to procure it together."""
    purchaser = path.scene.cast.purchaser
    reporters = (purchaser, path.towns[1].contact, path.towns[2].contact)
    said = ("Städning av skolor", "Städning av skolor och förskolor", "Städning i skolor")
    for town, user, what in zip(path.towns, reporters, said, strict=True):
        page = path.of(user, reverse("need-list"))
        go_on(page, reverse("need-new"))
        fill(page, {"organisation": town.organisation.name})
        hand_over(page, {"what": what, "cpv": "90910000", "amount": "1 500 000", "wanted_by": day(250)})
    first, second, third = Need.objects.order_by("pk")
    office = path.of(path.scene.cast.officer, reverse("need-list"))
    go_on(office, second.get_absolute_url())
    go_on(office, reverse("need-merge", args=[second.pk]))
    choose(office, "into", first.pk)
    hand_over(office)
    office.goto(first.get_absolute_url())
    go_on(office, reverse("proposal-new"))
    choose(office, "area", "technical")
    hand_over(office, {"title": "Städtjänster för skolor", "description": "Städning varje dag.", "cpv": "90910000"})
    proposal = Proposal.objects.get()
    office.goto(third.get_absolute_url())
    go_on(office, reverse("proposal-needs", args=[proposal.pk]))
    hand_over(office)
    assert {need.proposal_id for need in (Need.objects.get(pk=first.pk), Need.objects.get(pk=third.pk))} == {
        proposal.pk
    }
    return proposal


def decide(path: Path, proposal: Proposal) -> None:
    """The municipalities vote; the working group decides to procure together, and those who asked read it."""
    for town, value in zip(path.towns, ("for", "for", "abstains"), strict=True):
        page = path.of(town.contact, reverse("proposal-list"))
        go_on(page, proposal.get_absolute_url())
        page.locator(f"#votes button[value='{value}']").click()
        expect(page.locator(f"#votes button[value='{value}']")).to_have_attribute("aria-pressed", "true")
        look_over(page)
    office = path.of(path.scene.cast.officer, proposal.get_absolute_url())
    go_on(office, reverse("proposal-decide"))
    choose(office, f"outcome-{proposal.pk}", "together")
    hand_over(office, {"held_on": day(0), "title": "Möte", f"answer-{proposal.pk}": "Tre kommuner behöver det i år."})
    page = path.of(path.scene.cast.purchaser, Need.objects.earliest("pk").get_absolute_url())
    go_on(page, proposal.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Tre kommuner behöver det i år.")


def plan(path: Path) -> None:
    """The office plans the draft that the decision began, and publishes it for everybody to see."""
    office = path.go("procurement-edit")
    weighs = {"climate_weight": "30"} if path.scene.cast.cooperation.jurisdiction == "NO" else {}
    days = {"participation_on": 0, "answers_due_on": 10, "notice_on": 20, "tenders_due_on": 65, "award_on": 110}
    fill(office, {name: day(count) for name, count in days.items()})
    fill(office, {"organisation": path.scene.cast.municipality.name, "starts_on": day(160), **weighs})
    hand_over(office, {"agreement_months": "48", "procedure": "open", "is_divided": "yes"})
    path.step("publish")
    public = path.scene.open_page(path.procurement.get_absolute_url(), path.scene.width, locale=path.scene.language)
    expect(public.locator("h1")).to_have_text("Städtjänster för skolor")
    look_over(public)


def join(path: Path) -> None:
    """Three contacts answer with their mandates, and the office confirms what follows."""
    path.step("ask-members")
    office = path.go("participation-invite")
    with office.expect_navigation():
        office.locator("main a[href='?tick=members']").click()
    hand_over(office)
    for town, volume in zip(path.towns, ("1 500 000", "1 250 000", "750 000"), strict=True):
        row = Participation.objects.get(organisation=town.organisation)
        page = path.of(town.contact, "/")
        go_on(page, row.get_absolute_url())
        go_on(page, reverse("participation-answer", args=[row.procurement_id, row.pk]))
        choose(page, "state", "joins")
        hand_over(page, {"yearly_volume": volume})
        row.refresh_from_db()
        assert (row.state, row.mandate_signed_by) == ("joins", town.contact)
    hand_over(path.go("procurement-value-confirm"), {"agreement_months": "48"})
    # 1 500 000 + 1 250 000 + 750 000 = 3 500 000 a year, for four years
    assert path.procurement.maximum_value == Decimal(14_000_000)


def talk(path: Path) -> None:
    """Two suppliers are met; what one was told is told to the other before anybody goes on."""
    path.step("open-dialogue")
    office, inside = path.go("market-contact-new"), [path.procurement.pk]
    hand_over(office, {"name": "Bokfink Städ AB", "email": "bokfink@example.org"})
    go_on(office, reverse("market-contact-new", args=inside))
    hand_over(office, {"name": "Grönsiska Städ AB", "email": "gronsiska@example.org"})
    first, second = path.procurement.dialogue_contacts.order_by("pk")
    go_on(office, reverse("market-event-new", args=inside))
    choose(office, "participants", first.pk)
    hand_over(office, {"title": "Möte", "held_on": day(0), "told": "Skolorna städas efter klockan fyra."})
    assert any(second.name in text for text in path.missing())
    office = path.go("market-dialogue")
    told = path.procurement.information.get()
    go_on(office, reverse("information-tell", args=[*inside, told.pk]))
    hand_over(office)
    go_on(office, reverse("question-new", args=inside))
    hand_over(office, {"text": "Hur många skolor är det?"})
    asked = path.procurement.questions.get()
    go_on(office, reverse("question-answer", args=[*inside, asked.pk]))
    hand_over(office, {"answer": "Fyrtiotvå."})


def specify(path: Path) -> None:
    """Two experts write and approve, each by name; the office judges and puts forward."""
    cast = path.scene.cast
    experts = (cast.expert, path.towns[1].contact)
    for place, (expert, town) in enumerate(zip(experts, path.towns[:2], strict=True)):
        office = path.of(cast.officer, reverse("agreement-group", args=[path.procurement.pk]))
        go_on(office, reverse("expert-appoint", args=[path.procurement.pk]))
        if not place:
            office.locator("main input[name=is_chair]").check()
        hand_over(office, {"person": expert.name, "organisation": town.organisation.name, "valid_from": day(0)})
    path.step("specify")
    wanted = (("Städningen håller nivå 4.", None), ("Andelen miljömärkta medel.", "30"), ("Pris per timme.", "70"))
    whole = reverse("specification", args=[path.procurement.pk])
    for place, (text, weight) in enumerate(wanted):
        page = path.of(experts[place % 2], whole)
        go_on(page, reverse("requirement-new", args=[path.procurement.pk]))
        if weight:
            choose(page, "strength", "weighted")
            fill(page, {"weight": weight})
        if weight == "30":
            page.locator("main input[name=is_climate]").check()
        hand_over(page, {"text": text, "heading": "Städning"})
    office = path.of(cast.officer, whole)
    for requirement in Requirement.objects.order_by("number"):
        press(office, reverse("requirement-step", args=[path.procurement.pk, requirement.number, "accepted"]))
    go_on(office, reverse("specification-put-forward", args=[path.procurement.pk]))
    hand_over(office)
    for expert in experts:
        page = path.of(expert, whole)
        go_on(page, reverse("specification-answer", args=[path.procurement.pk]))
        choose(page, "approves", "yes")
        hand_over(page)
    expect(page.locator("#approval")).to_contain_text(cast.expert.name)


def make_ready(path: Path) -> None:
    """The gate says what is missing, and lets nobody past; then the procurement is ready."""
    ready = reverse("procurement-step", args=[path.procurement.pk, "make-ready"])
    row = path.procurement.checklist.get()
    assert any(row.text in text for text in path.missing())
    assert not path.office.locator(f"main a[href='{ready}']").count()
    office = path.of(path.scene.cast.officer, ready)
    expect(office.locator("main")).to_contain_text(row.text)
    assert not office.locator("main .form-buttons button[type=submit]").count()
    press(path.go("checklist"), reverse("checklist-tick", args=[path.procurement.pk, row.pk]))
    path.step("make-ready")
    assert path.procurement.stage == Stage.READY


def test_from_needs_to_ready_to_publish(scene: Scene, towns: list[Town]):
    path = Path(scene, towns)
    decide(path, report(path))
    plan(path)
    join(path)
    talk(path)
    specify(path)
    make_ready(path)
    entered = list(path.procurement.entries.values_list("stage", flat=True))
    assert entered == ["planned", "participation", "dialogue", "specification", "ready"]
