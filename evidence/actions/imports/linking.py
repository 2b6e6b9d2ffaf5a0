"""What an imported record says about other works, as links between studies of the desk.

Only studies that an import has just made get links, and only to studies that are there: a published page is never
changed by an import, and nothing is linked to a work that nobody has brought in.
"""

from __future__ import annotations

from collections.abc import Iterable

from evidence.actions.imports.columns import NewStudy
from evidence.citations.record import CitationRecord
from evidence.models import Study, StudyLink

LINK_OF_RELATION: dict[str, str] = {
    "erratum_of": "erratum_of",
    "has_erratum": "corrected_by",
    "retracted_by": "retracted_by",
    "partly_retracted_by": "retracted_by",
    "retraction_of": "related",
    "partial_retraction_of": "related",
    "concern_about": "related",
    "expression_of_concern": "related",
    "comment_on": "comment_on",
    "commented_by": "commented_by",
    "reply_to": "comment_on",
    "has_reply": "commented_by",
    "summary_for_patients_of": "related",
    "summary_for_patients": "related",
    "preprint_of": "preprint_of",
    "published_version_of": "related",
    "update_of": "supersedes",
    "update_in": "superseded_by",
    "protocol_of": "protocol_of",
    "has_protocol": "planned_in",
}
"""Kind of a relation in a record -> kind of the link on the desk. Relations that are not here make no link."""

_SCHEMES = ("doi", "pmid", "pmcid")
Wanted = tuple[int, str, str, str]
"""(study, kind of link, scheme, identifier of the other work)"""


def wanted_links(pairs: Iterable[tuple[Study | NewStudy, CitationRecord]]) -> list[Wanted]:
    """The links that the records of new studies ask for; the studies have been saved."""
    return [
        (study.pk, LINK_OF_RELATION[relation.kind], relation.scheme, relation.identifier)
        for study, record in pairs
        for relation in record.relations
        if relation.kind in LINK_OF_RELATION and relation.scheme in _SCHEMES
    ]


def links_to_works_here(wanted: list[Wanted]) -> list[StudyLink]:
    """The links, not saved yet, from new studies to those that are on the desk."""
    if not wanted:
        return []
    targets: dict[tuple[str, str], Study] = {}
    for scheme in _SCHEMES:
        values = {identifier for _, _, name, identifier in wanted if name == scheme}
        if values:
            found = Study.objects.filter(**{f"{scheme}__in": values}).only(
                "id", "title", "doi", "pmid", "pmcid", "demo"
            )
            targets |= {(scheme, getattr(study, scheme)): study for study in found}
    demo = dict(Study.objects.filter(pk__in={pk for pk, *_ in wanted}).values_list("pk", "demo"))
    links: dict[tuple[int, str, int], StudyLink] = {}
    for pk, kind, scheme, identifier in wanted:
        target = targets.get((scheme, identifier))
        if target is None or target.pk == pk or target.demo != demo[pk]:
            continue
        links.setdefault(
            (pk, kind, target.pk),
            StudyLink(
                study_id=pk, kind=kind, target=target, title=target.title, doi=target.doi or "", pmid=target.pmid or ""
            ),
        )
    return list(links.values())
