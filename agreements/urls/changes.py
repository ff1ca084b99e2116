"""The addresses of changes, options and deadlines."""

urlpatterns: list = []
