"""Accounts in the admin. Its sign-in is the site's own, under /accounts/login/."""

from __future__ import annotations

from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 - registered first, so that they can be taken out below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from atlas.accounts.second_factor import FACTORS
from atlas.jobs.registry import JOBS_BY_NAME
from atlas.models import JobRun, User

_NOT_YET_IN_DJANGO = (
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _("Disabled"),
    _("Enabled"),
    _("Password-based authentication"),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("Reset password"),
    _(
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
        "authenticate using other backends, such as Single Sign-On or LDAP."
    ),
)
"""Sentences of Django's admin that its own German does not have so far. They are here for the catalogue alone."""

admin.site.site_header = _("ME/CFS Atlas: the desk")
admin.site.site_title = _("The desk")
admin.site.index_title = _("What the desk holds")
admin.site.login = secure_admin_login(admin.site.login)  # /admin/login/ leads to the one sign-in page

# Secrets of a second factor are nobody's to read, and `manage.py reset_second_factor` is how one is taken away:
# with a reason, and with an audit event. Addresses stand in the account itself.
admin.site.unregister([Authenticator, EmailAddress])


def _own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    return redirect("account_change_password")


admin.site.password_change = _own_password

_list_of_models = admin.site.get_app_list


def _list_if_shown(request: HttpRequest, app_label: str | None = None) -> SimpleLazyObject:
    """Django makes this list for every page, at a third of the page's cost; our frame shows it on two of them."""
    return SimpleLazyObject(lambda: _list_of_models(request, app_label))


admin.site.get_app_list = _list_if_shown


class _TickBoxes:
    """Many of many are ticked. Django's two lists with arrows between them need good eyes and a steady hand."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.related_model is Permission:
            field.queryset = field.queryset.select_related("content_type")  # which each of their names tells
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        return field


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(_TickBoxes, DjangoGroupAdmin):
    """Django's groups, which hold our roles."""


@admin.register(User)
class UserAdmin(_TickBoxes, DjangoUserAdmin):
    list_display = ("username", "public_name", "is_active", "is_staff", "second_factor", "last_login")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Single permissions beside the roles"), {"fields": ("user_permissions",), "classes": ("collapse",)}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
        (_("On public pages"), {"fields": ("public_name",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).annotate(has_second_factor=Exists(factors))

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, person: User) -> bool:
        return person.has_second_factor


@admin.register(JobRun)
class JobRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """How the jobs last went. Nobody writes here: `manage.py run_due_jobs` does."""

    list_display = ("name", "does", "succeeded_at", "failures_in_a_row", "error", "counts")

    @admin.display(description=_("what it does"))
    def does(self, row: JobRun) -> str:
        job = JOBS_BY_NAME.get(row.name)
        return gettext(job.does) if job else gettext("It is no longer run.")

    def has_view_permission(self, request: HttpRequest, obj: JobRun | None = None) -> bool:
        return request.user.has_perm("evidence.manage_accounts")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("evidence.manage_accounts") or super().has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: JobRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: JobRun | None = None) -> bool:
        return False
