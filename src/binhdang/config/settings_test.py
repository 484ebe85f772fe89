"""Settings of the test suite: quick password hashing, mails in memory, the engine from DATABASE_URL."""

import os
import tempfile

os.environ.setdefault("BINHDANG_HOME", tempfile.gettempdir() + "/binhdang-test")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from binhdang.config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAILS_GO_OUT = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
