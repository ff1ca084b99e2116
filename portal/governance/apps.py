from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    name = "portal.governance"
    label = "governance"

    def ready(self) -> None:
        from portal.governance import panels as content
        from portal.governance.agenda import registration as agenda
        from portal.governance.decisions import registration as decisions
        from portal.governance.duties import registration as duties
        from portal.governance.economy import registration as economy
        from portal.governance.events import registration as events
        from portal.governance.experts import registration as experts
        from portal.governance.goals import registration as goals
        from portal.governance.handover import registration as handover
        from portal.governance.invoices import registration as invoices
        from portal.governance.meetings import registration as meetings
        from portal.governance.risks import registration as risks
        from portal.web import history, panels
        from portal.web.panels import Panel

        panels.register("cooperation", Panel("members", 10, "governance/members_panel.html", content.members))
        panels.register("start", Panel("first-steps", 0, "governance/first_steps/panel.html", content.first_steps))
        history.name_actions(
            {
                "membership.companies_left_out": _("Companies left outside"),
            }
        )
        history.name_facts({"decision": _("decision")})
        agenda.register_all()
        meetings.register_all()
        decisions.register_all()
        duties.register_all()
        handover.register_all()
        economy.register_all()
        goals.register_all()
        invoices.register_all()
        events.register_all()
        experts.register_all()
        risks.register_all()
