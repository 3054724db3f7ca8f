"""`manage.py create_teacher NAME`: an account for a teacher."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError


class Command(BaseCommand):
    help = "Makes an account for a teacher. The password is asked for, or read from the standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, User(username=name))
            User(username=name).full_clean(exclude=["password"])
            User.objects.create_user(username=name, password=password)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        except IntegrityError:
            raise CommandError(f"There is a teacher called {name} already.") from None
        self.stdout.write(f"{name} can sign in at /teach/.")
