#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.umask(0o077)  # whatever it writes is for nobody else on the machine
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a09web.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(f"The settings do not fit together: {wrong}")
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
