"""Typed changes: proposed, confirmed by another where the agreement grows, in effect on their day."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from agreements.data import ChangeData, TurnoverRow
from agreements.facts import last_day_of, with_children
from agreements.models import Agreement, AgreementChange, AgreementSearch, ExtensionOption, LotSupplier
from agreements.services import ceilings
from agreements.services.changes import confirm, propose, take_effect_due, withdraw
from agreements.states import AgreementStatus, CallOffMethod
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.agreements import ledger

TODAY = date(2026, 11, 20)
LATER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        yield


@pytest.fixture
def agreement(cast):
    """Until 31 December 2027, no option open, 1000 kr in all and 600 in each of two lots."""
    made = ledger.agreement_with_lots(cast)
    made.options.all().delete()
    return made


def change_of(kind, **said):
    return ChangeData(**{"kind": kind, "effective_on": TODAY, "justification": "Because of the need.", **said})


def raised(to="1200", basis=LegalBasis.UNFORESEEN, **said):
    return change_of(ChangeKind.MAXIMUM, new_maximum=Decimal(to), legal_basis=basis, **said)


def proposed(cast, agreement, data):
    return propose(by=cast.officer, agreement_id=agreement.pk, data=data)


def done(cast, agreement, data, by=None):
    """Proposed by the officer and confirmed by the manager; the agreement read afresh."""
    change = proposed(cast, agreement, data)
    change = confirm(by=by or cast.manager, change_id=change.pk, version=change.version)
    agreement.refresh_from_db()
    return change


def refused(cast, agreement, data):
    with pytest.raises(Refused) as refusal:
        proposed(cast, agreement, data)
    return [reason.field for reason in refusal.value.answer.reasons]


def test_a_proposed_change_changes_nothing(cast, agreement):
    change = proposed(cast, agreement, raised())
    agreement.refresh_from_db()
    assert (change.status, change.needs_two, agreement.maximum_value) == (ChangeStatus.PROPOSED, True, 1000)
    assert agreement.version == 1
    assert [event.action for event in audit.history(change)] == ["agreement_change.proposed"]


def test_growth_wants_another_person(cast, agreement):
    change = proposed(cast, agreement, raised())
    with pytest.raises(Refused):
        confirm(by=cast.officer, change_id=change.pk, version=change.version)
    confirm(by=cast.manager, change_id=change.pk, version=change.version)
    agreement.refresh_from_db()
    change.refresh_from_db()
    assert (agreement.maximum_value, agreement.version) == (1200, 2)
    assert (change.status, change.confirmed_by) == (ChangeStatus.IN_EFFECT, cast.manager)
    assert change.before["maximum_value"] == "1000.00"
    assert change.touched["ceilings"][0]["before"]["left"] == "1000.00"
    assert change.touched["ceilings"][0]["after"]["left"] == "1200.00"
    event = audit.history(agreement).first()
    assert (event.action, event.changes["maximum_value"]) == ("agreement.changed", ["1000.00", "1200.00"])
    with pytest.raises(Refused):
        confirm(by=cast.manager, change_id=change.pk, version=change.version)


@pytest.mark.parametrize("confirmed_by", [None, "officer"])
def test_postgresql_wants_two_persons_too(cast, agreement, confirmed_by):
    change = proposed(cast, agreement, raised())
    row = AgreementChange.objects.filter(pk=change.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(status=ChangeStatus.IN_EFFECT, confirmed_by=cast.user(confirmed_by) if confirmed_by else None)
    for kind in (ChangeKind.SCOPE, ChangeKind.EXTENSION, ChangeKind.SUPPLIER_REPLACED):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(kind=kind, needs_two=False)


def test_only_the_office_changes(cast, agreement):
    change = proposed(cast, agreement, raised())
    for actor in ("administrator", "contact", "purchaser", "working", "steering", "supplier", "stranger", "nobody"):
        user = cast.user(actor)
        with pytest.raises(Refused):
            propose(by=user, agreement_id=agreement.pk, data=raised())
        with pytest.raises(Refused):
            confirm(by=user, change_id=change.pk, version=change.version)
        with pytest.raises(Refused):
            withdraw(by=user, change_id=change.pk, version=change.version, reason="No")


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(1200)}, ["legal_basis"]),
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(1200), "legal_basis": "successor"}, ["legal_basis"]),
        # Half of 1000 is 500, ten per cent are 100.
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(1501), "legal_basis": "additional"}, ["legal_basis"]),
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(1100), "legal_basis": "small_value"}, ["legal_basis"]),
        ({"kind": ChangeKind.MAXIMUM, "legal_basis": "unforeseen"}, ["new_maximum"]),
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(1000)}, ["new_maximum"]),
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(500)}, ["new_maximum", "new_maximum"]),  # two lots of 600
        ({"kind": ChangeKind.MAXIMUM, "new_maximum": Decimal(900), "legal_basis": "overrun"}, ["new_maximum"]),
        ({"kind": ChangeKind.EXTENSION, "new_last_day": date(2028, 6, 30)}, ["legal_basis"]),
        (
            {"kind": ChangeKind.EXTENSION, "new_last_day": date(2027, 12, 31), "legal_basis": "unforeseen"},
            ["new_last_day"],
        ),
        (
            {
                "kind": ChangeKind.EXTENSION,
                "new_last_day": date(2028, 6, 30),
                "effective_on": date(2028, 1, 1),
                "legal_basis": "unforeseen",
            },
            ["effective_on"],
        ),
        ({"kind": ChangeKind.PRICE}, ["percent"]),
        ({"kind": ChangeKind.PRICE, "percent": Decimal(-100)}, ["percent"]),
        ({"kind": ChangeKind.INDEX, "percent": Decimal("2.5")}, ["index_name"]),
        ({"kind": ChangeKind.SCOPE, "legal_basis": "unforeseen"}, ["description"]),
        ({"kind": ChangeKind.OWNER}, ["new_owner"]),
        ({"kind": ChangeKind.TERMINATION, "effective_on": date(2028, 1, 1)}, ["effective_on"]),
        ({"kind": ChangeKind.TERMINATION, "effective_on": date(2024, 1, 1)}, ["effective_on"]),
        ({"kind": ChangeKind.SUPPLIER_RENAMED, "new_name": "Nya AB"}, ["supplier"]),
        ({"kind": ChangeKind.PRICE, "percent": Decimal(2), "justification": " "}, ["justification"]),
    ],
)
def test_what_a_change_lacks_is_said_at_its_field(cast, agreement, said, fields):
    assert refused(cast, agreement, change_of(**said)) == fields
    assert not AgreementChange.objects.exists()


def test_drafts_are_edited_instead(cast):
    refused(cast, factories.make_draft(cast.cooperation), raised())


def test_small_values_add_up(cast, agreement):
    """Ten per cent of the original 1000 are 100: after 60, 40 more would reach it, 39 do not."""
    done(cast, agreement, raised("1060", LegalBasis.SMALL_VALUE))
    assert refused(cast, agreement, raised("1100", LegalBasis.SMALL_VALUE)) == ["legal_basis"]
    done(cast, agreement, raised("1099", LegalBasis.SMALL_VALUE))
    assert agreement.maximum_value == 1099


def test_a_maximum_is_lowered_by_one_person_to_what_is_taken(cast, agreement):
    agreement.lots.update(maximum_value=None)
    ledger.call_off(cast, agreement, "400")
    assert refused(cast, agreement, change_of(ChangeKind.MAXIMUM, new_maximum=Decimal("399.99"))) == ["new_maximum"]
    change = done(cast, agreement, change_of(ChangeKind.MAXIMUM, new_maximum=Decimal(400)), by=cast.officer)
    assert (agreement.maximum_value, change.needs_two) == (400, False)


def test_a_lot_has_a_maximum_of_its_own(cast, agreement):
    lot = agreement.lots.first()
    assert refused(cast, agreement, raised("1001", LegalBasis.REVIEW_CLAUSE, lot_id=lot.pk)) == ["new_maximum"]
    done(cast, agreement, raised("800", lot_id=lot.pk))
    assert [row.maximum_value for row in agreement.lots.all()] == [800, 600]


def test_an_overrun_lets_turnover_be_recorded_and_opens_nothing(cast, agreement):
    agreement.lots.update(maximum_value=None)
    lot = agreement.lots.first()

    def enter(amount):
        row = TurnoverRow(cast.municipality.pk, Decimal(amount), lot.pk)
        ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=ledger.turnover(row, source=amount))

    with pytest.raises(Refused):
        enter("1100")
    change = done(cast, agreement, raised("1100", LegalBasis.OVERRUN))
    assert (agreement.maximum_value, agreement.overrun_value) == (1000, 1100)
    assert change.before == {"maximum_value": "1000.00", "overrun_value": None}
    enter("1100")
    assert refused(cast, agreement, raised("1050", LegalBasis.OVERRUN)) == ["new_maximum"]


def test_extension_past_the_options(cast, agreement):
    longer = change_of(
        ChangeKind.EXTENSION, new_last_day=date(2030, 6, 30), legal_basis=LegalBasis.UNFORESEEN, effective_on=LATER
    )
    change = done(cast, agreement, longer)
    assert (change.status, agreement.last_day) == (ChangeStatus.CONFIRMED, date(2027, 12, 31))
    assert take_effect_due(LATER) == 1
    agreement.refresh_from_db()
    assert (agreement.ends_on, agreement.last_day) == (date(2027, 12, 31), date(2030, 6, 30))
    assert agreement.latest_contract_end_on == date(2030, 6, 30)  # it was 28 December 2029


def test_an_extension_waits_for_the_options(cast):
    agreement = factories.make_agreement(cast.cooperation)
    longer = change_of(ChangeKind.EXTENSION, new_last_day=date(2028, 6, 30), legal_basis=LegalBasis.UNFORESEEN)
    assert refused(cast, agreement, longer) == ["new_last_day"]
    ExtensionOption.objects.update(state="declined")
    assert done(cast, agreement, longer).status == ChangeStatus.IN_EFFECT


def test_supplier_renamed(cast, agreement):
    renamed = change_of(
        ChangeKind.SUPPLIER_RENAMED, supplier_id=cast.supplier_company.pk, new_name="Bofink  Renhållning AB"
    )
    change = done(cast, agreement, renamed, by=cast.officer)
    cast.supplier_company.refresh_from_db()
    assert cast.supplier_company.name == "Bofink Renhållning AB"
    assert change.before == {"supplier": "Bokfink Städ AB"}
    assert "renhållning" in AgreementSearch.objects.get(agreement=agreement).text
    assert audit.history(cast.supplier_company).first().changes["name"][1] == "Bofink Renhållning AB"


@pytest.fixture
def ranked(cast, agreement):
    """The first lot: three suppliers in rank; the second: the first of them alone."""
    lot = agreement.lots.first()
    lot.call_off_method = CallOffMethod.RANKING
    lot.save()
    lot.suppliers.update(rank=1)
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier, rank=2)
    LotSupplier.objects.create(lot=lot, supplier=factories.make_supplier("Tredje AB"), rank=3)
    return agreement


def places(agreement):
    return [[(place.supplier.name, place.rank) for place in lot.suppliers.all()] for lot in agreement.lots.all()]


def test_supplier_replaced_takes_the_place(cast, ranked):
    heir = factories.make_supplier("Arvinge AB")
    took = change_of(
        ChangeKind.SUPPLIER_REPLACED,
        supplier_id=cast.supplier_company.pk,
        successor_id=heir.pk,
        legal_basis=LegalBasis.SUCCESSOR,
    )
    done(cast, ranked, took)
    assert places(ranked) == [
        [("Arvinge AB", 1), ("Grönsiska Städ AB", 2), ("Tredje AB", 3)],
        [("Arvinge AB", None)],
    ]
    assert "arvinge" in AgreementSearch.objects.get(agreement=ranked).text


def test_supplier_replaced_in_one_lot_by_nobody_who_is_there(cast, ranked):
    lots = ranked.lots.all()
    took = {"supplier_id": cast.supplier_company.pk, "legal_basis": LegalBasis.SUCCESSOR, "kind": "supplier_replaced"}
    assert refused(cast, ranked, change_of(**took, successor_id=cast.other_supplier.pk)) == ["successor"]
    assert refused(cast, ranked, change_of(**took)) == ["successor"]
    done(cast, ranked, change_of(**took, successor_id=cast.other_supplier.pk, lot_id=lots[1].pk))
    assert places(ranked)[1] == [("Grönsiska Städ AB", None)]


def test_supplier_bankrupt_leaves_and_the_others_move_up(cast, ranked):
    ledger.call_off(cast, ranked, "300")
    ledger.call_off(cast, ranked, "200", supplier=cast.other_supplier)
    change = done(cast, ranked, change_of("supplier_bankrupt", supplier_id=cast.supplier_company.pk), by=cast.officer)
    assert places(ranked) == [[("Grönsiska Städ AB", 1), ("Tredje AB", 2)], []]
    assert (change.touched["call_offs"]["count"], change.touched["call_offs"]["sum"]) == (1, "300.00")


def test_scope_is_told(cast, agreement):
    wider = change_of(ChangeKind.SCOPE, description="Windows too", legal_basis=LegalBasis.NOT_SUBSTANTIAL)
    assert done(cast, agreement, wider).status == ChangeStatus.IN_EFFECT
    assert audit.history(agreement).first().action == "agreement.changed"


def test_owner_transferred(cast, agreement):
    assert refused(cast, agreement, change_of(ChangeKind.OWNER, new_owner_id=cast.municipality.pk)) == ["new_owner"]
    done(cast, agreement, change_of(ChangeKind.OWNER, new_owner_id=cast.neighbour.pk), by=cast.officer)
    assert agreement.owner == cast.neighbour
    factories.make_agreement(cast.cooperation, cast.municipality, number=agreement.number)
    back = change_of(ChangeKind.OWNER, new_owner_id=cast.municipality.pk)
    with pytest.raises(Refused):
        done(cast, agreement, back, by=cast.officer)


def test_termination_on_a_day(cast, agreement):
    change = done(cast, agreement, change_of(ChangeKind.TERMINATION, effective_on=LATER), by=cast.officer)
    assert (change.status, agreement.status) == (ChangeStatus.CONFIRMED, AgreementStatus.PUBLISHED)
    take_effect_due(LATER)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.terminated_on) == (AgreementStatus.TERMINATED, LATER)
    assert refused(cast, agreement, change_of(ChangeKind.PRICE, percent=Decimal(2))) == [None]
    done(cast, agreement, raised("1100", LegalBasis.OVERRUN))


def test_a_change_takes_effect_once(cast, agreement):
    done(cast, agreement, raised(effective_on=LATER))
    assert take_effect_due(date(2026, 11, 30)) == 0
    assert take_effect_due(date(2026, 12, 24)) == 1  # it catches up
    assert take_effect_due(date(2026, 12, 24)) == 0
    agreement.refresh_from_db()
    assert (agreement.maximum_value, agreement.version) == (1200, 2)


def test_a_change_is_withdrawn_until_its_day(cast, agreement):
    change = done(cast, agreement, raised(effective_on=LATER))
    with pytest.raises(Refused):
        withdraw(by=cast.officer, change_id=change.pk, version=change.version, reason=" ")
    withdraw(by=cast.officer, change_id=change.pk, version=change.version, reason="Not needed")
    assert take_effect_due(LATER) == 0
    in_effect = done(cast, agreement, raised("1100"))
    with pytest.raises(Refused):
        withdraw(by=cast.officer, change_id=in_effect.pk, version=in_effect.version, reason="Too late")


def test_one_that_has_become_impossible_holds_up_no_other(cast, agreement):
    agreement.lots.update(maximum_value=None)
    lowered = done(cast, agreement, change_of("maximum", new_maximum=Decimal(300), effective_on=LATER), by=cast.officer)
    ledger.call_off(cast, agreement, "301")
    other = factories.make_agreement(cast.cooperation, option_months=())
    done(cast, other, raised("1600000", effective_on=LATER))
    assert take_effect_due(LATER) == 1
    lowered.refresh_from_db()
    assert lowered.status == ChangeStatus.CONFIRMED
    withdraw(by=cast.officer, change_id=lowered.pk, version=lowered.version, reason="It is used up")


def test_what_was_lower_and_would_now_grow_is_refused_on_its_day(cast, agreement):
    """900 is below 1000 when one person confirms it; once the maximum is 700, it would be growth by one person."""
    lower = change_of(ChangeKind.MAXIMUM, new_maximum=Decimal(900), effective_on=LATER)
    done(cast, agreement, lower, by=cast.officer)
    done(cast, agreement, change_of(ChangeKind.MAXIMUM, new_maximum=Decimal(700)), by=cast.officer)
    assert take_effect_due(LATER) == 0
    assert Agreement.objects.get(pk=agreement.pk).maximum_value == 700


def test_a_change_that_moved_on_is_a_conflict(cast, agreement):
    change = proposed(cast, agreement, raised(effective_on=LATER))
    confirm(by=cast.manager, change_id=change.pk, version=1)
    with pytest.raises(Conflict):
        withdraw(by=cast.officer, change_id=change.pk, version=1, reason="No")


def test_editing_after_an_extension_keeps_the_last_day(cast):
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, option_months=())
    longer = change_of(ChangeKind.EXTENSION, new_last_day=date(2028, 6, 30), legal_basis=LegalBasis.UNFORESEEN)
    done(cast, agreement, longer)
    assert last_day_of(with_children(agreement)) == date(2028, 6, 30)
