"""Keys and what is done with them: letters are sealed, codes are made and marked. Nothing here is stored.

What people wrote is sealed with `LETTER_KEYS` (Fernet: AES-128-CBC with HMAC-SHA256; newest key first, older ones
still open what they sealed). The code of a receipt comes from `RECEIPT_KEYS`: HMAC-SHA256 over the form's nonce and
what was written, so that the same form sent twice gives the same code. Only a mark of it, a keyed hash, is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import astuple
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from contributions.letter import Letter
from contributions.words import gettext_noop

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that nothing is read for something else."""
CODE_LENGTH = 28
"""Characters of a code, hyphens not counted: 140 bits."""
_GROUP = 4
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


NO_KEY = gettext_noop(
    "No key of this site opens what is stored here. The key that sealed it is not among ATLAS_LETTER_KEYS."
)


class SealError(Exception):
    """No key of ours opens this. `str()` is a full sentence, without anything of what was sealed."""

    def __init__(self) -> None:
        super().__init__(NO_KEY)


def seal(text: str) -> str:
    """`text` sealed with the newest key, as ASCII that begins with "gAAAAA"."""
    return _ring(tuple(settings.LETTER_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises SealError when no key fits or the text was tampered with."""
    try:
        return _ring(tuple(settings.LETTER_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealError from None


def resealed(sealed: str) -> str | None:
    """The same under the newest key, or None where it is so already. Raises SealError when no key fits."""
    newest = settings.LETTER_KEYS[0]
    try:
        _ring((newest,)).decrypt(sealed.encode())
    except InvalidToken:
        return seal(unseal(sealed))
    return None


def receipt_code(nonce: str, letter: Letter, *, key: str | None = None) -> str:
    """The code for this form with this content, such as "7Q2M-...": 28 characters in groups of four.

    `nonce` is the form's random text, `letter` what was sent in it. `key` is one of RECEIPT_KEYS (the newest unless
    told). Nobody can make the code without the key, whatever they know of the form.
    """
    content = json.dumps([nonce, *astuple(letter)], ensure_ascii=True, separators=(",", ":"))
    digest = _keyed(key or settings.RECEIPT_KEYS[0], "receipt", content)
    number = int.from_bytes(digest, "big")
    code = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(CODE_LENGTH))
    return "-".join(code[start : start + _GROUP] for start in range(0, CODE_LENGTH, _GROUP))


def receipt_codes(nonce: str, letter: Letter) -> list[str]:
    """The code under each of RECEIPT_KEYS, newest first: a form sent before and after a rotation is one form."""
    return [receipt_code(nonce, letter, key=key) for key in settings.RECEIPT_KEYS]


def normalise_code(typed: str) -> str:
    """A code as it is marked, of what somebody typed: capitals, O as 0, I and L as 1, no hyphens and blanks."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper().translate(_LOOKS_LIKE)
    return "".join(character for character in plain if character in ALPHABET)[: CODE_LENGTH + 1]


def code_mark(code: str, *, key: str | None = None) -> str:
    """What is kept of a code: HMAC-SHA256 as 64 hex digits. `key` is one of RECEIPT_KEYS (the newest unless told)."""
    return _keyed(key or settings.RECEIPT_KEYS[0], "mark", normalise_code(code)).hex()


def code_marks(code: str) -> list[str]:
    """The marks that a code can have, one a key. As much work for a wrong code as for a right one."""
    return [code_mark(code, key=key) for key in settings.RECEIPT_KEYS]


def _keyed(key: str, purpose: str, text: str) -> bytes:
    return hmac.new(
        key.encode(), f"contributions.{purpose}\0{text}".encode("utf-8", "replace"), hashlib.sha256
    ).digest()


@lru_cache(maxsize=8)
def _ring(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
