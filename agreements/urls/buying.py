"""The addresses of may I buy."""

urlpatterns: list = []
