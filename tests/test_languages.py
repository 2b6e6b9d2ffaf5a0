"""Translations are complete, fit their source, and no visible word of a template was left without a mark.

Nothing here needs GNU gettext: the words are read from the source as Python and as templates.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

from atlas.management.commands.messages import CATALOGUES, catalogue_of
from tests.source_reading import APPS, REPOSITORY

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
BOTH = [(name, language) for name in CATALOGUES for language in LANGUAGES]
Word = tuple[str, str, str]
"""(context, message, its plural); "" where there is none."""

MARKS = {
    "gettext": "m", "gettext_lazy": "m", "gettext_noop": "m", "_": "m", "ngettext": "mp", "ngettext_lazy": "mp",
    "pgettext": "cm", "pgettext_lazy": "cm", "npgettext": "cmp", "npgettext_lazy": "cmp",
}  # fmt: skip
"""Function that marks a word -> what its arguments are: context, message, plural."""
_CALL = re.compile(
    r"""(?<![\w.])(_|n?p?gettext)\(((?:\s*(?:u|r)?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?)+)""", re.VERBOSE
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:![rs])?(?::[^{}]*)?\}")
_TAG = re.compile(r"<[^>]+>")

NOT_TRANSLATED = (
    "templates/atlas/style", "templates/account/email/", "templates/contributions/mail/",
)  # fmt: skip
"""The style page is for those who build the site. Mail is English: it is sent when no reader is there to ask."""
SAME_IN_EVERY_LANGUAGE = {
    "ATLAS", "Atom", "BibTeX", "CSV", "DOI", "GET", "JSON", "ORCID", "PEM", "PMID", "PubMed", "RIS", "SHA", "UTC",
    "doi", "SHA256SUMS", "DOCTYPE",
}  # fmt: skip
ENGLISH_ON_EVERY_PAGE = {
    "templates/evidence/api.html": {"Answer", "Errors", "One", "of", "Example"},
    "templates/atlas/glossary.html": {"Also"},
}
"""What stands in a part that is marked as English, as the whole part is."""


def catalogue(name: str, language: str) -> Path:
    return REPOSITORY / CATALOGUES[name] / language / "LC_MESSAGES" / "django.po"


@cache
def entries(name: str, language: str) -> polib.POFile:
    return polib.pofile(str(catalogue(name, language)))


def sources() -> Iterator[Path]:
    for folder in (*APPS, "templates"):
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and not {"migrations", "locale"} & set(path.parts):
                yield path


def in_python(text: str) -> Iterator[Word]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if name in MARKS and len(given) >= len(MARKS[name]):
                yield word(MARKS[name], given)


def in_template(text: str) -> Iterator[Word]:
    for name, arguments in _CALL.findall(templatize(text)):
        yield word(MARKS[name], list(ast.literal_eval(f"({arguments.rstrip().rstrip(',')},)")))


def word(kinds: str, given: list[str]) -> Word:
    named = dict(zip(kinds, given, strict=False))
    return named.get("c", ""), named["m"], named.get("p", "")


@cache
def marked() -> dict[str, set[Word]]:
    """Catalogue -> every word that the source marks for it."""
    found: dict[str, set[Word]] = {name: set() for name in CATALOGUES}
    for path in sources():
        text = path.read_text("utf-8")
        read = in_python if path.suffix == ".py" else in_template
        if where := catalogue_of(path.relative_to(REPOSITORY).as_posix()):
            found[where] |= set(read(text))
    return found


# --- Catalogues ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_every_word_is_translated_and_none_is_left_over(name: str, language: str) -> None:
    known = {(one.msgctxt or "", one.msgid, one.msgid_plural or "") for one in entries(name, language)}
    assert not marked()[name] - known, "run `make messages`, then translate what is new"
    assert not known - marked()[name], "run `make messages`: these words are gone from the source"
    assert not [one.msgid for one in entries(name, language) if not one.translated()]
    assert not [one.msgid for one in entries(name, language) if one.fuzzy or one.obsolete]


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_a_translation_has_the_places_and_tags_of_its_source(name: str, language: str) -> None:
    wrong = []
    for one in entries(name, language):
        for told in one.msgstr_plural.values() or [one.msgstr]:
            sources_of_it = [one.msgid, one.msgid_plural] if one.msgid_plural else [one.msgid]
            if not any(
                sorted(_PLACEHOLDER.findall(told)) == sorted(_PLACEHOLDER.findall(source))
                and sorted(_TAG.findall(told)) == sorted(_TAG.findall(source))
                for source in sources_of_it
            ):
                wrong.append((one.msgid, told))
            if (told[:1].isspace(), told[-1:].isspace()) != (one.msgid[:1].isspace(), one.msgid[-1:].isspace()):
                wrong.append((one.msgid, told))
    assert not wrong


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_what_is_compiled_is_what_is_written(name: str, language: str) -> None:
    compiled = polib.mofile(str(catalogue(name, language).with_suffix(".mo")))
    said = {(one.msgctxt, one.msgid): one.msgstr_plural or one.msgstr for one in entries(name, language)}
    assert {(one.msgctxt, one.msgid): one.msgstr_plural or one.msgstr for one in compiled} == said
    assert compiled.metadata["Plural-Forms"] == entries(name, language).metadata["Plural-Forms"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_is_translated_in_one_way(language: str) -> None:
    """Django merges the catalogues: of two translations of a word one would be shown everywhere."""
    told: dict[tuple[str, str], set[str]] = {}
    for name in CATALOGUES:
        for one in entries(name, language):
            told.setdefault((one.msgctxt or "", one.msgid), set()).add(str(one.msgstr_plural or one.msgstr))
    assert not {word: ways for word, ways in told.items() if len(ways) > 1}, "give one of them a context"


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_a_catalogue_tells_of_no_day_and_no_machine(name: str, language: str) -> None:
    text = catalogue(name, language).read_text("utf-8")
    assert not re.search(r"Creation-Date|Revision-Date|Last-Translator|^#:", text, re.MULTILINE)
    assert set(entries(name, language).metadata) == {
        "Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms",
    }  # fmt: skip


# --- Templates -----------------------------------------------------------------------------------------


class VisibleWords(HTMLParser):
    """What a template shows by itself: text, and attributes that are read out."""

    attributes = ("title", "aria-label", "alt", "placeholder")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("code", "script", "style")
        self.found += [value for name, value in attrs if name in self.attributes and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("code", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def unmarked(text: str) -> set[str]:
    """Words of a template that stand outside `translate` and `blocktranslate`."""
    bare, inside = [], ""
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if name in ("blocktranslate", "blocktrans", "comment"):
                inside = name
            elif name == f"end{inside}":
                inside = ""
        elif token.token_type == TokenType.TEXT and not inside:
            bare.append(token.contents)
    reader = VisibleWords()
    reader.feed("".join(bare))
    reader.close()
    return {one for told in reader.found for one in re.findall(r"[^\W\d_]{2,}\w*", told)}


def test_no_visible_word_of_a_template_was_forgotten() -> None:
    forgotten = {}
    for path in sorted((REPOSITORY / "templates").rglob("*.*")):
        name = path.relative_to(REPOSITORY).as_posix()
        if not name.startswith(NOT_TRANSLATED):
            known = SAME_IN_EVERY_LANGUAGE | ENGLISH_ON_EVERY_PAGE.get(name, set())
            if left := unmarked(path.read_text("utf-8")) - known:
                forgotten[name] = sorted(left)
    assert not forgotten


def test_the_search_for_forgotten_words_finds_them() -> None:
    assert unmarked('<p title="Seen">{% if a %}Bare{% endif %} {{ value }}</p>') == {"Seen", "Bare"}
    assert unmarked('{% translate "Marked" %}{% blocktranslate %}Also <b>marked</b>{% endblocktranslate %}') == set()
    text = '{% translate "A %" %}{% blocktranslate count n=x %}One{% plural %}{{ n }}{% endblocktranslate %}'
    assert set(in_template(text)) == {("", "A %%", ""), ("", "One", "%(n)s")}
    assert set(in_python('_("A" "b")\nngettext("one", "many", 2)\npgettext("year", "to")')) == {
        ("", "Ab", ""), ("", "one", "many"), ("year", "to", ""),
    }  # fmt: skip
