"""The product's settings as in production, without the collected static files and their manifest."""

from binhdang.config.settings import *

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost"]
DATABASES["default"]["CONN_MAX_AGE"] = None
