"""The desk (what editors work on) and the shelf (what readers see: `Publication` alone).

Nothing public reads the desk. Only `evidence.actions` writes. What must never change is guarded by
triggers and constraints in the database, whose names are the sentences they enforce.
"""

from evidence.models.assessment import PEMAssessment, PEMClassification, ProposalSeen
from evidence.models.audit_event import AuditEvent
from evidence.models.author import Author, Authorship
from evidence.models.criteria import DiagnosticCriteria
from evidence.models.import_batch import ImportBatch, ImportRecord
from evidence.models.lease import Lease, Presence
from evidence.models.link import StudyLink
from evidence.models.machines import FindingDispute, GeneratedDraft, ShelfScan, TextScan
from evidence.models.notice import Notice
from evidence.models.publication import Publication
from evidence.models.redirect import SlugRedirect
from evidence.models.registry import FoundNotice, LiteratureSync, LookupRequest, NoticeAlert, RegistryAnswer
from evidence.models.review import Review
from evidence.models.revision import Revision, RevisionContributor, RevisionStep
from evidence.models.study import Study, StudyContributor
from evidence.models.text import StudyText

__all__ = [
    "AuditEvent",
    "Author",
    "Authorship",
    "DiagnosticCriteria",
    "FindingDispute",
    "FoundNotice",
    "GeneratedDraft",
    "ImportBatch",
    "ImportRecord",
    "Lease",
    "LiteratureSync",
    "LookupRequest",
    "Notice",
    "NoticeAlert",
    "PEMAssessment",
    "PEMClassification",
    "Presence",
    "ProposalSeen",
    "Publication",
    "RegistryAnswer",
    "Review",
    "Revision",
    "RevisionContributor",
    "RevisionStep",
    "ShelfScan",
    "SlugRedirect",
    "Study",
    "StudyContributor",
    "StudyLink",
    "StudyText",
    "TextScan",
]
