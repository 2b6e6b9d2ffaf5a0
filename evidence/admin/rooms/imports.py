"""The room of imports: bring a file or a pasted text, look at what would come of it, import exactly that, take it back.

    imports/                   what was imported, and what was uploaded and waits for a decision
    imports/new                a file to upload, or a box to paste into
    imports/upload/<upload>    its progress, then its preview; the buttons import it or cancel it
    imports/<batch>            the lasting report of an import; /report.csv, /report.json, /refused to take away
    imports/<batch>/undo       takes a whole import back, with a reason

What is short is read and imported at once; what is long is done by a job, and the page tells how far it has come.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from evidence.actions.imports.previewing import commit_upload, preview_upload
from evidence.actions.imports.undo_later import ask_undo
from evidence.actions.imports.uploads import MOST_BYTES, MOST_PASTED, cancel_upload, keep_upload
from evidence.admin.rooms.base import room, show, tell, told
from evidence.citations.importers import IMPORTERS
from evidence.citations.importers.encoding import ByteStream
from evidence.desk import imports as desk
from evidence.models import ImportBatch, ImportUpload
from evidence.presenters.words import number
from evidence.workflow import Refusal

BAD, CONFLICT = 400, 409
PAGE_SIZE = 50
REFRESH = 10
"""Seconds after which a page about work under way asks again."""


class NewImport(forms.Form):
    """A file, or a text; the format is found by looking, or told."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("A file"), required=False, allow_empty_file=True,
        help_text=format_lazy(
            gettext_lazy("Any of the formats below, also packed with gzip or ZIP; at most {most} MB."),
            most=MOST_BYTES // 1024**2,
        ),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Or paste entries here"), required=False, strip=False,
        help_text=format_lazy(
            gettext_lazy("At most {most} characters. A list of DOIs or PMIDs is read too."),
            most=lazy(number, str)(MOST_PASTED),
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "maxlength": MOST_PASTED}),
    )  # fmt: skip
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), required=False,
        choices=[
            ("", gettext_lazy("Look at the content (usual)")),
            *((name, gettext_lazy(known.label)) for name, known in IMPORTERS.items()),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, label_suffix="")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        file, text = told.get("file"), (told.get("text") or "").strip()
        if file and text:
            raise forms.ValidationError(_("Choose a file or paste a text, not both at once."))
        if not file and not text and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste some entries."))
        if len(text) > MOST_PASTED:
            raise forms.ValidationError(
                _(
                    "You pasted %(number)s characters; at most %(most)s can be pasted. Save them as a file and upload "
                    "that."
                )
                % {"number": number(len(text)), "most": number(MOST_PASTED)}
            )
        return told


@require_safe
@room("see_desk")
def imports(request: HttpRequest) -> HttpResponse:
    page = Paginator(desk.batches(), PAGE_SIZE).get_page(request.GET.get("page"))
    return show(
        request, "desk/imports.html", _("Imports"), page=page, waiting=list(desk.waiting_uploads()[:PAGE_SIZE]),
        may_import="import_citations" in request.abilities,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@room("import_citations")
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, "desk/imports_new.html", _("Bring citations in"), form=NewImport())
    form = NewImport(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, "desk/imports_new.html", _("Bring citations in"), BAD, form=form)
    try:
        upload = _kept(request, form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, told(refusal))
        return show(request, "desk/imports_new.html", _("Bring citations in"), BAD, form=form)
    preview_upload(upload=upload)
    return redirect("desk:import_upload", upload.pk)


def _kept(request: HttpRequest, told: dict[str, Any]) -> ImportUpload:
    file, format = told["file"], told["format"]
    if file:
        name = re.split(r"[\\/]", file.name or "")[-1]
        return keep_upload(opened=_from_the_start(file), name=name, by=request.user, format=format)
    data = told["text"].replace("\r\n", "\n").encode("utf-8", "replace")
    return keep_upload(
        opened=lambda: io.BytesIO(data), name="pasted text", by=request.user, pasted=True, format=format
    )  # fmt: skip


def _from_the_start(file: Any) -> Callable[[], ByteStream]:
    class Again(io.RawIOBase):
        """The uploaded file, read anew; closing it leaves the upload open."""

        def read(self, size: int = -1) -> bytes:
            data: bytes = file.read(size) if size >= 0 else file.read()
            return data

    def opened() -> ByteStream:
        file.seek(0)
        return Again()

    return opened


# --- One upload ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@room("import_citations")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ImportUpload.objects.select_related("uploaded_by", "batch"), pk=pk)
    deed = _DEEDS.get(request.POST.get("_do", ""))
    if request.method != "POST" or deed is None:
        return _upload_page(request, found)
    try:
        return deed(request, found)
    except Refusal as refusal:
        tell(request, refusal)
        return _upload_page(request, ImportUpload.objects.get(pk=pk), CONFLICT)


def _upload_page(request: HttpRequest, found: ImportUpload, status: int = 200) -> HttpResponse:
    if found.state == "committed" and status == 200:
        return redirect("desk:import_batch", found.batch_id)
    if found.state != "ready":
        under_way = found.state in ("previewing", "committing")
        percent = min(100, found.done * 100 // found.total) if found.total else 0
        return show(
            request, "desk/imports_under_way.html", found.name, status, upload=found, under_way=under_way,
            refresh=REFRESH if under_way else 0, percent=percent,
        )  # fmt: skip
    kind = request.GET.get("kind", "")
    page = Paginator(desk.preview_rows(found, kind), PAGE_SIZE).get_page(request.GET.get("page"))
    return show(
        request, "desk/imports_preview.html", _("Preview: %(name)s") % {"name": found.name}, status,
        upload=found, kinds=desk.kinds_of_preview(found), kind=kind if kind in desk.PREVIEW_WORDS else "",
        page=page, rows=[desk.PreviewRow(row) for row in page.object_list],
    )  # fmt: skip


def _commit(request: HttpRequest, found: ImportUpload) -> HttpResponse:
    was = found.state
    done = commit_upload(upload=found, by=request.user, digest=request.POST.get("_seen", ""))
    if done.state == "committed":
        if was == "committed":
            messages.info(request, _("This was imported already. Here is its report."))
        else:
            messages.success(request, _("Imported. This report stays."))
        return redirect("desk:import_batch", done.batch_id)
    return redirect("desk:import_upload", done.pk)


def _cancel(request: HttpRequest, found: ImportUpload) -> HttpResponse:
    cancel_upload(upload=found, by=request.user)
    messages.success(request, _("Cancelled. Nothing was imported, and what you uploaded is erased."))
    return redirect("desk:imports")


_DEEDS: dict[str, Callable[[HttpRequest, ImportUpload], HttpResponse]] = {"commit": _commit, "cancel": _cancel}


# --- One batch -----------------------------------------------------------------------------------------------


@require_safe
@room("see_desk")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return _batch_page(request, get_object_or_404(desk.batches(), pk=pk))


def _batch_page(request: HttpRequest, found: ImportBatch, status: int = 200, reason: str = "") -> HttpResponse:
    kind, report = request.GET.get("kind", ""), desk.report_of(found)
    page = Paginator(desk.records_of(found, kind), PAGE_SIZE).get_page(request.GET.get("page"))
    return show(
        request, "desk/imports_batch.html", _("Import: %(name)s") % {"name": found.name}, status,
        report=report, refresh=REFRESH if report.is_going else 0, batch=found, kinds=desk.kinds_of_batch(found),
        reason=reason,
        kind=kind if kind in desk.REPORT_WORDS else "", page=page,
        rows=[desk.RecordRow(record) for record in page.object_list],
        may_undo="import_citations" in request.abilities,
    )  # fmt: skip


@require_http_methods(["POST"])
@room("import_citations")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ImportBatch, pk=pk)
    reason = request.POST.get("reason", "").replace("\x00", "")
    try:
        done = ask_undo(batch=found, by=request.user, reason=reason)
    except Refusal as refusal:
        tell(request, refusal)
        return _batch_page(request, desk.batches().get(pk=pk), CONFLICT, reason)
    if done.undone_at is None:
        messages.info(request, _("It is long, so a job takes it back. What comes of it will stand here."))
    else:
        messages.success(request, _("Undone. What this import brought is gone; its report stays."))
    return redirect("desk:import_batch", pk)


def _download(told: Iterator[str], name: str, content_type: str) -> StreamingHttpResponse:
    header = FileResponse(io.BytesIO(), as_attachment=True, filename=name)["Content-Disposition"]
    return StreamingHttpResponse(
        (part.encode("utf-8", "replace") for part in told),
        headers={"Content-Type": f"{content_type}; charset=utf-8", "Content-Disposition": header},
    )


@require_GET
@room("see_desk")
def download(request: HttpRequest, pk: int, form: str) -> StreamingHttpResponse:
    found = get_object_or_404(desk.batches(), pk=pk)
    if form == "csv":
        return _download(desk.as_csv(found), f"import-{pk}.csv", "text/csv")
    return _download(desk.as_json(found), f"import-{pk}.json", "application/json")


@require_GET
@room("see_desk")
def refused(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    found = get_object_or_404(desk.batches(), pk=pk)
    name = f"import-{pk}-refused{desk.extension_of(found)}"
    return _download(desk.refused_as_file(found), name, "text/plain")


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new", new, name="import_new"),
    path("imports/upload/<int:pk>", upload, name="import_upload"),
    path("imports/<int:pk>", batch, name="import_batch"),
    path("imports/<int:pk>/undo", undo, name="import_undo"),
    path("imports/<int:pk>/report.csv", download, {"form": "csv"}, name="import_csv"),
    path("imports/<int:pk>/report.json", download, {"form": "json"}, name="import_json"),
    path("imports/<int:pk>/refused", refused, name="import_refused"),
]
