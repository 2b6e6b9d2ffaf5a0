"""How a reader wants pages: theme, size of the text, spacing, how much at once. One small cookie, set by choice only.

The choice becomes attributes of <html>, so the first paint is right and no script is needed. A page without the cookie
is the same for everybody and may be kept by any cache; one with it is the reader's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

COOKIE = "display"
COOKIE_AGE = 365 * 24 * 3600

CHOICES: Mapping[str, Mapping[str, str]] = {
    "theme": {
        "device": "As my device has it",
        "light": "Light: ink on paper",
        "dim": "Dim: soft and warm, for sensitive eyes",
        "dark": "Dark: light words on dark grey",
    },
    "text": {"usual": "Usual size", "large": "Large", "larger": "Larger"},
    "spacing": {"usual": "Usual spacing", "loose": "Loose: more room between lines and letters"},
    "depth": {
        "all": "The whole page",
        "summary": "The summary first",
        "sentence": "One sentence first",
    },
}
"""What can be chosen: name -> value -> words. The first value is what a page has without a choice."""


@dataclass(frozen=True, slots=True)
class Display:
    """A choice. Written in the cookie as "dim.large.loose.all"."""

    theme: str = "device"
    text: str = "usual"
    spacing: str = "usual"
    depth: str = "all"

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Display:
        """From a form or a query; what is not known is left at the usual."""
        known = {name: values.get(name, "") for name in CHOICES}
        return cls(**{name: value for name, value in known.items() if value in CHOICES[name]})

    @classmethod
    def from_cookie(cls, cookie: str) -> Display:
        return cls.read(dict(zip(CHOICES, cookie.split("."), strict=False)))

    @property
    def cookie(self) -> str:
        return ".".join(getattr(self, field.name) for field in fields(self))

    @property
    def is_usual(self) -> bool:
        return self == Display()

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes of <html> that differ from the usual: {"data-theme": "dim"}."""
        usual = Display()
        looks = ("theme", "text", "spacing")
        return {f"data-{name}": getattr(self, name) for name in looks if getattr(self, name) != getattr(usual, name)}


class DisplayMiddleware:
    """Reads the choice into `request.display`; a page that follows one is kept by no shared cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Display.from_cookie(request.COOKIES.get(COOKIE, ""))
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            if not request.display.is_usual and "no-store" not in response.get("Cache-Control", ""):
                patch_cache_control(response, private=True, no_cache=True)
        return response
