"""The settings of the generator, read from the environment and judged before anything is asked. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from evidence.generator.errors import ConfigurationError
from evidence.generator.licences import SENDING

PROVIDERS = ("extractive", "openai_compatible")
PREFIX = "ATLAS_GENERATOR_"
VARIABLES = ("PROVIDER", "URL", "MODEL", "KEY", "TIMEOUT", "MAX_TOKENS", "SEND_SOURCE", "PRICE_IN", "PRICE_OUT")
"""Names of the settings after the prefix; nothing else is read."""


class Secret:
    """A text that no print, log, error or dump shows; only `reveal()` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret('…')" if self._text else "Secret('')"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("A secret is not written to disk or sent to another process.")


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """ConfigurationError, in a sentence that names the variable, where the values do not fit together.

    `timeout` is in seconds for one request; a whole draft with its retries takes at most `DEADLINE_TIMEOUTS`
    times as long. Prices are for a million tokens, None where unknown.
    """

    provider: str = "extractive"
    url: str = ""
    model: str = ""
    key: Secret = field(default_factory=Secret)
    timeout: float = 60.0
    max_tokens: int = 4000
    send_source: str = "open_licence"
    price_in: Decimal | None = None
    price_out: Decimal | None = None

    def __post_init__(self) -> None:
        if self.provider not in PROVIDERS:
            raise ConfigurationError(f"{PREFIX}PROVIDER is {' or '.join(PROVIDERS)}, not “{self.provider}”.")
        if self.send_source not in SENDING:
            raise ConfigurationError(f"{PREFIX}SEND_SOURCE is {', '.join(SENDING)}, not “{self.send_source}”.")
        if not 0 < self.timeout <= 900:
            raise ConfigurationError(f"{PREFIX}TIMEOUT is a number of seconds, at most 900.")
        if not 100 <= self.max_tokens <= 100_000:
            raise ConfigurationError(f"{PREFIX}MAX_TOKENS is a whole number from 100 to 100000.")
        for name, price in (("PRICE_IN", self.price_in), ("PRICE_OUT", self.price_out)):
            if price is not None and not (price.is_finite() and price >= 0):
                raise ConfigurationError(f"{PREFIX}{name} is a price for a million tokens, such as 0.25.")
        if self.provider == "openai_compatible":
            if not self.url or not self.model:
                raise ConfigurationError(
                    f"The provider openai_compatible needs {PREFIX}URL (such as http://127.0.0.1:8080/v1) "
                    f"and {PREFIX}MODEL."
                )
            _check_url(self.url)
            _check_key(self.key)

    @property
    def completions_url(self) -> str:
        """Where questions go: the base address with `/chat/completions`."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"

    @property
    def server(self) -> str:
        """Host and port, for sentences; the address itself may hold more than a reader needs."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


DEADLINE_TIMEOUTS = 3


def is_near(host: str) -> bool:
    """True for this machine and names or addresses of a private network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
    return address.is_loopback or address.is_private


def _check_url(url: str) -> None:
    name = f"{PREFIX}URL"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigurationError(f"{name} is no address of a server.") from None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ConfigurationError(f"{name} starts with https:// (or http:// for a server on your own network).")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"{name} holds no name or password: the key goes into {PREFIX}KEY.")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"{name} is the base address only, without “?” or “#”.")
    if parts.scheme == "http" and not is_near(host):
        raise ConfigurationError(f"{name} is outside your own network, so it must start with https://.")


def _check_key(key: Secret) -> None:
    if not re.fullmatch(r"[\x21-\x7e]*", key.reveal()):
        raise ConfigurationError(f"{PREFIX}KEY holds spaces, line breaks or letters that no key has.")


def config_from_environ(environ: Mapping[str, str]) -> GeneratorConfig:
    """Read the variables ATLAS_GENERATOR_…; one that is absent or empty has its default."""

    values = {name: environ.get(PREFIX + name, "").strip() for name in VARIABLES}

    def said(name: str) -> str:
        return values[name]

    def price(name: str) -> Decimal | None:
        try:
            return Decimal(said(name)) if said(name) else None
        except InvalidOperation:
            raise ConfigurationError(f"{PREFIX}{name} is a price for a million tokens, such as 0.25.") from None

    try:
        timeout = float(said("TIMEOUT") or 60)
    except ValueError:
        raise ConfigurationError(f"{PREFIX}TIMEOUT is a number of seconds, at most 900.") from None
    if not re.fullmatch(r"[0-9]{0,9}", said("MAX_TOKENS")):
        raise ConfigurationError(f"{PREFIX}MAX_TOKENS is a whole number from 100 to 100000.")
    return GeneratorConfig(
        provider=said("PROVIDER") or "extractive",
        url=said("URL"),
        model=said("MODEL"),
        key=Secret(said("KEY")),
        timeout=timeout,
        max_tokens=int(said("MAX_TOKENS") or 4000),
        send_source=said("SEND_SOURCE") or "open_licence",
        price_in=price("PRICE_IN"),
        price_out=price("PRICE_OUT"),
    )
