"""The pages of allauth that are ours: signing in and out, and choosing a password.

Its pages for several addresses and codes are left out. Whoever would be sent to one comes to the own profile.
"""

from allauth.account import urls
from django.urls import path
from django.views.generic import RedirectView

_OURS = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # says that accounts are given
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [
    *(pattern for pattern in urls.urlpatterns if pattern.name in _OURS),
    path("email/", RedirectView.as_view(pattern_name="profile"), name="account_email"),
]
