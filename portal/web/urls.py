"""The site's own addresses; portal.urls includes them at the root."""

from django.urls import path
from django.views.i18n import set_language

from portal.web import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("lookup/<slug:name>/", views.lookup, name="lookup"),
    path("theme/<str:slug>.css", views.theme_css, name="theme"),
    path("language/", set_language, name="set_language"),
    path("about/accessibility/", views.accessibility, name="about-accessibility"),
    path("about/privacy/", views.privacy, name="about-privacy"),
]
