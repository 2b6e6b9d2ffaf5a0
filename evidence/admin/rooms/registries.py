"""What the registries say: the notices that wait for a person, and one study beside its registered records.

    registries                            found notices to confirm or dismiss, look-ups, titles that differ, keeping up
    registries/notice/<found>/confirm     (and .../dismiss) the buttons; the page is one form, and each sends all of it
    study/<study>/registries              our record beside Crossref's, PubMed's and Europe PMC's, field by field

No page asks a registry. "Ask the registries again" leaves a wish that the next job takes up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from evidence.actions import registries, studies
from evidence.actions.desk import open_revision
from evidence.actions.roles import require
from evidence.admin.forms.workbench import with_plain_line_ends
from evidence.admin.rooms.base import room, show, tell
from evidence.desk.registries import LONG, Beside, beside, link_to, overview, waiting_notices
from evidence.keeping_up.services import NO_CONTACT, may_ask
from evidence.models import FoundNotice, Revision, Study
from evidence.vocabulary import NOTICES
from evidence.workflow import Refusal

FORBIDDEN, CONFLICT = 403, 409
PAGE_SIZE = 20
_A_NUMBER = r"[1-9]\d{0,17}"


# --- The queue of found notices ------------------------------------------------------------------------------


class NoticeForm(forms.Form):
    """What a person says about one found notice. Nothing is `required` in the browser, so nothing typed is lost."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=[(key, gettext_lazy(words)) for key, words in NOTICES.items()]
    )
    on = forms.CharField(
        label=gettext_lazy("Date of the notice"), required=False, help_text=gettext_lazy("2025, 2025-08 or 2025-08-14")
    )
    title = forms.CharField(label=gettext_lazy("Its title"), required=False)
    detail = forms.CharField(
        label=gettext_lazy("What it says, in our words"),
        required=False,
        help_text=gettext_lazy("Readers see it. Copy nothing from the notice."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Or why it is no notice about this paper"),
        required=False,
        help_text=gettext_lazy("Only to dismiss it. It stays in the trail."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, found: FoundNotice, data: QueryDict | None = None) -> None:
        self.found = found
        at_first = {"kind": found.kind, "on": found.date, "title": found.title.strip()}
        super().__init__(data, prefix=f"notice-{found.pk}", initial=at_first)

    @property
    def link(self) -> str:
        """Where the notice itself can be read, or ""."""
        return link_to(self.found.identifier)

    @classmethod
    def as_left(cls, found: FoundNotice, sent: QueryDict | None) -> NoticeForm:
        """With what was typed into it; as it is at first where nothing was."""
        typed = cls(found, sent)
        return typed if sent and typed.add_prefix("kind") in sent and typed.has_changed() else cls(found)

    def told(self, *names: str) -> dict[str, str]:
        """What stands in these boxes. Refusal where one cannot be read; the box says why."""
        self.is_valid()
        if wrong := [f"“{self[name].label}”" for name in names if name in self.errors]:
            raise Refusal(_("Nothing was saved yet. Look at %(boxes)s.") % {"boxes": ", ".join(wrong)})
        return {name: self.cleaned_data[name] for name in names}


@require_safe
@room("see_desk")
def notices(request: HttpRequest) -> HttpResponse:
    return _notices_page(request)


def _notices_page(request: HttpRequest, sent: QueryDict | None = None, status: int = 200) -> HttpResponse:
    """`sent` is what the form held, without what has been used up."""
    now, about = timezone.now(), request.GET.get("study", "")
    study = Study.objects.filter(pk=about).first() if re.fullmatch(_A_NUMBER, about) else None
    page = Paginator(waiting_notices(study=study.pk if study else None), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [NoticeForm.as_left(found, sent) for found in page.object_list]
    stranded = [*_typed_elsewhere(sent, rows)]
    return show(
        request, "desk/registries.html", _("What the registries say"), status,
        page=page, rows=rows, study=study, now=now, here=request.GET.urlencode(), stranded=stranded,
        unsaved=bool(stranded) or any(row.is_bound for row in rows), room=overview(now=now), long=LONG.days,
        no_contact="" if may_ask() else _(NO_CONTACT), may_edit="edit_desk" in request.abilities,
    )  # fmt: skip


def _typed_elsewhere(sent: QueryDict | None, rows: list[NoticeForm]) -> Iterator[str]:
    """Words typed for a notice that waits no longer, since somebody else decided about it meanwhile."""
    there = {str(row.found.pk) for row in rows}
    for name, value in (sent or QueryDict()).items():
        match = re.fullmatch(rf"notice-({_A_NUMBER})-(detail|reason)", name)
        if match and match[1] not in there and value.strip():
            yield value


Decide = Callable[[HttpRequest, NoticeForm], str]


def button(decide: Decide) -> Callable[..., HttpResponse]:
    """A button of one notice: `decide` returns what is said afterwards. What was typed for others comes back."""

    @room("see_desk")
    @wraps(decide)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(FoundNotice.objects.select_related("study"), pk=pk)
        back = reverse("desk:registries") + (f"?{request.GET.urlencode()}" if request.GET else "")
        if request.method != "POST":
            return redirect(back)
        sent = with_plain_line_ends(request.POST)
        try:
            require(request.user, "edit_desk")
            told = decide(request, NoticeForm(found, sent))
        except (Refusal, ValidationError) as refused:
            tell(request, refused if isinstance(refused, Refusal) else Refusal(*refused.messages))
            return _notices_page(request, sent, CONFLICT if "edit_desk" in request.abilities else FORBIDDEN)
        bench = reverse("desk:workbench", args=[found.study_id])
        messages.success(request, format_html('{} <a href="{}">{}</a>', told, bench, _("Go to its workbench")))
        rest = _without(sent, f"notice-{pk}-")
        if not _is_something_left(rest):
            return redirect(back)
        messages.warning(request, _("What else you typed on this page is not saved yet. It still stands there."))
        return _notices_page(request, rest)

    return view


def _without(sent: QueryDict, beginning: str) -> QueryDict:
    rest = QueryDict(mutable=True)
    for name, values in sent.lists():
        if not name.startswith(beginning):
            rest.setlist(name, values)
    return rest


def _is_something_left(sent: QueryDict) -> bool:
    numbers = {match[1] for name in sent if (match := re.fullmatch(rf"notice-({_A_NUMBER})-kind", name))}
    rows = [NoticeForm.as_left(found, sent) for found in FoundNotice.objects.filter(pk__in=numbers, state="waiting")]
    return any(row.is_bound for row in rows) or any(_typed_elsewhere(sent, rows))


@button
def confirm(request: HttpRequest, form: NoticeForm) -> str:
    said = form.told("kind", "on", "title", "detail", "reason")
    if said.pop("reason"):
        raise Refusal(_("You wrote why it is no notice. Empty that box to confirm the notice, or dismiss it."))
    waiting = open_revision(form.found.study)
    registries.confirm_found_notice(found=form.found, by=request.user, **said)
    told = _("Confirmed: %(kind)s.") % {"kind": _(NOTICES[said["kind"]])} + _taken_back(waiting)
    return " ".join((told, _("The page tells of it with its next publication: submit it.")))


@button
def dismiss(request: HttpRequest, form: NoticeForm) -> str:
    said = form.told("detail", "reason")
    if said["detail"]:
        raise Refusal(_("You wrote what the notice says. Empty that box to dismiss the notice, or confirm it."))
    registries.dismiss_found_notice(found=form.found, by=request.user, reason=said["reason"])
    return _("Dismissed. The page no longer says that this notice is being checked.")


# --- One study beside the registries -------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
def compared(request: HttpRequest, pk: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=pk)
    deed = DEEDS.get(request.POST.get("_do", ""))
    if request.method != "POST" or deed is None:
        return _compared_page(request, study)
    ability, do = deed
    try:
        require(request.user, ability)
        told = do(request, study)
    except (Refusal, ValidationError) as refused:
        tell(request, refused if isinstance(refused, Refusal) else Refusal(*refused.messages))
        status = CONFLICT if ability in request.abilities else FORBIDDEN
        return _compared_page(request, Study.objects.get(pk=pk), status)
    messages.success(request, told)
    return redirect("desk:study_registries", pk)


def _compared_page(request: HttpRequest, study: Study, status: int = 200) -> HttpResponse:
    return show(
        request, "desk/registries_study.html", study.title, status,
        page=beside(study), study=study, no_contact="" if may_ask() else _(NO_CONTACT),
    )  # fmt: skip


def _ask(request: HttpRequest, study: Study) -> str:
    registries.request_lookup(study=study, by=request.user)
    if not may_ask():
        return " ".join((_("Your wish is kept."), _(NO_CONTACT)))
    return _("The registries will be asked by the next job. Come back later.")


def _confirm_identity(request: HttpRequest, study: Study) -> str:
    page = _as_seen(request, study)
    if page.refusals:
        raise Refusal(*page.refusals)
    if len(page.sources) < 2:
        raise Refusal(_("It takes two registries that agree. Look at the paper, and confirm it at the workbench."))
    waiting = open_revision(study)
    studies.confirm_identity(study=study, by=request.user, registered_title=page.registered_title, sources=page.sources)
    return _("The identity is confirmed.") + _taken_back(waiting)


def _take_over(request: HttpRequest, study: Study) -> str:
    page = _as_seen(request, study)
    if not page.open_access:
        raise Refusal(_("Europe PMC names no address at which the paper can be read freely."))
    waiting = open_revision(study)
    studies.edit_study(
        study=study, by=request.user, changes={"open_access_url": page.open_access}, token=study.edit_token
    )
    return _("The open access address is on the desk.") + _taken_back(waiting)


def _as_seen(request: HttpRequest, study: Study) -> Beside:
    page = beside(study)
    if request.POST.get("_seen") != page.seen:
        raise Refusal(_("The record or an answer has changed since you read this page. Read it again."))
    return page


def _taken_back(waiting: Revision | None) -> str:
    if waiting is None:
        return ""
    return " " + _("Revision %(number)d was taken back to the desk, and its votes are void.") % {
        "number": waiting.number
    }


DEEDS: dict[str, tuple[str, Callable[[HttpRequest, Study], str]]] = {
    "ask": ("see_desk", _ask),
    "confirm_identity": ("confirm_identity", _confirm_identity),
    "take_over": ("edit_desk", _take_over),
}
"""Name of the deed, as the form sends it -> (the ability it takes, what it does). Each returns what is said."""


urlpatterns = [
    path("registries", notices, name="registries"),
    path("registries/notice/<int:pk>/confirm", confirm, name="registries_confirm"),
    path("registries/notice/<int:pk>/dismiss", dismiss, name="registries_dismiss"),
    path("study/<int:pk>/registries", compared, name="study_registries"),
]
