"""What machines follow and collect: feeds, OAI-PMH, sitemaps, and what stands beside a page for them."""

from django.urls import path, re_path

from evidence.views import feeds, linkset, oai, sitemaps, study

urlpatterns = [
    path("feeds/evidence.atom", feeds.evidence, name="feed_evidence"),
    path("feeds/changes.atom", feeds.changes, name="feed_changes"),
    path("feeds/notices.atom", feeds.notices, name="feed_notices"),
    path("feeds/search.atom", feeds.search, name="feed_search"),
    path("oai", oai.oai, name="oai"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    re_path(r"^sitemap-(?P<part>[a-z]+)-(?P<number>[1-9][0-9]{0,4})\.xml$", sitemaps.part, name="sitemap_part"),
    path("evidence/<slug:slug>/linkset", linkset.linkset, name="study_linkset"),
    re_path(r"^evidence/(?P<slug>[a-z0-9-]+)\.(?P<extension>jsonld)$", study.study_citation, name="study_json_ld"),
]
