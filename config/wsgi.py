"""The web process: `granian --interface wsgi config.wsgi:application`."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.edge.shared import SharedAnswers
from config.observability.start import start_tracing_if_wanted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# Before the application, which makes its middleware once and for all.
start_tracing_if_wanted("web")
application = SharedAnswers(get_wsgi_application(), settings.SHARED_SECONDS)
# What is loaded by now stays as long as the process: it need not be searched for garbage again and again.
gc.collect()
gc.freeze()
