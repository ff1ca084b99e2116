"""The addresses for other systems."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from agreements.api import MayIBuy

urlpatterns = [
    path("agreements/may-i-buy", MayIBuy.as_view(), name="api-may-i-buy"),
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
]
