"""Each role does its daily job in a browser, in its own language."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from agreements.models import Agreement
from agreements.states import AgreementStatus
from portal.accounts.models import User
from portal.organisations.models import Cooperation, Membership
from portal.reference.models import Municipality
from procurements.models import Procurement
from tests import factories
from tests.browser.hands import (
    LONG,
    TERMS,
    add_row,
    barriers,
    download,
    figure,
    fill,
    fill_lots,
    in_force,
    link_mailed_to,
    paper,
    send,
    tab_to,
    total,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD_LINK = "/account/password/reset/key/"


def follow(page: Page, path: str) -> None:
    """Follow the first link of the page's content to a path."""
    page.locator(f"main a[href='{path}']").first.click()
    page.wait_for_url(lambda url: path in url)


def choose_password(page: Page, address: str) -> None:
    """Follow the mailed link, choose a password, and sign in with it."""
    page.goto(link_mailed_to(address, PASSWORD_LINK))
    fill(page, {"password1": factories.PASSWORD, "password2": factories.PASSWORD})
    send(page)
    page.goto(reverse("account_login"))
    fill(page, {"login": address, "password": factories.PASSWORD})
    send(page)
    expect(page.locator(".site-user details")).to_be_attached()


def test_a_purchaser_finds_an_agreement_and_its_fact_sheet(place, worker, open_page):
    agreement = in_force(place.cooperation, owner=place.organisation, title="Skolor och förskolor")
    page = open_page("/", user=place.purchaser)
    expect(page.locator("html")).to_have_attribute("lang", place.language)
    page.fill("main [name=q]", place.word)
    page.press("main [name=q]", "Enter")
    page.wait_for_url("**/buy/?q=*")
    assert not barriers(page)
    follow(page, agreement.get_absolute_url())
    expect(page.locator("main .ds-alert[data-color=success]")).to_contain_text(place.organisation.name)
    assert paper(page, "a[href$='/fact-sheet/']").startswith(b"%PDF")


def test_an_officer_registers_is_told_what_is_missing_and_publishes(place, open_page):
    first, second = (factories.make_supplier(name) for name in ("Sångsvan AB", "Gråhäger AB"))
    page = open_page("/", user=place.officer)
    expect(page.locator("html")).to_have_attribute("lang", place.language)
    follow(page, reverse("agreement-new"))
    fill(page, {"title": "Städning av skolor"})
    send(page)
    missing = page.locator("main details[open] li a")
    assert missing.count() >= 5
    assert not barriers(page)
    missing.first.click()
    fill(page, {**TERMS, "owner": place.organisation.name, "options-0-months": "12"})
    expect(page.locator("#last-days")).to_contain_text("2030")
    page.locator("button[name=_rows][value=members]").click()
    expect(page.locator("[name=buyers-0-organisation]")).not_to_have_value("")
    fill_lots(page, ("Skolor", "ranking", (first.name, second.name)), ("Kontor", "single", (second.name,)))
    send(page)
    expect(page.locator("#error-summary")).to_have_count(0)
    page.locator("main .ds-alert a[href$='/publish/']").click()
    send(page)
    agreement = Agreement.objects.get()
    assert agreement.status == AgreementStatus.PUBLISHED
    assert {place.supplier for lot in agreement.lots.all() for place in lot.suppliers.all()} == {first, second}


def test_the_second_officer_is_shown_what_the_first_changed_and_loses_nothing(swedish, open_page):
    agreement = in_force(swedish.cooperation)
    edit = reverse("agreement-edit", args=[agreement.pk])
    first, second = open_page(edit, user=swedish.officer), open_page(edit, user=swedish.manager)
    fill(first, {"description": "Även fönsterputs", "reason": "Glömt"})
    fill(second, {"call_off_text": "Ring växeln", "reason": "Frågor från skolorna"})
    send(first)
    send(second)
    told = second.locator("main table", has_text="Även fönsterputs")
    expect(told).to_be_visible()
    assert not barriers(second)
    expect(second.locator("#id_call_off_text")).to_have_value("Ring växeln")
    expect(second.locator("#id_reason")).to_have_value("Frågor från skolorna")
    fill(second, {"description": "Även fönsterputs"})
    send(second)
    agreement.refresh_from_db()
    assert (agreement.description, agreement.call_off_text) == ("Även fönsterputs", "Ring växeln")
    second.goto(reverse("agreement-history", args=[agreement.pk]))
    expect(second.locator("main")).to_contain_text("Glömt")


def test_a_contact_keeps_the_agreements_of_the_own_municipality(swedish, open_page):
    agreement = in_force(swedish.cooperation, owner=swedish.municipality, title="Skolskjuts")
    page = open_page("/", user=swedish.contact)
    page.locator(f"main a[href*='owner={swedish.municipality.pk}'][href*='in_force']").first.click()
    follow(page, agreement.get_absolute_url())
    page.goto(reverse("agreement-new"))
    expect(page.locator("#id_owner")).to_have_value(swedish.municipality.name)
    fill(page, {"title": "Snöröjning"})
    send(page)
    draft = Agreement.objects.get(title="Snöröjning")
    assert (draft.owner, draft.level) == (swedish.municipality, "local")
    page.goto(reverse("agreement", args=[draft.pk]))
    publishing = page.get_by_role("button", name="Publicera")
    expect(publishing).to_be_disabled()


def test_a_manager_invites_a_person_who_chooses_a_password_and_signs_in(swedish, worker, open_page):
    page = open_page(reverse("person-list"), user=swedish.manager)
    follow(page, reverse("person-invite"))
    invited = {"name": "Nils Ny", "email": "nils@example.org", "role": "procurement_officer"}
    fill(page, {**invited, "cooperation": str(swedish.cooperation.pk)})
    send(page)
    fresh = open_page("/")
    choose_password(fresh, "nils@example.org")
    expect(fresh.locator(f"main a[href='{reverse('agreement-new')}']")).to_be_visible()
    assert User.objects.get(email="nils@example.org").appointments.get().cooperation == swedish.cooperation


def test_a_steering_member_follows_a_figure_and_takes_the_summary_along(swedish, worker, open_page):
    for owner in (swedish.municipality, swedish.neighbour):
        in_force(swedish.cooperation, owner=owner)
    page = open_page("/", user=swedish.steering)
    follow(page, reverse("dashboard"))
    tiles = page.locator(".figure-tile:has(a[href^='/'])")
    followed = []
    for place in range(tiles.count()):
        followed.append(figure(tiles.nth(place).locator(".figure-number")))
        tiles.nth(place).locator("a").click()
        assert total(page) == followed[-1]
        page.go_back()
    assert followed[0] == "2"
    by_owner = page.locator(f"main table a[href*='owner={swedish.neighbour.pk}']").first
    expect(by_owner).to_contain_text("1")
    by_owner.click()
    assert total(page) == "1"
    page.goto(reverse("report-list"))
    page.locator(f"main a[href^='{reverse('report-new')}']").first.click()
    send(page)
    assert not barriers(page)
    page.locator("#job-state .actions a").first.click(timeout=LONG)
    assert download(page, "main a[href*='/file/']").startswith(b"%PDF")


def test_a_working_group_member_looks_into_a_candidate_for_buying_together(swedish, open_page):
    owners = (swedish.municipality, swedish.neighbour)
    agreements = [in_force(swedish.cooperation, owner=owner) for owner in owners]
    page = open_page("/", user=swedish.working)
    page.locator(".plain-list a[href*='agreements']").first.click()
    assert total(page) == "2"
    for agreement in agreements:
        expect(page.locator(f"main a[href='{agreement.get_absolute_url()}']")).to_be_visible()


def test_an_expert_opens_the_group_and_what_is_planned(swedish, open_page):
    planned = factories.make_procurement(swedish.cooperation, "Städning av kontor")
    page = open_page("/", user=swedish.expert)
    follow(page, swedish.expert.seats.get().group.get_absolute_url())
    page.go_back()
    follow(page, planned.get_absolute_url())
    expect(page.locator("h1")).to_have_text(planned.title)


def test_an_officer_imports_a_register(swedish, worker, open_page, tmp_path):
    swedish.municipality.registration_number = "2120000142"
    swedish.municipality.save()
    header = "Nummer;Titel;Ägare;Leverantör;CPV;Startdatum;Slutdatum;Takvärde"
    rows = [f"2026/{n};Städ {n};2120000142;Bokfink Städ AB;90910000;2026-01-01;2027-12-31;1 500 000" for n in (1, 2, 3)]
    file = tmp_path / "register.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    page = open_page(reverse("agreement-import"), user=swedish.officer)
    page.set_input_files("[name=file]", file)
    send(page)
    assert "/columns/" in page.url
    send(page)
    assert not barriers(page)
    page.locator("#job-state .actions a").first.click(timeout=LONG)
    expect(page.locator(".figure-tile").first).to_contain_text("3")
    assert not barriers(page)
    if page.locator("[name=accepting]").count():
        page.locator("[name=accepting]").check()
    assert not Agreement.objects.exists(), "nothing is written before a person has said so"
    send(page)
    page.locator("#job-state .actions a").first.click(timeout=LONG)
    expect(page.locator("main .ds-alert[data-color=success]")).to_be_visible()
    assert Agreement.objects.count() == 3


def test_a_supplier_says_what_it_sells_and_sees_that_first(swedish, open_page):
    factories.make_cpv("15000000", "Livsmedel")
    food = factories.make_procurement(swedish.cooperation, "Frukt till skolor", notice_on="2027-01-15")
    cleaning = factories.make_procurement(swedish.cooperation, "Städning av kontor", notice_on="2027-09-15")
    food.cpvs.add("15000000")
    cleaning.cpvs.add("90910000")
    own = in_force(swedish.cooperation, supplier=swedish.supplier_company, title="Skolstädning")
    page = open_page("/", user=swedish.supplier)
    planned = page.locator("main a[href*='/procurements/']").filter(has_text=re.compile("Frukt|Städning"))
    expect(planned.first).to_have_text(food.title)
    page.goto(reverse("supplier-subscriptions", args=[swedish.supplier_company.pk]))
    fill(page, {"branches-0-cpv": "90910000"})
    send(page)
    page.goto("/")
    expect(planned.first).to_have_text(cleaning.title)
    follow(page, own.get_absolute_url())
    assert Procurement.objects.count() == 2


def test_a_company_registers_itself_and_an_officer_approves(swedish, worker, open_page):
    page = open_page(reverse("supplier-register"))
    company = {"name": "Lappuggla AB", "registration_number": "556036-0793"}
    fill(page, {**company, "country": "SE", "contact_name": "Lo Uggla", "email": "lo@example.org"})
    send(page)
    page.goto(link_mailed_to("lo@example.org", "/suppliers/confirm/"))
    send(page)
    office = open_page(reverse("supplier-request-list"), user=swedish.officer)
    office.locator("main a[href$='/approve/']").click()
    send(office)
    choose_password(page, "lo@example.org")
    expect(page.locator("main")).to_contain_text("Lappuggla AB")


def test_an_administrator_takes_the_first_steps(db, open_page, capsys):
    county = factories.make_county()
    for code, name in (("0180", "Stockholm"), ("0184", "Solna")):
        Municipality.objects.create(
            country="SE", code=code, name=name, official_name=f"{name} kommun", county=county, nuts3="SE110"
        )
    call_command("first_steps_link")
    page = open_page(capsys.readouterr().out.strip().removeprefix("http://localhost:8000"))
    password = {"password": factories.PASSWORD, "again": factories.PASSWORD}
    assert not barriers(page)
    fill(page, {"name": "Åsa Först", "email": "asa@example.org", **password})
    send(page)
    follow(page, reverse("first-steps-cooperation"))
    founded = {"name": "Mälarköp", "jurisdiction": "SE", "currency": "SEK"}
    fill(page, {**founded, "municipality": "Stockholm (Stockholms län)"})
    send(page)
    assert not barriers(page)
    follow(page, reverse("first-steps-members"))
    assert not barriers(page)
    for name in ("Stockholm", "Solna"):
        page.get_by_label(name, exact=True).check()
    fill(page, {"held_on": "2026-01-15", "wording": "Vi köper tillsammans."})
    send(page)
    follow(page, reverse("first-steps-officers"))
    add_row(page, "people")
    fill(page, {"people-0-name": "Bo", "people-0-email": "bo@example.org", "people-0-role": "regional_manager"})
    send(page)
    expect(page.locator(f"main a[href='{reverse('agreement-import')}']").first).to_be_visible()
    assert Membership.objects.filter(cooperation=Cooperation.objects.get()).count() == 2
    assert User.objects.get(email="bo@example.org").appointments.exists()


def test_a_purchaser_signs_in_and_searches_by_keyboard_alone(swedish, open_page):
    agreement = in_force(swedish.cooperation, owner=swedish.municipality)
    page = open_page("/")
    tab_to(page, f"a[href='{reverse('account_login')}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    tab_to(page, "[name=login]")
    page.keyboard.type(swedish.purchaser.email)
    tab_to(page, "[name=password]")
    page.keyboard.type(factories.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "main [name=q]")
    page.keyboard.type("städ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buy/?q=*")
    tab_to(page, f"a[href='{agreement.get_absolute_url()}']", most=120)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(agreement.title)


def test_leaving_a_form_in_which_something_was_typed_is_asked_about(swedish, open_page):
    asked = []
    page = open_page(reverse("agreement-new"), user=swedish.officer)
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_title").press_sequentially("Städ")
    page.locator(".site-name").click()
    page.wait_for_url(lambda url: "new" not in url)
    assert asked == ["beforeunload"]
