"""The site's navigation: words and addresses, in order."""

MAIN_NAVIGATION = (
    ("Start here", "/start"),
    ("Evidence", "/evidence"),
    ("Map", "/map"),
    ("Criteria", "/criteria"),
    ("How the atlas works", "/methodology"),
)
FOOT_NAVIGATION = (
    ("Write to us", "/contribute"),
    ("About", "/about"),
    ("Questions and answers", "/faq"),
    ("Glossary", "/glossary"),
    ("What is PEM?", "/what-is-pem"),
    ("Topics", "/topics"),
    ("Authors", "/authors"),
    ("Retractions", "/retractions"),
    ("What readers put right", "/corrections"),
    ("Editorial policy", "/editorial-policy"),
    ("Copyright and reuse", "/copyright"),
    ("Releases", "/releases"),
    ("API", "/api"),
    ("Privacy", "/privacy"),
    ("Accessibility", "/accessibility"),
    ("Contact", "/contact"),
)
