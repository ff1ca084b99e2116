"""The templates that came with the portal, loaded with the reference tables; ``data/README.md`` describes them."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.reference.loading import Table
from procurements.models import ChecklistTemplate, TemplateItem

_DATA = Path(__file__).resolve().parents[1] / "data"

TEMPLATES = Table(
    "checklist_templates.csv",
    ChecklistTemplate,
    _("templates of checklists"),
    key="code",
    columns="code, jurisdiction, procedure, name, is_active, is_sample, version",
    select="SELECT code, jurisdiction, coalesce(procedure, ''), name, true, false, 1 FROM incoming",
    folder=_DATA,
)
ITEMS = Table(
    "checklist_items.csv",
    TemplateItem,
    _("rows of checklists"),
    key="template_id, position",
    columns="template_id, position, stage, text, help, source, source_is_certain, is_required",
    select="SELECT template.id, i.position::smallint, i.stage, i.text, coalesce(i.help, ''), coalesce(i.source, ''), "
    "i.source_is_certain::boolean, i.is_required::boolean FROM incoming i "
    "CROSS JOIN LATERAL string_to_table(i.templates, ' ') AS named(code) "
    "JOIN procurements_checklisttemplate template ON template.code = named.code",
    folder=_DATA,
)
