"""The addresses of changes and of decisions on options."""

from django.urls import path

from agreements.views import changes, options

urlpatterns = [
    path("<int:pk>/changes/", changes.agreement_change_list, name="agreement-change-list"),
    path("<int:pk>/changes/new/", changes.agreement_change_new, name="agreement-change-new"),
    path("changes/<int:pk>/", changes.agreement_change, name="agreement-change"),
    path("changes/<int:pk>/confirm/", changes.agreement_change_confirm, name="agreement-change-confirm"),
    path("changes/<int:pk>/withdraw/", changes.agreement_change_withdraw, name="agreement-change-withdraw"),
    path("options/<int:pk>/", options.option_decide, name="option-decide"),
]
