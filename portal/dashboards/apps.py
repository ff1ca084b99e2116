from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "portal.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        from portal.accounts.actor import Actor
        from portal.dashboards import panels
        from portal.figures.rules import cooperations_read_by
        from portal.web import navigation

        def reads(reader: Actor) -> bool:
            return reader.is_administrator or bool(cooperations_read_by(reader))

        panels.register_all()
        navigation.register(navigation.Item(_("Dashboard"), "dashboard", order=45, shown=reads))
