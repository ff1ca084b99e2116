"""What the economy registers with the apps below: words, menu, panels, files, its paper, and what decisions set."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.files import access
from portal.files.models import StoredFile
from portal.governance.economy import effects, panels, paper
from portal.governance.economy.wording import ACTIONS, FACT_NAMES
from portal.governance.models import OutcomeFile
from portal.jobs import registry
from portal.web import history, navigation
from portal.web.panels import Panel, register


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether the file holds outcome that the user reads: where a figure came from can be traced."""
    return OutcomeFile.objects.visible_to(user).filter(file=file).exists()


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    navigation.register(navigation.Item(_("Economy"), "economy-index", order=55, shown=panels.concerned))
    register("cooperation", Panel("economy", 40, "governance/economy/panel.html", panels.of_cooperation))
    access.register("outcome", may_see_file)
    registry.register(paper.JOB, paper.make, _("Decision paper"))
    effects.register_all()
