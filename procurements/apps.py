from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementsConfig(AppConfig):
    name = "procurements"
    label = "procurements"

    def ready(self) -> None:
        from agreements.benefits import expected
        from portal.web import history, navigation, panels
        from procurements import benefits, effects, handover
        from procurements.checklists import registration as checklists
        from procurements.dialogue import registration as dialogue
        from procurements.goals import registration as goals
        from procurements.opportunities import registration as opportunities
        from procurements.panels import for_supplier, for_what_nothing_covers
        from procurements.participation import registration as participation
        from procurements.plan import registration as plan
        from procurements.proposals import registration as proposals
        from procurements.specification import registration as specification
        from procurements.stages import deadlines
        from procurements.views.documents import of_procurement
        from procurements.wording import ACTIONS

        navigation.register(navigation.Item(_("Planned procurements"), "procurement-list", order=30))
        navigation.register_own(navigation.Item(_("Needs"), "need-list", order=45))
        panels.register(
            "nothing-covers", panels.Panel("need", 10, "procurements/need_panel.html", for_what_nothing_covers)
        )
        panels.register("supplier", panels.Panel("procurements", 20, "procurements/supplier_panel.html", for_supplier))
        panels.register(
            "procurement", panels.Panel("documents", 50, "procurements/documents/panel.html", of_procurement)
        )
        history.name_actions(ACTIONS)
        checklists.register_all()
        deadlines.register_all()
        dialogue.register_all()
        effects.register_all()
        handover.register_all()
        goals.register_all()
        expected.provide(benefits.expected)
        opportunities.register_all()
        participation.register_all()
        plan.register_all()
        proposals.register_all()
        specification.register_all()
