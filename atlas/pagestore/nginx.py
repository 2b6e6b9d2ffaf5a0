"""The configuration with which nginx serves the page store by itself: made from the pages that are kept.

`manage.py bake --nginx` prints it. What nginx cannot know it leaves to Django (`@atlas`): questions, readers with a
choice of their own, programs that ask for another file. Two headers differ from ours: nginx makes an ETag of its own,
and a page's `Link` names the page and its set of links, which holds all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from atlas.display import COOKIE
from atlas.pagestore.addresses import FAMILY_FILES
from atlas.pagestore.files import Store

MAPS = """\
# --- in http {{ }} ---
map $http_cookie $atlas_choice {{ default ""; "~(?:^|;)\\s*{cookie}=" "choice"; }}
map $http_accept $atlas_other {{ default "other"; "" ""; "*/*" ""; "~*(?:^|,)\\s*text/html\\s*(?:,|$)" ""; }}
# Anything but a GET or HEAD of the bare address looks into a folder that is not there, and so goes to Django.
map "$request_method$is_args$atlas_choice" $atlas_kept {{ default "django"; "GET" "site"; "HEAD" "site"; }}
map "$atlas_kept$atlas_other" $atlas_page {{ default "django"; "site" "site"; }}

# --- in server {{ }} ---
root {root}/site;
log_not_found off;
"""
_OWN = frozenset({"link", "content-disposition", "content-type", "last-modified"})
_KINDS = (
    # (a page of the kind, or how its address ends; the location; which file)
    ("/", "= /", ""),
    ("evidence", "~ ^/evidence/(?!search-help$)(?<atlas_slug>[a-z0-9-]+)$", "$atlas_page/evidence/$atlas_slug.html"),
    ("/about", "~ ^(?<atlas_path>/[a-z0-9][a-z0-9/-]*[a-z0-9])$", "$atlas_kept$atlas_path.html"),
    *(
        (f".{end}", f"~ ^/evidence/(?<atlas_slug>[a-z0-9-]+)[.]{end.replace('.', '[.]')}$",
         f"$atlas_kept/evidence/$atlas_slug.{end}")
        for end in FAMILY_FILES
    ),
    (".atom", "~ ^(?<atlas_path>/feeds/[a-z]+[.]atom)$", "$atlas_kept$atlas_path"),
    (".xml", "~ ^(?<atlas_path>/sitemap[a-z0-9-]*[.]xml)$", "$atlas_kept$atlas_path"),
)  # fmt: skip


def configuration(store: Store, root: Path) -> str:
    """Text for nginx; `root` is where it finds the store. Raises LookupError where nothing has been baked."""
    return MAPS.format(root=root / "current", cookie=COOKIE) + "".join(_locations(store, root / "current"))


def _locations(store: Store, folder: Path) -> Iterator[str]:
    addresses = sorted(store.addresses())
    for kind, location, file in _KINDS:
        example = next((one for one in addresses if _is_of(one, kind)), None)
        head = store.head(example) if example else None
        if head is None:
            if kind == "/":
                raise LookupError("Nothing has been baked: run manage.py bake first.")
            continue
        headers = {name.lower(): (name, value) for name, value in head.headers}
        lines = [f'add_header {name} "{_quoted(value)}";' for key, (name, value) in headers.items() if key not in _OWN]
        lines += _of_its_own(kind)
        # Of a page that is baked again nginx knows by its ETag; a date of a file is no date of a page.
        lines += ['add_header Last-Modified "";', "if_modified_since off;", "gzip_static on;"]
        if file:
            lines += [f"alias {folder}/{file};", "error_page 404 405 = @atlas;"]
        else:
            lines += [f"root {folder};", "try_files /$atlas_kept/index.html @atlas;"]
        media_type = headers.get("content-type", ("", "text/html; charset=utf-8"))[1]
        inner = "".join(f"    {line}\n" for line in lines)
        yield f'location {location} {{\n    types {{ }}\n    default_type "{media_type}";\n{inner}}}\n'
    yield "location / { try_files /nothing @atlas; }\n"


def _of_its_own(kind: str) -> list[str]:
    """Headers that each page has its own of."""
    here = f"{settings.SITE_URL}/evidence/$atlas_slug"
    if kind == "evidence":
        links = f'<{here}>; rel="cite-as", <{here}/linkset>; rel="linkset"; type="application/linkset+json"'
        return [f"add_header Link '{links}';"]
    if kind.removeprefix(".") in FAMILY_FILES:
        return [
            f"add_header Content-Disposition 'inline; filename=\"$atlas_slug{kind}\"';",
            f'add_header Link \'<{here}>; rel="describes"; type="text/html"\';',
        ]
    return []


def _is_of(address: str, kind: str) -> bool:
    if kind == "evidence":
        return address.startswith("/evidence/") and "." not in address and address.count("/") == 2
    return address.endswith(kind) if kind.startswith(".") else address == kind


def _quoted(value: str) -> str:
    """As nginx reads a text. A dollar would be a variable, and no header of ours has one."""
    if "$" in value:
        raise LookupError(f"nginx cannot be told of the header {value!r}.")
    return value.replace("\\", "\\\\").replace('"', '\\"')
