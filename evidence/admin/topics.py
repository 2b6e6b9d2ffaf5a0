"""The vocabulary of topics: its words and order are edited here; a topic in use is retired, never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.actions import topics
from evidence.actions.roles import abilities_of
from evidence.admin.base import ActionAdmin
from evidence.admin.rooms.base import tell
from evidence.models import Topic
from evidence.workflow import Refusal


@admin.register(Topic)
class TopicAdmin(ActionAdmin):
    list_display = ("name", "key", "order", "studies", "state")
    list_select_related = ("replaced_by",)
    list_filter = ("retired",)
    search_fields = ("name", "key", "definition")
    fields = ("key", "name", "definition", "order", "retired", "replaced_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        named = RawSQL("(SELECT count(*) FROM evidence_study WHERE evidence_topic.key = ANY(topics))", [])
        return super().get_queryset(request).annotate(study_count=named)

    @admin.display(description=gettext_lazy("studies on the desk"), ordering="study_count")
    def studies(self, topic: Topic) -> int:
        return topic.study_count

    @admin.display(description=gettext_lazy("state"), ordering="retired")
    def state(self, topic: Topic) -> str:
        if topic.replaced_by:
            return _("retired, replaced by %(name)s") % {"name": topic.replaced_by.name}
        return _("retired") if topic.retired else _("in use")

    def get_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str, ...]:
        return self.fields if obj else ("key", "name", "definition", "order")

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return "edit_desk" in abilities_of(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "edit_desk" in abilities_of(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "edit_desk" in abilities_of(request.user)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        told = form.cleaned_data
        if not change:
            saved = topics.add_topic(by=request.user, **{name: told[name] for name in ("key", *topics.EDITABLE)})
            obj.pk = saved.pk
            return
        topics.edit_topic(topic=obj, by=request.user, changes={name: told[name] for name in topics.EDITABLE})
        if told["retired"]:
            topics.retire_topic(topic=obj, by=request.user, replaced_by=told["replaced_by"])
        else:
            topics.bring_topic_back(topic=obj, by=request.user)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refusal:
            tell(request, refusal)
            return redirect("admin:evidence_topic_change", object_id)

    def delete_model(self, request: HttpRequest, obj: Topic) -> None:
        topics.delete_topic(topic=obj, by=request.user)

    def log_deletions(self, *args: Any) -> None:
        """The audit trail of the actions is the only log."""
