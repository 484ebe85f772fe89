"""Django's settings. What may be changed from outside is in `environment.py`; the rest is decided here."""

from datetime import date
from pathlib import Path

from csp.constants import NONE, SELF

from binhdang.config import environment as env

PACKAGE = Path(__file__).resolve().parents[1]
HOME = env.home()
SECRET_KEY = env.secret_key()
FIELD_KEYS = env.field_keys()
DEBUG = env.flag("BINHDANG_DEBUG")
DEMO = env.flag("BINHDANG_DEMO")
TODAY = date.fromisoformat(env.get("BINHDANG_TODAY") or "2020-12-02") if DEMO else None
HTTPS = env.flag("BINHDANG_HTTPS")
ALLOWED_HOSTS = [h.strip() for h in env.get("BINHDANG_HOSTS").split(",") if h.strip()]
CSRF_TRUSTED_ORIGINS = [o.strip() for o in env.get("BINHDANG_ORIGINS").split(",") if o.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "binhdang.ui",
    "binhdang",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "binhdang.web.readable.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "binhdang.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "binhdang.web.middleware.RefusalMiddleware",
    "binhdang.web.middleware.DoorMiddleware",
    "axes.middleware.AxesMiddleware",
    "binhdang.web.idempotency.OnceMiddleware",
]
ROOT_URLCONF = "binhdang.config.urls"
WSGI_APPLICATION = "binhdang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["binhdang.web.idempotency"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "binhdang.web.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": env.database()}
AUTH_USER_MODEL = "binhdang.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "binhdang.web.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"reset_password": "binhdang.web.accounts.reset.ResetForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_DISPLAY = "binhdang.web.accounts.views.display_name"
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}  # axes counts the failures, in the database
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved the address
MFA_ADAPTER = "binhdang.web.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "binhdang.web.accounts.key_forms.AddKeyForm",
    "edit_webauthn": "binhdang.web.accounts.key_forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bình Đẳng"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "binhdang.web.accounts.lockout.typed_name"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "binhdang.web.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = sorted(p for p in (PACKAGE / "locale").glob("*") if p.is_dir())
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEFAULT_FROM_EMAIL = env.get("EMAIL_FROM")
globals().update(env.email())
MAILS_GO_OUT = bool(env.get("EMAIL_URL")) and not DEMO
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
