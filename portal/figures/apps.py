from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "portal.figures"
    label = "figures"

    def ready(self) -> None:
        from portal.figures import quarters
        from portal.workflow import duties

        duties.register("quarters", quarters.keep_due, order=90)  # after what the day changes by itself
