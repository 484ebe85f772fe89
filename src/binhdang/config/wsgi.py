"""The WSGI application that the server runs; a server process also runs jobs, unless BINHDANG_RUNNER=0."""

import os

from django.core.wsgi import get_wsgi_application

from binhdang.config import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhdang.config.settings")
application = get_wsgi_application()

from binhdang.config.warm import warm  # noqa: E402  (only once Django is set up)

warm()
if environment.flag("BINHDANG_RUNNER"):
    from binhdang.kit.runner import Runner

    Runner().start()
