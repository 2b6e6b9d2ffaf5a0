"""How a reader wants pages: theme, size of the text, spacing, how much at once, in which language.

One small cookie, set by choice only. The choice becomes attributes of <html>, so the first paint is right and no script
is needed. A page without the cookie is the same for everybody and may be kept by any cache; one with it is the reader's
own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atlas.languages import Language, answer, languages

COOKIE: str = settings.DISPLAY_COOKIE_NAME
COOKIE_AGE = 365 * 24 * 3600

CHOICES: Mapping[str, Mapping[str, Promise]] = {
    "theme": {
        "device": _("As my device has it"),
        "light": _("Light: ink on paper"),
        "dim": _("Dim: soft and warm, for sensitive eyes"),
        "dark": _("Dark: light words on dark grey"),
    },
    "text": {"usual": _("Usual size"), "large": _("Large"), "larger": _("Larger")},
    "spacing": {"usual": _("Usual spacing"), "loose": _("Loose: more room between lines and letters")},
    "depth": {
        "all": _("The whole page"),
        "summary": _("The summary first"),
        "sentence": _("One sentence first"),
    },
}
"""How a page looks: name -> value -> words. The first value is what a page has without a choice.

The language is the fifth choice; `atlas.languages` knows which there are.
"""


@dataclass(frozen=True, slots=True)
class Display:
    """A choice. Written in the cookie as "dim.large.loose.all.en"; an older one, without a language, is good still."""

    theme: str = "device"
    text: str = "usual"
    spacing: str = "usual"
    depth: str = "all"
    lang: str = "en"

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Display:
        """From a form or a query; what is not known is left at the usual."""
        possible = {**CHOICES, "lang": languages()}
        known = {name: values.get(name, "") for name in possible}
        return cls(**{name: value for name, value in known.items() if value in possible[name]})

    @classmethod
    def from_cookie(cls, cookie: str) -> Display:
        return cls.read(dict(zip((field.name for field in fields(cls)), cookie.split("."), strict=False)))

    def changed(self, values: Mapping[str, str]) -> Display:
        """This choice with what a form names; what it does not name stays."""
        return Display.read({field.name: values.get(field.name, getattr(self, field.name)) for field in fields(self)})

    @property
    def cookie(self) -> str:
        return ".".join(getattr(self, field.name) for field in fields(self))

    @property
    def is_usual(self) -> bool:
        return self == Display()

    @property
    def language(self) -> Language:
        return languages()[self.lang]

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes of <html> that differ from the usual: {"data-theme": "dim"}."""
        usual = Display()
        looks = ("theme", "text", "spacing")
        return {f"data-{name}": getattr(self, name) for name in looks if getattr(self, name) != getattr(usual, name)}


class DisplayMiddleware:
    """Reads the choice into `request.display` and lets pages be written in its language.

    A page that follows a choice is kept by no shared cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Display.from_cookie(request.COOKIES.get(COOKIE, ""))
        response = answer(request, request.display.language, self.get_response)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            if not request.display.is_usual and "no-store" not in response.get("Cache-Control", ""):
                patch_cache_control(response, private=True, no_cache=True)
        return response
