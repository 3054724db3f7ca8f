"""Teachers who are signed in. How one signs in is told in test_class.py."""

from __future__ import annotations

from tests.servers import Server

from .visitors import Visitor

PASSWORD = "correct horse battery staple"
COOKIE = "a09_teacher"

SESSION = """
from django.contrib.auth import get_user_model, BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from importlib import import_module
from django.conf import settings
user = get_user_model().objects.filter(username="ada").first()
if user is None:
    user = get_user_model().objects.create_user("ada", password="{password}")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""


def session_of_a_teacher(server: Server) -> str:
    """Makes ada's account if need be, and the key of a session of hers."""
    return server.manage("shell", "--no-imports", "-c", SESSION.format(password=PASSWORD)).split()[-1]


def signed_in(visitor: Visitor, session: str) -> Visitor:
    visitor.context.add_cookies([{"name": COOKIE, "value": session, "url": visitor.home}])
    return visitor
