"""Shared behaviour of the desk's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from evidence.presenters.words import shown
from evidence.workflow import Refusal


class ReadOnlyAdmin(admin.ModelAdmin):
    """Everything to see, nothing to change: the rows are written once, or by an action elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ActionForm(forms.ModelForm):
    """A form that an action saves. What the action refused is told as the form's own error, so no text is lost."""

    refusals: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusals:
            raise ValidationError(list(self.refusals))
        return cleaned


class ActionAdmin(admin.ModelAdmin):
    """A form whose saving is done by an action. A refusal shows the form again, with everything typed in it."""

    form = ActionForm
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusals": getattr(request, "action_refusals", ())})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.action_refusals = [shown(sentence) for sentence in refusal.sentences]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []

    def log_addition(self, *args: Any) -> None:
        """The audit trail of the actions is the only log."""

    def log_change(self, *args: Any) -> None:
        """The audit trail of the actions is the only log."""
