"""Somebody leaves: all that the person holds goes to a successor in one guided step."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.governance.duties.standard import standard
from portal.governance.models import AgendaItem, DecisionCondition, Handover, Meeting
from portal.governance.services import duties, handover
from portal.governance.services.duties import Holder
from portal.organisations.models import GroupKind
from tests import factories
from tests.browser.conftest import Scene
from tests.browser.hands import day, go_on, hand_over, in_force
from tests.procurements.proposing import make_decision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def successor(scene: Scene) -> User:
    person = factories.make_user("Signe Efterträdare", language=scene.language)
    factories.appoint(person, Role.OFFICER, cooperation=scene.cast.cooperation)
    return person


@pytest.fixture
def leaver(scene: Scene) -> User:
    """The officer, with a seat, two duties, a condition to meet, a matter to present, an agreement, a procurement."""
    cast, person = scene.cast, scene.cast.officer
    factories.seat(person, cast.cooperation, GroupKind.WORKING)
    codes = [duty.code for duty in standard() if duty.scope == "regional"][:2]
    adopted = duties.adopt(by=cast.manager, cooperation_id=cast.cooperation.pk, codes=codes, on=date(2026, 1, 1))
    for duty in adopted:
        holder = Holder(person=person, deputy=cast.manager, valid_from=date(2026, 1, 1))
        duties.assign(by=cast.manager, duty_id=duty.pk, organisation_id=None, holder=holder)
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title="Styrgrupp", held_on=day(20))
    AgendaItem.objects.create(meeting=meeting, position=1, title="Läget", presenter=person)
    decision = make_decision(cast.cooperation)
    DecisionCondition.objects.create(decision=decision, text="Visa nyttan.", responsible=person, due_on=day(10))
    in_force(cast.cooperation, title="Städtjänster", responsible=person)
    factories.make_procurement(cast.cooperation, "Frukt", officer=person)
    return person


def holds(scene: Scene, person: User) -> set[tuple[str, str]]:
    """What a person holds today, by its kind and its title as the pages say it."""
    with translation.override(scene.language):
        groups = handover.held_by(person, scene.cast.cooperation.pk, date.fromisoformat(day(0)), scene.cast.manager)
        return {(group.holding.name, row.title) for group in groups for row in group.rows}


def test_an_officer_leaves_and_the_successor_holds_all(scene: Scene, leaver: User, successor: User):
    cast = scene.cast
    held, own = holds(scene, leaver), holds(scene, successor)
    kinds = {kind for kind, _title in held}
    assert len(kinds) == 7, kinds
    page = scene.of(cast.manager, leaver.get_absolute_url())
    go_on(page, reverse("handover-begin", args=[cast.cooperation.pk]))
    hand_over(page, {"last_day": day(-1), "successor": successor.name})
    for kind in kinds:
        expect(page.locator(f"main select[name='all-{kind}']")).to_have_value(str(successor.pk))
    hand_over(page)
    for _kind, title in held:
        expect(page.locator(".handover-preview")).to_contain_text(title)
    assert holds(scene, leaver) == held, "nothing has happened yet"
    hand_over(page)
    done = Handover.objects.get()
    assert page.url.endswith(done.get_absolute_url())
    assert not holds(scene, leaver)
    assert holds(scene, successor) == held | own
    leaver.refresh_from_db()
    assert not leaver.is_active
    page = scene.of(successor, done.get_absolute_url())
    for _kind, title in held:
        expect(page.locator("main")).to_contain_text(title)
