"""The addresses of follow-up and partnerships."""

urlpatterns: list = []
