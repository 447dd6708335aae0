"""Where things are, which apps are installed, language and time."""

from __future__ import annotations

import os
from pathlib import Path

from governance.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
MODE = env.read_choice("IMPRIMATUR_ENV", "development", ("development", "test", "production"))
DATA_DIR = Path(env.read_text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = env.read_flag("DEBUG", default=False)
SECRET_KEY = env.read_secret_key("SECRET_KEY", DATA_DIR, may_generate=MODE != "production")

ALLOWED_HOSTS = env.read_list(
    "ALLOWED_HOSTS",
    []
    if MODE == "production"
    else ["127.0.0.1", "localhost", "[::1]", "testserver", env.read_text("HOST", "127.0.0.1")],
)
PUBLIC_URL = env.read_text(
    "PUBLIC_URL", f"http://{env.read_text('HOST', '127.0.0.1')}:{env.read_text('PORT', '8000')}"
)
CSRF_TRUSTED_ORIGINS = env.read_list(
    "CSRF_TRUSTED_ORIGINS", [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
)

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.import_export",
    "governance.apps.ImprimaturAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "simple_history",
    "import_export",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_htmx",
    "django_celery_beat",
    "django_structlog",
    "governance.apps.GovernanceConfig",
    "vendors.apps.VendorsConfig",
    "registry.apps.RegistryConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "governance.core.middleware.DatabaseFaultMiddleware",
    "csp.middleware.CSPMiddleware",
    "governance.core.middleware.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "governance.accounts.middleware.SignInDutiesMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "governance.core.middleware.OriginMiddleware",
    "governance.core.middleware.ReaderTimeZoneMiddleware",
    "governance.core.bodies.BodyMiddleware",
]

ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
ASGI_APPLICATION = "governance.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.core.context_processors.product",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "governance.settings.formats"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The manifests need collectstatic; tests and DEBUG serve the files as they stand. Compressing takes half a minute,
# which a production machine spends once and a demo never.
if MODE == "test" or DEBUG:
    _STATIC_BACKEND = "django.contrib.staticfiles.storage.StaticFilesStorage"
elif MODE == "production":
    _STATIC_BACKEND = "whitenoise.storage.CompressedManifestStaticFilesStorage"
else:
    _STATIC_BACKEND = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
WHITENOISE_USE_FINDERS = MODE == "test" or DEBUG
# Looks for a file when it is asked for, and not for all of them whenever a test makes a client.
WHITENOISE_AUTOREFRESH = MODE == "test" or DEBUG
PRIVATE_FILES_DIR = DATA_DIR / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_FILES_DIR, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": _STATIC_BACKEND},
}
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# Evidence that vendors upload: the size of one file, and clamd's HOST:PORT when a scanner looks at each first.
EVIDENCE_MAX_BYTES = env.read_integer("EVIDENCE_MAX_BYTES", 20_000_000, low=1_024, high=200_000_000)
EVIDENCE_SCANNER = env.read_text("EVIDENCE_SCANNER", "")
CATALOGUE_MAX_BYTES = env.read_integer("CATALOGUE_MAX_BYTES", 134_217_728, low=1_024, high=1_073_741_824)

DEFAULT_FROM_EMAIL = env.read_text("DEFAULT_FROM_EMAIL", "Imprimatur <imprimatur@localhost>")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.read_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.read_integer("EMAIL_PORT", 25, low=1, high=65_535)
EMAIL_HOST_USER = env.read_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.read_text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.read_flag("EMAIL_USE_TLS", default=False)
