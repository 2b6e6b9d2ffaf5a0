"""Settings of the site: one file, everything from the environment, secure unless told otherwise.

`.env.example` lists every variable. `ATLAS_MODE` is `production` unless set: then DATABASE_URL, SECRET_KEY
and ALLOWED_HOSTS must be given and cookies travel over HTTPS only. `make run` sets `local`: loopback
addresses, the embedded PostgreSQL, a secret kept in `.local/`.
"""

import logging.config
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from atlas import faces, local, security, shared_store
from atlas.watching import log_lines

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- Mode ---------------------------------------------------------------------------------------------
# production: the default. local: `make run` on somebody's own machine.
MODE = env.str("ATLAS_MODE", "production")
if MODE not in ("production", "local"):
    raise ImproperlyConfigured(f"ATLAS_MODE is {MODE!r}; it can be production or local.")
LOCAL = MODE == "local"
LOCAL_DIR = BASE_DIR / ".local"
DEBUG = env.bool("DEBUG", False)

# --- Faces: docs/faces.md -------------------------------------------------------------------------------
# public: what readers see, nothing of the desk. desk: where people work. all: both in one process.
FACE = env.str("ATLAS_FACE", "all")
if FACE not in ("public", "desk", "all"):
    raise ImproperlyConfigured(f"ATLAS_FACE is {FACE!r}; it can be public, desk or all.")
# A name of its own for the desk, such as desk.atlas.example: then it answers under that name alone.
DESK_HOST = env.str("ATLAS_DESK_HOST", "").lower()
# Names of the roles of the database that `manage.py grant_roles` makes and checks.
PUBLIC_ROLE = env.str("ATLAS_PUBLIC_ROLE", "atlas_public")
DESK_ROLE = env.str("ATLAS_DESK_ROLE", "atlas_desk")

# --- Secrets and hosts --------------------------------------------------------------------------------
# https://docs.djangoproject.com/en/5.2/ref/settings/#secret-key
SECRET_KEY = env.str("SECRET_KEY", "") or (local.secret_key(LOCAL_DIR) if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Give a long random text, or set ATLAS_MODE=local.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if LOCAL else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Give the host names of the site, separated by commas.")
if DESK_HOST and FACE != "public" and DESK_HOST not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(DESK_HOST)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- The site -----------------------------------------------------------------------------------------
SITE_NAME = env.str("ATLAS_SITE_NAME", "ME/CFS Atlas")
# The public address, without a slash at the end. Citations and feeds name it.
SITE_URL = env.str("ATLAS_SITE_URL", "http://127.0.0.1:8000" if LOCAL else f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
BIBTEX_KEY_PREFIX = env.str("ATLAS_BIBTEX_KEY_PREFIX", "mecfsatlas-")
REVIEW_POLICY = env.str("ATLAS_REVIEW_POLICY", "two_people")
# Under which terms the texts and judgements of this site may be reused (docs/adr/0004-licence-of-the-texts.md)
CONTENT_LICENCE = env.str("ATLAS_CONTENT_LICENCE", "Creative Commons Attribution 4.0 International")
CONTENT_LICENCE_URL = env.str("ATLAS_CONTENT_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
# An address for letters that are about no page; empty: the contact page names the private form alone
CONTACT_EMAIL = env.str("ATLAS_CONTACT_EMAIL", "")

# Where the frozen copies of the whole shelf are kept (docs/releases.md)
RELEASES_DIR = Path(env.str("ATLAS_RELEASES_DIR", "") or (LOCAL_DIR / "releases" if LOCAL else BASE_DIR / "releases"))

# Where finished public pages are kept, derived and safe to delete, and whether any are (docs/page-store.md)
PAGE_STORE = env.bool("ATLAS_PAGE_STORE", True)
PAGE_STORE_DIR = Path(env.str("ATLAS_PAGE_STORE_DIR", "") or (LOCAL_DIR / "pages" if LOCAL else BASE_DIR / "pages"))
# Where backups are kept, encrypted (docs/backups.md)
BACKUP_DIR = Path(env.str("ATLAS_BACKUP_DIR", "") or (LOCAL_DIR / "backups" if LOCAL else BASE_DIR / "backups"))
# Public keys ("age1...") that backups are sealed to; the secret one belongs elsewhere
BACKUP_RECIPIENTS = env.list("ATLAS_BACKUP_RECIPIENTS", default=[])

# --- Apps ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "atlas",
    "contributions",
    "evidence",
    "pgtrigger",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
INSTALLED_APPS = faces.without_the_desk(FACE, INSTALLED_APPS)
AUTH_USER_MODEL = "atlas.User"

MIDDLEWARE = [
    "atlas.watching.request_ids.RequestIdMiddleware",
    "atlas.watching.figures.FiguresMiddleware",
    "atlas.middleware_private.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "atlas.middleware.SecurityHeadersMiddleware",
    "atlas.faces.middleware.FacesMiddleware",
    "atlas.display.DisplayMiddleware",
    "atlas.limits.LimitsMiddleware",
    "csp.middleware.CSPMiddleware",
    "atlas.middleware_private.PrivatePathsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "atlas.middleware.TrailingSlashMiddleware",
    "atlas.middleware.CleanTextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "atlas.middleware_private.PrivateCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "atlas.accounts.middleware.AccountsMiddleware",
    "axes.middleware.AxesMiddleware",
    "atlas.replicas.ReplicaMiddleware",
]
MIDDLEWARE = faces.without_the_desk(FACE, MIDDLEWARE)
ROOT_URLCONF = "atlas.urls_public" if FACE == "public" else "atlas.urls"
WSGI_APPLICATION = "atlas.wsgi.application"
APPEND_SLASH = False  # canonical public addresses have no trailing slash; TrailingSlashMiddleware redirects

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": faces.without_the_desk(
                FACE,
                [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "atlas.context_processors.site",
                ],
            ),
        },
    }
]

# --- Database -----------------------------------------------------------------------------------------
# https://docs.djangoproject.com/en/5.2/ref/databases/#postgresql-notes - the only engine.
# Without DATABASE_URL, `local` mode starts (or finds) the embedded server; production refuses.
DATABASE_URL = env.str("DATABASE_URL", "") or (local.database_url(LOCAL_DIR) if LOCAL else "")
if not DATABASE_URL:
    raise ImproperlyConfigured(
        "DATABASE_URL is not set. Give the address of a PostgreSQL 15-18 server "
        "(postgres://user:password@host:5432/name), or set ATLAS_MODE=local for the embedded one."
    )
DATABASES = {"default": local.database_settings(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A host that hangs is a host that is down.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# A streaming replica that readers' pages read from (docs/faces.md)
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", "")
if DATABASE_REPLICA_URL and FACE != "desk":
    DATABASES["replica"] = local.database_settings(DATABASE_REPLICA_URL) | {
        "CONN_MAX_AGE": DATABASES["default"]["CONN_MAX_AGE"],
        "CONN_HEALTH_CHECKS": True,
    }
    DATABASES["replica"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One cache for all workers, in the database: counts of attempts, and codes that have been used once.
# Nothing that readers see comes from it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "atlas_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# --- People -------------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "atlas.accounts.passwords.SiteWordsValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it says no while a sign-in is locked
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
CSRF_FAILURE_VIEW = (
    "atlas.views.errors.csrf_failure" if FACE == "public" else "atlas.accounts.lost_session.csrf_failure"
)

# Sessions: twelve hours at most (SESSION_COOKIE_AGE below), less without a sign of life.
SESSION_IDLE_AGE = timedelta(minutes=env.int("ATLAS_SESSION_IDLE_MINUTES", 120))

# Sign-in and the second factor: https://docs.allauth.org/en/latest/account/configuration.html and .../mfa/
SECOND_FACTOR_REQUIRED = env.bool("ATLAS_MFA_REQUIRED", not LOCAL)
ACCOUNT_ADAPTER = "atlas.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True  # the session ends by its age, not with the browser
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter addresses; nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to people who have no account
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
# Django's own generator: allauth's keeps copies of old addresses, and a link could go to one of them.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
MFA_ADAPTER = "atlas.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "atlas.accounts.forms.AuthenticateForm",
    "reauthenticate": "atlas.accounts.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute more to type; atlas.accounts.forms sees to it that no code works twice

# Attempts to guess a password: https://django-axes.readthedocs.io/en/latest/4_configuration.html
# What is kept of an attempt, and why it tells of nobody: atlas/accounts/throttling.py
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # how many proxies of ours add to X-Forwarded-For
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 128  # throttling.py has shortened the address already
AXES_HANDLER = "atlas.accounts.throttling.Handler"
AXES_CLIENT_IP_CALLABLE = "atlas.accounts.throttling.address_mark"
AXES_USERNAME_CALLABLE = "atlas.accounts.throttling.name_mark"
AXES_LOCKOUT_CALLABLE = "atlas.accounts.throttling.locked_out"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that the page names stays true
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Mail: to set a forgotten password. Without an address of a mail server none is sent --------------
# https://django-environ.readthedocs.io/en/latest/types.html#environ-env-email-url
EMAIL_URL = env.str("EMAIL_URL", "")
SENDS_MAIL = bool(EMAIL_URL)
if SENDS_MAIL:
    for _name, _value in env.email_url_config(EMAIL_URL).items():
        globals()[_name] = _value
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or f"desk@{ALLOWED_HOSTS[0]}"

# --- Readers' letters: docs/letters.md -----------------------------------------------------------------
# Without its key nobody reads a letter, also not from a backup. Newest first; old ones still open what they sealed.
LETTER_KEYS = env.list("ATLAS_LETTER_KEYS", default=[]) or (local.letter_keys(LOCAL_DIR) if LOCAL else [])
RECEIPT_KEYS = env.list("ATLAS_RECEIPT_KEYS", default=[]) or (local.receipt_keys(LOCAL_DIR) if LOCAL else [])
for _name, _keys in (("ATLAS_LETTER_KEYS", LETTER_KEYS), ("ATLAS_RECEIPT_KEYS", RECEIPT_KEYS)):
    if not _keys:
        raise ImproperlyConfigured(f"{_name} is not set: readers' letters need it. .env.example says how to make one.")

# --- Registries: docs/registries.md --------------------------------------------------------------------
# Without a contact no other server is ever asked.
REGISTRY_CONTACT = env.str("ATLAS_REGISTRY_CONTACT", "")
NCBI_API_KEY = env.str("NCBI_API_KEY", "")
REGISTRY_URLS = {
    "pubmed": env.str("ATLAS_PUBMED_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
    "crossref": env.str("ATLAS_CROSSREF_URL", "https://api.crossref.org"),
    "europe_pmc": env.str("ATLAS_EUROPE_PMC_URL", "https://www.ebi.ac.uk/europepmc/webservices/rest"),
}

# --- The generator of drafts: docs/generator.md --------------------------------------------------------
GENERATOR = {
    "ATLAS_GENERATOR_PROVIDER": env.str("ATLAS_GENERATOR_PROVIDER", "extractive"),
    "ATLAS_GENERATOR_URL": env.str("ATLAS_GENERATOR_URL", ""),
    "ATLAS_GENERATOR_MODEL": env.str("ATLAS_GENERATOR_MODEL", ""),
    "ATLAS_GENERATOR_KEY": env.str("ATLAS_GENERATOR_KEY", ""),
    "ATLAS_GENERATOR_TIMEOUT": env.str("ATLAS_GENERATOR_TIMEOUT", ""),
    "ATLAS_GENERATOR_MAX_TOKENS": env.str("ATLAS_GENERATOR_MAX_TOKENS", ""),
    "ATLAS_GENERATOR_SEND_SOURCE": env.str("ATLAS_GENERATOR_SEND_SOURCE", ""),
    "ATLAS_GENERATOR_PRICE_IN": env.str("ATLAS_GENERATOR_PRICE_IN", ""),
    "ATLAS_GENERATOR_PRICE_OUT": env.str("ATLAS_GENERATOR_PRICE_OUT", ""),
}

# --- Security: tables in atlas/security.py ------------------------------------------------------------
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
# Our middleware is a child of Django's: the check looks for the parent's name only.
# Rules written in SQL are the database's to check, as forms go through the actions (models.W045).
SILENCED_SYSTEM_CHECKS = ["security.W003", "models.W045"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if LOCAL else 63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("TRUST_X_FORWARDED_PROTO", False):  # only behind a proxy that sets it itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "atlas_session" if LOCAL else "__Host-atlas_session"
CSRF_COOKIE_NAME = "atlas_csrf" if LOCAL else "__Host-atlas_csrf"
DISPLAY_COOKIE_NAME = "display" if LOCAL else "__Host-display"  # how a reader wants pages to look (atlas/display.py)
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
# In the session, not in a cookie of its own, which would have no `__Host-` and could name a study of the desk
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
WHITENOISE_ADD_HEADERS_FUNCTION = security.headers_of_a_file
# How often one address may search and export (atlas/limits.py); on one's own machine as often as one likes
LIMITS = env.bool("ATLAS_LIMITS", not LOCAL)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Static files: hashed names, compressed once (whitenoise) -----------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A store of releases that several hosts share (docs/scale.md)
if _shared := env.str("ATLAS_RELEASES_STORAGE", ""):
    STORAGES["releases"] = shared_store.storage(
        _shared,
        endpoint=env.str("AWS_ENDPOINT_URL_S3", ""),
        key=env.str("AWS_ACCESS_KEY_ID", ""),
        secret=env.str("AWS_SECRET_ACCESS_KEY", ""),
    )
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# --- Figures for Prometheus: docs/operations.md --------------------------------------------------------
# A folder in which the worker processes count together (on tmpfs; emptied at each start)
METRICS_DIR = env.str("ATLAS_METRICS_DIR", "")
# Whoever holds this may read /metrics from another machine; without it the desk's own machine alone may
METRICS_TOKEN = env.str("ATLAS_METRICS_TOKEN", "")

# --- Logging: to the console, without personal data ---------------------------------------------------
LOGGING_CONFIG = None
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
# json: one line of JSON each, for programs that collect them; line: for people
LOG_FORMAT = env.str("ATLAS_LOG_FORMAT", "line" if LOCAL else "json")
if LOG_FORMAT not in log_lines.FORMATS:
    raise ImproperlyConfigured(f"ATLAS_LOG_FORMAT is {LOG_FORMAT!r}; it can be json or line.")
logging.config.dictConfig(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": log_lines.FORMATS[LOG_FORMAT]}},
        "filters": {
            "private": {"()": "atlas.private_logs.PrivatePathsFilter"},
            "number": {"()": "atlas.watching.log_lines.NumberFilter"},
            "outage": {"()": "atlas.watching.log_lines.OutageFilter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "chosen",
                "filters": ["private", "outage", "number"],
            },
        },
        "root": {"handlers": ["console"], "level": LOG_LEVEL},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "_granian": {"level": "WARNING"},
            "axes": {"level": "ERROR"},  # atlas.accounts tells of a lock-out itself, without a name or an address
        },
    }
)
