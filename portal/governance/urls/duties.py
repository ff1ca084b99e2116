"""Addresses of duties, of who holds them, and of the map of competence."""

from django.urls import path

from portal.governance.views import competence
from portal.governance.views import duties as views

urlpatterns = [
    path("duties/", views.duties, name="duties"),
    path("duties/<int:pk>/", views.duty, name="duty"),
    path("duties/<int:pk>/word/", views.duty_word, name="duty-word"),
    path("duties/<int:pk>/give-up/", views.duty_give_up, name="duty-give-up"),
    path("duties/<int:pk>/assign/", views.duty_assign, name="duty-assign"),
    path("duties/held/<int:pk>/release/", views.duty_release, name="duty-release"),
    path("cooperations/<int:pk>/duties/", views.duty_coverage, name="duty-coverage"),
    path("cooperations/<int:pk>/duties/adopt/", views.duty_adopt, name="duty-adopt"),
    path("cooperations/<int:pk>/duties/add/", views.duty_add, name="duty-add"),
    path("cooperations/<int:pk>/duties/fill/", views.duty_fill, name="duty-fill"),
    path("cooperations/<int:pk>/competence/", competence.competence_map, name="competence-map"),
    path("cooperations/<int:pk>/competence/enter/", competence.competence_enter, name="competence-enter"),
    path("competence/<int:pk>/edit/", competence.competence_update, name="competence-update"),
    path("competence/<int:pk>/remove/", competence.competence_remove, name="competence-remove"),
]
