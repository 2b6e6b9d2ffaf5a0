"""Build the demonstration through the actions: import, code, write, review, publish.

Nothing is put on the shelf by hand. `citations.bib` holds the bibliographic facts, `studies/*.toml` what a
person read and wrote about each paper and where every fact was seen. Both are ours; see `README.md` beside them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from atlas.demo import letters
from evidence.actions import assessments, editorial, imports, notices, studies, texts
from evidence.models import ImportRecord, PEMAssessment, Publication, Study
from evidence.pem import Cohort, PEMFacts, decide
from evidence.pem.reference import criteria_by_key
from evidence.workflow import Refusal

HERE = Path(__file__).parent
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "admin": ("Demo administrator", ("Administrator",)),
    "editor": ("Demo editor", ("Editor",)),
    "coder_one": ("Demo coder one", ("Coder and reviewer",)),
    "coder_two": ("Demo coder two", ("Coder and reviewer",)),
    "adjudicator": ("Demo adjudicator", ("Coder and reviewer",)),
    "reviewer_one": ("Demo reviewer one", ("Coder and reviewer",)),
    "reviewer_two": ("Demo reviewer two", ("Coder and reviewer",)),
    "publisher": ("Demo publisher", ("Publisher",)),
    "triager": ("Demo triager", ("Triager",)),
}
"""Role in the demonstration -> (public name, groups)."""
_FACTS = {
    "cases": "participants_cases",
    "controls": "participants_controls",
    **{name: name for name in ("severity", "duration", "country", "funder", "registration", "open_access_url")},
}


def entries() -> list[dict[str, Any]]:
    """Every study of the demonstration, as its file says it."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted((HERE / "studies").glob("*.toml"))]


@transaction.atomic
def load_demo(*, passwords: Mapping[str, str]) -> int:
    """Publish every study of the demonstration; returns how many. All or nothing.

    `passwords` gives each role of PEOPLE its password. Raises Refusal with the study's key when the rules
    refuse something: the demonstration obeys them like everything else.
    """
    people = make_accounts(passwords)
    report = imports.import_citations(
        data=(HERE / "citations.bib").read_bytes(), name="atlas/demo/citations.bib", by=people["editor"],
        format="bibtex", demo=True,
    )  # fmt: skip
    if report.refused or report.batch is None:
        raise Refusal(f"The demonstration's citations were refused: {report.as_json()['problems']}")
    by_key = {row.key: row.study for row in ImportRecord.objects.filter(batch=report.batch).select_related("study")}
    loaded = entries()
    # Targets of links first, so that a page can lead to them.
    for entry in sorted(loaded, key=lambda entry: len(entry.get("links", []))):
        try:
            _publish(entry, by_key, people)
        except Refusal as refusal:
            raise Refusal(f"{entry['cite']}: {refusal}") from refusal
    shelf = Publication.objects.current().filter(demo=True).order_by("slug")
    letters.letters_that_wait(list(shelf[:3]), people["triager"])
    return len(loaded)


def make_accounts(passwords: Mapping[str, str]) -> dict[str, Any]:
    """The accounts of the demonstration, all marked for deletion. The administrator is a superuser."""
    users = get_user_model().objects
    taken = users.filter(username__in=[username(role) for role in PEOPLE]).values_list("username", flat=True)
    if taken:
        raise Refusal(f"These accounts exist already: {', '.join(taken)}. The demonstration would take them over.")
    people = {}
    for role, (name, groups) in PEOPLE.items():
        people[role] = users.create(
            username=username(role),
            public_name=name,
            password=make_password(passwords[role]),
            is_staff=True,
            is_superuser=role == "admin",
            demo=True,
        )
        people[role].groups.set(Group.objects.filter(name__in=groups))
    return people


def username(role: str) -> str:
    """ "coder_one" signs in as "demo-coder-one"."""
    return f"demo-{role.replace('_', '-')}"


def _publish(entry: Mapping[str, Any], by_key: Mapping[str, Study], people: Mapping[str, Any]) -> None:
    editor = people["editor"]
    study = studies.edit_study(
        study=by_key[entry["cite"]],
        by=editor,
        changes={
            "design": entry["design"],
            "topics": entry["topics"],
            "peer_review": entry["peer_review"],
            "basis": entry["basis"],
            "basis_seen": entry.get("basis_seen", ""),
            "facts_from": list(entry["facts_from"]),
            **_facts(entry.get("facts", {})),
        },
    )
    studies.confirm_identity(
        study=study,
        by=editor,
        registered_title=entry["registered_title"],
        sources=list(entry["confirmed_by"]),
    )
    if entry.get("text"):
        texts.write_text(study=study, by=editor, texts=_texts(entry["text"]))
    _code(study, entry["pem"], people)
    for notice in entry.get("notices", []):
        notices.add_notice(study=study, by=editor, **notice)
    for link in entry.get("links", []):
        target = {"target": by_key[link["to"]]} if "to" in link else {
            name: link.get(name, "") for name in ("title", "doi", "pmid")
        }  # fmt: skip
        studies.link_studies(study=study, by=editor, kind=link["kind"], **target)
    _review_and_publish(study, people)
    for change in entry.get("later", []):
        letters.before_the_change(study.publications.get(is_current=True), people["triager"])
        if change.get("facts") or change.get("basis"):
            changes = _facts(change.get("facts", {})) | {
                name: change[name] for name in ("basis", "basis_seen") if name in change
            }
            studies.edit_study(study=study, by=editor, changes=changes)
        if change.get("text"):
            texts.write_text(study=study, by=editor, texts=_texts(change["text"]))
        if change.get("pem"):
            assessments.open_new_round(study=study, by=editor, reason=change["reason"])
            study.refresh_from_db()
            _code(study, change["pem"], people)
        _review_and_publish(study, people, reason=change["reason"])


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {_FACTS[name]: value for name, value in facts.items()}


def _texts(blocks: Mapping[str, str | list[str]]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else "\n".join(value) for name, value in blocks.items()}


def _code(study: Study, pem: Mapping[str, Any], people: Mapping[str, Any]) -> None:
    """Two coders, one coder, or a machine's proposal; and a third person where two differ."""
    if not pem["coded_by"]:
        assessments.propose(
            study=study, facts=_pem_facts(pem), machine_version=pem["machine"], basis=pem["basis"],
            quote=pem["quote"], place=pem["place"],
        )  # fmt: skip
        return
    coded = [_assess(study, pem, people[pem["coded_by"][0]])]
    if "second" in pem:
        coded.append(_assess(study, {**pem, **pem["second"]}, people["coder_two"]))
        outcome = {**pem, **pem["adjudicated"]}
        receipt = next((one for one in coded if one.verdict == outcome["verdict"]), coded[0])
        assessments.adjudicate(
            assessments=coded, by=people["adjudicator"], facts=_pem_facts(outcome), receipt=receipt,
            reason=outcome["reason"],
        )  # fmt: skip
        return
    coded += [_assess(study, pem, people[name]) for name in pem["coded_by"][1:]]
    if len(coded) == 1:  # two who agree are settled by the second one's submission
        assessments.settle(assessments=coded)


def _assess(study: Study, pem: Mapping[str, Any], coder: Any) -> PEMAssessment:
    facts = _pem_facts(pem)
    return assessments.submit_assessment(
        study=study, by=coder, facts=facts, verdict=pem.get("verdict") or decide(facts, criteria_by_key()).verdict,
        quote=pem["quote"], place=pem["place"], basis=pem["basis"], comment=pem.get("comment", ""),
    )  # fmt: skip


def _pem_facts(pem: Mapping[str, Any]) -> PEMFacts:
    if not pem["applicable"]:
        return PEMFacts(not_applicable=pem["why_not_applicable"])
    return PEMFacts(
        tuple(
            Cohort.of(
                cohort["criteria"],
                cohort["combination"],
                also=cohort.get("also", ()),
                label=cohort.get("label", ""),
                explicit_pem=cohort.get("explicit_pem", False),
                purpose=cohort.get("purpose", "inclusion"),
            )
            for cohort in pem["cohorts"]
        )
    )


def _review_and_publish(study: Study, people: Mapping[str, Any], reason: str = "") -> None:
    revision = editorial.submit(study=study, by=people["editor"], reason=reason)
    for reviewer in ("reviewer_one", "reviewer_two"):
        editorial.vote(revision=revision, by=people[reviewer], decision="approve", seen=revision.sha256)
    editorial.publish(revision=revision, by=people["publisher"])
