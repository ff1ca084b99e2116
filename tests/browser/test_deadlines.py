"""Everybody's own deadlines: the page of them, the calendar's secret address, and how often letters remind."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agreements.models import ExtensionOption
from portal.workflow import reminders
from portal.workflow.models import Frequency
from tests.browser.conftest import Scene
from tests.browser.hands import go_on, hand_over, in_force, look_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_deadlines_are_read_in_the_portal_and_in_a_calendar(scene: Scene, client):
    cast = scene.cast
    in_force(cast.cooperation, owner=cast.municipality, title="Skolskjuts", responsible=cast.officer)
    ExtensionOption.objects.update(notice_by=timezone.localdate() + timedelta(days=45))
    page = scene.open("/", "officer")
    go_on(page, reverse("deadline-list"))
    expect(page.locator("#list")).to_contain_text("Skolskjuts")

    go_on(page, reverse("profile"))
    with page.expect_navigation():
        page.locator(f"form[action='{reverse('calendar-open')}'] button").click()
    look_over(page)
    address = urlsplit(page.locator("code.secret").inner_text()).path
    calendar = client.get(address)
    assert "Skolskjuts" in calendar.content.decode()
    with page.expect_navigation():
        page.locator(f"form[action='{reverse('calendar-close')}'] button").click()
    look_over(page)
    assert client.get(address).status_code == 404

    go_on(page, reverse("reminders-choose"))
    page.locator(f"[name=frequency][value={Frequency.WEEKLY.value}]").check()
    hand_over(page)
    assert reminders.frequency_of(cast.officer) == Frequency.WEEKLY
