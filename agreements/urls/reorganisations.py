"""The addresses of members that join, leave and merge, and companies that change owner."""

from django.urls import path

from agreements.views import reorganisations as views

urlpatterns = [
    path("cooperations/<int:pk>/changes/", views.reorganisation_list, name="reorganisation-list"),
    path("cooperations/<int:pk>/changes/new/", views.reorganisation_new, name="reorganisation-new"),
    path("reorganisations/<int:pk>/", views.reorganisation, name="reorganisation"),
    path("reorganisations/<int:pk>/withdraw/", views.reorganisation_withdraw, name="reorganisation-withdraw"),
]
