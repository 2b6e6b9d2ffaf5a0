"""What kind of record a title says it is: a correction, a comment, a summary for patients.

    kind_by_title("Correction to: Rest and symptoms")      "erratum"
    parent_title("Reply to “Rest and symptoms”")           "Rest and symptoms"

Such a record carries the title of the work it is about. It belongs to that work, and it is never that work.
"""

from __future__ import annotations

import re

from .record import KIND_OF_TYPE, KINDS

_TO = (
    r"(?:\s+(?:to|of|for|on|in|regarding|re|zu|zum|zur|auf|à|au|sur|de|al?|del|della|sobre|op|till?)\b)?"
    r"(?:\s+the\s+(?:article|paper|study)\b)?(?:\s+(?:by|titled|entitled)\b)?"
)
_MARK = r"(?:\s*[:.]\s+|\s*[–—]\s*|\s+-\s+|\s*(?=[\"“”‘«„]))"
# A word that a study may begin with too ("Response to exercise") counts only with a mark behind it: "Response: ...".
_BEGINNINGS = {
    "retraction_notice": (
        r"(?:notice\s+of\s+)?(?:partial\s+)?retraction(?:\s+(?:notice|note|statement))?|withdrawal\s+notice|"
        r"statement\s+of\s+retraction|rétractation|retractación|retratação|ritrattazione|widerruf|rücknahme"
    ),
    "expression_of_concern": r"(?:editorial\s+)?expression\s+of\s+concern",
    "erratum": (
        r"(?:(?:publisher|author|editorial)(?:['’]s)?\s+)?(?:corrections?|corrigend(?:um|a)|errat(?:um|a)|addendum)"
        r"(?:\s+(?:notice|note))?|korrektur|korrigendum|berichtigung(?:en)?|fe\s+de\s+erratas?|errata\s+corrige|"
        r"correcci(?:ón|ones)|rectificatif|rectificaci(?:ón|ones)|correzione|correção|rättelse|rettelse|rectificatie"
    ),
    "patient_summary": (
        r"summar(?:y|ies)\s+for\s+patients?|patient\s+summary|plain[\s-]language\s+summary|lay\s+summary"
    ),
    "reply": (
        r"(?:(?:the\s+)?authors?(?:['’]s?|s['’])?\s+|in\s+)?(?:reply|response)|antwort|erwiderung|replik|réponse|"
        r"respuesta|réplica|risposta|resposta|reactie|svar"
    ),
    "comment": (
        r"letter\s+to\s+the\s+editors?|(?:invited\s+|editorial\s+)?comment(?:s|ary)?|peer\s+review\s+report|"
        r"letter\s+regarding|kommentar|leserbrief|commentaire|comentarios?|comentário|commento|"
        r"lettre\s+à\s+la\s+rédaction|carta\s+al\s+(?:editor|director)"
    ),
}
_WITHOUT_MARK = {
    "retraction_notice": r"retraction\s+(?:note\s+)?(?:to|of)\s+(?P<parent>\S.*)",
    "erratum": (
        r"(?:(?:publisher|author)\s+)?(?:correction|corrigendum|erratum|addendum|korrektur|berichtigung)"
        r"\s+(?:to|zu|zum|zur|à)\s+(?P<parent>\S.*)"
    ),
    "expression_of_concern": r"expression\s+of\s+concern\s+(?:about|for|on|regarding)\s+(?P<parent>\S.*)",
    "reply": (
        r"(?:(?:(?:the\s+)?authors?(?:['’]s?|s['’])?\s+)?reply\s+to|in\s+(?:reply|response)\s+to)\s+(?P<parent>\S.*)"
    ),
    "comment": r"(?:comments?\s+on|re:)\s+(?P<parent>\S.*)",
}
_ALONE = {
    "retraction_notice": r"(?:notice\s+of\s+)?retraction(?:\s+(?:notice|note))?",
    "expression_of_concern": r"expression\s+of\s+concern",
    "erratum": r"(?:publisher\s+|author\s+)?(?:erratum|errata|corrigend(?:um|a)|corrections?)",
    "reply": r"(?:the\s+)?authors?(?:['’]s?|s['’])?\s+(?:reply|respond|response)|in\s+reply|reply",
    "comment": r"(?:invited\s+)?comment(?:ary)?|letter\s+to\s+the\s+editor",
    "patient_summary": r"summary\s+for\s+patients",
}
_ENDINGS = {
    "patient_summary": r"summary\s+for\s+patients|plain[\s-]language\s+summary|lay\s+summary",
    "reply": r"reply|(?:the\s+)?authors?(?:['’]s?|s['’])?\s+(?:reply|response|respond)",
    "comment": r"comment",
    "erratum": r"(?:(?:author|publisher)\s+)?(?:corrigendum|erratum)|(?:author|publisher)\s+correction",
    "retraction_notice": r"retraction(?:\s+notice)?",
    "expression_of_concern": r"expression\s+of\s+concern",
}
_PATTERNS = tuple(
    (kind, re.compile(shape.format(words=words), re.IGNORECASE | re.DOTALL))
    for table, shape in (
        (_BEGINNINGS, r"\s*[\[(]?(?:{words})[\])]?" + _TO + _MARK + r"(?P<parent>.*)\Z"),
        (_WITHOUT_MARK, r"\s*{words}\Z"),
        (_ALONE, r"\s*[\[(]?(?P<parent>)(?:{words})[\])]?\s*\.?\s*\Z"),
        (
            _ENDINGS,
            r"(?P<parent>\S.*?)(?:\s*[:.?!]\s+|\s*[–—]\s*|\s+-\s+|\s+(?=[\[(]))[\[(]?(?:{words})[\])]?\s*\.?\s*\Z",
        ),
    )
    for kind, words in table.items()
)
_QUOTES = "\"“”„'‘’«»[]() \t"
_NOT_THE_WORK = re.compile(r"\s*(?:retracted|withdrawn)(?:\s+article)?\s*[:.\]–—-]", re.IGNORECASE)
_MAY_BEGIN = re.compile(
    r"[\s\[(]*(?:the\s+)?(?:notice|partial|retract|withdraw|statement|editorial|expression|publisher|author|corr|fe\s|"
    r"errat|addend|summar|patient|plain|lay|in\s|reply|respon|letter|invited|comment|peer|re:|r[ée]tra|ritratt|widerruf|"
    r"rück|korr|bericht|recti|rätt|rett|antwort|erwider|replik|répl|répo|respue|risp|resp|reactie|svar|komm|leser|lettre|"
    r"carta|coment)",
    re.IGNORECASE,
)
_MAY_END = re.compile(
    r"(?:for\s+patients|(?:language|lay)\s+summary|reply|response|respond|comment|corrigendum|erratum|correction|retraction|notice|concern)"
    r"[\])]?\s*\.?\s*\Z",
    re.IGNORECASE,
)
"""Words without which none of the patterns can match: most titles need no more than these two looks."""
_LAST_WORDS = (
    "for patients", "language summary", "lay summary", "reply", "response", "respond", "comment", "corrigendum",
    "erratum", "correction", "retraction", "notice", "concern",
)  # fmt: skip
_LONGEST = 2000  # characters of a title that are looked at


def _may_end(last: str) -> bool:
    """Whether one of the patterns can match at the end of a title, of which these are the last signs."""
    if last.isascii() and "  " not in last and last.isprintable():  # as most are; a look at the last word is quicker
        return last.rstrip().rstrip(".").rstrip().rstrip("])").lower().endswith(_LAST_WORDS)
    return _MAY_END.search(last) is not None


def _read(title: str) -> tuple[str, str]:
    title = title[:_LONGEST].strip()
    if not _MAY_BEGIN.match(title) and not _may_end(title[-40:]):
        return "", ""
    if _NOT_THE_WORK.match(title.lstrip("[(")):
        return "", ""  # the work itself, marked by its publisher: "RETRACTED: Rest and symptoms"
    for kind, pattern in _PATTERNS:
        if match := pattern.match(title):
            return kind, _unquoted(match.group("parent"))
    return "", ""


def _unquoted(parent: str) -> str:
    """The title behind "Corrigendum to", without its quotation marks and the reference that may follow them."""
    quoted = re.match(r"[\s\[(]*[\"“„«‘](.{3,}?)[\"”“»’](?=\s*(?:\Z|[\[(.,]))", parent, re.DOTALL)
    return (quoted.group(1) if quoted else parent.strip(_QUOTES)).rstrip(".").strip()


def kind_by_title(title: str) -> str:
    """The kind, one of `record.ABOUT_ANOTHER_WORK`, that a title says its work is; "" for a work of its own."""
    return _read(title)[0]


def parent_title(title: str) -> str:
    """The title of the work that a correction, comment or reply names in its own; "" when it names none."""
    return _read(title)[1]


_OF_TYPES = {*KIND_OF_TYPE.values(), "other"}
_BY_WORDS = {words: kind for kind, words in KINDS.items() if kind not in _OF_TYPES} | {
    "letter to the editor": "letter", "erratum": "erratum", "corrigendum": "erratum", "published erratum": "erratum",
    "retraction": "retraction_notice", "retraction of publication": "retraction_notice", "commentary": "comment",
    "response": "reply", "clinical trial protocol": "protocol", "study protocol": "protocol",
    "systematic review": "review", "review article": "review", "meeting abstract": "conference_abstract",
}  # fmt: skip


def kind_by_words(words: str) -> str:
    """The kind that a file names in words ("Letter", "Review article"); "" for others, or what a type says as well."""
    return _BY_WORDS.get(" ".join(words.lower().replace("_", " ").replace("-", " ").split()), "")
