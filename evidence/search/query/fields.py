"""The fields of the grammar as one table: parsing, the help page and its tests read it. Pure.

A field takes either known values (each with the spellings people use) or free text. `resolve` is total: it gives the
values that a spelling means, none where it means none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from evidence import vocabulary as words
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.search.query.spelling import plain
from evidence.tongue import gettext_noop as _

HOW_CHECKED = {
    "two_people": _("checked by two people or more"),
    "one_person": _("checked by one person"),
    "not_checked": _("not checked"),
}
SEVERITY = {"given": _("severity of those who took part is given"), "not_given": _("severity is not given")}
NO_NOTICE = "none"
"""The value of `notice` that stands for pages without any."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the box, `names[0]:value`; `key` is its facet and its parameter in addresses.

    `values` are the known ones with their words (None: free text); `spellings` are further ways to write them.
    """

    key: str
    names: tuple[str, ...]
    words: str
    meaning: str
    example: str
    values: Mapping[str, str] | None = None
    spellings: Mapping[str, str] | None = None


FIELDS: tuple[Field, ...] = (
    Field(
        "pem", ("pem", "verdict"), _("PEM verdict"),
        _("whether post-exertional malaise was required to be included"), "pem:required",
        {str(verdict): text for verdict, text in VERDICT_WORDS.items()},
        {"yes": "required", "no": "not_required", "optional": "not_required", "na": "not_applicable",
         "n a": "not_applicable", "none": "not_applicable"},
    ),
    Field(
        "criteria", ("criteria", "criterion", "definition"), _("Criteria"),
        _("which case definition was used; any name that papers give it"), "criteria:fukuda",
        {key: entry.name for key, entry in reference_criteria().items()},
    ),
    Field(
        "design", ("design", "type"), _("Design"), _("what kind of study it is"), "design:rct",
        words.STUDY_DESIGNS,
        {"rct": "randomised_trial", "randomized trial": "randomised_trial", "trial": "randomised_trial",
         "randomised controlled trial": "randomised_trial", "randomized controlled trial": "randomised_trial",
         "non randomized trial": "non_randomised_trial", "crossover": "randomised_trial", "case series": "case_report",
         "diagnostic": "diagnostic_accuracy", "review": "narrative_review", "mouse": "animal",
         "editorial": "commentary", "genetics": "dataset"},
    ),
    Field(
        "topic", ("topic", "about"), _("Topic"), _("what the study looks at; the keys are at /topics"),
        "topic:treatment",
    ),
    Field(
        "journal", ("journal", "in"), _("Journal"), _("the journal by its whole name"),
        'journal:"Journal of Translational Medicine"',
    ),
    Field(
        "checked", ("checked",), _("How checked"), _("by how many people the page was checked"), "checked:two_people",
        HOW_CHECKED,
        {"two": "two_people", "2": "two_people", "one": "one_person", "1": "one_person", "none": "not_checked",
         "0": "not_checked", "no": "not_checked", "nobody": "not_checked"},
    ),
    Field(
        "notice", ("notice",), _("Notices"), _("retractions, corrections and the like"), "notice:retraction",
        words.NOTICES | {NO_NOTICE: _("No notice")},
        {"retracted": "retraction", "withdrawn": "withdrawal", "concern": "expression_of_concern",
         "erratum": "correction", "corrected": "correction", "no": NO_NOTICE, "without": NO_NOTICE},
    ),
    Field(
        "basis", ("basis",), _("Texts rest on"), _("what the texts of the page rest on"), "basis:full_text",
        words.BASIS,
        {"full": "full_text", "fulltext": "full_text", "title": "title_only"},
    ),
    Field(
        "severity", ("severity",), _("Severity"), _("whether the severity of those who took part is known"),
        "severity:given", SEVERITY, {"yes": "given", "known": "given", "no": "not_given", "unknown": "not_given"},
    ),
)  # fmt: skip
"""Every facet but the year, in the order in which pages show them."""
BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}
BY_NAME: Mapping[str, Field] = {name: field for field in FIELDS for name in field.names}
HAS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "severity": ("severity", ("given",)),
    "notice": ("notice", tuple(words.NOTICES)),
    "pem": ("pem", ("required",)),
}
"""has:value -> the facet and the values it stands for."""


@cache
def _spellings(key: str) -> Mapping[str, tuple[str, ...]]:
    """Plain spelling -> values, for a field with known values."""
    field = BY_KEY[key]
    known: dict[str, tuple[str, ...]] = {}
    for value, text in (field.values or {}).items():
        for spelling in (plain(value), plain(text)):
            known.setdefault(spelling, (value,))
    if key == "pem":
        known |= {plain(text).removeprefix("pem "): (str(verdict),) for verdict, text in VERDICT_WORDS.items()}
    for spelling, value in (field.spellings or {}).items():
        known.setdefault(spelling, (value,))
    return known


@cache
def _criteria_names() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, frozenset[str]]]:
    """(whole spelling without spaces -> keys; key -> every word of its names)."""
    whole: dict[str, tuple[str, ...]] = {}
    single: dict[str, frozenset[str]] = {}
    for key, entry in reference_criteria().items():
        spellings = [plain(text) for text in (key, entry.name, *entry.aliases)]
        for spelling in dict.fromkeys(spelling.replace(" ", "") for spelling in spellings):
            whole[spelling] = (*whole.get(spelling, ()), key)
        year = [str(entry.year)] if entry.year else []
        single[key] = frozenset(
            word for spelling in (*spellings, *year, plain(entry.author)) for word in spelling.split()
        )
    return whole, single


def _criteria(spelling: str) -> tuple[str, ...]:
    whole, single = _criteria_names()
    asked = spelling.split()
    if asked[-1] in ("criteria", "definition") and len(asked) > 1:
        asked = asked[:-1]
    for text in (spelling, " ".join(asked)):
        if found := whole.get(text.replace(" ", "")):
            return found
    return tuple(key for key, known in single.items() if known.issuperset(asked))


def resolve(key: str, text: str) -> tuple[str, ...]:
    """The values of the field `key` that `text` means: several where it is ambiguous, () where it means none.

    An exact value means itself. Topics and journals are free: a topic becomes a key, a journal stays as it is.
    """
    field = BY_KEY[key]
    if field.values is not None and text in field.values:
        return (text,)
    spelling = plain(text)
    if not spelling:
        return ()
    if key == "topic":
        return (spelling.replace(" ", "-"),)
    if key == "journal":
        return (" ".join(text.split()),)
    if key == "criteria":
        return _criteria(spelling)
    return _spellings(key).get(spelling, ())


def value_words(key: str, value: str) -> str:
    """The words of a value; the value itself where the field is free."""
    return (BY_KEY[key].values or {}).get(value, value)


def known_values(key: str) -> str:
    """The known values as a sentence shows them: “required, not_required, unclear, not_applicable”."""
    return ", ".join(BY_KEY[key].values or ())
