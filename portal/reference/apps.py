from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "portal.reference"
    label = "reference"
    verbose_name = _("Reference data")

    def ready(self) -> None:
        from portal.reference.lookups import CountySource, CpvSource, MunicipalitySource
        from portal.web import history, lookups, navigation

        history.name_actions({"threshold.added": _("Threshold added"), "threshold.ended": _("Threshold ended")})
        navigation.register(
            navigation.Item(
                _("Thresholds"), "threshold-list", 90, lambda actor: getattr(actor, "is_administrator", False)
            )
        )
        lookups.register("cpv", CpvSource())
        lookups.register("municipality", MunicipalitySource())
        lookups.register("county", CountySource())
