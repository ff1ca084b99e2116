"""The register's verbs: what they write, what they refuse, and what the history keeps."""

import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements import services
from agreements.data import BuyerData, LotData, LotSupplierData, OptionData
from agreements.models import Agreement, AgreementSearch
from agreements.states import AgreementKind, AgreementStatus, CallOffMethod, OptionState
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.agreements.builders import as_stored, draft, framework


def refusal(call, **arguments) -> list[str]:
    """The fields that a refused call names."""
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return [reason.field for reason in refused.value.answer.reasons]


def published(cast, **said):
    data = framework(cast, **said)
    agreement = services.register(by=cast.officer, data=data)
    return services.publish(by=cast.officer, agreement_id=agreement.pk, version=1), as_stored(agreement, data)


def test_agreement_registered_with_a_title_only(cast):
    agreement = services.register(by=cast.officer, data=draft(cast))
    assert (agreement.status, agreement.version, agreement.currency) == (AgreementStatus.DRAFT, 1, "SEK")
    event = audit.history(agreement).get()
    assert (event.action, event.actor) == ("agreement.registered", cast.officer)


def test_agreement_registered_whole(cast):
    before = cast.cooperation.register_version
    agreement = services.register(by=cast.officer, data=framework(cast))
    stored = Agreement.objects.get(pk=agreement.pk)
    assert stored.last_day == date(2029, 5, 31)
    assert [str(cpv) for cpv in stored.cpvs.filter(is_main=True)] == ["90910000"]
    places = [place for lot in stored.lots.all() for place in lot.suppliers.all()]
    assert [(place.supplier, place.rank) for place in places] == [
        (cast.supplier_company, 1),
        (cast.other_supplier, 2),
    ]
    assert {b.organisation: b.is_binding for b in stored.buyers.all()} == {
        cast.municipality: True,
        cast.neighbour: False,
    }
    changes = audit.history(stored).get().changes
    assert changes["maximum_value"] == [None, "12000000"]
    assert changes["lots"][1][0]["suppliers"][0] == {"supplier": "Bokfink Städ AB", "rank": 1, "share": None}
    assert "bokfink" in AgreementSearch.objects.get(agreement=stored).text
    cast.cooperation.refresh_from_db()
    assert cast.cooperation.register_version == before + 1


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("manager", True),
        ("officer", True),
        ("contact", True),
        ("administrator", False),
        ("purchaser", False),
        ("working", False),
        ("steering", False),
        ("expert", False),
        ("supplier", False),
        ("stranger", False),
        ("nobody", False),
    ],
)
def test_agreement_registered_by_office_and_contact(cast, actor, may):
    data = draft(cast, owner_id=cast.municipality.pk)
    if may:
        assert services.register(by=cast.user(actor), data=data).pk
    else:
        refusal(services.register, by=cast.user(actor), data=data)
        assert not Agreement.objects.exists()


def test_contact_registers_for_the_own_organisation_only(cast):
    refusal(services.register, by=cast.contact, data=draft(cast, owner_id=cast.neighbour.pk))
    refusal(services.register, by=cast.contact, data=draft(cast))
    agreement = services.register(by=cast.contact, data=framework(cast))
    moved = replace(as_stored(agreement, framework(cast)), owner_id=cast.neighbour.pk)
    refusal(services.update, by=cast.contact, agreement_id=agreement.pk, version=1, data=moved)
    refusal(services.publish, by=cast.contact, agreement_id=agreement.pk, version=1)


def lots(*places: LotSupplierData) -> tuple[LotData, ...]:
    return (LotData(number="A", suppliers=places),)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "  "}, "title"),
        ({"starts_on": date(2027, 1, 1), "ends_on": date(2026, 12, 31)}, "ends_on"),
        (
            {"ends_on": date(2027, 1, 1), "latest_contract_end_on": date(2026, 12, 31)},
            "latest_contract_end_on",
        ),
        ({"estimated_value": Decimal(-1)}, "estimated_value"),
        ({"maximum_value": Decimal(0)}, "maximum_value"),
        ({"options": (OptionData(0),)}, "options"),
        ({"options": (OptionData(241),)}, "options"),
        ({"lots": lots(LotSupplierData(1), LotSupplierData(1))}, "lots.A.suppliers"),
        ({"lots": lots(LotSupplierData(1, rank=1), LotSupplierData(2, rank=1))}, "lots.A.suppliers"),
        ({"lots": lots(LotSupplierData(1, rank=0))}, "lots.A.suppliers"),
        ({"lots": lots(LotSupplierData(1, share=Decimal("100.01")))}, "lots.A.suppliers"),
        ({"lots": (LotData(maximum_value=Decimal(-5)),)}, "lots.1.maximum_value"),
        ({"buyers": (BuyerData(1), BuyerData(1))}, "buyers"),
        ({"cpvs": ("90910000", "90910000")}, "cpvs"),
    ],
)
def test_a_draft_that_contradicts_itself_is_refused(cast, said, field):
    assert refusal(services.register, by=cast.officer, data=replace(draft(cast), **said)) == [field]
    assert not Agreement.objects.exists()


def test_a_number_is_the_owners_once(cast):
    services.register(by=cast.officer, data=framework(cast))
    again = replace(framework(cast), title="Another")
    assert refusal(services.register, by=cast.officer, data=again) == ["number"]
    services.register(by=cast.officer, data=replace(again, owner_id=cast.neighbour.pk))


def test_agreement_published_when_the_rules_are_kept(cast):
    agreement, _ = published(cast)
    assert agreement.status == AgreementStatus.PUBLISHED
    assert agreement.version == 2
    assert [event.action for event in audit.history(agreement)] == ["agreement.published", "agreement.registered"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        # Rule 1: 1 June 2026 to 31 May 2029 and an option of 13 months is a month more than four years.
        ({"options": (OptionData(13),)}, "duration_reason"),
        ({"latest_contract_end_on": None}, "latest_contract_end_on"),  # rule 2
        ({"estimated_value": None}, "estimated_value"),  # rule 3
        ({"maximum_value": None}, "maximum_value"),
        ({"buyers": ()}, "buyers"),  # rule 4
        ({"number": ""}, "number"),
        ({"owner_id": None}, "owner"),
        ({"cpvs": ()}, "cpvs"),
        ({"starts_on": None}, "starts_on"),
        ({"lots": ()}, "lots"),
    ],
)
def test_publication_refused_until_the_rules_are_kept(cast, said, field):
    agreement = services.register(by=cast.officer, data=framework(cast, **said))
    fields = refusal(services.publish, by=cast.officer, agreement_id=agreement.pk, version=1)
    assert fields == [field]
    assert Agreement.objects.get().status == AgreementStatus.DRAFT


def test_publication_needs_a_way_to_choose_between_suppliers(cast):  # rule 5
    data = framework(cast)
    (lot,) = data.lots
    agreement = services.register(by=cast.officer, data=replace(data, lots=(replace(lot, call_off_method=""),)))
    assert refusal(services.publish, by=cast.officer, agreement_id=agreement.pk, version=1) == [
        "lots.1.call_off_method"
    ]


def test_a_longer_framework_is_published_with_its_reason(cast):
    agreement, _ = published(cast, options=(OptionData(24),), duration_reason="Machines last ten years.")
    assert agreement.status == AgreementStatus.PUBLISHED


def test_published_agreement_edited_with_a_reason(cast):
    agreement, data = published(cast)
    new = replace(data, description="With window cleaning", maximum_value=Decimal("11500000"))
    arguments = {"by": cast.officer, "agreement_id": agreement.pk, "version": 2, "data": new}
    assert refusal(services.update, **arguments) == ["reason"]
    services.update(**arguments, reason="The maximum was mistyped")
    event = audit.history(agreement).first()
    assert event.reason == "The maximum was mistyped"
    assert event.changes == {
        "description": [None, "With window cleaning"],
        "maximum_value": ["12000000.00", "11500000"],
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda cast, data: {"options": (OptionData(13, id=data.options[0].id),)}, "options"),
        (lambda cast, data: {"ends_on": date(2029, 6, 1)}, "ends_on"),
        (lambda cast, data: {"maximum_value": Decimal("12500000")}, "maximum_value"),
        (lambda cast, data: {"latest_contract_end_on": None}, "latest_contract_end_on"),
        (lambda cast, data: {"maximum_value": None}, "maximum_value"),
        (
            lambda cast, data: {"buyers": (*data.buyers, BuyerData(cast.other_cooperation.host_id))},
            "buyers",
        ),
        (
            lambda cast, data: {
                "lots": (
                    replace(
                        data.lots[0],
                        suppliers=(*data.lots[0].suppliers, LotSupplierData(factories.make_supplier("New AB").pk, 3)),
                    ),
                )
            },
            "lots",
        ),
        (  # a supplier of one lot does not join another
            lambda cast, data: {"lots": (*data.lots, LotData(number="2", suppliers=data.lots[0].suppliers[:1]))},
            "lots",
        ),
        (  # nor anybody, by the agreement being called a contract for a while
            lambda cast, data: {
                "kind": AgreementKind.CONTRACT,
                "buyers": (*data.buyers, BuyerData(cast.other_cooperation.host_id)),
            },
            "kind",
        ),
        (lambda cast, data: {"lots": (*data.lots, data.lots[0])}, None),  # the same row twice
        (lambda cast, data: {"lots": (replace(data.lots[0], call_off_method=""),)}, "lots.1.call_off_method"),
    ],
)
def test_published_agreement_goes_on_keeping_rules_1_to_5(cast, change, field):
    agreement, data = published(cast)
    new = replace(data, **change(cast, data))
    arguments = {"by": cast.officer, "agreement_id": agreement.pk, "version": 2, "data": new}
    assert refusal(services.update, **arguments, reason="Because") == [field]
    stored = Agreement.objects.get()
    assert (stored.version, stored.buyers.count()) == (2, 2)


def test_a_contract_may_be_joined_later(cast):
    agreement, data = published(cast, kind=AgreementKind.CONTRACT)
    new = replace(data, buyers=(*data.buyers, BuyerData(cast.other_cooperation.host_id)))
    services.update(by=cast.officer, agreement_id=agreement.pk, version=2, data=new, reason="A new buyer")
    assert Agreement.objects.get().buyers.count() == 3


def test_the_second_of_two_officers_hears_what_the_first_changed(cast):
    data = framework(cast)
    agreement = services.register(by=cast.officer, data=data)
    data = as_stored(agreement, data)
    for maximum in ("13000000", "14000000"):
        services.update(
            by=cast.manager,
            agreement_id=agreement.pk,
            version=Agreement.objects.get().version,
            data=replace(data, maximum_value=Decimal(maximum)),
        )
    with pytest.raises(Conflict) as conflict:
        services.update(by=cast.officer, agreement_id=agreement.pk, version=1, data=replace(data, title="Mine"))
    assert conflict.value.version == 3
    assert conflict.value.who == [cast.manager.name]
    assert conflict.value.changes == {"maximum_value": ("12000000.00", "14000000")}
    assert Agreement.objects.get().title == "Städning av skolor"


def test_nothing_changed_is_no_edit(cast):
    data = framework(cast)
    agreement = services.register(by=cast.officer, data=data)
    services.update(by=cast.officer, agreement_id=agreement.pk, version=1, data=as_stored(agreement, data))
    assert Agreement.objects.get().version == 1
    assert audit.history(agreement).count() == 1


def test_lots_and_options_keep_their_identity(cast):
    data = framework(cast)
    agreement = services.register(by=cast.officer, data=data)
    stored = as_stored(agreement, data)
    lot, option = agreement.lots.get(), agreement.options.get()
    option.state = OptionState.USED
    option.save()
    new = replace(
        stored,
        lots=(
            LotData(number="0", call_off_method=CallOffMethod.SINGLE),
            replace(stored.lots[0], title="Renamed", suppliers=(LotSupplierData(cast.other_supplier.pk, rank=1),)),
        ),
    )
    services.update(by=cast.officer, agreement_id=agreement.pk, version=1, data=new)
    assert [(row.number, row.title) for row in agreement.lots.order_by("position")] == [("0", ""), ("1", "Renamed")]
    assert agreement.lots.get(number="1").pk == lot.pk
    assert lot.suppliers.get().supplier == cast.other_supplier
    # The used option of twelve months prolongs the last day to call off from 31 May 2029.
    assert Agreement.objects.get().last_day == date(2030, 5, 31)


def test_contracts_may_run_as_long_as_calls_may_be_made(cast):
    agreement, data = published(cast)
    # Extended past its options, from 31 May 2029 to 31 December 2030; contracts may run until 31 May 2031.
    extended = {"last_day": date(2030, 12, 31), "extended_to": date(2030, 12, 31)}
    Agreement.objects.filter(pk=agreement.pk).update(**extended)
    edit = {"by": cast.officer, "agreement_id": agreement.pk, "version": 2, "reason": "Mistyped"}
    stored = as_stored(agreement, data)
    early = replace(stored, latest_contract_end_on=date(2030, 12, 30))
    assert refusal(services.update, **edit, data=early) == ["latest_contract_end_on"]
    services.update(**edit, data=replace(stored, latest_contract_end_on=date(2030, 12, 31)))


def test_the_database_keeps_contracts_from_ending_before_their_framework(cast):
    agreement, _data = published(cast)
    with pytest.raises(IntegrityError, match="agreement_contracts_outlive_it"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(latest_contract_end_on=agreement.last_day - timedelta(days=1))


def test_agreement_terminated_with_day_and_reason(cast):
    agreement, data = published(cast)
    end = {"by": cast.officer, "agreement_id": agreement.pk, "version": 2}
    assert refusal(services.terminate, **end, on=date(2027, 1, 1), reason=" ") == ["reason"]
    assert refusal(services.terminate, **end, on=date(2026, 5, 31), reason="Bankrupt") == ["on"]
    assert refusal(services.terminate, **end, on=date(2029, 6, 1), reason="A little longer") == ["on"]
    agreement = services.terminate(**end, on=date(2027, 1, 1), reason="Bankrupt")
    assert (agreement.status, agreement.terminated_on) == (AgreementStatus.TERMINATED, date(2027, 1, 1))
    refusal(services.update, by=cast.officer, agreement_id=agreement.pk, version=3, data=data, reason="No")
    refusal(services.publish, by=cast.officer, agreement_id=agreement.pk, version=3)


def test_drafts_are_deleted_and_what_was_published_is_not(cast):
    agreement = services.register(by=cast.officer, data=framework(cast))
    services.delete_draft(by=cast.officer, agreement_id=agreement.pk, version=1)
    assert not Agreement.objects.exists()
    kept, _ = published(cast)
    refusal(services.delete_draft, by=cast.officer, agreement_id=kept.pk, version=2)


def test_many_registered_at_once_are_judged_by_the_same_rules(cast):
    whole, half = framework(cast), draft(cast)
    first, second = services.register_many(
        by=cast.officer, cooperation=cast.cooperation, items=[whole, half], reason="From a file", publishing=True
    )
    assert (first.status, second.status) == (AgreementStatus.PUBLISHED, AgreementStatus.DRAFT)
    assert [event.reason for event in audit.history(first)] == ["From a file", "From a file"]


def test_an_administrator_imports_drafts_and_publishes_nothing(cast):
    arguments = {"by": cast.administrator, "cooperation": cast.cooperation, "items": [framework(cast)], "reason": "-"}
    refusal(services.register_many, **arguments, publishing=True)
    (made,) = services.register_many(**arguments)
    assert made.status == AgreementStatus.DRAFT


def test_registration_is_quick_and_asks_little(cast):
    suppliers = [factories.make_supplier() for _ in range(6)]
    whole = framework(cast)

    def numbered(number: int):
        lots = tuple(
            LotData(
                number=str(place + 1),
                call_off_method=CallOffMethod.RANKING,
                suppliers=tuple(LotSupplierData(s.pk, rank=rank + 1) for rank, s in enumerate(pair)),
            )
            for place, pair in enumerate(zip(suppliers[::2], suppliers[1::2], strict=True))
        )
        return replace(whole, number=f"Q{number}", lots=lots)

    services.register(by=cast.officer, data=numbered(0))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        services.register(by=cast.officer, data=numbered(1))
    assert len(queries) <= 20, [query["sql"][:100] for query in queries]
    taken = []
    for number in range(2, 22):
        begun = time.perf_counter()
        services.register(by=cast.officer, data=numbered(number))
        taken.append(time.perf_counter() - begun)
    assert median(taken) < 0.2, "an order of magnitude above what was measured, for slow machines"
