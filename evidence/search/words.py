"""From a query to the text that PostgreSQL's `to_tsquery` reads. Only plain words ever stand in it."""

from __future__ import annotations

import re

from evidence.search.query import Query, plain

CONFIG = "evidence_english"
"""English stems, no stop words: "ME" is a word here. Made by migration 0006."""
WEIGHTS = [0.4, 0.1, 0.4, 1.0]
"""What a place counts in D (authors), C (other texts), B (one sentence, journal, labels), A (title)."""
LITTLE_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "them",
        "these",
        "they",
        "this",
        "to",
        "was",
        "were",
        "which",
        "with",
    ]
)
"""They stand in nearly every text, so they are not asked for, unless in a phrase or when nothing else is."""
_SPELLINGS = (
    ("aemi", "emi"), ("anaesth", "anesth"), ("apnoea", "apnea"), ("behaviour", "behavior"), ("centre", "center"),
    ("colour", "color"), ("diarrhoea", "diarrhea"), ("dyspnoea", "dyspnea"), ("fibre", "fiber"), ("foet", "fet"),
    ("haem", "hem"), ("labour", "labor"), ("oedema", "edema"), ("oestr", "estr"), ("orthopaed", "orthoped"),
    ("paediatric", "pediatric"), ("programme", "program"), ("tumour", "tumor"), ("ageing", "aging"),
)  # fmt: skip
_ISE = re.compile(r"(?<=[a-z]{3})(i|y)([sz])(e|ed|es|er|ers|ing|ation|ations)$")


def spellings(word: str) -> tuple[str, ...]:
    """A plain word as it is written in Britain and in America: randomised, randomized."""
    found = {word: None}
    if match := _ISE.search(word):
        other = {"s": "z", "z": "s"}[match.group(2)]
        found[word[: match.start(2)] + other + word[match.end(2) :]] = None
    for british, american in _SPELLINGS:
        if british in word:
            found[word.replace(british, american)] = None
        elif american in word:
            found[word.replace(american, british)] = None
    return tuple(found)


def _part(word: str) -> str:
    ways = [f"'{way}'" for way in spellings(word)]
    return ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"


def _term(text: str) -> str:
    """One word, or its parts side by side: ME/CFS is 'me' <-> 'cfs'."""
    parts = [_part(word) for word in plain(text).split()]
    return parts[0] if len(parts) == 1 else f"({' <-> '.join(parts)})"


def _name(text: str) -> str:
    """A name stands among the authors alone, in any order of its parts."""
    return "(" + " & ".join(f"'{word}':D" for word in plain(text).split()) + ")"


def _wanted(query: Query) -> list[str]:
    words = [word for word in query.words if plain(word) not in LITTLE_WORDS]
    if not (words or query.phrases or query.authors):
        words = list(query.words)
    return [*map(_term, (*words, *query.phrases)), *map(_name, query.authors)]


def asked_text(query: Query) -> str:
    """What has to hold; "" where the query asks for no words at all."""
    unwanted = [f"!{_term(text)}" for text in query.excluded] + [f"!{_name(text)}" for text in query.excluded_authors]
    return " & ".join([*_wanted(query), *unwanted])


def ranked_text(query: Query) -> str:
    """What counts for the order: each wanted word by itself, so that a word only in the title still counts."""
    return " | ".join(_wanted(query))


def single_words(query: Query) -> list[str]:
    """The plain words that are wanted in texts, each once: what is marked in what was found."""
    words = [word for text in (*query.words, *query.phrases) for word in plain(text).split()]
    telling = [word for word in words if word not in LITTLE_WORDS]
    return list(dict.fromkeys(telling or words))
