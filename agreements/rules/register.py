"""Who may do what with an agreement, and whether it may be published. The law itself is asked in ``portal.law``."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.data import AgreementData, LotData
from agreements.facts import Parties, terms_of, terms_of_data
from agreements.models import Agreement, AgreementDocument, Import
from agreements.states import MACHINE, AgreementStatus
from portal.accounts.actor import Actor, Place, Role
from portal.law import frameworks
from portal.law.answers import Allowed, Answer, Reason, all_of, answer, denied
from portal.law.frameworks import Terms
from portal.law.visibility import Relation, Visibility, levels_seen_by
from portal.organisations.models import Cooperation
from portal.workflow.transitions import WRONG_STATUS

NOT_YOURS = denied(_("Only the cooperation's office and the owner's purchasing contact may do this."))
MAY_NOT_IMPORT = denied(_("Only the cooperation's office and the administrator import registers."))
ONLY_OFFICE_PUBLISHES = denied(_("Only the cooperation's office publishes agreements."))
NUMBER_TAKEN = denied(_("The owner has another agreement with this number already."), "number")
KIND_STAYS = denied(_("A published agreement stays of the kind that it was published as."), "kind")
LONGEST_OPTION = 240  # months


def may_register(actor: Actor, cooperation_id: int, owner_id: int | None = None) -> Answer:
    """The cooperation's office registers any agreement; a purchasing contact those of the own organisation."""
    if cooperation_id in actor.office:
        return Allowed()
    if owner_id is not None and actor.has(Role.CONTACT, cooperation=cooperation_id, organisation=owner_id):
        return Allowed()
    return NOT_YOURS


def may_begin(actor: Actor) -> Answer:
    """Whether there is any cooperation in which the actor may register an agreement."""
    return Allowed() if cooperations_to_register_in(actor) else NOT_YOURS


def cooperations_to_register_in(actor: Actor) -> frozenset[int]:
    """The cooperations in which the actor may register agreements: any as its office, the own ones as a contact."""
    return actor.office | actor.places(Place.COOPERATION, Role.CONTACT)


def may_import(actor: Actor, cooperation_id: int) -> Answer:
    """The cooperation's office brings in whole registers, and the administrator who sets the portal up for it."""
    if cooperation_id in actor.office or actor.is_administrator:
        return Allowed()
    return MAY_NOT_IMPORT


def may_import_somewhere(actor: Actor) -> Answer:
    """Whether there is any cooperation into whose register the actor may import."""
    return Allowed() if actor.office or actor.is_administrator else MAY_NOT_IMPORT


def may_write(imported: Import, *, accepting: bool) -> Answer:
    """Whether a checked import may be written: no errors, something new, and its warnings accepted by a person."""
    found = imported.summary
    if found.get("errors"):
        return denied(_("The file has errors. Correct them and hand it in again."))
    if not found.get("new"):
        return denied(_("There is nothing new in the file."))
    if found.get("warnings") and not accepting:
        return denied(_("Look at the warnings and say that you accept them."), "accepting")
    return Allowed()


def well_formed(data: AgreementData) -> Answer:
    """What must hold of a draft already: what is said does not contradict itself. All the rest may come later."""
    return answer(_contradictions(data))


def _contradictions(data: AgreementData) -> Iterator[Reason]:
    if not data.title.strip():
        yield Reason(_("Give the agreement a title."), field="title")
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        yield Reason(
            _("The last day, %(last)s, is before the first day, %(first)s."),
            field="ends_on",
            params={"first": data.starts_on, "last": data.ends_on},
        )
    yield from _ending_too_early(data.latest_contract_end_on, data.ends_on)
    yield from _bad_amounts(data, "")
    if _twice(lot.id for lot in data.lots if lot.id) or _twice(option.id for option in data.options if option.id):
        yield Reason(_("A row was sent twice. Open the form again."))
    if any(not 1 <= option.months <= LONGEST_OPTION for option in data.options):
        yield Reason(_("An option is between 1 and 240 months long."), field="options")
    if _twice(buyer.organisation_id for buyer in data.buyers):
        yield Reason(_("An organisation is named twice among the buyers."), field="buyers")
    if _twice(data.cpvs):
        yield Reason(_("A CPV code is chosen twice."), field="cpvs")
    for place, lot in enumerate(data.lots, start=1):
        yield from _lot_contradictions(lot, lot.number or str(place))


def contracts_outlive_it(agreement: Agreement) -> Answer:
    """Contracts may run at least as long as calls may be made, with every option that was used and every extension
    (rule 2)."""
    return answer(_ending_too_early(agreement.latest_contract_end_on, agreement.last_day))


def _ending_too_early(latest: date | None, last: date | None) -> Iterator[Reason]:
    if latest and last and latest < last:
        yield Reason(
            _("Contracts would have to end by %(latest)s, before the last day to call off, %(last)s."),
            field="latest_contract_end_on",
            params={"latest": latest, "last": last},
        )


def _lot_contradictions(lot: LotData, name: str) -> Iterator[Reason]:
    at = f"lots.{name}"
    yield from _bad_amounts(lot, f"{at}.")
    if _twice(place.supplier_id for place in lot.suppliers):
        yield Reason(_("A supplier is named twice in lot %(lot)s."), field=f"{at}.suppliers", params={"lot": name})
    if _twice(place.rank for place in lot.suppliers if place.rank is not None):
        yield Reason(
            _("Two suppliers of lot %(lot)s have the same rank."), field=f"{at}.suppliers", params={"lot": name}
        )
    if any(place.rank is not None and place.rank < 1 for place in lot.suppliers):
        yield Reason(_("Ranks count from 1."), field=f"{at}.suppliers")
    if any(place.share is not None and not 0 < place.share <= 100 for place in lot.suppliers):
        yield Reason(_("A share is more than 0 and at most 100 per cent."), field=f"{at}.suppliers")


def _bad_amounts(said: AgreementData | LotData, at: str) -> Iterator[Reason]:
    if said.estimated_value is not None and said.estimated_value < 0:
        yield Reason(_("An amount is never negative."), field=f"{at}estimated_value")
    if said.maximum_value is not None and said.maximum_value <= 0:
        yield Reason(_("A maximum is more than zero; leave it empty when it is unknown."), field=f"{at}maximum_value")


def _twice(values: Any) -> bool:
    listed = list(values)
    return len(set(listed)) < len(listed)


def may_edit(actor: Actor, agreement: Agreement) -> Answer:
    """Whoever may register an agreement may edit it, until it is terminated."""
    registering = may_register(actor, agreement.cooperation_id, agreement.owner_id)
    return WRONG_STATUS if registering and agreement.status == AgreementStatus.TERMINATED else registering


def may_publish_in(actor: Actor, cooperation_id: int) -> Answer:
    """The office publishes in its cooperation's register, one by one or with an import; the administrator does not."""
    return Allowed() if cooperation_id in actor.office else ONLY_OFFICE_PUBLISHES


def may_publish(actor: Actor, agreement: Agreement) -> Answer:
    """The office publishes, when the law's rules for the agreement's kind are kept (rules 1 to 5)."""
    publishing = may_publish_in(actor, agreement.cooperation_id)
    if not publishing:
        return publishing
    if not MACHINE.possible("published", agreement.status):
        return WRONG_STATUS
    return ready_to_publish(agreement)


def ready_to_publish(agreement: Agreement) -> Answer:
    """What the law says of the agreement as it stands, whoever asks."""
    return frameworks.may_publish(terms_of(agreement))


def would_be_ready(data: AgreementData, cooperation: Cooperation) -> Answer:
    """What the law would say of an agreement that is handed in and not written yet."""
    return frameworks.may_publish(terms_of_data(data, cooperation))


def may_terminate(actor: Actor, agreement: Agreement) -> Answer:
    """The office terminates a published agreement."""
    if agreement.cooperation_id not in actor.office:
        return denied(_("Only the cooperation's office terminates agreements."))
    return Allowed() if MACHINE.possible("terminated", agreement.status) else WRONG_STATUS


def may_end_on(agreement: Agreement, day: date) -> Answer:
    """The day on which a published agreement ends before its time lies within its time."""
    if agreement.starts_on and day < agreement.starts_on:
        return denied(_("The agreement cannot end before its first day."), "on")
    if agreement.last_day and day > agreement.last_day:
        return denied(_("To terminate an agreement does not prolong it."), "on")
    return Allowed()


def may_delete(actor: Actor, agreement: Agreement) -> Answer:
    """A draft may be deleted by whoever may edit it; what was published stays in the register."""
    if not agreement.is_draft:
        return denied(_("What has been published stays in the register: terminate it instead."))
    return may_edit(actor, agreement)


def may_change_published(agreement: Agreement, published: Terms, before: Parties, after: Parties) -> Answer:
    """Rule 4: nobody joins a published framework, neither a buyer nor a supplier (2014/24/EU art. 33(2)); nor does it
    grow (art. 72).

    ``published`` is what it was: its kind stays, for otherwise a framework would be opened by calling it something
    else for a while. ``before`` and ``after`` are the parties as ``facts.parties_of`` tells them.
    """
    if agreement.kind != published.kind:
        return KIND_STAYS
    if not agreement.is_framework:
        return Allowed()
    new = {
        party: tuple(sorted({name for key, name in after[party].items() if key not in before[party]}))
        for party in ("buyers", "suppliers")
    }
    joining = frameworks.may_join(
        new_buyers=new["buyers"],
        new_suppliers=new["suppliers"],
        jurisdiction=agreement.cooperation.jurisdiction,
    )
    return all_of(joining, frameworks.may_change(published, terms_of(agreement)))


def may_see_history(actor: Actor, agreement: Agreement) -> bool:
    """The history is for the cooperation's own people, and for the owner's purchasing contact."""
    return agreement.cooperation_id in actor.cooperations or bool(may_register(actor, agreement.cooperation_id))


def relations(actor: Actor, agreement: Agreement) -> set[Relation]:
    """What the actor is to the agreement, as far as its documents go. Whoever keeps the agreement counts as office.

    Reads the buyers and suppliers that ``facts.with_children`` fetched.
    """
    found = set()
    if may_register(actor, agreement.cooperation_id, agreement.owner_id):
        found.add(Relation.OFFICE)
    if agreement.cooperation_id in actor.cooperations:
        found.add(Relation.MEMBER)
    if actor.organisations and actor.organisations & {buyer.organisation_id for buyer in agreement.buyers.all()}:
        found.add(Relation.BUYER)
    if actor.suppliers and actor.suppliers & {
        place.supplier_id for lot in agreement.lots.all() for place in lot.suppliers.all()
    }:
        found.add(Relation.SUPPLIER)
    return found


def may_see_document(actor: Actor, document: AgreementDocument) -> bool:
    """Rule 8: each document is judged by itself. Whether the agreement may be seen is asked before."""
    return Visibility(document.visibility) in levels_seen_by(relations(actor, document.agreement))
