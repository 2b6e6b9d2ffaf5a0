"""Every address that the store is to have now, read from the shelf and from the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.guides import PATHS, versions
from atlas.pagestore.addresses import FAMILY_FILES, is_kept
from evidence.models import Publication, ShelfEntry, Topic
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.presenters.charts import MAKERS
from evidence.views.sitemaps import GUIDES, IN_A_PART

_AT_ONCE = 2_000


def everything() -> Iterator[str]:
    """The site's own pages first, then one study after another."""
    yield from pages()
    slugs = Publication.objects.standing().order_by("pk").values_list("pk", "slug")
    after = 0
    while part := list(slugs.filter(pk__gt=after)[:_AT_ONCE]):
        yield from families(slug for _, slug in part)
        after = part[-1][0]


def pages() -> Iterator[str]:
    """Everything but the pages of the studies."""
    parts = range(1, -(-ShelfEntry.objects.count() // IN_A_PART) + 1)
    named = [
        *GUIDES, "/glossary", "/methodology/agreement.csv", "/map.csv", "/robots.txt", "/sitemap.xml",
        "/sitemap-pages-1.xml", *(f"/sitemap-evidence-{number}.xml" for number in parts),
        *(f"/feeds/{name}.atom" for name in ("evidence", "changes", "notices")),
        *(f"/charts/{key}.csv" for key in MAKERS),
        *(f"/pem/{verdict.replace('_', '-')}" for verdict in VERDICT_WORDS),
        *(f"/criteria/{key}" for key in reference_criteria()),
        *(f"/topics/{key}" for key in Topic.objects.values_list("key", flat=True)),
        *PATHS.values(),
        *(f"{path}/v/{number}" for key, path in PATHS.items() for number in versions(key)),
    ]  # fmt: skip
    yield from (address for address in dict.fromkeys(named) if is_kept(address))


def families(slugs: Iterable[str]) -> Iterator[str]:
    """The page of each study, what stands beside it, its history and its numbers."""
    wanted = list(dict.fromkeys(slugs))
    numbers: dict[str, list[int]] = {}
    for slug, number in Publication.objects.filter(slug__in=wanted).order_by("number").values_list("slug", "number"):
        numbers.setdefault(slug, []).append(number)
    for slug in wanted:
        if slug in numbers:
            here = f"/evidence/{slug}"
            yield from (here, *(f"{here}.{extension}" for extension in FAMILY_FILES), f"{here}/history")
            yield from (f"{here}/v/{number}" for number in numbers[slug])
