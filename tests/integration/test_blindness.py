"""Blind coding on every surface of the desk: neither the other's reading, nor the machine's, nor the news of it.

Two kinds of proof. A marker stands in every field of a submitted reading and of a machine's proposal, and must
show nowhere. And every page is fetched before and after the other coder submits: not one letter may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, reverse

from evidence.actions import assessments, editorial, scanning
from evidence.admin.rooms import urls as rooms
from evidence.models import AuditEvent, PEMAssessment, PEMClassification, Revision
from evidence.pem import Cohort, PEMFacts
from tests.factories import draft, person, ready_to_review
from tests.factories.studies import TEXTS, classify
from tests.integration.test_coding import CODER, FILLED, Form, address, press, signed_in, taken

pytestmark = pytest.mark.django_db

MARK = "Zyzzyva"
MARKED = PEMFacts((Cohort.of(["ccc2003"], label=f"Site {MARK}"),))
WATCHERS = ["the other coder", "a coder without a place", "an editor", "an administrator", "a superuser"]


def submit_marked(study: Any, name: str = "coder_one") -> PEMAssessment:
    return assessments.submit_assessment(
        study=study, by=person(name, roles=CODER), facts=MARKED, verdict="unclear", quote=f"Quote {MARK}",
        place=f"Place {MARK}", comment=f"Comment {MARK}", against_the_rules_because=f"Because {MARK}",
    )  # fmt: skip


def watcher(who: str, study: Any) -> Client:
    if who == "the other coder":
        return taken(study, "coder_two")
    if who == "a coder without a place":
        return signed_in("coder_three")
    if who == "an editor":
        return signed_in("an_editor", ["Editor"])
    if who == "an administrator":
        return signed_in("an_administrator", ["Administrator", "Publisher", "Triager"])
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("chief", password="long enough to do"))
    return client


def room_pages(study: Any) -> Iterator[str]:
    """Every editors' room there is, of whichever module, for this study and its newest revision."""
    revision = Revision.objects.filter(study=study).order_by("-pk").first()
    known = {"study_id": study.pk, "study": study.pk, "pk": study.pk, "slug": study.slug, "number": 1}
    known |= {"revision_id": revision and revision.pk, "revision": revision and revision.pk}
    of_revision = known | {"pk": revision and revision.pk}
    for pattern in rooms.urlpatterns:
        if isinstance(pattern, URLPattern):
            names = list(pattern.pattern.converters)
            given = of_revision if str(pattern.pattern).startswith("review/") else known
            if all(given.get(name) for name in names):
                yield reverse(f"desk:{pattern.name}", kwargs={name: given[name] for name in names})


def models_of_the_desk() -> Iterator[tuple[str, Any, Any]]:
    for model, shown in admin.site._registry.items():
        if model._meta.app_label == "evidence":
            yield f"admin:evidence_{model._meta.model_name}", model, shown


def admin_lists(study: Any) -> Iterator[str]:
    """The admin's front page, and of every model the list: plain, with the counts of its filters, searched."""
    yield from ("/admin/", "/admin/evidence/")
    for name, _model, shown in models_of_the_desk():
        listing = reverse(f"{name}_changelist")
        yield f"{listing}?_facets=True"
        if shown.search_fields:
            yield f"{listing}?q={MARK}"


def admin_rows(study: Any) -> Iterator[str]:
    """Of every model the newest rows, by id: page, history, deletion."""
    for name, model, _shown in models_of_the_desk():
        for row in model._default_manager.order_by("-pk")[:3]:
            for page in ("change", "history", "delete"):
                yield reverse(f"{name}_{page}", args=[row.pk])


SURFACES = (room_pages, admin_lists, admin_rows)
for_every_watcher = pytest.mark.parametrize("who", WATCHERS)


def text_of(client: Client, path: str) -> str:
    """What a page shows, without what differs at each look: signed values of the form, what was searched for."""
    response = client.get(path)
    html = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
    html = re.sub(r'name="(csrfmiddlewaretoken|initial-\w+)" value="[^"]+"', "", html)
    return re.sub(rf'(q=|q%3D|value="){MARK}', "", html)


def propose_marked(study: Any) -> PEMClassification:
    return assessments.propose(
        study=study, facts=MARKED, machine_version=f"Classifier {MARK}", quote=f"Quote {MARK}", place=f"Place {MARK}"
    )


def frozen_proposal() -> Any:
    """A study whose page rests on a machine's proposal, frozen for review before anybody began to code."""
    study = ready_to_review(facts={"abstract": "An abstract."}, coded=False)
    propose_marked(study)
    revision = editorial.submit(study=study, by=person("editor"))
    assert MARK in revision.canonical
    return study


def leaks(client: Client, *studies: Any) -> list[str]:
    """Pages of every surface that show the marker."""
    paths = {path: None for pages in SURFACES for study in studies for path in pages(study)}
    assert len(paths) > 50
    return [path for path in paths if MARK in text_of(client, path)]


@for_every_watcher
def test_neither_reading_nor_draft_nor_proposal_shows(who: str) -> None:
    """Of one study a reading and a proposal, of another a draft, of a third a proposal that a revision has frozen."""
    read, begun = (draft(key, abstract="An abstract.") for key in ("read2018", "begun2020"))
    submit_marked(read)
    propose_marked(read)
    press(taken(begun, "coder_four"), begun, "save", quote=MARK, comment=MARK, place=MARK, **{"group-1-name": MARK})
    proposed = frozen_proposal()
    assert MARK in str(PEMAssessment.objects.filter(study=begun).values())
    leaked = leaks(watcher(who, read), read, begun, proposed)
    if who in ("an editor", "an administrator"):  # who can never code reads in a review what the page would show
        frozen = Revision.objects.get(study=proposed)
        leaked = [path for path in leaked if not re.fullmatch(rf"/admin/desk/review/{frozen.pk}(/preview)?", path)]
    assert not leaked


@for_every_watcher
def test_nothing_tells_whether_the_other_has_submitted(who: str) -> None:
    study = draft(abstract="An abstract.")
    assessments.start_assessment(study=study, by=person("coder_one", roles=CODER))
    client = watcher(who, study)
    for path in room_pages(study):  # the first look may itself leave a mark, such as "who is here"
        client.get(path)
    paths = [path for pages in SURFACES for path in pages(study)]
    before = {path: text_of(client, path) for path in paths}
    # What this person was just refused stands in the trail, and administrators read it there.
    before |= {path: text_of(client, path) for path in paths if "auditevent" in path}
    submit_marked(study)
    told = [path for path in paths if text_of(client, path) != before[path]]
    assert not told


def test_the_surfaces_hold_what_matters() -> None:
    """The lists above are made from what is registered, so a new room is watched without anybody thinking of it."""
    study = draft()
    submit_marked(study)
    assert {address(study), address(study, "coding_adjudicate")} <= set(room_pages(study))
    assert reverse("admin:evidence_pemassessment_changelist") + "?_facets=True" in set(admin_lists(study))
    reading = PEMAssessment.objects.get()
    assert reverse("admin:evidence_pemassessment_history", args=[reading.pk]) in set(admin_rows(study))


@for_every_watcher
def test_no_filter_in_an_address_finds_it_out(who: str) -> None:
    study = frozen_proposal()
    submit_marked(study)
    client = watcher(who, study)
    empty = [
        ("pemassessment", f"quote__contains={MARK}"),
        ("pemassessment", "submitted_at__isnull=False&round=1"),
        ("pemassessment", "coder__username=coder_one&round=1"),
        ("pemclassification", f"quote__contains={MARK}"),
        ("pemclassification", "method__exact=machine"),
        ("auditevent", f"action=assessment.submitted&object_id={PEMAssessment.objects.latest('pk').pk}"),
    ]
    for model, asked in empty:
        response = client.get(reverse(f"admin:evidence_{model}_changelist") + f"?{asked}")
        listed = response.context["cl"].result_count if response.status_code == 200 and response.context else 0
        assert listed == 0, (model, asked)
    refused = [
        ("study", f"assessments__quote__contains={MARK}"),
        ("study", "assessments__submitted_at__isnull=False"),
        ("study", f"classifications__quote__contains={MARK}"),
        ("revision", f"study__assessments__quote__contains={MARK}"),
        ("revision", f"content__pem__quote__contains={MARK}"),
        ("revision", f"canonical__contains={MARK}"),
        ("studytext", "study__assessments__verdict=unclear"),
    ]
    for model, asked in refused:
        response = client.get(reverse(f"admin:evidence_{model}_changelist") + f"?{asked}")
        assert response.status_code == 400, (model, asked)


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_guessed_ids_lead_to_nothing(page: str) -> None:
    study = draft()
    reading, proposal = submit_marked(study), propose_marked(study)
    client = watcher("a superuser", study)
    for name, row in (("pemassessment", reading), ("pemclassification", proposal)):
        response = client.get(reverse(f"admin:evidence_{name}_{page}", args=[row.pk]))
        assert response.status_code in (302, 403, 404)
        known = client.get(reverse(f"admin:evidence_{name}_{page}", args=[10**6]))
        assert known.status_code == response.status_code, "as if it did not exist"


@for_every_watcher
def test_everything_shows_once_both_have_submitted(who: str) -> None:
    study = draft(abstract="An abstract.")
    propose_marked(study)
    reading = submit_marked(study)
    assessments.submit_assessment(study=study, by=person("coder_two", roles=CODER), facts=PEMFacts(),
                                  verdict="unclear")  # fmt: skip
    client = watcher(who, study) if who != "the other coder" else signed_in("coder_two")
    shown = reverse("admin:evidence_pemassessment_change", args=[reading.pk])
    assert MARK in text_of(client, shown)
    proposal = PEMClassification.objects.get(method="machine", quote__contains=MARK)
    assert MARK in text_of(client, reverse("admin:evidence_pemclassification_change", args=[proposal.pk]))
    trail = client.get(reverse("admin:evidence_auditevent_changelist") + "?action=assessment.submitted")
    assert trail.context["cl"].result_count == 2
    if "coder" in who:
        assert MARK in text_of(client, address(study))


def test_the_trail_holds_no_content() -> None:
    study = draft()
    press(taken(study), study, "save", quote=MARK)
    submit_marked(study)
    propose_marked(study)
    for event in AuditEvent.objects.all():
        assert MARK not in f"{event.reason} {event.detail}"


# --- Places --------------------------------------------------------------------------------------------


def test_a_third_coder_cannot_take_a_place() -> None:
    study = draft()
    submit_marked(study)
    taken(study, "coder_two")
    third = signed_in("coder_three")
    assert third.get(address(study)).status_code == 403
    for sent in ({"_do": "take"}, FILLED | {"_do": "take", "_groups": "1"}, FILLED | {"_do": "submit", "_groups": "1"}):
        third.post(address(study), sent)
    third.post(address(study, "coding_draft"), FILLED | {"_groups": "1", "seen_token": "1"})
    assert set(study.assessments.values_list("coder__username", flat=True)) == {"coder_one", "coder_two"}


def test_a_coder_of_the_first_round_may_code_in_the_second_and_sees_nothing_of_it() -> None:
    study = draft()
    for name in ("coder_one", "coder_two"):
        assessments.submit_assessment(study=study, by=person(name, roles=CODER), facts=PEMFacts(), verdict="unclear")
    assessments.open_new_round(study=study, by=person("editor"), reason="The full text came.")
    study.refresh_from_db()
    coder = taken(study, "coder_one")
    submit_marked(study, "coder_two")
    assert not leaks(coder, study)
    press(coder, study, "submit", **FILLED)
    assert MARK in coder.get(address(study)).content.decode()


def test_a_submit_that_is_sent_twice_changes_nothing() -> None:
    study = draft()
    coder = taken(study)
    form = Form(coder.get(address(study)).content.decode()).sent | FILLED | {"_do": "submit"}
    coder.post(address(study), form)
    before = PEMAssessment.objects.values().get()
    page = coder.post(address(study), form | {"verdict": "unclear", "comment": "later"}, follow=True)
    assert "final" in page.content.decode()
    coder.post(address(study, "coding_draft"), form | {"comment": "later"})
    assert PEMAssessment.objects.values().get() == before
    assert AuditEvent.objects.filter(action="assessment.submitted").count() == 1


def test_nobody_codes_for_another_by_guessed_ids() -> None:
    study = draft()
    taken(study, "coder_one")
    theirs = PEMAssessment.objects.get()
    guessed = {"coder": theirs.coder_id, "coder_id": theirs.coder_id, "assessment": theirs.pk, "id": theirs.pk,
               "pk": theirs.pk, "by": theirs.coder_id}  # fmt: skip
    intruder = taken(study, "coder_two")
    press(intruder, study, "save", comment=MARK, **guessed)
    press(intruder, study, "submit", **FILLED | guessed)
    press(intruder, study, "hand-back", **guessed)
    theirs.refresh_from_db()
    assert (theirs.draft, theirs.submitted_at) == ({}, None)
    assert PEMAssessment.objects.exclude(pk=theirs.pk).get().coder.username == "coder_two"


def test_one_coder_cannot_hand_back_what_is_submitted() -> None:
    study = draft()
    coder = taken(study)
    press(coder, study, "submit", **FILLED)
    page = coder.post(address(study), {"_do": "hand-back"})
    assert "final" in page.content.decode()
    assert PEMAssessment.objects.count() == 1


def test_the_scanner_tells_nothing_of_a_hidden_proposal() -> None:
    words = {**TEXTS, "does_not_prove": "That rest helps.", "summary": "Post-exertional malaise was not required."}
    study = ready_to_review(coded=False, text=words)
    ccc = PEMFacts((Cohort.of(["ccc2003"]),))
    assessments.propose(
        study=study, facts=ccc, machine_version="Classifier v0.0 test", quote="met the CCC", place="Methods"
    )

    def told() -> set[str]:
        return {one.finding.rule for one in scanning.desk_findings(study)}

    assert "pem-claim-against-verdict" not in told()
    classify(study)
    study.refresh_from_db()
    assert "pem-claim-against-verdict" in told(), "people have said it now"
