"""The database keeps each promise by itself, when code forgets, and against a raw cursor."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone

from evidence.actions import texts
from evidence.canonical import canonical_json, text_hash
from evidence.models import (
    AuditEvent,
    Author,
    Authorship,
    ImportBatch,
    PEMAssessment,
    PEMClassification,
    Publication,
    Review,
    Revision,
    RevisionContributor,
    RevisionStep,
    Study,
    StudyContributor,
    StudyText,
    TextScan,
)
from tests.factories import draft, person, publish, ready_to_review, reviewed

pytestmark = pytest.mark.django_db


def refused(sentence: str, attempt) -> None:
    """`attempt` fails with a sentence of ours, and nothing of it stays."""
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        attempt()


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


APPEND_ONLY = (AuditEvent, PEMClassification, Publication, Review, Revision, RevisionContributor)


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
class TestAppendOnlyRows:
    def test_are_never_changed(self, model: type[models.Model]) -> None:
        publish()
        row = model.objects.first()
        field = next(field for field in model._meta.concrete_fields if type(field) is models.CharField)
        refused("never changed", lambda: sql(f"UPDATE {model._meta.db_table} SET {field.column} = 'x'"))
        refused("never changed", lambda: model.objects.update(**{field.name: "x"}))
        refused("never changed", row.save)

    def test_are_never_deleted(self, model: type[models.Model]) -> None:
        publish()
        refused("never deleted", lambda: sql(f"DELETE FROM {model._meta.db_table}"))
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        refused("never deleted", lambda: sql(f"TRUNCATE {model._meta.db_table} CASCADE"))

    def test_of_the_demonstration_can_go(self, model: type[models.Model]) -> None:
        publish(demo=True)
        sql("SET CONSTRAINTS ALL DEFERRED")
        with transaction.atomic():
            sql(f"DELETE FROM {model._meta.db_table}")
            assert not model.objects.exists()
            transaction.set_rollback(True)


class TestRevision:
    def test_hash_must_be_the_hash_of_the_content(self) -> None:
        study = ready_to_review()
        content = {"language": "en-GB", "basis": "abstract", "texts": {}}
        revision = Revision(
            study=study, number=1, content=content, canonical=canonical_json(content), sha256="0" * 64,
            created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        refused("revision_hash_is_the_hash_of_its_content", revision.save)

    def test_canonical_text_must_be_the_content(self) -> None:
        study = ready_to_review()
        canonical = canonical_json({"basis": "abstract"})
        revision = Revision(
            study=study, number=1, content={"basis": "full_text"}, canonical=canonical, sha256=text_hash(canonical),
            created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        refused("revision_canonical_text_is_its_content", revision.save)

    def test_from_a_title_alone_tells_no_findings(self) -> None:
        study = ready_to_review()
        content = {"basis": "title_only", "texts": {"summary": "People got better."}}
        canonical = canonical_json(content)
        revision = Revision(
            study=study, number=1, content=content, canonical=canonical, sha256=text_hash(canonical),
            created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        refused("revision_from_a_title_alone_tells_no_findings", revision.save)


class TestVote:
    def test_of_a_contributor_is_refused_even_in_bulk(self) -> None:
        study = ready_to_review()
        revision = reviewed(study, voters=())
        vote = Review(
            revision=revision, reviewer=person("editor"), sha256=revision.sha256, decision="approve",
            conflict="none", created_at=timezone.now(),
        )  # fmt: skip
        refused("contributed to a revision cannot vote", lambda: Review.objects.bulk_create([vote]))

    def test_on_other_content_is_refused(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        vote = Review(
            revision=revision, reviewer=person("reviewer_one"), sha256="f" * 64, decision="approve",
            conflict="none", created_at=timezone.now(),
        )  # fmt: skip
        refused("names other content", lambda: Review.objects.bulk_create([vote]))

    def test_counts_once_a_person(self) -> None:
        revision = reviewed(ready_to_review())
        again = Review(
            revision=revision, reviewer=person("reviewer_one"), sha256=revision.sha256, decision="approve",
            conflict="none", created_at=timezone.now(),
        )  # fmt: skip
        refused("review_one_vote_a_person_and_revision", again.save)

    def test_with_a_conflict_of_interest_is_refused(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        vote = Review(
            revision=revision, reviewer=person("reviewer_one"), sha256=revision.sha256, decision="approve",
            conflict="author", created_at=timezone.now(),
        )  # fmt: skip
        refused("review_with_a_conflict_of_interest_cannot_vote", vote.save)


def shelve(source: Revision, /, **changes: object) -> Publication:
    """Put a revision on the shelf behind the action's back."""
    approvals = [
        {"person": vote.reviewer_id, "name": "", "sha256": vote.sha256, "on": "2026-01-01"}
        for vote in source.reviews.filter(decision="approve")
    ]
    values = {
        "study": source.study, "number": 1, "revision": source, "content": source.content,
        "sha256": source.sha256, "review_policy": "two_people", "published_at": timezone.now(),
        "published_by": person("publisher"), "provenance": {"approvals": approvals, "history": []},
    } | changes  # fmt: skip
    return Publication.objects.create(**values)


class TestPublication:
    def test_needs_the_votes_that_the_policy_asks_for(self) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        refused("fewer approvals", lambda: shelve(revision))

    def test_tells_of_exactly_the_votes_that_were_given(self) -> None:
        revision = reviewed(ready_to_review())
        refused("exactly the votes", lambda: shelve(revision, provenance={"approvals": [], "history": []}))

    def test_is_not_made_by_somebody_who_contributed(self) -> None:
        revision = reviewed(ready_to_review())
        refused("cannot publish it", lambda: shelve(revision, published_by=person("editor")))

    def test_holds_exactly_what_its_revision_holds(self) -> None:
        revision = reviewed(ready_to_review())
        other = revision.content | {"design": "randomised_trial"}
        refused("exactly what its revision holds", lambda: shelve(revision, content=other))

    def test_needs_a_confirmed_identity(self) -> None:
        revision = reviewed(ready_to_review(confirmed=False))
        refused("identity of this study is not confirmed", lambda: shelve(revision))

    def test_takes_the_next_number(self) -> None:
        revision = reviewed(ready_to_review())
        refused("takes the next number", lambda: shelve(revision, number=2, reason="why"))

    @pytest.mark.parametrize(
        ("part", "value", "constraint"),
        [
            ("texts", {"summary": "Scores were lower."}, "publication_tells_what_the_study_does_not_prove"),
            ("pem", {}, "publication_has_a_pem_verdict_with_its_receipt"),
            ("pem", {"verdict": "required", "quote": "", "place": "Methods"}, "publication_has_a_pem_verdict"),
            ("pem", {"verdict": "not_required", "quote": "met them"}, "publication_has_a_pem_verdict"),
            ("pem", {"verdict": "nonsense"}, "publication_has_a_pem_verdict"),
        ],
    )
    def test_lacks_nothing_that_every_page_needs(self, part: str, value: dict, constraint: str) -> None:
        study = ready_to_review()
        whole = reviewed(study, voters=())
        content = whole.content | {part: value}
        canonical = canonical_json(content)
        revision = Revision.objects.create(
            study=study, number=2, content=content, canonical=canonical, sha256=text_hash(canonical),
            created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        TextScan.objects.create(revision=revision, scanner_version="v0", blocking=0, scanned_at=timezone.now())
        for contributor in whole.contributors.all():
            RevisionContributor.objects.create(revision=revision, person=contributor.person, kind=contributor.kind)
        for name in ("reviewer_one", "reviewer_two"):
            Review.objects.create(
                revision=revision, reviewer=person(name), sha256=revision.sha256, decision="approve",
                conflict="none", created_at=timezone.now(),
            )  # fmt: skip
        refused(constraint, lambda: shelve(revision))

    @pytest.mark.parametrize("blocking", [None, 1])
    def test_that_the_scanner_has_not_passed_is_refused(self, blocking: int | None) -> None:
        study = ready_to_review()
        whole = reviewed(study, voters=())
        revision = Revision.objects.create(
            study=study, number=2, content=whole.content, canonical=whole.canonical, sha256=whole.sha256,
            created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        for contributor in whole.contributors.all():
            RevisionContributor.objects.create(revision=revision, person=contributor.person, kind=contributor.kind)
        if blocking is not None:
            TextScan.objects.create(
                revision=revision, scanner_version="v0", blocking=blocking, scanned_at=timezone.now()
            )
        refused("scanner has not passed", lambda: shelve(revision))

    def test_of_a_stale_revision_is_refused(self) -> None:
        study = ready_to_review()
        stale = reviewed(study)
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        refused("votes are void", lambda: shelve(stale))
        publish(study)
        refused("votes are void", lambda: shelve(stale))

    def test_current_mark_cannot_be_edited_by_hand(self) -> None:
        first = publish()
        refused("never changed", lambda: sql("UPDATE evidence_publication SET is_current = NOT is_current"))
        refused("never changed", lambda: Publication.objects.filter(pk=first.pk).update(is_current=False))

    def test_finding_columns_are_derived_from_the_content(self) -> None:
        publication = publish(criteria=("fukuda1994", "ccc2003"), combination="and")
        publication.refresh_from_db()
        assert publication.slug == publication.content["slug"]
        assert (publication.year, publication.pem_verdict, publication.design) == (2019, "required", "cohort")
        assert publication.criteria_keys == ["fukuda1994", "ccc2003"]
        assert publication.hash_is_true


class TestStudy:
    def test_address_is_frozen_once_published(self) -> None:
        publication = publish()
        refused("address of a published study is frozen", lambda: Study.objects.filter(pk=publication.study_id)
                .update(slug="elsewhere"))  # fmt: skip

    def test_address_can_move_before(self) -> None:
        Study.objects.filter(pk=draft().pk).update(slug="elsewhere")

    def test_cannot_slip_into_the_demonstration(self) -> None:
        study = draft()
        refused("demonstration", lambda: Study.objects.filter(pk=study.pk).update(demo=True))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("doi", "10.1234/UPPER"),
            ("doi", "https://doi.org/10.1234/x"),
            ("pmid", "0123"),
            ("pmid", "12a"),
            ("pmcid", "1234"),
            ("design", "mouse"),
            ("month", 13),
            ("title", ""),
        ],
    )
    def test_refuses_what_is_not_canonical(self, field: str, value: object) -> None:
        study = draft()
        refused("study_", lambda: Study.objects.filter(pk=study.pk).update(**{field: value}))

    def test_identity_is_confirmed_by_somebody_at_a_time(self) -> None:
        study = draft()
        refused("identity", lambda: Study.objects.filter(pk=study.pk).update(identity_confirmed_at=timezone.now()))

    def test_identifiers_are_unique(self) -> None:
        one, two = draft("one2019"), draft("two2019")
        refused("unique", lambda: Study.objects.filter(pk=two.pk).update(doi=one.doi))

    def test_one_author_a_position(self) -> None:
        study = draft()
        refused("authorship_one_author_a_position", lambda: Authorship.objects.create(
            study=study, author=Author.objects.first(), position=1))  # fmt: skip


class TestAssessment:
    def test_is_final_once_submitted(self) -> None:
        ready_to_review()
        refused("final", lambda: PEMAssessment.objects.update(comment="changed my mind"))

    def test_required_needs_a_receipt(self) -> None:
        study = draft()
        assessment = PEMAssessment(
            study=study, coder=person("coder_one"), verdict="required", submitted_at=timezone.now()
        )
        refused("assessment_submitted_has_verdict_and_receipt", assessment.save)


def test_an_import_cannot_lose_an_entry() -> None:
    batch = ImportBatch(name="x.bib", format="bibtex", sha256="0" * 64, read=2, created=1, imported_at=timezone.now())
    refused("import_loses_nothing", batch.save)


def test_a_text_by_a_generator_names_its_version() -> None:
    text = StudyText(study=draft(), drafted_by="generator")
    refused("text_by_a_generator_names_its_version", text.save)


def test_everything_done_at_a_time_is_done_by_somebody() -> None:
    """Nullable `..._at` with `..._by` beside it: both or neither, by a constraint in the database."""
    missing = []
    for model in apps.get_app_config("evidence").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        for name in names:
            if not name.endswith("_at") or not model._meta.get_field(name).null:
                continue
            partner = name.removesuffix("_at") + "_by"
            if partner in names and not any(
                isinstance(constraint, CheckConstraint)
                and isinstance(constraint.condition, Q)
                and {name, partner} <= _fields(constraint)
                for constraint in model._meta.constraints
            ):
                missing.append(f"{model.__name__}.{name}")
    assert not missing


def _fields(constraint: CheckConstraint) -> set[str]:
    """The fields that a constraint's condition names."""
    names, queue = set(), [constraint.condition]
    while queue:
        part = queue.pop()
        if isinstance(part, tuple):
            names.add(part[0].split("__")[0])
        else:
            queue.extend(part.children)
    return names


def test_nothing_slips_past_through_expressions() -> None:
    publish()
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.update(number=F("number") + 1)


class TestTricks:
    """Statements that a clever hand could write. Each was found by trying."""

    def test_a_publication_ahead_of_its_revision(self) -> None:
        """Foreign keys are deferred, so a row may name a revision that comes later. The trigger does not wait."""
        revision = reviewed(ready_to_review())
        refused("no such revision", lambda: shelve(revision, revision=Revision(pk=revision.pk + 1000)))

    def test_a_publication_without_word_of_its_votes(self) -> None:
        revision = reviewed(ready_to_review())
        refused("exactly the votes", lambda: shelve(revision, provenance={}))

    def test_an_upsert_that_makes_the_live_page_step_back_for_nothing(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        revision = reviewed(first.study, reason="Clearer.")

        def upsert() -> None:
            sql(
                "INSERT INTO evidence_publication (id, study_id, number, revision_id, content, sha256, provenance,"
                " review_policy, override_reason, reason, published_at, published_by_id, is_current,"
                " supersedes_id, demo) SELECT %s, study_id, 2, id, content, sha256,"
                " (SELECT jsonb_build_object('approvals', jsonb_agg(1)) FROM evidence_review WHERE revision_id = r.id),"
                " 'two_people', '', 'why', now(), %s, true, %s, false FROM evidence_revision r WHERE id = %s"
                " ON CONFLICT (id) DO NOTHING",
                first.pk, person("publisher").pk, first.pk, revision.pk,
            )  # fmt: skip
            sql("SET CONSTRAINTS ALL IMMEDIATE")

        refused("Exactly one publication of a study is current", upsert)
        first.refresh_from_db()
        assert first.is_current

    def test_a_trigger_of_ones_own_cannot_empty_the_shelf(self) -> None:
        publish()

        def borrow_depth() -> None:
            sql("CREATE TEMP TABLE lever (n integer)")
            sql(
                "CREATE FUNCTION pg_temp.pull() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " UPDATE evidence_publication SET is_current = false WHERE is_current; RETURN NEW; END $$"
            )
            sql("CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pg_temp.pull()")
            sql("INSERT INTO lever VALUES (1)")
            sql("SET CONSTRAINTS ALL IMMEDIATE")

        refused("Exactly one publication of a study is current", borrow_depth)

    def test_a_real_row_dressed_as_demonstration(self) -> None:
        study = ready_to_review()
        content = {"language": "en-GB", "basis": "abstract", "texts": {}}
        canonical = canonical_json(content)
        revision = Revision(
            study=study, number=1, content=content, canonical=canonical, sha256=text_hash(canonical),
            created_at=timezone.now(), created_by=person("editor"), demo=True,
        )  # fmt: skip
        refused("exactly when its study does", revision.save)

    def test_a_contributor_added_after_the_vote(self) -> None:
        revision = reviewed(ready_to_review())
        late = RevisionContributor(revision=revision, person=person("reviewer_one"), kind="wrote")
        refused("frozen before the first vote", late.save)

    def test_what_four_eyes_rest_on_cannot_be_forgotten(self) -> None:
        ready_to_review()
        refused("never deleted", lambda: sql("DELETE FROM evidence_studycontributor"))

    def test_a_submitted_reading_cannot_be_deleted(self) -> None:
        ready_to_review()
        refused("never deleted", lambda: sql("DELETE FROM evidence_pemassessment"))

    def test_the_original_text_of_an_import_cannot_be_changed(self) -> None:
        draft()
        refused("never changed", lambda: sql("UPDATE evidence_importrecord SET raw = 'x'"))
        refused("never deleted", lambda: sql("DELETE FROM evidence_importrecord"))

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "https://user:pw@evil.example/"])
    def test_no_address_that_is_none(self, address: str) -> None:
        study = draft()
        refused("web_address", lambda: Study.objects.filter(pk=study.pk).update(open_access_url=address))

    def test_a_contribution_handed_to_somebody_else(self) -> None:
        ready_to_review()
        other = person("somebody_else")
        refused("Who contributed is never changed", lambda: StudyContributor.objects.update(person=other))
        earlier = "UPDATE evidence_studycontributor SET at = at - '1 day'::interval"
        refused("Who contributed is never changed", lambda: sql(earlier))

    def test_a_revision_that_leaves_somebody_out(self) -> None:
        study = ready_to_review()
        content = {"language": "en-GB", "basis": "abstract", "texts": {}}
        canonical = canonical_json(content)

        def leave_out() -> None:
            Revision.objects.create(
                study=study, number=1, content=content, canonical=canonical, sha256=text_hash(canonical),
                created_at=timezone.now(), created_by=person("editor"),
            )  # fmt: skip
            sql("SET CONSTRAINTS ALL IMMEDIATE")

        refused("names everybody who contributed", leave_out)

    def test_a_vote_after_publication(self) -> None:
        revision = publish().revision
        late = Review(
            revision=revision, reviewer=person("late"), sha256=revision.sha256, decision="request_changes",
            conflict="none", comment="Too late.", created_at=timezone.now(),
        )  # fmt: skip
        refused("nothing to vote on", lambda: Review.objects.bulk_create([late]))
        step = RevisionStep(revision=revision, kind="taken_back", person=person("editor"), note="x", at=timezone.now())
        refused("nothing more happens", step.save)
