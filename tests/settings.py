"""The settings under test: those of the app, with a database of its own and static files straight from the source."""

import os

from tests import run

os.environ["VAR_DIR"] = str(run.own())  # nothing of the tests is written where the app would write

from a09web.settings import *  # noqa: E402, F403
from a09web.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402

SECRET_KEY = "only for tests"
# A file, so that several threads and processes of a test can share it.
DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# The app's own takes a third of a second for each password; `tests/test_settings.py` looks after it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EXPLORE_SECONDS = 120  # on a busy machine an answer takes its time
