"""HTTP alone, for servers that speak WSGI."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a09web.settings")
application = get_wsgi_application()
