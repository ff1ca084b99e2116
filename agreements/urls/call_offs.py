"""The addresses of call-offs, mini-competitions and off-contract notices."""

urlpatterns: list = []
