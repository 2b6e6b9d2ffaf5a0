"""Names of tables and columns, their help and their choices, in the language of whoever looks at them at the desk.

Django makes English names of its own accord ("edit_token" is "edit token"). `speak` turns each name, help text and
label of a choice into one that translates itself when it is shown. What is stored, migrated and compared stays English:
a migration knows the names that were written, and Django reads them in no language.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy


def speak(*models: type[Model]) -> None:
    """Let these tables speak the language of their readers. Called once, when all fields of the models stand."""
    for model in models:
        meta = model._meta
        plural = str(meta.verbose_name_plural)
        meta.verbose_name = _name(meta.verbose_name)
        if not isinstance(meta.original_attrs.get("verbose_name_plural"), Promise):
            meta.verbose_name_plural = _name(plural)
        for field in (*meta.local_fields, *meta.local_many_to_many):
            _speak(field)
        for constraint in meta.constraints:
            constraint.violation_error_message = _words(constraint.violation_error_message)


def _speak(field: Field[Any, Any]) -> None:
    field.verbose_name, field.help_text = _name(field.verbose_name), _words(field.help_text)
    if field.choices:
        field.choices = [(key, _words(words)) for key, words in field.choices]


def _name(name: Any) -> Any:
    return name if isinstance(name, Promise) else pgettext_lazy("table", name)


def _words(words: Any) -> Any:
    return gettext_lazy(words) if words and not isinstance(words, Promise) else words


TABLES = (
    pgettext_lazy("table", "PEM assessment"), pgettext_lazy("table", "PEM assessments"),
    pgettext_lazy("table", "PEM classification"), pgettext_lazy("table", "PEM classifications"),
    pgettext_lazy("table", "audit event"), pgettext_lazy("table", "audit events"), pgettext_lazy("table", "author"),
    pgettext_lazy("table", "authors"), pgettext_lazy("table", "authorship"), pgettext_lazy("table", "authorships"),
    pgettext_lazy("table", "contribution"), pgettext_lazy("table", "contribution entry"),
    pgettext_lazy("table", "daily salt"), pgettext_lazy("table", "diagnostic criteria"),
    pgettext_lazy("table", "doubtful entries"), pgettext_lazy("table", "doubtful entry"),
    pgettext_lazy("table", "finding dispute"), pgettext_lazy("table", "finding disputes"),
    pgettext_lazy("table", "flood mark"), pgettext_lazy("table", "found notice"),
    pgettext_lazy("table", "found notices"), pgettext_lazy("table", "generated draft"),
    pgettext_lazy("table", "generated drafts"), pgettext_lazy("table", "import batch"),
    pgettext_lazy("table", "import batches"), pgettext_lazy("table", "import preview row"),
    pgettext_lazy("table", "import preview rows"), pgettext_lazy("table", "import record"),
    pgettext_lazy("table", "import records"), pgettext_lazy("table", "import upload"),
    pgettext_lazy("table", "import upload part"), pgettext_lazy("table", "import upload parts"),
    pgettext_lazy("table", "import uploads"), pgettext_lazy("table", "job"), pgettext_lazy("table", "jobs"),
    pgettext_lazy("table", "lease"), pgettext_lazy("table", "ledger entries"), pgettext_lazy("table", "ledger entry"),
    pgettext_lazy("table", "literature search"), pgettext_lazy("table", "literature searches"),
    pgettext_lazy("table", "lookup request"), pgettext_lazy("table", "lookup requests"),
    pgettext_lazy("table", "merge proposal"), pgettext_lazy("table", "merge proposals"),
    pgettext_lazy("table", "merged identities"), pgettext_lazy("table", "merged identity"),
    pgettext_lazy("table", "notice"), pgettext_lazy("table", "notice alert"), pgettext_lazy("table", "notice alerts"),
    pgettext_lazy("table", "notices"), pgettext_lazy("table", "outgoing mail"), pgettext_lazy("table", "page change"),
    pgettext_lazy("table", "presence"), pgettext_lazy("table", "proposal seen"),
    pgettext_lazy("table", "proposals seen"), pgettext_lazy("table", "publication"),
    pgettext_lazy("table", "publications"), pgettext_lazy("table", "registry answer"),
    pgettext_lazy("table", "registry answers"), pgettext_lazy("table", "removed draft"),
    pgettext_lazy("table", "removed drafts"), pgettext_lazy("table", "review"), pgettext_lazy("table", "reviews"),
    pgettext_lazy("table", "revision"), pgettext_lazy("table", "revision contributor"),
    pgettext_lazy("table", "revision contributors"), pgettext_lazy("table", "revision step"),
    pgettext_lazy("table", "revision steps"), pgettext_lazy("table", "revisions"),
    pgettext_lazy("table", "shelf entry"), pgettext_lazy("table", "shelf scan"), pgettext_lazy("table", "shelf scans"),
    pgettext_lazy("table", "shelf state"), pgettext_lazy("table", "shelf word"),
    pgettext_lazy("table", "slug redirect"), pgettext_lazy("table", "slug redirects"),
    pgettext_lazy("table", "studies"), pgettext_lazy("table", "study"), pgettext_lazy("table", "study contributor"),
    pgettext_lazy("table", "study contributors"), pgettext_lazy("table", "study link"),
    pgettext_lazy("table", "study links"), pgettext_lazy("table", "study text"), pgettext_lazy("table", "study texts"),
    pgettext_lazy("table", "text scan"), pgettext_lazy("table", "text scans"), pgettext_lazy("table", "topic"),
    pgettext_lazy("table", "topics"), pgettext_lazy("table", "undo of an import"),
    pgettext_lazy("table", "undos of imports"),
)  # fmt: skip
"""What one row is called, and what many are called: the tables that the desk shows."""
COLUMNS = (
    pgettext_lazy("table", "DOI"), pgettext_lazy("table", "DOI of the notice"), pgettext_lazy("table", "ISBN"),
    pgettext_lazy("table", "ISSN"), pgettext_lazy("table", "ORCID"),
    pgettext_lazy("table", "ORCID, as the source gives it"), pgettext_lazy("table", "PEM requirement"),
    pgettext_lazy("table", "PMCID"), pgettext_lazy("table", "PMID"), pgettext_lazy("table", "PMID of the notice"),
    pgettext_lazy("table", "SHA-256"), pgettext_lazy("table", "SHA-256 of the file"),
    pgettext_lazy("table", "SHA-256 of what was seen"), pgettext_lazy("table", "abstract"),
    pgettext_lazy("table", "accessed"), pgettext_lazy("table", "account of the demonstration"),
    pgettext_lazy("table", "action"), pgettext_lazy("table", "actor"), pgettext_lazy("table", "address"),
    pgettext_lazy("table", "against the rules because"), pgettext_lazy("table", "aliases"),
    pgettext_lazy("table", "answered at"), pgettext_lazy("table", "answered on"),
    pgettext_lazy("table", "article or report number"), pgettext_lazy("table", "asked at"),
    pgettext_lazy("table", "asked by"), pgettext_lazy("table", "assessments"), pgettext_lazy("table", "at"),
    pgettext_lazy("table", "attempts"), pgettext_lazy("table", "basis"), pgettext_lazy("table", "batch"),
    pgettext_lazy("table", "before"), pgettext_lazy("table", "blocking"), pgettext_lazy("table", "by"),
    pgettext_lazy("table", "bytes"), pgettext_lazy("table", "candidates"), pgettext_lazy("table", "canonical"),
    pgettext_lazy("table", "changes"), pgettext_lazy("table", "citation"), pgettext_lazy("table", "claimed at"),
    pgettext_lazy("table", "codebook version"), pgettext_lazy("table", "coder"), pgettext_lazy("table", "coding round"),
    pgettext_lazy("table", "cohorts"), pgettext_lazy("table", "comment"), pgettext_lazy("table", "committed by"),
    pgettext_lazy("table", "confidence"), pgettext_lazy("table", "confirmed at"),
    pgettext_lazy("table", "confirmed by"), pgettext_lazy("table", "confirmed kind"),
    pgettext_lazy("table", "conflict note"), pgettext_lazy("table", "conflict of interest"),
    pgettext_lazy("table", "content"), pgettext_lazy("table", "country"), pgettext_lazy("table", "counts"),
    pgettext_lazy("table", "covered until"), pgettext_lazy("table", "created"), pgettext_lazy("table", "created at"),
    pgettext_lazy("table", "created by"), pgettext_lazy("table", "criteria keys"), pgettext_lazy("table", "critical"),
    pgettext_lazy("table", "data"), pgettext_lazy("table", "date"), pgettext_lazy("table", "day"),
    pgettext_lazy("table", "days to answer"), pgettext_lazy("table", "decided at"),
    pgettext_lazy("table", "decided by"), pgettext_lazy("table", "decided in"),
    pgettext_lazy("table", "decides between reviewers who differ"), pgettext_lazy("table", "decision"),
    pgettext_lazy("table", "dedupe"), pgettext_lazy("table", "definition"), pgettext_lazy("table", "demo"),
    pgettext_lazy("table", "design"), pgettext_lazy("table", "detail"), pgettext_lazy("table", "digest"),
    pgettext_lazy("table", "disputes"), pgettext_lazy("table", "doi"), pgettext_lazy("table", "done"),
    pgettext_lazy("table", "draft"), pgettext_lazy("table", "drafted by"), pgettext_lazy("table", "duration"),
    pgettext_lazy("table", "edit token"), pgettext_lazy("table", "edition"), pgettext_lazy("table", "editors"),
    pgettext_lazy("table", "ended at"), pgettext_lazy("table", "entry"), pgettext_lazy("table", "error"),
    pgettext_lazy("table", "etag"), pgettext_lazy("table", "facts from"), pgettext_lazy("table", "failures in a row"),
    pgettext_lazy("table", "family name"), pgettext_lazy("table", "fate"), pgettext_lazy("table", "fault"),
    pgettext_lazy("table", "field"), pgettext_lazy("table", "file"), pgettext_lazy("table", "findings"),
    pgettext_lazy("table", "fingerprint"), pgettext_lazy("table", "format"),
    pgettext_lazy("table", "format, where it was told"), pgettext_lazy("table", "found"),
    pgettext_lazy("table", "found at"), pgettext_lazy("table", "funder"), pgettext_lazy("table", "generator"),
    pgettext_lazy("table", "generator version"), pgettext_lazy("table", "given names"),
    pgettext_lazy("table", "identifier"), pgettext_lazy("table", "identity confirmed at"),
    pgettext_lazy("table", "identity confirmed by"), pgettext_lazy("table", "identity sources"),
    pgettext_lazy("table", "imported at"), pgettext_lazy("table", "imported by"),
    pgettext_lazy("table", "in background"), pgettext_lazy("table", "in one sentence"),
    pgettext_lazy("table", "is a definition of ME/CFS"), pgettext_lazy("table", "is current"),
    pgettext_lazy("table", "is new"), pgettext_lazy("table", "is withdrawn"), pgettext_lazy("table", "issue"),
    pgettext_lazy("table", "journal"), pgettext_lazy("table", "journal or book"),
    pgettext_lazy("table", "journal, abbreviated"), pgettext_lazy("table", "kept"),
    pgettext_lazy("table", "kept until"), pgettext_lazy("table", "key"), pgettext_lazy("table", "kind"),
    pgettext_lazy("table", "kind of record"), pgettext_lazy("table", "kind, as the registry has it"),
    pgettext_lazy("table", "language"), pgettext_lazy("table", "last error"), pgettext_lazy("table", "last run at"),
    pgettext_lazy("table", "licence of the paper's text"), pgettext_lazy("table", "limitations"),
    pgettext_lazy("table", "line"), pgettext_lazy("table", "list of authors is complete"),
    pgettext_lazy("table", "machine version"), pgettext_lazy("table", "match key"), pgettext_lazy("table", "matched"),
    pgettext_lazy("table", "message id"), pgettext_lazy("table", "method"), pgettext_lazy("table", "month"),
    pgettext_lazy("table", "name"), pgettext_lazy("table", "name of a body"), pgettext_lazy("table", "new"),
    pgettext_lazy("table", "not applicable"), pgettext_lazy("table", "not before"), pgettext_lazy("table", "note"),
    pgettext_lazy("table", "number"), pgettext_lazy("table", "number of the study that went"),
    pgettext_lazy("table", "object id"), pgettext_lazy("table", "object type"), pgettext_lazy("table", "old slug"),
    pgettext_lazy("table", "one"), pgettext_lazy("table", "one title"), pgettext_lazy("table", "open access address"),
    pgettext_lazy("table", "opened at"), pgettext_lazy("table", "opened by"), pgettext_lazy("table", "order"),
    pgettext_lazy("table", "original text"), pgettext_lazy("table", "original title"), pgettext_lazy("table", "other"),
    pgettext_lazy("table", "other title"), pgettext_lazy("table", "outcome"), pgettext_lazy("table", "override reason"),
    pgettext_lazy("table", "pages"), pgettext_lazy("table", "parent"),
    pgettext_lazy("table", "part of the demonstration"), pgettext_lazy("table", "participants cases"),
    pgettext_lazy("table", "participants controls"), pgettext_lazy("table", "particle"),
    pgettext_lazy("table", "pasted"), pgettext_lazy("table", "peer review"), pgettext_lazy("table", "pem verdict"),
    pgettext_lazy("table", "person"), pgettext_lazy("table", "place"), pgettext_lazy("table", "pmid"),
    pgettext_lazy("table", "policy version"), pgettext_lazy("table", "position"),
    pgettext_lazy("table", "previewed at"), pgettext_lazy("table", "proposal"), pgettext_lazy("table", "provenance"),
    pgettext_lazy("table", "public name"), pgettext_lazy("table", "publishable"),
    pgettext_lazy("table", "published at"), pgettext_lazy("table", "published by"), pgettext_lazy("table", "publisher"),
    pgettext_lazy("table", "query"), pgettext_lazy("table", "query hash"),
    pgettext_lazy("table", "questions that remain"), pgettext_lazy("table", "queued at"),
    pgettext_lazy("table", "quote"), pgettext_lazy("table", "read"), pgettext_lazy("table", "reason"),
    pgettext_lazy("table", "reasons"), pgettext_lazy("table", "record"), pgettext_lazy("table", "refused"),
    pgettext_lazy("table", "registered title"), pgettext_lazy("table", "registry"), pgettext_lazy("table", "remarks"),
    pgettext_lazy("table", "removed at"), pgettext_lazy("table", "replaced by"), pgettext_lazy("table", "replication"),
    pgettext_lazy("table", "replication note"), pgettext_lazy("table", "requested at"),
    pgettext_lazy("table", "requested by"), pgettext_lazy("table", "result"), pgettext_lazy("table", "retired"),
    pgettext_lazy("table", "review policy"), pgettext_lazy("table", "reviewer"), pgettext_lazy("table", "risk of bias"),
    pgettext_lazy("table", "round"), pgettext_lazy("table", "rule"), pgettext_lazy("table", "said"),
    pgettext_lazy("table", "scanned at"), pgettext_lazy("table", "scanner version"), pgettext_lazy("table", "sent at"),
    pgettext_lazy("table", "severity included"), pgettext_lazy("table", "slug"), pgettext_lazy("table", "source"),
    pgettext_lazy("table", "started at"), pgettext_lazy("table", "state"), pgettext_lazy("table", "stated verdict"),
    pgettext_lazy("table", "stays"), pgettext_lazy("table", "strengths of the method"),
    pgettext_lazy("table", "study id"), pgettext_lazy("table", "study number"), pgettext_lazy("table", "submitted at"),
    pgettext_lazy("table", "succeeded at"), pgettext_lazy("table", "suffix"), pgettext_lazy("table", "summary"),
    pgettext_lazy("table", "supersedes"), pgettext_lazy("table", "survivor"), pgettext_lazy("table", "taken over"),
    pgettext_lazy("table", "target"), pgettext_lazy("table", "template"), pgettext_lazy("table", "texts rest on"),
    pgettext_lazy("table", "the paper's words"), pgettext_lazy("table", "title"),
    pgettext_lazy("table", "titles agree"), pgettext_lazy("table", "to sealed"), pgettext_lazy("table", "total"),
    pgettext_lazy("table", "trial registration"), pgettext_lazy("table", "type"), pgettext_lazy("table", "undone at"),
    pgettext_lazy("table", "undone by"), pgettext_lazy("table", "updated"), pgettext_lazy("table", "updated at"),
    pgettext_lazy("table", "upload"), pgettext_lazy("table", "uploaded at"), pgettext_lazy("table", "uploaded by"),
    pgettext_lazy("table", "verdict"), pgettext_lazy("table", "version of the work"), pgettext_lazy("table", "volume"),
    pgettext_lazy("table", "warnings"), pgettext_lazy("table", "was"), pgettext_lazy("table", "what changed"),
    pgettext_lazy("table", "what the authors conclude"), pgettext_lazy("table", "what the machine said"),
    pgettext_lazy("table", "what this study does not prove"), pgettext_lazy("table", "what was observed"),
    pgettext_lazy("table", "where in the paper"), pgettext_lazy("table", "where that was read"),
    pgettext_lazy("table", "why it is in doubt"), pgettext_lazy("table", "why it is taken back"),
    pgettext_lazy("table", "why it matters"), pgettext_lazy("table", "why it was decided so"),
    pgettext_lazy("table", "why it was undone"), pgettext_lazy("table", "why not required"),
    pgettext_lazy("table", "why they may be one"), pgettext_lazy("table", "words"), pgettext_lazy("table", "year"),
)  # fmt: skip
REFUSALS = (
    gettext_lazy("A classification rests on submitted assessments of its own study, each by another person."),
    gettext_lazy("A person who coded a study cannot adjudicate it."),
    gettext_lazy("A person who contributed to a revision cannot publish it."),
    gettext_lazy("A publication holds exactly what its revision holds."),
    gettext_lazy("A publication takes the next number and supersedes the live one."),
    gettext_lazy("A publication tells of exactly the votes that were given."),
    gettext_lazy("A registry has another title under this DOI or PMID, so it cannot be published."),
    gettext_lazy("A reviewer asks for changes, and nobody has decided otherwise."),
    gettext_lazy("Exactly one publication of a study is current: the newest."),
    gettext_lazy("The identity of this study is not confirmed, so it cannot be published."),
    gettext_lazy("The live page has changed since this revision was made: make a new one from it."),
    gettext_lazy("The scanner has not passed this revision: submit it again."),
    gettext_lazy("There are fewer approvals of this content than the review policy asks for."),
    gettext_lazy("There is a newer revision of this page."),
    gettext_lazy("There is no such revision to publish."),
    gettext_lazy("There is no such study to publish."),
    gettext_lazy("This revision was taken back or edited after it was submitted: its votes are void."),
)
"""What the database says from within its functions, where no mark can stand."""
