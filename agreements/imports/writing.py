"""Writing a checked import: its new organisations, suppliers and agreements in one transaction, or nothing of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from agreements.data import AgreementData
from agreements.imports.checking import Checked
from agreements.imports.parties import Fresh
from agreements.imports.states import MACHINE
from agreements.models import Agreement, Import, ImportedAgreement
from agreements.services.bulk import register_many
from portal.workflow import audit, transitions
from portal.workflow.copying import copy_objects, copy_rows, reserve_ids


@transaction.atomic
def write(
    *,
    by: Any,
    imported: Import,
    checked: Checked,
    publishing: bool,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Agreement]:
    """Register what is new; what stands in the register is left as it is.

    With ``publishing`` the agreements that keep the law's rules are published, the others stay drafts. Raises
    ``Refused`` when ``by`` may not import here, or when the import has been written already.
    """
    imported = Import.objects.select_for_update().get(pk=imported.pk)
    imported.written_at = timezone.now()
    transitions.apply(MACHINE, "written", imported, by=by, saving=("written_at",))
    source = str(imported)
    suppliers, organisations = checked.fresh()
    of_supplier = _make(checked.plan.suppliers.fresh, suppliers, "supplier.imported", by, source)
    of_organisation = _make(checked.plan.organisations.fresh, organisations, "organisation.imported", by, source)
    agreements = register_many(
        by=by,
        cooperation=imported.cooperation,
        items=[_with_ids(item.data, of_supplier, of_organisation) for item in checked.new],
        reason=source,
        publishing=publishing,
        progress=progress,
    )
    copy_rows(ImportedAgreement, ("imported", "agreement"), ((imported.pk, agreement.pk) for agreement in agreements))
    return agreements


def _make(fresh: Fresh, wanted: set[int], action: str, by: Any, reason: str) -> dict[int, int]:
    """Make those that an agreement needs, in the order of the file; answers the id of each placeholder."""
    names = sorted(wanted, reverse=True)
    objects: Sequence[models.Model] = [fresh[name] for name in names]
    if not objects:
        return {}
    for made, pk in zip(objects, reserve_ids(type(objects[0]), len(objects)), strict=True):
        made.pk = pk
    copy_objects(objects)
    audit.record_many(
        audit.event(action, made, by=by, changes={"name": (None, str(made))}, reason=reason) for made in objects
    )
    return {name: made.pk for name, made in zip(names, objects, strict=True)}


def _with_ids(data: AgreementData, suppliers: dict[int, int], organisations: dict[int, int]) -> AgreementData:
    """The agreement with ids in place of placeholders."""
    return replace(
        data,
        owner_id=organisations.get(data.owner_id, data.owner_id) if data.owner_id else None,
        buyers=tuple(
            replace(buyer, organisation_id=organisations.get(buyer.organisation_id, buyer.organisation_id))
            for buyer in data.buyers
        ),
        lots=tuple(
            replace(
                lot,
                suppliers=tuple(
                    replace(place, supplier_id=suppliers.get(place.supplier_id, place.supplier_id))
                    for place in lot.suppliers
                ),
            )
            for lot in data.lots
        ),
    )
