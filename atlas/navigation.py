"""The site's navigation: words and addresses, in order."""

from django.utils.translation import gettext_lazy as _

MAIN_NAVIGATION = (
    (_("Start here"), "/start"),
    (_("Evidence"), "/evidence"),
    (_("Map"), "/map"),
    (_("Criteria"), "/criteria"),
    (_("How the atlas works"), "/methodology"),
)
FOOT_NAVIGATION = (
    (_("Write to us"), "/contribute"),
    (_("About"), "/about"),
    (_("Questions and answers"), "/faq"),
    (_("Glossary"), "/glossary"),
    (_("What is PEM?"), "/what-is-pem"),
    (_("Topics"), "/topics"),
    (_("Authors"), "/authors"),
    (_("Retractions"), "/retractions"),
    (_("What readers put right"), "/corrections"),
    (_("Editorial policy"), "/editorial-policy"),
    (_("Copyright and reuse"), "/copyright"),
    (_("Releases"), "/releases"),
    (_("API"), "/api"),
    (_("Privacy"), "/privacy"),
    (_("Accessibility"), "/accessibility"),
    (_("Contact"), "/contact"),
)
