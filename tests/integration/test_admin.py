"""The desk in the admin: every model is there, saving goes through actions, what is frozen cannot be changed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from evidence.models import AuditEvent, Notice, Study, StudyLink, StudyText
from tests.factories import browser_of, draft, publish, ready_to_review

pytestmark = pytest.mark.django_db

MODELS = list(apps.get_app_config("evidence").get_models())
FROZEN = [
    "publication",
    "revision",
    "review",
    "pemclassification",
    "auditevent",
    "importbatch",
    "importrecord",
]


@pytest.fixture
def desk() -> Client:
    """A browser in which an administrator is signed in."""
    return browser_of("chief", roles=[], is_superuser=True)


def form_of(response, **changes: str) -> dict[str, str]:
    """What a browser would send back of the form on a page."""
    form = response.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(value, list):
            data[bound.html_name] = ",".join(value)
        else:
            data[bound.html_name] = "" if value is None else str(value)
    for formset in response.context["inline_admin_formsets"]:
        for part in (formset.formset.management_form, *formset.formset.forms):
            for bound in part:
                data[bound.html_name] = str(bound.value())
    return data | changes


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_of_the_desk_has_a_list_and_a_page(desk: Client, model) -> None:
    publish()
    site = admin.site._registry
    if model not in site:
        shown_elsewhere = ("Authorship", "Presence", "Lease")
        kept_by_the_database = ("ShelfEntry", "ShelfWord", "ShelfState", "PageChange")
        assert model.__name__ in (*shown_elsewhere, *kept_by_the_database), f"{model.__name__} is shown nowhere"
        return
    name = f"admin:evidence_{model._meta.model_name}"
    assert desk.get(reverse(f"{name}_changelist")).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert desk.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("name", FROZEN)
def test_what_is_frozen_is_read_only(desk: Client, name: str) -> None:
    publish()
    model = apps.get_model("evidence", name)
    row = model.objects.first()
    before = model.objects.values().get(pk=row.pk)
    assert desk.get(reverse(f"admin:evidence_{name}_add")).status_code == 403
    assert desk.post(reverse(f"admin:evidence_{name}_change", args=[row.pk]), {"reason": "x"}).status_code == 403
    assert desk.post(reverse(f"admin:evidence_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model.objects.values().get(pk=row.pk) == before


def test_saving_facts_goes_through_the_action(desk: Client) -> None:
    study = draft()
    address = reverse("admin:evidence_study_change", args=[study.pk])
    response = desk.post(address, form_of(desk.get(address), country="Norway"))
    assert response.status_code == 302, response.context["errors"]
    assert Study.objects.get(pk=study.pk).country == "Norway"
    event = AuditEvent.objects.get(action="study.edited")
    assert event.actor.username == "chief"
    assert event.detail["after"] == {"country": "Norway"}


def test_the_second_saver_keeps_their_text(desk: Client) -> None:
    study = draft()
    address = reverse("admin:evidence_study_change", args=[study.pk])
    stale = form_of(desk.get(address), country="Norway")
    desk.post(address, form_of(desk.get(address), country="Spain"))
    response = desk.post(address, stale)
    html = response.content.decode()
    assert "Somebody else saved this study" in html
    assert 'value="Norway"' in html
    assert Study.objects.get(pk=study.pk).country == "Spain"


def test_texts_are_written_through_the_action(desk: Client) -> None:
    study = ready_to_review(text={})
    StudyText.objects.all().delete()
    address = reverse("admin:evidence_studytext_add")
    response = desk.post(address, form_of(desk.get(address), study=str(study.pk), language="en-GB", summary="Plain."))
    assert response.status_code == 302, response.context["errors"]
    assert StudyText.objects.get().summary == "Plain."
    assert AuditEvent.objects.filter(action="text.written", actor__username="chief").exists()


def test_findings_from_a_title_are_refused_and_the_text_stays(desk: Client) -> None:
    study = draft()
    address = reverse("admin:evidence_studytext_add")
    html = desk.post(
        address,
        form_of(desk.get(address), study=str(study.pk), language="en-GB", summary="People got better."),
    ).content.decode()
    assert "no findings can be told" in html
    assert "People got better." in html


def test_notices_and_links_are_added_through_the_actions(desk: Client) -> None:
    one, two = draft("one2019"), draft("two2019")
    address = reverse("admin:evidence_notice_add")
    desk.post(address, form_of(desk.get(address), study=str(one.pk), kind="correction", source="the journal's page"))
    address = reverse("admin:evidence_studylink_add")
    desk.post(address, form_of(desk.get(address), study=str(one.pk), kind="comment_on", target=str(two.pk)))
    assert Notice.objects.get().confirmed_by.username == "chief"
    assert StudyLink.objects.get().target == two
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {"notice.added", "link.added"}


def test_another_coders_reading_is_hidden_until_the_verdict_is_settled(desk: Client) -> None:
    from tests.factories.studies import classify
    from tests.integration.test_editorial import CCC, assess

    study = draft()
    assess(study, "coder_one", CCC, "required")
    address = reverse("admin:evidence_pemassessment_changelist")
    assert "0 PEM assessments" in desk.get(address).content.decode()
    classify(draft("other2019"))
    assert "2 PEM assessments" in desk.get(address).content.decode()


def test_strangers_are_sent_to_the_door(client: Client) -> None:
    study = draft()
    for path in ("/admin/", reverse("admin:evidence_study_change", args=[study.pk])):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_lists_cost_the_same_with_more_rows(desk: Client, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("admin:evidence_study_changelist")
    draft("one2019")
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.get(address)
    for number in range(12):
        draft(f"more{number}")
    with CaptureQueriesContext(connection) as many:
        desk.get(address)
    assert len(many) == len(few)
