"""Settings, from the environment. `docs/security.md` lists every variable."""

import os
import sys
from pathlib import Path

import dj_database_url

from arrimage.config.home import home, secret

PACKAGE = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


# --- What kind of installation this is
DEBUG = flag("ARRIMAGE_DEBUG")
DEMO = flag("ARRIMAGE_DEMO")
TESTING = "pytest" in sys.modules
HTTPS = flag("ARRIMAGE_HTTPS", default=not (DEMO or DEBUG or TESTING))
CARE_ENABLED = flag("ARRIMAGE_CARE")  # everything outside Care works without it

SECRET_KEY = secret("secret-key", variable="ARRIMAGE_SECRET_KEY")
ALLOWED_HOSTS = words("ARRIMAGE_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = words("ARRIMAGE_ORIGINS")
BASE_URL = os.environ.get("ARRIMAGE_BASE_URL", "http://127.0.0.1:8000")

# Where the source of this very installation is offered, as the AGPL asks; shown in every footer.
SOURCE_URL = os.environ.get("ARRIMAGE_SOURCE_URL", "")

# What those who map sites are asked not to read: what people say, and addresses that are somebody's secret.
LEFT_ALONE_BY_ROBOTS = (
    "/api/",
    "/apprendre/attestations/",
    "/ce-qui-change/mots/",
    "/compte/",
    "/consultations/adresse/",
    "/consultations/contributions/",
    "/consultations/ma-parole/",
    "/consultations/table/",
    "/consultations/*/contributions/",
    "/echanges/chercher/",
    "/echanges/courriels/",
    "/echanges/discussions/",
    "/echanges/paroles/",
    "/enquete/",
    "/mes-reponses/",
    "/questionnaire/",
    "/rencontres/repondre/",
    "/rencontres/reponse/",
    "/repondre/",
    "/toujours-vrai/",
    "/trouver/",
)

# --- The house
INSTALLED_APPS = [
    "arrimage.interop",
    "arrimage.apps.mixed",
    "arrimage.apps.communities",
    "arrimage.apps.recognition",
    "arrimage.apps.qualitative",
    "arrimage.apps.improvement",
    "arrimage.apps.deliberation",
    "arrimage.apps.learning",
    "arrimage.apps.inquiry",
    "arrimage.apps.questionnaires",
    "arrimage.apps.practices",
    "arrimage.apps.network",
    "arrimage.apps.meetings",
    "arrimage.apps.accounts",
    "arrimage.apps.audit",
    "arrimage.apps.kernel",
    "arrimage.design",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "arrimage.apps.kernel.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "arrimage.config.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "arrimage.apps.accounts.middleware.NotesActivity",
    "arrimage.apps.accounts.middleware.ActingAs",
    "arrimage.apps.accounts.middleware.KeepsWhatWasTyped",
    "arrimage.apps.accounts.middleware.AsksSecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "arrimage.config.urls"
WSGI_APPLICATION = "arrimage.config.wsgi.application"
FORM_RENDERER = "arrimage.design.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "arrimage.config.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "arrimage.design.templatetags.arrimage",
                "arrimage.apps.accounts.templatetags.accounts",
            ],
        },
    }
]

# --- Data
DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL", default=f"sqlite:///{home() / 'arrimage.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a writer waits its turn at BEGIN instead of failing when it upgrades its lock.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
        # What is erased is overwritten in the file: a draft nobody sent, a way back to an invitation.
        " PRAGMA secure_delete=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Keys: from the environment, else from 0600 files made at first use (see docs/security.md).
FIELD_KEYS = os.environ.get("ARRIMAGE_FIELD_KEYS", "")
FIELD_KEYS_FILE = home() / "field-keys.json"
JOURNAL_KEYS = os.environ.get("ARRIMAGE_JOURNAL_KEYS", "")
JOURNAL_KEYS_FILE = home() / "journal-keys.json"
BLIND_INDEX_KEY = secret("blind-index-key", variable="ARRIMAGE_BLIND_INDEX_KEY")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "arrimage_cache",
        # Past it a third is dropped, whatever it is: the count of wrong passwords must not go so.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
# Background work waits in the database for `arrimage worker`; without one, it can be done at once.
TASKS_AT_ONCE = flag("ARRIMAGE_TASKS_AT_ONCE", default=TESTING)
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TASKS_AT_ONCE
        else "django_tasks_db.DatabaseBackend"
    }
}

# --- Who
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in hundreds of times
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("ARRIMAGE_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "arrimage.apps.accounts.held.csrf_failure"

ACCOUNT_ADAPTER = "arrimage.apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "arrimage.apps.accounts.forms.SignIn",
    "add_email": "arrimage.apps.accounts.forms.NewAddress",
    "change_password": "arrimage.apps.accounts.forms.ChangePassword",
    "set_password": "arrimage.apps.accounts.forms.SetPassword",
    "reset_password": "arrimage.apps.accounts.forms.ForgottenPassword",
    "reset_password_from_key": "arrimage.apps.accounts.forms.ResetPassword",
    "confirm_email_verification_code": "arrimage.apps.accounts.forms.AddressCode",
    "reauthenticate": "arrimage.apps.accounts.forms.ConfirmPassword",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# By a code typed on the page: a link would be opened by mail scanners, and allauth lets nobody who holds a
# second factor add an address that is verified later.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address at a time
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"invite": "60/h/user"}  # added to allauth's own
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("ARRIMAGE_BEHIND_PROXY") else 0
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "arrimage.apps.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "arrimage.apps.accounts.forms.SecondFactor",
    "reauthenticate": "arrimage.apps.accounts.forms.ConfirmSecondFactor",
    "activate_totp": "arrimage.apps.accounts.forms.ActivateSecondFactor",
}
MFA_TOTP_ISSUER = "Arrimage"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Staff must hold a second factor; the demonstration, whose log-ins are printed, does not ask for it.
SECOND_FACTOR_REQUIRED = flag("ARRIMAGE_SECOND_FACTOR", default=not (DEMO or TESTING))
SOCIALACCOUNT_ADAPTER = "arrimage.apps.accounts.adapter.SocialAccountAdapter"
# An identity with a verified address opens the account that has this address; the adapter refuses the rest.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# Straight to the provider: our `form-action 'self'` would stop a form that is redirected there.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {}
if os.environ.get("ARRIMAGE_OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": os.environ.get("ARRIMAGE_OIDC_NAME", "Mon organisation"),
                "client_id": os.environ["ARRIMAGE_OIDC_CLIENT_ID"],
                "secret": os.environ.get("ARRIMAGE_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": os.environ["ARRIMAGE_OIDC_ISSUER"]},
            }
        ],
    }
USERSESSIONS_TRACK_ACTIVITY = True

# --- Language and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "langue"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LOCALE_PATHS = [PACKAGE / "config" / "locale", PACKAGE / "design" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "America/Toronto"

# --- Files, mail
STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing folder
BUILT_STATIC = home() / "built"  # static files made here and never committed: the Vega runtime
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "arrimage.design.figures.runtime.RuntimeFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = home() / "media"
EMAIL_BACKEND = os.environ.get(
    "ARRIMAGE_EMAIL_BACKEND",
    "django.core.mail.backends.console.EmailBackend"
    if DEMO
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = os.environ.get("ARRIMAGE_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("ARRIMAGE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("ARRIMAGE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ARRIMAGE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("ARRIMAGE_SMTP_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("ARRIMAGE_MAIL_FROM", "Arrimage <ne-pas-repondre@arrimage.invalid>")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "arrimage.config.logs.HidesSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("ARRIMAGE_LOG_LEVEL", "WARNING")},
}
