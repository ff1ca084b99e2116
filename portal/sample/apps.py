from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "portal.sample"
    label = "sample"
