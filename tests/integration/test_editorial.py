"""From the desk to the shelf, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from evidence.actions import assessments, editorial, studies, texts, undo
from evidence.models import AuditEvent, Publication, StudyContributor
from evidence.pem import Cohort, PEMFacts
from evidence.workflow import Refusal, how_checked
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.factories.studies import classify

pytestmark = pytest.mark.django_db

CCC = PEMFacts((Cohort.of(["ccc2003"]),))
FUKUDA = PEMFacts((Cohort.of(["fukuda1994"]),))


def assess(study, coder: str, facts: PEMFacts, verdict: str, **more):
    return assessments.submit_assessment(
        study=study,
        by=person(coder),
        facts=facts,
        verdict=verdict,
        quote="met the criteria",
        place="Methods",
        **more,
    )


class TestPublishing:
    def test_makes_an_immutable_numbered_copy(self) -> None:
        publication = publish()
        assert (publication.number, publication.is_current) == (1, True)
        assert publication.sha256 == publication.revision.sha256
        assert how_checked(publication.provenance, publication.sha256) == "checked by two people"

    def test_again_takes_the_next_number_and_keeps_the_first(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        second = publish(first.study, reason="The summary was hard to read.")
        first.refresh_from_db()
        assert (first.is_current, second.is_current, second.number) == (False, True, 2)
        assert first.content["texts"]["summary"] != second.content["texts"]["summary"]
        assert [row["number"] for row in second.provenance["history"]] == [1, 2]
        assert Publication.objects.current().count() == 1

    def test_again_needs_a_reason(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        with pytest.raises(Refusal, match="what changes"):
            editorial.submit(study=first.study, by=person("editor"))

    def test_again_needs_a_change(self) -> None:
        first = publish()
        with pytest.raises(Refusal, match="Nothing differs"):
            editorial.submit(study=first.study, by=person("editor"), reason="No reason.")

    def test_leaves_a_trail(self) -> None:
        publication = publish()
        trail = set(AuditEvent.objects.filter(study_id=publication.study_id).values_list("action", flat=True))
        assert trail >= {
            "study.edited", "study.identity_confirmed", "text.written", "assessment.submitted",
            "classification.settled", "revision.submitted", "revision.voted", "publication.published",
        }  # fmt: skip

    def test_starts_a_new_round_without_contributors(self) -> None:
        publication = publish()
        assert not StudyContributor.objects.filter(study=publication.study).exists()

    @pytest.mark.parametrize(
        ("voters", "publisher", "sentence"),
        [
            ((), "publisher", "0 of the 2 approvals"),
            (("reviewer_one",), "publisher", "1 of the 2 approvals"),
            (("reviewer_one", "reviewer_two"), "editor", "You contributed to this revision"),
        ],
    )
    def test_is_refused(self, voters: tuple[str, ...], publisher: str, sentence: str) -> None:
        revision = reviewed(ready_to_review(), voters=voters)
        with pytest.raises(Refusal, match=sentence):
            editorial.publish(revision=revision, by=person(publisher))
        assert not Publication.objects.exists()

    def test_is_refused_while_the_identity_is_open(self) -> None:
        revision = reviewed(ready_to_review(confirmed=False))
        with pytest.raises(Refusal, match="identity"):
            editorial.publish(revision=revision, by=person("publisher"))

    def test_is_refused_when_a_reviewer_asks_for_changes(self) -> None:
        revision = reviewed(ready_to_review())
        editorial.vote(
            revision=revision, by=person("third"), decision="request_changes", seen=revision.sha256,
            comment="The second sentence is not in the abstract.",
        )  # fmt: skip
        with pytest.raises(Refusal, match="reviewers differ"):
            editorial.publish(revision=revision, by=person("publisher"))

    def test_of_an_older_revision_is_refused_after_the_page_changed(self) -> None:
        study = ready_to_review()
        stale = reviewed(study)
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        publish(study)
        with pytest.raises(Refusal, match=r"live page has changed.*votes are void"):
            editorial.publish(revision=stale, by=person("publisher"))

    @pytest.mark.parametrize(("policy", "voters"), [("one_person", ("reviewer_one",)), ("open", ())])
    def test_follows_the_review_policy_and_tells_the_truth(self, settings, policy: str, voters: tuple) -> None:
        settings.REVIEW_POLICY = policy
        publication = editorial.publish(revision=reviewed(ready_to_review(), voters=voters), by=person("publisher"))
        told = how_checked(publication.provenance, publication.sha256)
        assert told == ("checked by one person" if voters else "not checked")


class TestContent:
    def test_needs_what_the_study_does_not_prove(self) -> None:
        study = ready_to_review(text={"summary": "Scores were lower."})
        with pytest.raises(Refusal, match="does not prove"):
            editorial.submit(study=study, by=person("editor"))

    def test_needs_a_classification(self) -> None:
        study = draft()
        with pytest.raises(Refusal, match="PEM classification is missing"):
            editorial.submit(study=study, by=person("editor"))

    def test_tells_no_findings_from_a_title(self) -> None:
        study = draft()
        with pytest.raises(Refusal, match="Only the title"):
            texts.write_text(study=study, by=person("editor"), texts={"summary": "People got better."})

    def test_takes_findings_back_when_only_the_title_turns_out_to_be_read(self) -> None:
        study = ready_to_review()
        studies.edit_study(study=study, by=person("editor"), changes={"basis": "title_only"})
        with pytest.raises(Refusal, match="title only"):
            editorial.submit(study=study, by=person("editor"))

    def test_carries_every_author_and_no_abstract(self) -> None:
        study = ready_to_review(abstract="Secret words of the journal.")
        content = editorial.submit(study=study, by=person("editor")).content
        assert [name["family"] for name in content["citation"]["authors"]] == ["Berg", "O'Neil"]
        assert "Secret words" not in str(content)


class TestVoting:
    def test_is_not_for_those_who_contributed(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        with pytest.raises(Refusal, match="You contributed"):
            editorial.vote(revision=revision, by=person("editor"), decision="approve", seen=revision.sha256)

    def test_is_not_for_superusers_who_contributed(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        editor = person("editor")
        editor.is_superuser = True
        editor.save()
        with pytest.raises(Refusal, match="You contributed"):
            editorial.vote(revision=revision, by=editor, decision="approve", seen=revision.sha256)

    def test_is_void_after_an_edit(self) -> None:
        study = ready_to_review()
        old = reviewed(study)
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        new = reviewed(study, voters=())
        assert new.sha256 != old.sha256
        with pytest.raises(Refusal, match="0 of the 2"):
            editorial.publish(revision=new, by=person("publisher"))

    def test_needs_the_hash_that_was_seen(self) -> None:
        study = ready_to_review()
        old = reviewed(study, voters=())
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        new = reviewed(study, voters=())
        with pytest.raises(Refusal, match="content has changed"):
            editorial.vote(revision=new, by=person("reviewer_one"), decision="approve", seen=old.sha256)


class TestClassifying:
    def test_two_coders_agree(self) -> None:
        study = draft()
        for name in ("coder_one", "coder_two"):
            assess(study, name, CCC, "required")
        settled = study.classifications.exclude(method="machine").get()
        assert (settled.verdict, settled.method) == ("required", "two_coders")

    def test_one_person_is_called_one_person(self) -> None:
        settled = assessments.settle(assessments=[assess(draft(), "coder_one", CCC, "required")])
        assert settled.method == "one_person"

    def test_coders_who_differ_need_a_third(self) -> None:
        study = draft()
        coded = [
            assess(study, "coder_one", CCC, "required"),
            assess(study, "coder_two", FUKUDA, "not_required"),
        ]
        with pytest.raises(Refusal, match="third person"):
            assessments.settle(assessments=coded)
        with pytest.raises(Refusal, match="coded this study yourself"):
            assessments.adjudicate(
                assessments=coded, by=person("coder_one"), facts=CCC, receipt=coded[0], reason="I am right."
            )
        settled = assessments.adjudicate(
            assessments=coded,
            by=person("adjudicator"),
            facts=FUKUDA,
            receipt=coded[1],
            reason="Fukuda was used.",
        )
        assert (settled.verdict, settled.method, settled.quote) == (
            "not_required",
            "adjudicated",
            "met the criteria",
        )

    def test_a_verdict_against_the_rules_needs_a_reason(self) -> None:
        study = draft()
        with pytest.raises(Refusal, match="By the rules these facts give “not required”"):
            assess(study, "coder_one", FUKUDA, "required")
        assess(study, "coder_one", FUKUDA, "required", against_the_rules_because="The paper says all had PEM.")

    def test_the_page_shows_what_the_policy_computes(self) -> None:
        study = draft()
        stated = assess(study, "coder_one", FUKUDA, "required", against_the_rules_because="All had PEM.")
        assert assessments.settle(assessments=[stated]).verdict == "not_required"

    def test_a_proposal_never_takes_the_place_of_a_decision(self) -> None:
        study = ready_to_review()
        assessments.propose(study=study, facts=PEMFacts(), machine_version="Classifier v0.0 test")
        pem = editorial.submit(study=study, by=person("editor")).content["pem"]
        assert (pem["verdict"], pem["method"]) == ("required", "two_coders")

    def test_a_place_left_behind_is_freed_after_two_days_and_what_was_typed_is_kept(self) -> None:
        study = draft()
        left = assessments.start_assessment(study=study, by=person("coder_one"))
        assessments.save_draft(assessment=left, by=person("coder_one"), draft={"comment": "half a thought"})
        free = partial(assessments.free_place, assessment=left, by=person("chief"), reason="Ill.")
        with pytest.raises(Refusal, match="less than 48 hours"):
            free()
        free(now=timezone.now() + timedelta(hours=49))
        assert not study.assessments.exists()
        kept = AuditEvent.objects.get(action="assessment.place_freed").detail
        assert kept["draft"] == {"comment": "half a thought"}

    def test_a_machine_only_proposes(self) -> None:
        settled = assessments.propose(study=draft(), facts=PEMFacts(), machine_version="Classifier v0.0 test")
        assert (settled.method, settled.decided_by, settled.verdict) == ("machine", None, "unclear")

    def test_a_new_round_replaces_the_old_one(self) -> None:
        study = ready_to_review(criteria=())
        publish(study)
        classify(study)
        assert publish(study, reason="The methods were read.").content["pem"]["verdict"] == "required"


class TestEditing:
    def test_takes_back_the_confirmation_when_the_identifier_changes(self) -> None:
        study = ready_to_review()
        study = studies.edit_study(study=study, by=person("editor"), changes={"doi": "10.1234/other"})
        assert not study.identity_confirmed

    def test_meets_a_second_saver_with_a_refusal(self) -> None:
        study = draft()
        studies.edit_study(study=study, by=person("editor"), changes={"country": "Norway"}, token=study.edit_token)
        with pytest.raises(Refusal, match="Somebody else saved"):
            studies.edit_study(study=study, by=person("other"), changes={"country": "Spain"}, token=study.edit_token)

    def test_refuses_unknown_fields(self) -> None:
        with pytest.raises(Refusal, match="demo"):
            studies.edit_study(study=draft(), by=person("editor"), changes={"demo": True})

    def test_confirming_needs_matching_titles_and_two_sources(self) -> None:
        study = draft()
        with pytest.raises(Refusal, match="titles differ"):
            studies.confirm_identity(
                study=study, by=person("editor"), registered_title="Another paper", sources=["a", "b"]
            )
        with pytest.raises(Refusal, match="two sources"):
            studies.confirm_identity(study=study, by=person("editor"), registered_title=study.title, sources=["a"])

    def test_a_correction_is_not_mistaken_for_the_paper(self) -> None:
        study = draft()
        with pytest.raises(Refusal, match="titles differ"):
            studies.confirm_identity(
                study=study,
                by=person("editor"),
                registered_title=f"Correction: {study.title}",
                sources=["a", "b"],
            )

    def test_without_identifier_nothing_is_confirmed(self) -> None:
        study = draft(doi="")
        with pytest.raises(Refusal, match="neither a DOI nor a PMID"):
            studies.confirm_identity(study=study, by=person("editor"), registered_title=study.title, sources=["a", "b"])

    def test_a_moved_address_is_remembered(self) -> None:
        study = draft()
        old = study.slug
        studies.move_study(study=study, slug="new-address", by=person("editor"))
        assert study.old_slugs.get().old_slug == old


class TestSubmitting:
    def test_waits_for_a_blind_round_that_has_begun(self) -> None:
        study = ready_to_review()
        assessments.open_new_round(study=study, by=person("editor"), reason="The methods were read.")
        study.refresh_from_db()
        editorial.take_back(
            revision=editorial.submit(study=study, by=person("editor")), by=person("editor"), note="Too early."
        )
        assess(study, "coder_one", CCC, "required")
        with pytest.raises(Refusal, match="being coded, blind"):
            editorial.submit(study=study, by=person("editor"))
        assess(study, "coder_two", CCC, "required")
        editorial.submit(study=study, by=person("editor"))

    def test_is_refused_while_a_revision_is_in_review(self) -> None:
        study = ready_to_review()
        editorial.submit(study=study, by=person("editor"))
        with pytest.raises(Refusal, match="in review already"):
            editorial.submit(study=study, by=person("editor"))

    def test_again_after_changes_were_asked_for(self) -> None:
        study = ready_to_review()
        revision = reviewed(study, voters=())
        editorial.vote(
            revision=revision, by=person("reviewer_one"), decision="request_changes", seen=revision.sha256,
            comment="Say who took part.",
        )  # fmt: skip
        assert editorial.state_of(revision) == "changes_requested"
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Ten people took part."})
        assert editorial.submit(study=study, by=person("editor")).number == 2


class TestReviewing:
    def test_comments_have_to_be_answered(self) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        editorial.vote(
            revision=revision, by=person("reviewer_two"), decision="approve", seen=revision.sha256,
            comment="A date would help.",
        )  # fmt: skip
        assert editorial.state_of(revision) == "consolidating"
        with pytest.raises(Refusal, match="comment has not been answered"):
            editorial.publish(revision=revision, by=person("publisher"))
        editorial.answer_comments(revision=revision, by=person("editor"), answer="The abstract gives none.")
        assert editorial.publish(revision=revision, by=person("publisher")).number == 1

    def test_a_third_person_decides_between_two(self) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        editorial.vote(
            revision=revision, by=person("reviewer_two"), decision="request_changes", seen=revision.sha256,
            comment="Too long.",
        )  # fmt: skip
        assert editorial.state_of(revision) == "adjudication"
        with pytest.raises(Refusal, match="already voted"):
            editorial.adjudicate(
                revision=revision, by=person("reviewer_one"), decision="approve", seen=revision.sha256, reason="Fine."
            )
        editorial.adjudicate(
            revision=revision,
            by=person("adjudicator"),
            decision="approve",
            seen=revision.sha256,
            reason="Short enough.",
        )
        assert editorial.publish(revision=revision, by=person("publisher")).is_current

    def test_a_conflict_of_interest_is_kept_when_somebody_declines(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        with pytest.raises(Refusal, match="conflict of interest"):
            editorial.vote(
                revision=revision,
                by=person("reviewer_one"),
                decision="approve",
                seen=revision.sha256,
                conflict="author",
            )
        declined = editorial.vote(
            revision=revision, by=person("reviewer_one"), decision="declined", seen=revision.sha256, conflict="author"
        )
        assert declined.conflict == "author"
        assert editorial.state_of(revision) == "in_review"


class TestEmergency:
    def test_needs_the_ability_and_a_reason_and_tells_the_page(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        with pytest.raises(Refusal, match="your role does not include it"):
            editorial.publish_in_emergency(
                revision=revision, by=person("only_publishes", roles=["Publisher"]), reason="A wrong number."
            )
        with pytest.raises(Refusal, match="cannot wait"):
            editorial.publish_in_emergency(revision=revision, by=person("chief"), reason=" ")
        publication = editorial.publish_in_emergency(revision=revision, by=person("chief"), reason="A wrong number.")
        assert publication.override_reason == "A wrong number."
        assert how_checked(publication.provenance, publication.sha256) == "not checked"

    def test_never_waives_a_confirmed_identity(self) -> None:
        revision = reviewed(ready_to_review(confirmed=False), voters=())
        with pytest.raises(Refusal, match="identity"):
            editorial.publish_in_emergency(revision=revision, by=person("chief"), reason="A wrong number.")


class TestGoingBack:
    def test_restores_an_earlier_publication_as_a_new_draft(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Wrong words."})
        publish(first.study, reason="New words.")
        undo.restore(publication=first, by=person("editor"), reason="The new words were wrong.")
        third = publish(first.study, reason="Back to the first words.")
        assert third.number == 3
        assert third.content["texts"] == first.content["texts"]
        assert third.content["citation"] == first.content["citation"]
        assert third.content["pem"] == first.content["pem"]

    def test_brings_a_withdrawn_page_back(self) -> None:
        first = publish()
        editorial.withdraw(study=first.study, by=person("publisher"), reason="A dispute.")
        assert not Publication.objects.current().exists()
        undo.restore(publication=first, by=person("editor"), reason="The dispute is settled.")
        third = publish(first.study, reason="The dispute is settled.")
        assert (third.number, third.is_withdrawn) == (3, False)


class TestFourEyesWithoutHoles:
    """Ways by which somebody could come to vote on words of their own. Each was found by trying."""

    def edited_by(self, study, name: str) -> None:
        texts.write_text(study=study, by=person(name), texts={"summary": f"The words of {name}."})

    def cannot_vote(self, revision, name: str) -> None:
        with pytest.raises(Refusal, match="You contributed"):
            editorial.vote(revision=revision, by=person(name), decision="approve", seen=revision.sha256)

    def test_a_withdrawal_forgets_nobody(self) -> None:
        study = publish().study
        self.edited_by(study, "alice")
        editorial.withdraw(study=study, by=person("publisher"), reason="A dispute.")
        revision = editorial.submit(study=study, by=person("other_editor"), reason="Settled.")
        self.cannot_vote(revision, "alice")
        self.cannot_vote(revision, "editor")

    def test_an_emergency_forgets_nobody(self) -> None:
        study = publish().study
        self.edited_by(study, "alice")
        editorial.publish_in_emergency(
            revision=editorial.submit(study=study, by=person("alice"), reason="Wrong number."),
            by=person("chief"),
            reason="A wrong number.",
        )
        texts.write_text(study=study, by=person("other_editor"), texts={"why_it_matters": "A typo mended."})
        revision = editorial.submit(study=study, by=person("other_editor"), reason="A typo.")
        self.cannot_vote(revision, "alice")

    def test_an_open_policy_forgets_nobody(self, settings) -> None:
        settings.REVIEW_POLICY = "open"
        study = ready_to_review()
        editorial.publish(revision=editorial.submit(study=study, by=person("editor")), by=person("publisher"))
        settings.REVIEW_POLICY = "two_people"
        texts.write_text(study=study, by=person("other_editor"), texts={"why_it_matters": "A typo mended."})
        self.cannot_vote(editorial.submit(study=study, by=person("other_editor"), reason="A typo."), "editor")

    def test_a_restored_text_is_still_its_writers(self) -> None:
        study = ready_to_review()
        self.edited_by(study, "alice")
        first = publish(study)
        self.edited_by(study, "editor")
        publish(study, reason="Other words.")
        undo.restore(publication=first, by=person("other_editor"), reason="They were better.")
        self.cannot_vote(editorial.submit(study=study, by=person("other_editor"), reason="Back."), "alice")

    def test_a_restored_identifier_has_to_be_confirmed_again(self) -> None:
        first = publish()
        study = studies.edit_study(study=first.study, by=person("editor"), changes={"doi": "10.1234/other"})
        studies.confirm_identity(study=study, by=person("editor"), registered_title=study.title, sources=["one", "two"])
        assert not undo.restore(publication=first, by=person("editor"), reason="It was right.").identity_confirmed

    def test_whoever_asks_for_changes_after_an_adjudication_is_heard(self) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        ask = partial(editorial.vote, revision=revision, decision="request_changes", seen=revision.sha256)
        ask(by=person("reviewer_two"), comment="Too long.")
        editorial.adjudicate(
            revision=revision, by=person("adjudicator"), decision="approve", seen=revision.sha256, reason="Fine."
        )
        ask(by=person("reviewer_three"), comment="A wrong number.")
        assert editorial.state_of(revision) == "changes_requested"
        with pytest.raises(Refusal, match="asks for changes"):
            editorial.publish(revision=revision, by=person("publisher"))

    def test_a_later_comment_is_not_swallowed(self) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        approve = partial(editorial.vote, revision=revision, decision="approve", seen=revision.sha256)
        approve(by=person("reviewer_two"), comment="A date would help.")
        editorial.answer_comments(revision=revision, by=person("editor"), answer="There is none.")
        approve(by=person("reviewer_three"), comment="The number 12 is wrong.")
        assert editorial.state_of(revision) == "consolidating"
        editorial.answer_comments(revision=revision, by=person("editor"), answer="It stands in the abstract.")
        assert editorial.state_of(revision) == "approved"

    def test_who_looked_at_a_proposal_no_longer_codes(self) -> None:
        study = ready_to_review(coded=False)
        assessments.propose(study=study, facts=PEMFacts(), machine_version="Classifier v0.0 test")
        assessments.look_at_proposal(study=study, by=person("reviewer_one"))
        with pytest.raises(Refusal, match="cannot code it blind"):
            assessments.start_assessment(study=study, by=person("reviewer_one"))
        assessments.start_assessment(study=study, by=person("coder_one"))
        with pytest.raises(Refusal, match="You are coding this study"):
            assessments.look_at_proposal(study=study, by=person("coder_one"))

    def test_an_identifier_of_another_live_page_is_a_refusal_that_names_it(self) -> None:
        wrong = publish(key="wrong2019").study
        studies.edit_study(study=wrong, by=person("editor"), changes={"doi": "10.1234/free"})
        right = ready_to_review(key="right2019", doi="10.1234/wrong2019", title="The right paper")
        with pytest.raises(Refusal, match=wrong.slug):
            publish(right)
        editorial.withdraw(study=wrong, by=person("publisher"), reason="It had the wrong DOI.")
        revision = right.revisions.get()
        assert editorial.publish(revision=revision, by=person("publisher")).doi == "10.1234/wrong2019"

    def test_an_objection_is_told_on_a_page_published_in_an_emergency(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        editorial.vote(
            revision=revision, by=person("reviewer_one"), decision="request_changes", seen=revision.sha256,
            comment="Numbers are wrong.",
        )  # fmt: skip
        publication = editorial.publish_in_emergency(revision=revision, by=person("chief"), reason="It cannot wait.")
        assert publication.provenance["objections"] == 1
