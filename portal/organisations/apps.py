from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "portal.organisations"
    label = "organisations"

    def ready(self) -> None:
        from portal.accounts import actor
        from portal.organisations.grants import grants_of

        actor.register(grants_of)
