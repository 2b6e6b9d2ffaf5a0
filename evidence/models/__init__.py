"""The desk (what editors work on) and the shelf (what readers see: `Publication` alone).

Nothing public reads the desk. Only `evidence.actions` writes. What must never change is guarded by
triggers and constraints in the database, whose names are the sentences they enforce.
"""

from evidence.models.assessment import PEMAssessment, PEMClassification, ProposalSeen
from evidence.models.audit_event import AuditEvent
from evidence.models.author import Author, Authorship
from evidence.models.criteria import DiagnosticCriteria
from evidence.models.import_batch import ImportBatch, ImportRecord, ImportUndo
from evidence.models.import_room import DoubtfulEntry, ImportPreviewRow, ImportUpload, ImportUploadPart
from evidence.models.lease import Lease, Presence
from evidence.models.link import StudyLink
from evidence.models.machines import FindingDispute, GeneratedDraft, ShelfScan, TextScan
from evidence.models.merging import MergedIdentity, MergeProposal, RemovedDraft
from evidence.models.notice import Notice
from evidence.models.page_change import PageChange
from evidence.models.publication import Publication
from evidence.models.redirect import SlugRedirect
from evidence.models.registry import FoundNotice, LiteratureSync, LookupRequest, NoticeAlert, RegistryAnswer
from evidence.models.review import Review
from evidence.models.revision import Revision, RevisionContributor, RevisionStep
from evidence.models.shelf_entry import ShelfEntry, ShelfState, ShelfWord
from evidence.models.spoken import speak
from evidence.models.study import Study, StudyContributor
from evidence.models.text import StudyText
from evidence.models.topic import Topic

__all__ = [
    "AuditEvent",
    "Author",
    "Authorship",
    "DiagnosticCriteria",
    "DoubtfulEntry",
    "FindingDispute",
    "FoundNotice",
    "GeneratedDraft",
    "ImportBatch",
    "ImportPreviewRow",
    "ImportRecord",
    "ImportUndo",
    "ImportUpload",
    "ImportUploadPart",
    "Lease",
    "LiteratureSync",
    "LookupRequest",
    "MergeProposal",
    "MergedIdentity",
    "Notice",
    "NoticeAlert",
    "PEMAssessment",
    "PEMClassification",
    "PageChange",
    "Presence",
    "ProposalSeen",
    "Publication",
    "RegistryAnswer",
    "RemovedDraft",
    "Review",
    "Revision",
    "RevisionContributor",
    "RevisionStep",
    "ShelfEntry",
    "ShelfScan",
    "ShelfState",
    "ShelfWord",
    "SlugRedirect",
    "Study",
    "StudyContributor",
    "StudyLink",
    "StudyText",
    "TextScan",
    "Topic",
]

speak(
    AuditEvent, Author, Authorship, DiagnosticCriteria, DoubtfulEntry, FindingDispute, FoundNotice, GeneratedDraft,
    ImportBatch, ImportPreviewRow, ImportRecord, ImportUndo, ImportUpload, ImportUploadPart, Lease, LiteratureSync,
    LookupRequest, MergeProposal, MergedIdentity, Notice, NoticeAlert, PEMAssessment, PEMClassification, PageChange,
    Presence, ProposalSeen, Publication, RegistryAnswer, RemovedDraft, Review, Revision, RevisionContributor,
    RevisionStep, ShelfEntry, ShelfScan, ShelfState, ShelfWord, SlugRedirect, Study, StudyContributor, StudyLink,
    StudyText, TextScan, Topic,
)  # fmt: skip
