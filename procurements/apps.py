from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementsConfig(AppConfig):
    name = "procurements"
    label = "procurements"

    def ready(self) -> None:
        from portal.web import history, navigation, panels
        from procurements.panels import for_supplier
        from procurements.wording import ACTIONS

        navigation.register(navigation.Item(_("Planned procurements"), "procurement-list", order=30))
        panels.register("supplier", panels.Panel("procurements", 20, "procurements/supplier_panel.html", for_supplier))
        history.name_actions(ACTIONS)
