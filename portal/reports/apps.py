from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"

    def ready(self) -> None:
        from portal.accounts.actor import Actor
        from portal.figures.rules import cooperations_read_by
        from portal.files import access
        from portal.jobs import registry
        from portal.reports import making, pages
        from portal.reports.packs import making as packing
        from portal.reports.packs import pages as packs
        from portal.reports.packs.services import KIND as PACK
        from portal.web import history, navigation, panels

        def reads(reader: Actor) -> bool:
            return reader.is_administrator or bool(cooperations_read_by(reader))

        registry.register(
            making.KIND,
            making.make,
            _("Steering summary"),
            may_see=making.may_see,
            result_url=making.result_url,
            describe=making.describe,
        )
        registry.register(
            PACK,
            packing.make,
            _("Meeting pack"),
            result_url=packing.result_url,
            describe=packing.describe,
        )
        access.register("reports", pages.may_see_file)
        access.register("packs", packs.may_see_file)
        panels.register("meeting", panels.Panel("pack", 5, "reports/packs/panel.html", packs.of_meeting))
        navigation.register(navigation.Item(_("Reports"), "report-list", order=50, shown=reads))
        panels.register("start", panels.Panel("reports", 60, "reports/panel.html", pages.latest))
        history.name_actions(
            {
                "report.made": _("Report made"),
                "meeting.pack_made": _("Meeting pack made"),
                "report_schedule.saved": _("Schedule changed"),
            }
        )
        history.name_facts({"pages": _("pages")})
