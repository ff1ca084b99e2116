"""Meetings from the day that is asked for to the minutes that are locked, by the people whose work they are."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.governance.models import Decision, Meeting, Paper
from portal.organisations.models import Group, GroupKind, Seat, SeatDeputy, SeatOffice
from tests import factories
from tests.browser.conftest import Scene
from tests.browser.hands import add_row, choose, day, fill, go_on, hand_over, invitation_mailed_to, look_over, press
from tests.browser.sittings import lock, minute
from tests.procurements.proposing import make_proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = b"%PDF-1.4\n% What the coordinator costs\n%%EOF\n"


@dataclass
class Steering:
    """A steering group: who chairs it, who keeps its minutes, and a member with a deputy."""

    group: Group
    chair: User
    secretary: User
    member: User
    deputy: User
    seats: dict[User, Seat]


@pytest.fixture
def steering(scene: Scene) -> Steering:
    cast = scene.cast
    secretary, member, deputy = (
        factories.make_user(name, language=scene.language) for name in ("Sekreterare", "Ledamot", "Ersättare")
    )
    factories.appoint(deputy, Role.PURCHASER, organisation=cast.neighbour)
    seats = {cast.steering: Seat.objects.get(user=cast.steering)}
    for person in (secretary, member):
        seats[person] = factories.seat(person, cast.cooperation, GroupKind.STEERING, cast.neighbour)
    for person, office in ((cast.steering, SeatOffice.CHAIR), (secretary, SeatOffice.SECRETARY)):
        Seat.objects.filter(user=person).update(office=office)
    SeatDeputy.objects.create(seat=seats[member], user=deputy, valid_from=day(-30))
    return Steering(seats[member].group, cast.steering, secretary, member, deputy, seats)


def settle_the_day(scene: Scene, steering: Steering) -> Meeting:
    """The secretary asks which of three days suits; those who have seats answer, and the day is settled."""
    page = scene.of(steering.secretary, steering.group.get_absolute_url())
    go_on(page, reverse("meeting-ask", args=[steering.group.pk]))
    days = {
        f"days-{place}-{name}": said
        for place, days in enumerate((0, 7, 14))
        for name, said in (("day", day(days)), ("starts_at", "13:00"), ("ends_at", "15:00"))
    }
    hand_over(page, {"title": f"Styrgrupp {scene.language}", "answer_by": day(3), "place": "Rådhuset", **days})
    meeting = Meeting.objects.get()
    address = reverse("meeting-days", args=[meeting.pk])
    for person in (steering.chair, steering.deputy):
        page = scene.of(person, "/")
        go_on(page, address)
        for option, answer in zip(meeting.options.order_by("day"), ("yes", "if_needed", "no"), strict=True):
            choose(page, f"option-{option.pk}", answer)
        hand_over(page)
    press(scene.of(steering.secretary, address), reverse("meeting-settle", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on.isoformat(), meeting.starts_at.hour) == ("planned", day(0), 13)
    return meeting


def write_the_agenda(scene: Scene, meeting: Meeting) -> None:
    """The office puts a report and a matter to decide on the agenda, and hands in a paper."""
    page = scene.of(scene.cast.officer, meeting.get_absolute_url())
    items = (
        {"kind": "report", "title": "Läget i upphandlingarna", "presenter": scene.cast.officer.name},
        {
            "kind": "decision",
            "title": "Egen samordnare",
            "background": "Arbetet görs i dag vid sidan av annat.",
            "proposal": "Samarbetet anställer en samordnare.",
        },
    )
    for said in items:
        go_on(page, reverse("agenda-item-add", args=[meeting.pk]))
        hand_over(page, said)
    go_on(page, reverse("paper-add", args=[meeting.items.get(kind="decision").pk]))
    page.set_input_files("[name=file]", {"name": "underlag.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    hand_over(page, {"title": "Vad en samordnare kostar"})


def call(scene: Scene, steering: Steering, meeting: Meeting) -> None:
    """The call reaches everybody who has a seat, and the deputy, with an invitation to the calendar."""
    page = scene.of(scene.cast.officer, meeting.get_absolute_url())
    go_on(page, reverse("meeting-call", args=[meeting.pk]))
    hand_over(page, {"text": "Välkomna."})
    for person in (steering.chair, steering.secretary, steering.member, steering.deputy):
        invitation = invitation_mailed_to(person.email, meeting.title)
        assert "METHOD:REQUEST" in invitation
        assert person.email in invitation
    page = scene.of(steering.chair, "/")
    go_on(page, meeting.get_absolute_url())
    assert page.request.get(reverse("paper", args=[Paper.objects.get().pk])).body() == PAPER


def sit(scene: Scene, steering: Steering, meeting: Meeting) -> Decision:
    """The secretary opens the meeting, says who is there, minutes each item, and records what was decided."""
    report, matter = meeting.items.order_by("position")
    page = scene.of(steering.secretary, meeting.get_absolute_url())
    minutes = reverse("meeting-minutes", args=[meeting.pk])
    go_on(page, minutes)
    press(page, reverse("meeting-open", args=[meeting.pk]))
    go_on(page, reverse("meeting-attendance", args=[meeting.pk]))
    choose(page, f"seat-{steering.seats[steering.member].pk}", "deputy")
    hand_over(page)
    assert page.url.endswith(minutes)
    there = {(row.user, row.status) for row in meeting.attendance.select_related("user")}
    assert there == {(steering.chair, "present"), (steering.secretary, "present"), (steering.deputy, "deputy")}
    minute(page, report, "Två upphandlingar pågår.")
    minute(page, matter, "Frågan diskuterades.")
    go_on(page, reverse("decision-record", args=[meeting.pk]) + f"?item={matter.pk}")
    page.locator("main input[name=is_unanimous]").uncheck()
    page.locator("main input[name=is_public]").check()
    fill(page, {"case_number": "KS 2026/7", "votes_for": "2", "votes_against": "1"})
    add_row(page, "reservations")
    fill(page, {"reservations-0-user": steering.deputy.name, "reservations-0-text": "Det är för dyrt."})
    add_row(page, "conditions")
    due = {"text": "Redovisa finansieringen.", "responsible": scene.cast.officer.name, "due_on": day(30)}
    hand_over(page, {f"conditions-0-{name}": said for name, said in due.items()})
    decision = Decision.objects.get()
    assert (decision.item, decision.title, decision.wording) == (matter, matter.title, matter.proposal)
    assert (decision.votes_for, decision.votes_against) == (2, 1)
    assert decision.reservations.get().user == steering.deputy
    return decision


def is_locked(scene: Scene, page: Page, meeting: Meeting, decision: Decision) -> None:
    """Nothing of an approved meeting can be changed: it is not offered, or with the reason why not."""
    page.goto(meeting.get_absolute_url())
    forms = page.locator("main form[method=post]").evaluate_all("all => all.map(form => form.getAttribute('action'))")
    assert set(forms) <= {reverse("pack-make", args=[meeting.pk])}, "a pack changes nothing in what it gathers"
    inside, item = [meeting.pk], [meeting.items.first().pk]
    names = ("edit", "call", "cancel", "minutes", "attendance", "adjusters")
    addresses = [reverse(f"meeting-{name}", args=inside) for name in names]
    addresses += [reverse(name, args=inside) for name in ("agenda-item-add", "decision-record")]
    addresses += [reverse(name, args=item) for name in ("agenda-item-edit", "paper-add")]
    for address in (*addresses, reverse("decision-correct", args=[decision.pk])):
        assert page.locator(f"main a[href='{address}'], main a[href^='{address}?']").count() == 0, address
        assert page.request.get(address).status == 403, address
    page.goto(decision.get_absolute_url())
    look_over(page)
    refused = page.locator("main .button-refused")
    expect(refused.locator("button")).to_have_attribute("aria-disabled", "true")
    expect(refused.locator(".button-reason")).not_to_be_empty()


def follow_up(scene: Scene, decision: Decision) -> None:
    """The register lists the decision, for the public too; whoever is responsible says that its condition is met."""
    page = scene.of(scene.cast.contact, reverse("decision-list"))
    expect(page.locator("tbody tr")).to_contain_text(decision.case_number)
    go_on(page, decision.get_absolute_url())
    expect(page.locator("#conditions")).to_contain_text("Redovisa finansieringen.")
    public = scene.open("/decisions/", "public")
    go_on(public, decision.get_absolute_url())
    expect(public.locator("main")).to_contain_text(decision.wording)
    expect(public.locator("main")).not_to_contain_text("Det är för dyrt.")
    office = scene.of(scene.cast.officer, "/")
    condition = decision.conditions.get()
    go_on(office, condition.get_absolute_url())
    go_on(office, reverse("condition-meet", args=[condition.pk]))
    hand_over(office, {"outcome": "Budgeten är beslutad."})
    condition.refresh_from_db()
    assert condition.met_on.isoformat() == day(0)


def test_a_steering_meeting_from_poll_to_locked_minutes(scene: Scene, steering: Steering, worker: None):
    meeting = settle_the_day(scene, steering)
    write_the_agenda(scene, meeting)
    call(scene, steering, meeting)
    decision = sit(scene, steering, meeting)
    lock(scene, meeting, steering.secretary, steering.chair, steering.deputy)
    is_locked(scene, scene.of(steering.secretary, "/"), meeting, decision)
    follow_up(scene, decision)


def test_a_working_group_decides_on_proposals(scene: Scene):
    cast = scene.cast
    Seat.objects.filter(user=cast.working).update(office=SeatOffice.CHAIR)
    canoes, chairs, late = (make_proposal(cast.cooperation, cast.contact, title=title) for title in "ABC")
    office = scene.of(cast.officer, reverse("proposal-list"))
    go_on(office, reverse("proposal-choose"))
    for proposal in (canoes, chairs):
        choose(office, "proposal", proposal.pk)
    with office.expect_navigation():
        office.locator(f"button[formaction='{reverse('proposal-schedule')}']").click()
    look_over(office)
    hand_over(office, {"held_on": day(0), "title": "Arbetsgruppen"})
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.group.kind) == ("planned", GroupKind.WORKING)
    for proposal, vote in ((canoes, "for"), (chairs, "against")):
        page = scene.of(cast.working, meeting.get_absolute_url())
        go_on(page, proposal.get_absolute_url())
        button = page.locator(f"#votes button[value='{vote}']")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    office = scene.of(cast.officer, meeting.get_absolute_url())
    go_on(office, reverse("proposal-decide"))
    choose(office, f"outcome-{canoes.pk}", "together")
    choose(office, f"outcome-{chairs.pk}", "members")
    hand_over(office, {f"answer-{canoes.pk}": "Alla behöver det.", f"answer-{chairs.pk}": "Var och en har sitt."})
    canoes.refresh_from_db(), chairs.refresh_from_db()
    assert {canoes.decision.meeting, chairs.decision.meeting, canoes.procurement.decision.meeting} == {meeting}
    page = scene.of(cast.contact, canoes.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Alla behöver det.")
    lock(scene, meeting, cast.officer, cast.working)
    office.goto(f"{reverse('proposal-decide')}?proposal={late.pk}")
    look_over(office)
    expect(office.locator(f"select[name=meeting] option[value='{meeting.pk}']")).to_have_count(0), "it is locked"
