"""The addresses of members that join, leave and merge, and companies that change owner."""

urlpatterns: list = []
