"""What participation registers with the apps below: words, menu, panels, deadlines, files and papers."""

from django.utils.translation import gettext_lazy as _

from portal.files import access
from portal.jobs import registry
from portal.web import history, navigation, panels
from portal.workflow import deadlines
from procurements.papers import buyer_annex
from procurements.participation import panels as own
from procurements.participation.deadlines import ANSWER, to_answer, unanswered
from procurements.participation.wording import ACTIONS
from procurements.views.answers import may_see_file


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    navigation.register(
        navigation.Item(_("Requests to take part"), "participation-requests", order=32, shown=own.answers_for_somebody)
    )
    for place, panel in (
        (
            "procurement",
            panels.Panel("participation", 10, "procurements/participation/panel.html", own.of_participation),
        ),
        ("procurement", panels.Panel("values", 15, "procurements/values/panel.html", own.of_values)),
        ("start", panels.Panel("participation", 12, "procurements/participation/start_panel.html", own.of_contact)),
    ):
        panels.register(place, panel)
    deadlines.register(ANSWER, to_answer, unanswered)
    access.register("mandates", may_see_file)
    registry.register(buyer_annex.JOB, buyer_annex.make, _("Buyer annex"))
