from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "suppliers"
    label = "suppliers"

    def ready(self) -> None:
        from portal.accounts import actor
        from suppliers.grants import grants_of

        actor.register(grants_of)
