"""A cooperation's own templates of checklists: copied, and adapted."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from procurements.models import ChecklistTemplate, TemplateItem
from procurements.models.checklists import CHECK_FACTS
from procurements.rules import checklists as rules
from procurements.rules.procurements import may_run
from procurements.services.checklists import CheckData
from procurements.states.checklists import CHECKED

SAY_NAME = denied(_("Give the template a name."), "name")
EMPTY = denied(_("A template has at least one row."), "rows")


@transaction.atomic
def copy(
    *, by: Any, template_id: int, cooperation_id: int, name: str, procedure: str | None = None
) -> ChecklistTemplate:
    """Copy a template for a cooperation, which adapts its copy; ``procedure`` is that of the source, where none is
    given. Raises ``Refused``."""
    ask(may_run(actor_of(by), cooperation_id))
    source = ChecklistTemplate.objects.visible_to(by).filter(pk=template_id).first()
    cooperation = Cooperation.objects.get(pk=cooperation_id)
    if source is None or source.jurisdiction != cooperation.jurisdiction:
        raise refused(_("Choose a template of the cooperation's jurisdiction."), "name")
    template = ChecklistTemplate(
        cooperation=cooperation,
        jurisdiction=source.jurisdiction,
        procedure=source.procedure if procedure is None else procedure,
        name=_named(name),
        copied_from=source,
    )
    template.save()
    rows = [{fact: getattr(row, fact) for fact in CHECK_FACTS} for row in source.items.all()]
    _fill(template, rows)
    audit.record("checklist_template.copied", template, by=by, changes={"copied_from": (None, source.name)})
    return template


@transaction.atomic
def adapt(
    *,
    by: Any,
    template_id: int,
    version: int,
    name: str,
    procedure: str,
    is_active: bool,
    rows: Sequence[CheckData],
) -> ChecklistTemplate:
    """Give a template another name, another procedure or other rows, in their order; checklists that were copied from
    it stay as they are. Raises ``Conflict`` and ``Refused``."""
    template = locked(ChecklistTemplate, template_id, version, "cooperation")
    ask(rules.may_adapt(actor_of(by), template))
    if not rows:
        raise Refused(EMPTY)
    before = _facts(template)
    template.name, template.procedure, template.is_active = _named(name), procedure, is_active
    template.version += 1
    template.save()
    template.items.all().delete()
    in_order = sorted(rows, key=lambda row: CHECKED.index(row.stage))
    _fill(template, [{fact: getattr(row, fact) for fact in CHECK_FACTS} for row in in_order])
    if changes := audit.differences(before, _facts(template)):
        audit.record("checklist_template.adapted", template, by=by, changes=changes)
    return template


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(SAY_NAME)
    return name


def _fill(template: ChecklistTemplate, rows: Sequence[dict[str, Any]]) -> None:
    TemplateItem.objects.bulk_create(
        TemplateItem(template=template, position=place, **row) for place, row in enumerate(rows, start=1)
    )


def _facts(template: ChecklistTemplate) -> dict[str, Any]:
    said = {name: getattr(template, name) for name in ("name", "procedure", "is_active")}
    return said | {"checks": "\n".join(row.text for row in template.items.all())}
