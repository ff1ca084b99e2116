"""The addresses of price lists."""

urlpatterns: list = []
