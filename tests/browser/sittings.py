"""A meeting as those who prepare, minute and approve it take it through its day."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.governance.models import AgendaItem, Decision, Meeting
from tests.browser.conftest import Scene
from tests.browser.hands import choose, go_on, hand_over, look_over, press


def minute(page: Page, item: AgendaItem, text: str) -> None:
    """Write what was said under an item, on the page of the minutes."""
    box = page.locator(f"#item-{item.pk}")
    box.locator("textarea[name=minutes]").fill(text)
    box.locator("form button").click()
    expect(box.locator("[role=status]")).not_to_be_empty()
    look_over(page)


def record(page: Page, meeting: Meeting, said: dict[str, str], item: AgendaItem | None = None) -> Decision:
    """Follow the link that records a decision, and record it as it is proposed but for what is ``said``."""
    go_on(page, reverse("decision-record", args=[meeting.pk]) + (f"?item={item.pk}" if item else ""))
    hand_over(page, said)
    return meeting.decisions.latest("pk")


def lock(scene: Scene, meeting: Meeting, by: User, chair: User, *adjusters: User) -> None:
    """Close the meeting, say who approves its minutes, put them forward, and have each approve them by name."""
    address = meeting.get_absolute_url()
    page = scene.of(by, address)
    go_on(page, reverse("meeting-minutes", args=[meeting.pk]))
    press(page, reverse("meeting-close", args=[meeting.pk]))
    go_on(page, reverse("meeting-adjusters", args=[meeting.pk]))
    page.locator("main select[name=chair]").select_option(str(chair.pk))
    for person in adjusters:
        choose(page, "adjusters", person.pk)
    hand_over(page)
    press(page, reverse("meeting-put-forward", args=[meeting.pk]))
    for person in (chair, *adjusters):
        meeting.refresh_from_db()
        assert meeting.state == "held", "all of them have to approve"
        page = scene.of(person, "/")
        go_on(page, address)
        press(page, reverse("meeting-approve", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == "approved"
