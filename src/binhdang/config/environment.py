"""What the environment may set: one table, read by the settings and held against the docs by a test."""

import base64
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default and meaning."""

    name: str
    default: str
    meaning: str


SETTINGS = [
    Setting(
        "DATABASE_URL", "", "Database: postgresql://user:password@host:5432/name or sqlite:///path; default SQLite"
    ),
    Setting("BINHDANG_HOME", "", "Folder for the SQLite file, the secret key and collected static files; default var/"),
    Setting("BINHDANG_SECRET_KEY", "", "Signing key; made once and kept in the home folder when missing"),
    Setting(
        "BINHDANG_FIELD_KEYS",
        "",
        "Keys of encrypted fields, separated by commas (32 bytes, URL-safe base64): the first writes, all read; "
        "made once and kept in the home folder when missing",
    ),
    Setting("BINHDANG_DEMO", "0", "1: demo data and one-click sign-ins, only ever on a loopback address"),
    Setting("BINHDANG_TODAY", "", "Demo only: the day the system takes as today (ISO); demo default 2020-12-02"),
    Setting("BINHDANG_DEBUG", "0", "1: Django's debug pages, for developers only"),
    Setting("BINHDANG_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the server answers to, separated by commas"),
    Setting("BINHDANG_ORIGINS", "", "Trusted origins for forms behind a proxy, e.g. https://example.vn"),
    Setting("BINHDANG_HTTPS", "0", "1: secure cookies, HSTS and redirect to https (behind a TLS proxy)"),
    Setting("BINHDANG_WORKERS", "1", "Worker processes of the server; SQLite wants 1"),
    Setting(
        "BINHDANG_RUNNER", "1", "1: each server process also runs jobs and reminders; 0: only `binhdang work` does"
    ),
    Setting(
        "EMAIL_URL", "", "Mail server: smtp://user:password@host:587; empty: no mail goes out, the outbox holds them"
    ),
    Setting("EMAIL_FROM", "binhdang@localhost", "Sender of mails"),
]

_DEFAULTS = {s.name: s.default for s in SETTINGS}


def get(name: str) -> str:
    """The value of a declared variable, or its default. Raises KeyError for an undeclared one."""
    return os.environ.get(name) or _DEFAULTS[name]


def flag(name: str) -> bool:
    """Whether a declared variable is switched on."""
    return get(name).lower() in {"1", "true", "yes", "on"}


def given() -> list[tuple[str, str]]:
    """The declared variables that are set, with their values, in the order of their names."""
    return sorted((name, os.environ[name]) for name in _DEFAULTS if name in os.environ)


def home() -> Path:
    """The folder for what this installation writes; created when missing."""
    root = Path(__file__).resolve().parents[3]
    base = root if (root / "pyproject.toml").exists() else Path.cwd()
    path = Path(get("BINHDANG_HOME") or base / "var")
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key() -> str:
    """The signing key: from the environment, else made once and kept readable by its owner only."""
    return get("BINHDANG_SECRET_KEY") or _kept("secret_key", secrets.token_urlsafe(50))


def field_keys() -> list[str]:
    """The keys of encrypted fields, the writing one first: from the environment, else from the home folder's file.

    Without that file everything encrypted is lost: it belongs into every backup, apart from the database.
    """
    made = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    given = get("BINHDANG_FIELD_KEYS") or _kept("field_keys", made)
    return [key.strip() for key in given.replace("\n", ",").split(",") if key.strip()]


def _kept(name: str, made: str) -> str:
    """The text of a file in the home folder, readable by its owner only; written first when missing."""
    path = home() / name
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(made)
    return path.read_text()


def database() -> dict[str, Any]:
    """Django's database entry for DATABASE_URL. Raises ValueError for an unknown scheme."""
    url = get("DATABASE_URL") or f"sqlite:///{home() / 'binhdang.sqlite3'}"
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        name = unquote(url.removeprefix("sqlite:///")) or ":memory:"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: unknown kind of database {parts.scheme!r}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def email() -> dict[str, Any]:
    """Django's mail settings for EMAIL_URL."""
    url = get("EMAIL_URL")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlparse(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.port == 587,
        "EMAIL_TIMEOUT": 20,
    }
