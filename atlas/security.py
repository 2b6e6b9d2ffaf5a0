"""What browsers are told to refuse, as tables: Content-Security-Policy, Permissions-Policy, private paths.

Public pages need no script at all. One thing is allowed inline, by its hash: the readers' style sheet. There is no
`unsafe-inline` and no nonce.
"""

from collections.abc import MutableMapping

from csp.constants import NONE, SELF

from atlas.style_sheet import SOURCE

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],  # whatever is not named below is refused
        "style-src": [SELF, SOURCE],  # the sheet that stands in each page, those of single rooms, and the admin's
        "img-src": [SELF, "data:"],  # data: for the admin's small icons in its style sheets
        "font-src": [SELF],
        "script-src": [SELF],  # the admin's scripts; public pages carry none but the letterbox's own
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

PERMISSIONS_POLICY = dict.fromkeys(
    (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-create",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    ),
    "()",
)
ACCOUNT_PERMISSIONS_POLICY = PERMISSIONS_POLICY | {"publickey-credentials-create": "(self)"}
"""Under /accounts/ a security key may be added."""

DESK_PATHS = ("/admin/", "/accounts/")
"""Where signed-in people work. Everywhere else they are readers like all others."""

PRIVATE_PATHS = (*DESK_PATHS, "/contribute")
"""Answers under these paths are never stored by any cache.

The referrer policy is `same-origin` everywhere but at the letterbox, which sends `no-referrer`. With that browsers say
`Origin: null` with our own forms, which Django's CSRF check rightly refuses; `middleware_private.PrivateCsrfMiddleware`
knows better for these paths alone.
"""

FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def headers_of_a_file(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """A style sheet, script or picture that is opened by itself does nothing. Called by WhiteNoise for each file."""
    headers["Content-Security-Policy"] = FILE_POLICY
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
