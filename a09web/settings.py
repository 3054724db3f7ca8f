"""The settings. Every one that an operator may want to change comes from the environment; see `docs/settings.md`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .env import env_bool, env_directory, env_hosts, env_int, env_list, env_networks, env_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env_directory("VAR_DIR", BASE_DIR / "var")

PRODUCTION = env_bool("PRODUCTION", False)
# Django's own DEBUG is off even then: its pages show settings and source to whoever meets an error.
DEBUG = False
IN_DEVELOPMENT = env_bool("DEBUG", False)
if IN_DEVELOPMENT and PRODUCTION:
    raise ImproperlyConfigured(
        "DEBUG and PRODUCTION cannot both be True. DEBUG is for whoever changes the app; leave it out here."
    )
SECRET_KEY = env_secret("SECRET_KEY", None if PRODUCTION else VAR_DIR / "secret-key")
ALLOWED_HOSTS = env_hosts("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1]", any_host=not PRODUCTION)
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "csp",
    "django_htmx",
    "channels",
    "a09web",
    "a09web.sandbox",
    "a09web.lessons",
    "a09web.links",
    "a09web.exercises",
    "a09web.classroom",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "a09web.compression.CompressText",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "a09web.errors.refused_unread",
    "a09web.errors.without_nul",
    "a09web.api.problems.problems_only",
]
# Workbooks besides those of the app, by their dotted paths.
WORKBOOKS = env_list("WORKBOOKS")

ROOT_URLCONF = "a09web.urls"
WSGI_APPLICATION = "a09web.wsgi.application"
ASGI_APPLICATION = "a09web.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "a09web.jinja.environment",
            "beside": "a09web.workbooks.templates.InFolders",
            "filters": {"glossed": "a09web.glossary.marking.glossed"},
            "functions": {
                "glossary_of_page": "a09web.sandbox.site.glossary_of_page",
                "keys_of": "a09web.sandbox.keys.keys_of",
                "ways_of_site": "a09web.sandbox.site.ways_of_site",
                "word_rules": "a09web.sandbox.marked.word_rules",
                "workbook_url": "a09web.sandbox.addresses.workbook_url",
            },
        },
    },
]

# Data

DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'a09.sqlite3'}")
if not DATABASE_URL.startswith(("sqlite:///", "postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
try:
    DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL)}
except ValueError as wrong:
    raise ImproperlyConfigured(f"DATABASE_URL makes no sense: {wrong}.") from None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock instead of failing at once, and readers never wait for them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-8000;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    # Whoever asks while the database is away is told so soon, and a connection that it cut is not used again.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 3}, "connect_timeout": 3}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

# Live: with REDIS_URL several processes share the rooms; without it there is one process.

REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")


def layers_at(redis_url: str) -> dict[str, Any]:
    """What carries the frames of the rooms from process to process; within one, if there is no Redis."""
    if not redis_url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    hosts = [{"address": redis_url, "socket_timeout": None}]
    return {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": hosts}}}


CHANNEL_LAYERS = layers_at(REDIS_URL)
CACHES: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    )
}

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STYLES_DIR = BASE_DIR / "styles"
BOARD_STYLES = "a09web.workbooks.folders.board_styles"
SCRIPTS_DIR = BASE_DIR / "static" / "a09" / "js"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "a09web.fonts.Typeface",
    "a09web.styles.Sheet",
    "a09web.scripts.Script",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if IN_DEVELOPMENT
            else "servestatic.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# What a browser may do with our pages

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "a09web.errors.csrf_failure"
SESSION_ENGINE = "a09web.sessions"
SESSION_COOKIE_NAME = "a09_teacher"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OWNER_COOKIE_SECURE = PRODUCTION
# What these say of the client's address and of TLS is believed; without them no forwarded header counts.
TRUSTED_PROXIES = env_networks("TRUSTED_PROXIES")
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# A trace of 80 steps in ITF has some 100 KB.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
# Where more may be sent: bytes by the address.
MOST_OF_A_LOG = 20 * 1024 * 1024
LARGE_UPLOADS = {"/logs/": MOST_OF_A_LOG, "/api/logs": MOST_OF_A_LOG}

# Teachers have accounts; learners and students never need one.

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "teach"
TEACHERS_MAY_SIGN_UP = env_bool("TEACHERS_MAY_SIGN_UP", False)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]

# Limits. A classroom behind one address must fit into the one by address.

SANDBOXES_PER_HOUR = env_int("SANDBOXES_PER_HOUR", 120)
SANDBOXES_PER_HOUR_AND_ADDRESS = env_int("SANDBOXES_PER_HOUR_AND_ADDRESS", 5000)
STEPS_PER_SANDBOX = env_int("STEPS_PER_SANDBOX", 1000)
API_CALLS_PER_MINUTE = env_int("API_CALLS_PER_MINUTE", 600)
SANDBOX_DAYS = env_int("SANDBOX_DAYS", 30)
CLASS_DAYS = env_int("CLASS_DAYS", 30)
LINK_DAYS = env_int("LINK_DAYS", 1095)
CLASSES_PER_TEACHER = env_int("CLASSES_PER_TEACHER", 200)
STUDENTS_PER_CLASS = env_int("STUDENTS_PER_CLASS", 1200)
CONNECTIONS_PER_ADDRESS = env_int("CONNECTIONS_PER_ADDRESS", 4000)

# How far a question about the future is followed: distinct states, and seconds.

EXPLORE_STATES = env_int("EXPLORE_STATES", 2_000_000)
EXPLORE_SECONDS = env_int("EXPLORE_SECONDS", 30)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "watchfiles": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
    },
}
