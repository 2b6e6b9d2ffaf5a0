"""The JSON Schema of one row of the JSON Lines files. Every field is described, and no other field may be there. Pure.

https://json-schema.org/draft/2020-12. Titles and quotations are texts; a key of a vocabulary is described with every
value it can have. The fields of a paper's citation follow CSL where CSL has a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence import vocabulary as words
from evidence.citations.record import KINDS, PUBLICATION_TYPES, RELATIONS
from evidence.exports.columns import PEM_METHODS
from evidence.exports.json_rows import ROW_SCHEMA
from evidence.pem import NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, VERDICT_WORDS
from evidence.pem.facts import PURPOSES, REQUIREMENT_WORDS
from evidence.vocabulary import LIST_TEXT_FIELDS, TEXT_FIELDS

Schema = dict[str, Any]
_SHA256 = "^[0-9a-f]{64}$"


def row_schema(site_url: str) -> Schema:
    """The schema; `site_url` is the site's address without a slash at the end."""
    fields: dict[str, Schema] = {
        "schema": {"const": ROW_SCHEMA, "description": "Version of this shape. Fields are only ever added to it."},
        "slug": _text("The page's name in its address. It never changes."),
        "address": _text("Where the page stands now.", format="uri"),
        "permanent_address": _text("Where exactly this publication stays. Cite this.", format="uri"),
        "publication": _count("Number of the publication. Each change of a page takes the next.", minimum=1),
        "sha256": _text(
            "SHA-256 of `content` in canonical JSON: keys sorted by code point, no spaces, UTF-8 without escapes, "
            "strings in Unicode NFC.",
            pattern=_SHA256,
        ),
        "published_at": _text("When this publication came out (UTC).", format="date-time"),
        "first_published_on": _day("Day of the page's first publication."),
        "cite_key": _text("Citation key, the same as in the BibTeX and RIS files."),
        "checked": _text("Who checked the texts of exactly this publication, in words."),
        "notice_words": _text("Notices about the paper in words, most serious first; empty where there is none."),
        "notice_found": {
            "description": "A notice that was found since and that the page does not tell of yet, or null.",
            "oneOf": [
                {"type": "null"},
                _object(
                    "What was found.",
                    {
                        "found_on": _day("Day on which it was found."),
                        "confirmed_kind": _one_of(
                            "What a person has confirmed it to be; empty until then.", words.NOTICES, empty=True
                        ),
                    },
                ),
            ],
        },
        "demonstration": {"type": "boolean", "description": "True: checked by demo accounts. Do not rely on it."},
        "licence": _text("Terms for the words of the page. The paper's own words stay its authors'.", format="uri"),
        "reason": _text("What changed with this publication, and why; empty for a first one."),
        "review_policy": _one_of(
            "How many people had to approve it.",
            {
                "two_people": "two people have to approve",
                "one_person": "one person has to approve",
                "open": "nobody has to approve",
            },
        ),
        "published_without_the_usual_checks_because": _text("Why it could not wait for the votes; else empty."),
        "approvals": _list(
            "Who approved exactly this content.",
            _object(
                "One approval.",
                {
                    "name": {
                        "type": ["string", "null"],
                        "description": "Public name, or null: an editor of the atlas.",
                    },
                    "on": _day("Day of the vote."),
                    "sha256": _text("SHA-256 of the content that was approved.", pattern=_SHA256),
                },
            ),
        ),
        "objections": _count("How many reviewers had asked for changes of exactly this content."),
        "versions": _object(
            "Versions of the rules and machines that had a part in it.",
            {
                "policy": _text("Rules from criteria to a PEM verdict."),
                "page": _count("Shape of `content`."),
                "classifier": _text("Classifier that had read the paper."),
                "scanner": _text("Scanner that had read the texts."),
                "generator": _text("Generator that had drafted the texts."),
            },
            optional=("classifier", "scanner", "generator"),
        ),
        "history": _list(
            "Every publication of this page up to this one, oldest first.",
            _object(
                "One publication.",
                {
                    "number": _count("Its number.", minimum=1),
                    "published_on": _day("Its day."),
                    "reason": _text("What changed and why; empty for the first."),
                },
            ),
        ),
        "content": _content(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{site_url}/releases/schema-{ROW_SCHEMA}.json",
        "title": "One live page of the atlas",
        **_object("One published study as the atlas reads it, one object a line.", fields),
    }


def _content() -> Schema:
    return _object(
        "The frozen content of the publication, whole; `sha256` is its hash.",
        {
            "schema": _count("Shape of this content."),
            "slug": _text("The page's name in its address."),
            "language": _text("Language of the page's texts (BCP 47)."),
            "citation": _citation(),
            "design": _one_of("Design of the study.", words.STUDY_DESIGNS),
            "peer_review": _one_of("Was the paper peer-reviewed?", words.PEER_REVIEW),
            "basis": _one_of("What the texts rest on.", words.BASIS),
            "texts": _object(
                "The reading texts. A block without content is left out.",
                {
                    key: _list(f"{heading}.", _text("One point.")) if key in LIST_TEXT_FIELDS else _text(f"{heading}.")
                    for key, heading in TEXT_FIELDS.items()
                },
                optional=TEXT_FIELDS,
            ),
            "drafted": _object(
                "Who wrote the first draft of the texts.",
                {
                    "by": _one_of("A person, or a generator whose draft a person edited.", words.DRAFTED_BY),
                    "version": _text("Version of the generator, or empty."),
                },
            ),
            "pem": _pem(),
            "topics": _list(
                "What the study is about.",
                _object("One topic.", {"key": _text("Its key, as in /topics/<key>."), "name": _text("Its name then.")}),
            ),
            "facts": _object(
                "Facts of the study as the paper tells them. What is not known is left out.",
                {
                    "cases": _count("Number of participants with ME/CFS."),
                    "controls": _count("Number of participants in the comparison group."),
                    "severity": _text("Which severity was included."),
                    "duration": _text("How long the study lasted."),
                    "country": _text("Country or countries."),
                    "funder": _text("Who paid for the study."),
                    "registration": _text("Number in a register of trials."),
                    "open_access_url": _text("Where the full text can be read for free."),
                },
                optional=("cases", "controls", "severity", "duration", "country", "funder", "registration",
                          "open_access_url"),
            ),
            "judgement": _object(
                "What the atlas judges about the study.",
                {
                    "risk_of_bias": _one_of("Risk of bias.", words.RISK_OF_BIAS),
                    "replication": _one_of("Have others found the same?", words.REPLICATION),
                    "replication_note": _text("Which papers replicate or contradict it."),
                },
            ),
            "identity": _object(
                "How we made sure that this is the paper.",
                {
                    "confirmed_on": _text("Day on which a person confirmed it (ISO 8601), or empty."),
                    "sources": _list("Where DOI and PubMed number were seen.", _text("One source.")),
                },
            ),
            "notices": _list("Notices about the paper, most serious first.", _notice()),
            "links": _list(
                "Related works.",
                _object(
                    "One related work.",
                    {
                        "kind": _one_of("How this paper is related to it.", words.LINKS),
                        "slug": _text("Its page here, or empty."),
                        **_other_work(),
                    },
                ),
            ),
        },
        optional=("topics",),
    )  # fmt: skip


def _notice() -> Schema:
    return _object(
        "One notice.",
        {
            "kind": _one_of("What kind of notice.", words.NOTICES),
            "date": _text("Its day, month or year (ISO 8601), or empty."),
            **_other_work(),
            "source": _text("Where it was seen."),
            "detail": _text("What it says, in our words."),
        },
    )


def _other_work() -> dict[str, Schema]:
    return {
        "title": _text("Title of the other work, or empty."),
        "doi": _text("Its DOI, or empty."),
        "pmid": _text("Its PubMed number, or empty."),
    }


def _pem() -> Schema:
    stances = {"": "not judged", "requires": "requires PEM", "does_not_require": "does not require PEM"}
    return _object(
        "Was post-exertional malaise (PEM) an explicit required criterion for inclusion?",
        {
            "verdict": _one_of("The verdict.", {str(key): text for key, text in VERDICT_WORDS.items()}),
            "keys": _list("Keys of the case definitions used.", _text("A key, as in /criteria/<key>.")),
            "cohorts": _list(
                "The groups of participants with ME/CFS and the rule for getting into each.",
                _object(
                    "One group.",
                    {
                        "label": _text("What the paper calls it, or empty."),
                        "groups": _list(
                            "All of these had to be met.",
                            _list(
                                "Any one of these was enough.",
                                _object(
                                    "One way into the study.",
                                    {
                                        "key": _text("Its key in `criteria`."),
                                        "judged": _one_of("What a person read in the edition used.", stances),
                                    },
                                ),
                            ),
                        ),
                        "explicit_pem": {"type": "boolean", "description": "PEM was required in addition."},
                        "purpose": _one_of("What the criteria were used for.", PURPOSES),
                    },
                ),
            ),
            "criteria": _list(
                "Every way into the study that the paper names, as it was known when this was published.",
                _object(
                    "One way.",
                    {
                        "key": _text("Its key."),
                        "name": _text("Its name."),
                        "year": {"type": ["integer", "null"], "description": "Year of the definition, or null."},
                        "pem": _one_of("What it says about PEM; empty where it is no case definition.",
                                       REQUIREMENT_WORDS, empty=True),
                        "formal": {"type": "boolean", "description": "True for a published case definition."},
                    },
                ),
            ),
            "not_applicable": _one_of("Why the question does not arise, or empty.", NOT_APPLICABLE_REASONS, empty=True),
            "reasons": _list("Why this verdict, in sentences.", _text("One reason.")),
            "why_not_required": _one_of("The kind of reason, or empty.", NOT_REQUIRED_REASONS, empty=True),
            "quote": _text("The paper's own words that the verdict rests on."),
            "place": _text("Where in the paper they stand."),
            "basis": _one_of("What was read for it.", words.BASIS),
            "method": _one_of("Who decided it, and how.", PEM_METHODS),
            "reason": _text("What the person who decided wrote about it, or empty."),
            "decided_on": _day("Day of the decision."),
            "policy_version": _text("Version of the rules."),
            "machine_version": _text("Version of the classifier where it is a machine's proposal, or empty."),
        },
    )  # fmt: skip


def _citation() -> Schema:
    name = _object(
        "A person (family name), or a body (literal).",
        {
            "family": _text("Family name."),
            "given": _text("Given names."),
            "particle": _text("Particle before the family name."),
            "suffix": _text("Jr, III."),
            "literal": _text("Whole name of a body; then the other parts are empty."),
            "orcid": _text("ORCID iD, where the source gave it."),
        },
        optional=("orcid",),
    )
    texts = {
        "title": "Title.", "container_title": "Journal, book or server.", "container_short": "Its abbreviation.",
        "publisher": "Publisher.", "place": "Place of publication.", "edition": "Edition.", "volume": "Volume.",
        "issue": "Issue.", "pages": "Pages.", "number": "Article or report number.",
        "doi": "DOI in lower case, without https://doi.org/.", "pmid": "PubMed number.",
        "pmcid": "PubMed Central number.", "isbn": "ISBN.", "issn": "ISSN.", "url": "Address that is not the DOI's.",
        "accessed": "Day on which that address was read.", "version": "Version of the work.",
        "language": "Language of the paper (BCP 47).",
        "original_title": "Title in the paper's own language, where `title` is a translation.",
    }  # fmt: skip
    relation = _object(
        "One other work.",
        {
            "kind": _one_of("This work … the other.", RELATIONS),
            "scheme": _text("doi, pmid, pmcid, arxiv or empty."),
            "identifier": _text("Identifier of the other work in that scheme, or empty."),
            "reference": _text("How the source cites the other work."),
            "date": _text("Date of the other work as the source gives it: year, month or day."),
        },
        optional=("date",),
    )
    return _object(
        "Bibliographic facts of the paper. An empty text means: not known.",
        {
            **{key: _text(meaning) for key, meaning in texts.items()},
            "type": _one_of("Kind of work.", PUBLICATION_TYPES),
            "authors": _list("Authors in the order of the paper.", name),
            "authors_complete": {"type": "boolean", "description": "False where the source named only some authors."},
            "editors": _list("Editors.", name),
            **{part: {"type": ["integer", "null"], "description": f"{part.capitalize()} of publication, or null."}
               for part in ("year", "month", "day")},
            "kind_of_record": _one_of("What the source says the work is.", KINDS, empty=True),
            "relations": _list("Works that this one says it belongs to.", relation),
        },
        optional=("original_title", "kind_of_record", "relations"),
    )  # fmt: skip


# --- The words of JSON Schema --------------------------------------------------------------------------


def _text(description: str, **more: str) -> Schema:
    return {"type": "string", "description": description, **more}


def _day(description: str) -> Schema:
    return _text(f"{description} ISO 8601.", format="date")


def _count(description: str, minimum: int = 0) -> Schema:
    return {"type": "integer", "minimum": minimum, "description": description}


def _list(description: str, items: Schema) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _object(
    description: str, fields: Mapping[str, Schema], optional: tuple[str, ...] | Mapping[str, str] = ()
) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": dict(fields),
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


def _one_of(description: str, values: Mapping[str, str], *, empty: bool = False) -> Schema:
    """A text of a closed list, each value with its words."""
    told = {"": "none", **values} if empty and "" not in values else dict(values)
    meanings = "; ".join(f"“{value}”: {text}" if value else f"empty: {text}" for value, text in told.items())
    return {"type": "string", "enum": list(told), "description": f"{description} {meanings}."}
