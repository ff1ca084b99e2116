"""What is said of duties: the tones of the map, the columns of its spreadsheet, and the history's words."""

from django.utils.translation import gettext_lazy as _

from portal.governance.duties.coverage import Cell, Cover
from portal.governance.duties.staff import OPEN_END
from portal.web.columns import Column

TONES = {
    Cover.HELD: "success",
    Cover.WITHOUT_DEPUTY: "info",
    Cover.LEAVING: "warning",
    Cover.HOLE: "danger",
}

ACTIONS = {
    "duty.taken_up": _("Duty taken up"),
    "duty.worded": _("Duty worded anew"),
    "duty.given_up": _("Duty left out"),
    "duty.assigned": _("Somebody holds the duty"),
    "duty.released": _("Somebody no longer holds the duty"),
    "competence.entered": _("Entered in the map of competence"),
    "competence.updated": _("Competence brought up to date"),
    "competence.removed": _("Taken out of the map of competence"),
}
FACTS = {"person": _("person"), "deputy": _("deputy")}


def _where(cell: Cell) -> str:
    return str(cell.organisation or _("The region"))


COLUMNS = [
    Column("where", _("Member"), _where),
    Column("duty", _("Duty"), lambda cell: cell.duty.title),
    Column("scope", _("Kind of duty"), lambda cell: cell.duty.get_scope_display(), "tag"),
    Column("cover", _("State"), lambda cell: cell.cover.label, "tag"),
    Column("person", _("Person"), lambda cell: cell.holder),
    Column("deputy", _("Deputy"), lambda cell: cell.deputy),
    Column("until", _("Until"), lambda cell: None if cell.until in (None, OPEN_END) else cell.until, "date"),
]
