"""The site's main navigation: words and addresses, in order."""

MAIN_NAVIGATION = (
    ("Evidence", "/evidence"),
    ("Criteria", "/criteria"),
    ("How the atlas works", "/methodology"),
)
