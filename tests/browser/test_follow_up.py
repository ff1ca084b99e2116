"""What is agreed with a supplier and how it is kept: activities, meetings, the shared room, a complaint's course."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agreements.models import Activity, Agreement, NonConformity, Partnership
from agreements.services.follow_up_plans import plan_follow_up
from agreements.states.follow_up import ActivityState, NonConformityStatus
from tests.browser.conftest import Scene
from tests.browser.hands import add_row, go_on, hand_over, in_force, link_mailed_to, look_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def made_for(scene: Scene, **said: str) -> Agreement:
    """An agreement in force of the municipality, with the cast's supplier."""
    cast = scene.cast
    return in_force(cast.cooperation, owner=cast.municipality, supplier=cast.supplier_company, **said)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_an_activity_and_a_meeting_are_agreed_and_followed_up(scene: Scene):
    cast = scene.cast
    agreement = made_for(scene, responsible=cast.officer)
    follow_up = reverse("agreement-follow-up", args=[agreement.pk])
    page = scene.open(agreement.get_absolute_url(), "officer")
    go_on(page, follow_up)
    go_on(page, reverse("activity-new", args=[agreement.pk]))
    people = {"our_person": str(cast.officer.pk), "their_person": f"user-{cast.supplier.pk}"}
    hand_over(page, {"title": "Prognos för våren", "due_on": day(40), **people})
    go_on(page, reverse("dialogue-new", args=[agreement.pk]))
    hand_over(page, {"level": "tactical", "every_months": "6"})
    go_on(page, reverse("dialogue-meeting-new", args=[agreement.pk]))
    add_row(page, "activities")
    agreed = {"activities-0-title": "Ny städplan", "activities-0-due_on": day(20)}
    met = {"level": "tactical", "planned_on": day(-1), "held_on": day(-1), "agreed": "Planen ses över.", **agreed}
    hand_over(page, met)
    expect(page.locator("#dialogue")).to_contain_text("Planen ses över.")
    expect(page.locator("#activities")).to_contain_text("Ny städplan")
    go_on(page, reverse("obligation-new", args=[agreement.pk]))
    hand_over(page, {"wording": "Svar inom en timme", "measure": "Svarstid", "target": "1 timme"})
    activity = Activity.objects.get(title="Ny städplan")
    go_on(page, reverse("activity-done", args=[activity.pk]))
    hand_over(page, {"result": "Planen är klar."})
    activity.refresh_from_db()
    assert activity.state == ActivityState.DONE


def test_a_complaint_is_sent_answered_and_closed(scene: Scene, worker):
    cast = scene.cast
    agreement = made_for(scene, responsible=cast.officer)
    reporting = scene.open(agreement.get_absolute_url(), "purchaser")
    go_on(reporting, reverse("non-conformity-new", args=[agreement.pk]))
    happened = {"title": "Ingen kom", "what_happened": "Skolan var ostädad.", "demand": "Städa i kväll."}
    hand_over(reporting, {**happened, "kind": "complaint", "severity": "major", "internal_note": "Tredje gången"})
    complaint = NonConformity.objects.get()
    address = complaint.get_absolute_url()

    office = scene.open(reverse("non-conformity-list"), "officer")
    go_on(office, address)
    go_on(office, reverse("non-conformity-send", args=[complaint.pk]))
    hand_over(office)
    theirs = scene.open(link_mailed_to(cast.supplier.email, address), "supplier")
    expect(theirs.locator("main")).to_contain_text("Städa i kväll.")
    expect(theirs.locator("main")).not_to_contain_text("Tredje gången")
    go_on(theirs, reverse("non-conformity-answer", args=[complaint.pk]))
    hand_over(theirs, {"text": "Vi har städat i kväll."})
    office.reload()
    expect(office.locator("main")).to_contain_text("Vi har städat i kväll.")
    go_on(office, reverse("non-conformity-close", args=[complaint.pk]))
    hand_over(office, {"text": "Det är bra nu."})
    complaint.refresh_from_db()
    assert complaint.status == NonConformityStatus.CLOSED


def test_both_sides_of_a_partnership_meet_in_its_room(scene: Scene):
    cast = scene.cast
    agreement = made_for(scene, kind="partnership")
    room = reverse("partnership-room", args=[agreement.pk])
    page = scene.open(reverse("agreement-follow-up", args=[agreement.pk]), "officer")
    go_on(page, reverse("partnership", args=[agreement.pk]))
    hand_over(page, {"manager": str(cast.manager.pk), "strategic": "12", "tactical": "3"})
    assert Partnership.objects.get().manager == cast.manager
    task = Activity.objects.create(
        agreement=agreement,
        supplier=cast.supplier_company,
        their_user=cast.supplier,
        title="Lämna statistik",
        due_on=timezone.localdate() + timedelta(days=20),
    )
    page.goto(reverse("agreement-follow-up", args=[agreement.pk]))
    go_on(page, room)
    hand_over(page, {"text": "Kan ni komma på torsdag?"})

    theirs = scene.open("/", "supplier")
    go_on(theirs, room)
    expect(theirs.locator("#comments")).to_contain_text("Kan ni komma på torsdag?")
    hand_over(theirs, {"text": "Ja, klockan nio."})
    go_on(theirs, reverse("activity-done", args=[task.pk]))
    hand_over(theirs, {"result": "Skickad."})
    page.goto(room)
    expect(page.locator("#comments")).to_contain_text("Ja, klockan nio.")
    expect(page.locator("#activities")).to_contain_text("Skickad.")


def test_the_office_follows_the_plan_and_adjusts_it(scene: Scene):
    cast = scene.cast
    agreement = made_for(scene, responsible=cast.officer)
    plan_follow_up(cast.cooperation, timezone.localdate())
    follow_up = reverse("agreement-follow-up", args=[agreement.pk])
    page = scene.open(reverse("follow-up-list"), "officer")
    with page.expect_navigation():
        page.locator(f"main tbody a[href^='{follow_up}']").first.click()
    look_over(page)
    go_on(page, reverse("follow-up-adjust", args=[agreement.pk]))
    hand_over(page, {"next_on": day(30), "reason": "Klagomål från skolorna"})
    assert agreement.follow_up_plan.next_on.isoformat() == day(30)
    go_on(page, reverse("follow-up-done", args=[agreement.pk]))
    hand_over(page, {"done_on": day(0), "notes": "Allt är som det ska."})
    expect(page.locator("#plan")).to_contain_text("Allt är som det ska.")
