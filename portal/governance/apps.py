from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    name = "portal.governance"
    label = "governance"

    def ready(self) -> None:
        from portal.governance import panels as content
        from portal.governance.decisions import registration as decisions
        from portal.governance.duties import registration as duties
        from portal.governance.handover import registration as handover
        from portal.governance.goals import registration as goals
        from portal.governance.invoices import registration as invoices
        from portal.web import history, panels
        from portal.web.panels import Panel

        meetings = "governance/meetings_panel.html"
        panels.register("cooperation", Panel("members", 10, "governance/members_panel.html", content.members))
        panels.register("cooperation", Panel("meetings", 20, meetings, content.meetings_of_cooperation))
        panels.register("group", Panel("meetings", 10, meetings, content.meetings_of_group))
        panels.register("start", Panel("first-steps", 0, "governance/first_steps/panel.html", content.first_steps))
        history.name_actions(
            {
                "meeting.registered": _("Meeting registered"),
                "meeting.edited": _("Details changed"),
                "membership.companies_left_out": _("Companies left outside"),
            }
        )
        history.name_facts({"decision": _("decision")})
        decisions.register_all()
        duties.register_all()
        handover.register_all()
        goals.register_all()
        invoices.register_all()
