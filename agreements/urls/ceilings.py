"""The addresses of the ceiling ledger."""

urlpatterns: list = []
