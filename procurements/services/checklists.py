"""The checklist of a procurement: taken from a template, adapted, and who did what when."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from procurements.models import ChecklistItem, ChecklistTemplate, Procurement
from procurements.models.checklists import CHECK_FACTS
from procurements.rules import checklists as rules
from procurements.services.holding import held
from procurements.states.checklists import CHECK, CHECKED

SAY_WHAT = denied(_("Write what is to be done."), "text")
SAY_WHY = denied(_("Say why it does not apply."), "note")
NOTHING_NEW = denied(_("All rows of the template stand in the checklist already."), "template")


@dataclass(frozen=True)
class CheckData:
    """What is to be done, in which stage; ``source`` is the rule that asks for it, as it is cited."""

    stage: str
    text: str
    help: str = ""
    source: str = ""
    source_is_certain: bool = False
    is_required: bool = False


def begin(*, by: Any, procurement: Procurement) -> None:
    """Give a procurement that has no checklist the one of its jurisdiction and procedure, if there is a template.
    Called by the step that opens participation, in its transaction."""
    if not procurement.checklist.exists() and (template := ChecklistTemplate.objects.fitting(procurement)) is not None:
        _copy(by, procurement, template)


@transaction.atomic
def take(*, by: Any, procurement_id: int, template_id: int) -> list[ChecklistItem]:
    """Take over the rows of a template that do not stand in the checklist yet. Raises ``Refused``."""
    procurement = held(procurement_id)
    ask(rules.may_keep(actor_of(by), procurement))
    template = ChecklistTemplate.objects.offered_to(procurement.cooperation).filter(pk=template_id).first()
    if template is None:
        raise refused(_("Choose a template of the jurisdiction that is in use."), "template")
    added = _copy(by, procurement, template)
    if not added:
        raise Refused(NOTHING_NEW)
    return added


@transaction.atomic
def add(*, by: Any, procurement_id: int, data: CheckData) -> ChecklistItem:
    """Add a row for this procurement alone, last in its stage. Raises ``Refused``."""
    procurement = held(procurement_id)
    ask(rules.may_keep(actor_of(by), procurement))
    item = ChecklistItem(procurement=procurement, position=_last(procurement) + 1)
    _write(item, data)
    said = {name: (None, value) for name, value in _facts(item).items() if value}
    audit.record("checklist_item.added", item, by=by, changes=said)
    return item


@transaction.atomic
def edit(*, by: Any, item_id: int, version: int, data: CheckData) -> ChecklistItem:
    """Adapt a row. Raises ``Conflict`` and ``Refused``."""
    item = locked(ChecklistItem, item_id, version, "procurement")
    ask(rules.may_keep(actor_of(by), item.procurement))
    before = _facts(item)
    item.version += 1
    _write(item, data)
    if changes := audit.differences(before, _facts(item)):
        audit.record("checklist_item.edited", item, by=by, changes=changes)
    return item


@transaction.atomic
def tick(*, by: Any, item_id: int, version: int, note: str = "") -> ChecklistItem:
    """Note that something is done, by whom and when. Raises ``Conflict`` and ``Refused``."""
    return _settle(by, "done", item_id, version, note.strip())


@transaction.atomic
def pass_by(*, by: Any, item_id: int, version: int, reason: str) -> ChecklistItem:
    """Note that something does not apply here, and why. Raises ``Conflict`` and ``Refused``."""
    if not reason.strip():
        raise Refused(SAY_WHY)
    return _settle(by, "not_applicable", item_id, version, reason.strip())


@transaction.atomic
def open_again(*, by: Any, item_id: int, version: int) -> ChecklistItem:
    """Take a tick back; the history keeps who had done it. Raises ``Conflict`` and ``Refused``."""
    return _settle(by, "opened_again", item_id, version, "")


@transaction.atomic
def place(*, by: Any, item_id: int, step: int) -> ChecklistItem:
    """Put a row one step up (-1) or down (1) within its stage. Raises ``Refused``."""
    item = ChecklistItem.objects.select_related("procurement").get(pk=item_id)
    procurement = held(item.procurement_id)
    ask(rules.may_keep(actor_of(by), procurement))
    rows = list(procurement.checklist.filter(stage=item.stage).order_by("position", "pk"))
    before = rows.index(item)
    after = before + step
    if not 0 <= after < len(rows):
        return item
    other = rows[after]
    places = {item.pk: other.position, other.pk: rows[before].position}
    for pk, position in places.items():
        ChecklistItem.objects.filter(pk=pk).update(position=position)
    item.position = places[item.pk]
    audit.record("checklist_item.moved", item, by=by, changes={"position": (before + 1, after + 1)})
    return item


def _settle(by: Any, name: str, item_id: int, version: int, note: str) -> ChecklistItem:
    item = locked(ChecklistItem, item_id, version, "procurement")
    ask(rules.may_step(actor_of(by), name, item))
    is_opened = name == "opened_again"
    item.by, item.at, item.note = (None, None, "") if is_opened else (by, timezone.now(), note)
    item.version += 1
    saving = ("by", "at", "note", "version")
    transitions.apply(CHECK, name, item, by=by, field="state", reason=note, saving=saving)
    return item


def _last(procurement: Procurement) -> int:
    return procurement.checklist.aggregate(last=Max("position"))["last"] or 0


def _copy(by: Any, procurement: Procurement, template: ChecklistTemplate) -> list[ChecklistItem]:
    there = set(procurement.checklist.values_list("stage", "text"))
    place, added = _last(procurement), []
    for row in template.items.all():
        if (row.stage, row.text) in there:
            continue
        place += 1
        facts = {name: getattr(row, name) for name in CHECK_FACTS}
        added.append(ChecklistItem(procurement=procurement, template=template, position=place, **facts))
    added = ChecklistItem.objects.bulk_create(added)
    changes = {"template": (None, template.name)}
    audit.record_many(audit.event("checklist_item.taken", item, by=by, changes=changes) for item in added)
    return added


def _write(item: ChecklistItem, data: CheckData) -> None:
    for name in CHECK_FACTS:
        value = getattr(data, name)
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    if not item.text:
        raise Refused(SAY_WHAT)
    if item.stage not in CHECKED:
        raise refused(_("Choose the stage."), "stage")
    item.save()


def _facts(item: ChecklistItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in CHECK_FACTS}
