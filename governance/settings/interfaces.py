"""The REST interface and its schema, how fresh an answer is, and spreadsheets in and out."""

from django.core.exceptions import ImproperlyConfigured

from governance.settings import env
from governance.settings.database import DATABASES

# Calls to the decision endpoints that one key may make in a minute; one call may hold a thousand questions.
DECISIONS_PER_MINUTE = env.read_integer("DECISIONS_PER_MINUTE", 6_000_000, low=1, high=1_000_000_000)

# commit: every answer reflects the last commit before its question arrived. feed: what the database called out a moment
# ago, a second at most (governance/core/feed.py), which is faster.
DECISIONS_FRESHNESS = env.read_choice("DECISIONS_FRESHNESS", "commit", ("commit", "feed"))
if DECISIONS_FRESHNESS == "feed" and "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured(
        "DECISIONS_FRESHNESS=feed needs PostgreSQL, which calls changes out; SQLite does not."
    )

# true: a vendor that was never assessed is denied. false: an answer says that it was not assessed, and permits.
DECISIONS_NEED_ASSESSMENT = env.read_flag("DECISIONS_NEED_ASSESSMENT", default=False)

# How many days before an acceptance ends the next round of an assessment with a rhythm is prepared.
ASSESSMENT_LEAD_DAYS = env.read_integer("ASSESSMENT_LEAD_DAYS", 60, low=1, high=365)

# How many days notices are kept after they were read.
NOTICE_DAYS = env.read_integer("NOTICE_DAYS", 180, low=7, high=3_650)

# batched: written within seconds, off the path of any answer. strict: written before the answer is told. off: not kept.
DECISION_LOG = env.read_choice("DECISION_LOG", "batched", ("batched", "strict", "off"))
# SOC 2 practice asks for a year; six years (2,190 days) where HIPAA applies.
DECISION_LOG_DAYS = env.read_integer("DECISION_LOG_DAYS", 400, low=1, high=36_500)

# The Ed25519 key that bundles are signed with: 32 bytes in base64url. Without one, a key is made in DATA_DIR.
BUNDLE_SIGNING_KEY = env.read_text("BUNDLE_SIGNING_KEY", "")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.accounts.authn.ApiKeyAuthentication",
        "governance.accounts.authn.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["governance.core.api.permissions.DeclaredPolicyPermission"],
    "DEFAULT_PARSER_CLASSES": ["governance.core.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "governance.core.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "governance.core.api.problems.problem_details",
    "DEFAULT_THROTTLE_CLASSES": ["governance.core.api.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"caller": "6000/min", "anonymous": "60/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 0,
    "UPLOADED_FILES_USE_URL": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Imprimatur",
    "DESCRIPTION": "Which AI an organisation may use, for what, with which data, where, at which autonomy.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ModelLifecycleEnum": "registry.ai_models.enums.Lifecycle",
        "VendorLifecycleEnum": "vendors.directory.enums.VendorLifecycle",
        "CatalogueFormatEnum": "registry.ai_models.enums.Source",
        # Choices that several answers carry.
        "SeverityEnum": "governance.core.enums.Severity",
        "AssessmentStateEnum": "vendors.assessments.enums.AssessmentState",
        "EvidenceStateEnum": "vendors.assessments.enums.EvidenceState",
        "LevelEnum": "vendors.directory.enums.VendorTier",
        "QuestionKindEnum": "vendors.questionnaires.api.KINDS",
        "VersionStateEnum": "vendors.questionnaires.enums.VersionState",
    },
}

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True
# Our own export hook neutralises every dangerous first character, not "=" alone (governance/core/spreadsheets.py).
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = False
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"
