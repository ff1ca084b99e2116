"""The sample tells facts from the source, marks what it assumes, and gives no real company a deed."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from agreements.models import (
    Agreement,
    CallOff,
    CeilingBalance,
    CeilingEntry,
    ExtensionOption,
    LotSupplier,
    NonConformity,
    OffContractPurchase,
)
from portal.accounts.models import User
from portal.governance.models import Meeting
from portal.jobs.models import Job
from portal.organisations.models import Cooperation, Membership, OrganisationKind
from portal.reference.loading import load_reference
from portal.sample.accounts import PASSWORD
from portal.sample.clock import happened
from portal.sample.loading import load
from portal.sample.register import LAYOUT, years_moved
from portal.workflow import audit
from procurements.models import DialogueContact, Procurement, Proposal
from procurements.rules.gates import gate
from procurements.states.stages import MACHINE

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """The whole sample, loaded once for this module and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        load(TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(sample, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_years_moved() -> None:
    # The last notice of the source is of 30 September 2021, so its agreement began on 1 January 2022; in 2026 it is
    # moved by four years, on whatever day of the year.
    assert years_moved(date(2026, 1, 1)) == 4
    assert years_moved(date(2026, 12, 31)) == 4


def test_register_is_the_source_s(loaded) -> None:
    real = Agreement.objects.filter(source_layout=LAYOUT)
    assert real.count() == 766
    assert real.filter(kind="framework").count() == 281
    assert not real.filter(maximum_value__isnull=False).exists()
    assert not real.filter(assumption="").exists()
    assert not real.exclude(assumed__contains=["starts_on", "ends_on"]).exists()
    assert not real.filter(starts_on__gt=TODAY).exists()


def test_drafts_say_why(loaded) -> None:
    from agreements.rules import ready_to_publish

    drafts = Agreement.objects.filter(source_layout=LAYOUT, status="draft")
    # 360 procurements without a known supplier, and those whose call-off method the source does not say
    assert drafts.filter(lots=None).count() == 360
    assert all(not ready_to_publish(draft) for draft in drafts[:20])


def test_invention_and_fact_stay_apart(loaded) -> None:
    invented = LotSupplier.objects.exclude(lot__agreement__source_layout=LAYOUT)
    assert invented.exists()
    assert all(
        place.supplier.name.startswith(("Exempel ", "Eksempel ")) for place in invented.select_related("supplier")
    )
    real = LotSupplier.objects.filter(lot__agreement__source_layout=LAYOUT)
    assert not real.filter(supplier__is_sample=True).exists()


def test_members(loaded) -> None:
    municipalities = Membership.objects.filter(organisation__kind=OrganisationKind.MUNICIPALITY)
    stockholm = municipalities.filter(cooperation__currency="SEK")
    assert stockholm.count() == 11
    founders = {"Nacka kommun", "Täby kommun", "Vaxholms kommun"}
    assert set(stockholm.filter(is_sample=False).values_list("organisation__name", flat=True)) == founders
    assert municipalities.filter(cooperation__currency="NOK").count() == 7
    assert not Membership.objects.filter(decided_by=None).exists()
    assert Membership.objects.filter(organisation__kind=OrganisationKind.COMPANY).count() == 4


def test_every_invented_framework_is_published_by_the_rules(loaded) -> None:
    invented = Agreement.objects.filter(is_sample=True, source_layout="").exclude(status="draft")
    assert invented.count() == 18


def test_trade_is_whole_and_invented(loaded) -> None:
    call_command("check_ledgers")
    assert CallOff.objects.filter(is_sample=False).count() == 0
    assert not CallOff.objects.exclude(agreement__is_sample=True).exists()
    assert CallOff.objects.order_by("called_off_on")[0].called_off_on.year == TODAY.year - 3
    ceilings = {
        row.agreement.number: (row.reserved + row.used) / row.agreement.maximum_value
        for row in CeilingBalance.objects.filter(is_whole=True, agreement__maximum_value__isnull=False).select_related(
            "agreement"
        )
    }
    assert ceilings["STIC-2024-02"] == 1
    assert ceilings["STIC-2024-07"] == Decimal("0.88")
    assert ceilings["STIC-2023-11"] == Decimal("0.965")


def test_history_is_as_old_as_what_it_tells(loaded) -> None:
    for call_off in CallOff.objects.all():
        made, *ended = audit.history(call_off).order_by("id")
        assert (made.action, made.at.date()) == ("call_off.made", call_off.called_off_on)
        assert call_off.created_at == made.at
        assert all(made.at < event.at for event in ended)
    for purchase in OffContractPurchase.objects.all():
        assert audit.history(purchase).get().at.date() == purchase.bought_on
    assert all(entry.at.date() == entry.day for entry in CeilingEntry.objects.all()[:200])


@pytest.mark.parametrize("name", ["leverantor", "partner"])
def test_each_supplier_has_a_non_conformity_to_answer(loaded, name) -> None:
    user = User.objects.get(email=f"{name}@samkop.example")
    (waiting,) = NonConformity.objects.visible_to(user).filter(status="sent")
    assert waiting.answer_by > TODAY


def test_a_report_of_each_cooperation_waits_for_a_worker(loaded) -> None:
    jobs = Job.objects.filter(kind="steering-report", status="queued")
    assert [job.params["cooperation"] for job in jobs.order_by("pk")] == list(
        Cooperation.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_an_option_is_due_next_month(loaded) -> None:
    due = ExtensionOption.objects.filter(state="open", notice_by__year=2026, notice_by__month=12)
    assert [option.agreement.number for option in due] == ["STIC-2025-01"]


@pytest.mark.parametrize("currency", ["SEK", "NOK"])
def test_procurements_stand_in_every_stage_up_to_the_notice(loaded, currency) -> None:
    rows = Procurement.objects.filter(cooperation__currency=currency)
    stages = set(rows.values_list("stage", flat=True))
    assert {"draft", "planned", "participation", "dialogue", "specification", "ready", "published"} <= stages
    assert "completed" in stages
    assert not rows.filter(is_sample=False).exists()
    for name in ("dialogue_contacts", "requirements", "participations", "documents", "checklist", "estimates"):
        assert rows.filter(**{f"{name}__isnull": False}).exists(), name


@pytest.mark.parametrize("currency", ["SEK", "NOK"])
def test_every_outcome_of_a_proposal_is_there(loaded, currency) -> None:
    states = set(Proposal.objects.filter(cooperation__currency=currency).values_list("state", flat=True))
    assert states == {"proposed", "together", "members", "national", "later", "merged"}


def test_meetings_of_the_past_have_been_held(loaded) -> None:
    assert set(Meeting.objects.filter(held_on__lt=TODAY).values_list("state", flat=True)) == {"held", "approved"}
    assert not Meeting.objects.filter(held_on__gt=TODAY, state__in=("held", "approved")).exists()


def test_stages_were_entered_when_their_history_says(loaded) -> None:
    for procurement in Procurement.objects.all():
        steps = audit.history(procurement).filter(action__in=[f"procurement.{name}" for name in MACHINE.transitions])
        told = [event.at.date() for event in steps.order_by("id")]
        assert told == list(procurement.entries.order_by("id").values_list("entered_on", flat=True))
        assert all(day < TODAY for day in told)


def test_what_is_ready_lacks_nothing(loaded) -> None:
    for procurement in Procurement.objects.filter(stage="ready"):
        with happened(TODAY):
            assert gate("made_ready", procurement)


def test_suppliers_of_procurements_are_invented(loaded) -> None:
    names = DialogueContact.objects.values_list("name", flat=True)
    assert names
    assert all(name.startswith(("Exempel ", "Eksempel ")) for name in names)


def test_every_account_of_the_sample_is_told(loaded, capsys) -> None:
    call_command("sample_accounts")
    told = capsys.readouterr().out
    assert PASSWORD in told
    assert {email for email in User.objects.values_list("email", flat=True) if f" {email} " not in told} == set()


def test_load_sample_refuses_a_portal_in_use(cast) -> None:
    with pytest.raises(CommandError):
        call_command("load_sample")
    call_command("load_sample", if_empty=True)
