"""Secrets of the second factor at rest: encrypted with keys derived from SECRET_KEY (Fernet: AES-CBC and HMAC).

A copy of the database alone does not give them away. While SECRET_KEY is rotated, SECRET_KEY_FALLBACKS still open
them; whoever uses their factor in that time has it encrypted anew (`renewed`).
"""

from __future__ import annotations

import base64
import logging

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)


class Unreadable(Exception):
    """No key of ours opens this."""


def encrypt(text: str) -> str:
    return _key(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Raises Unreadable when neither SECRET_KEY nor one of its fallbacks made it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        return MultiFernet([_key(secret) for secret in keys]).decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def renewed(encrypted: str) -> str | None:
    """The same under today's key, or None where it is so already."""
    try:
        _key(settings.SECRET_KEY).decrypt(encrypted.encode())
    except InvalidToken:
        return encrypt(decrypt(encrypted))
    return None


def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"atlas.accounts.second_factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
