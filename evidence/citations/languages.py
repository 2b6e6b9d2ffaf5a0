"""Names of languages as bibliographies write them, to BCP 47 tags."""

from __future__ import annotations

import re

_NAMES = {
    "en": "english eng american usenglish british ukenglish canadian australian newzealand englisch",
    "de": "german ngerman ger deu austrian naustrian swissgerman nswissgerman deutsch germanb allemand",
    "fr": "french fre fra francais français frenchb acadian canadien französisch",
    "es": "spanish spa español espanol castilian",
    "it": "italian ita italiano",
    "pt": "portuguese por português portugues",
    "pt-BR": "brazilian brazil portuguesebrazil",
    "nl": "dutch dut nld nederlands",
    "no": "norwegian nor norsk",
    "nb": "bokmål bokmal nob",
    "nn": "nynorsk nno",
    "sv": "swedish swe svenska",
    "da": "danish dan dansk",
    "fi": "finnish fin suomi",
    "is": "icelandic isl ice",
    "pl": "polish pol polski",
    "cs": "czech cze ces",
    "sk": "slovak slo slk",
    "hu": "hungarian hun magyar",
    "ro": "romanian rum ron",
    "bg": "bulgarian bul",
    "el": "greek gre ell",
    "ru": "russian rus русский",
    "uk": "ukrainian ukr",
    "tr": "turkish tur türkçe",
    "he": "hebrew heb",
    "ar": "arabic ara",
    "fa": "persian per fas farsi",
    "zh": "chinese chi zho",
    "ja": "japanese jpn",
    "ko": "korean kor",
    "hr": "croatian hrv",
    "sr": "serbian srp",
    "sl": "slovenian slovene slv",
    "lt": "lithuanian lit",
    "lv": "latvian lav",
    "et": "estonian est",
    "ca": "catalan cat",
    "la": "latin lat",
    "hi": "hindi hin",
}
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")


def language_tag(text: str) -> str:
    """The BCP 47 tag of a language ("ngerman" -> "de", "en_GB" -> "en-GB"); "" when it is none we know."""
    plain = text.strip().lower()
    if plain in _TAGS:
        return _TAGS[plain]
    if _TAG.fullmatch(text.strip()):
        language, *rest = re.split(r"[-_]", text.strip())
        parts = [part.title() if len(part) == 4 else part.upper() for part in rest]
        return "-".join([language.lower(), *parts])
    first = re.split(r"[\s,;/(]", plain, maxsplit=1)[0]
    return _TAGS.get(first, "")
