"""The addresses under /accounts/. What allauth offers beyond these stays closed, sign-up and addresses above all."""

from allauth.account.urls import urlpatterns as offered
from django.urls import include, path

from atlas.accounts import views

NEEDED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [
    path("", views.home, name="accounts"),
    path("signed-in/", views.signed_in, name="account_signed_in"),
    path("where/", views.where, name="account_where"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("2fa/", include("allauth.mfa.urls")),
    *(pattern for pattern in offered if pattern.name in NEEDED),
]
