"""The settings under test: those of the app, with a database of its own and static files straight from the source."""

from a09web.settings import *  # noqa: F403
from a09web.settings import DATABASES, STORAGES, VAR_DIR

SECRET_KEY = "only for tests"
# A file, so that several threads and processes of a test can share it.
DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
