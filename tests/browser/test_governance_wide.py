"""What is wide on the pages of governance stays within the window, or scrolls by itself."""

from datetime import date

import pytest
from django.urls import reverse

from portal.governance.duties.standard import standard
from portal.governance.services import duties
from portal.governance.states.meetings import MeetingState
from tests.browser.conftest import Scene
from tests.browser.hands import day
from tests.governance.deciding import make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_map_of_many_duties_scrolls_by_itself(scene: Scene):
    cast, begun = scene.cast, date(2026, 1, 1)
    manager, own = cast.manager, cast.cooperation.pk
    duties.adopt(by=manager, cooperation_id=own, codes=[duty.code for duty in standard()], on=begun)
    for number in range(16):
        duties.add_duty(
            by=manager, cooperation_id=own, scope="local", title=f"Egen uppgift {number}", explanation="", on=begun
        )
    scene.of(manager, reverse("duty-coverage", args=[own]))


def test_a_long_word_of_a_state_is_broken_on_a_phone(scene: Scene):
    make_meeting(scene.cast, title="Möte", state=MeetingState.HELD, held_on=day(-3))
    scene.of(scene.cast.manager, reverse("meetings"))
