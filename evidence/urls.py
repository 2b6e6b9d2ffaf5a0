"""Public addresses of the evidence. No trailing slash: one with it redirects permanently."""

from django.urls import include, path, re_path

from evidence.views import history, lists, methodology, search, study

app_name = "evidence"
urlpatterns = [
    path("evidence", search.study_list, name="study_list"),
    path("evidence/search-help", search.help_page, name="search_help"),
    re_path(
        r"^evidence/(?P<slug>[a-z0-9-]+)\.(?P<extension>bib|ris|csl\.json|txt)$",
        study.study_citation,
        name="study_citation",
    ),
    path("evidence/<slug:slug>", study.study_page, name="study_page"),
    path("evidence/<slug:slug>/v/<int:number>", study.study_version, name="study_version"),
    path("evidence/<slug:slug>/history", history.history, name="study_history"),
    path("evidence/<slug:slug>/v/<int:number>/diff/<int:other>", history.diff, name="study_diff"),
    path("doi/<path:doi>", study.by_doi, name="by_doi"),
    path("pmid/<int:pmid>", study.by_pmid, name="by_pmid"),
    path("methodology/agreement.csv", methodology.agreement_csv, name="agreement_csv"),
    path("methodology/scanner", methodology.scanner, name="scanner_rules"),
    path("methodology/classifier", methodology.classifier, name="scoreboard"),
    path("", include("evidence.urls_subjects")),
    path("", include("evidence.urls_feeds")),
    path("", include("evidence.urls_map")),
    path("", include("evidence.urls_api")),
    path("", include("evidence.urls_exports")),
    path("criteria", lists.criteria_list, name="criteria_list"),
    path("criteria/<slug:key>", lists.criteria_detail, name="criteria_detail"),
]
