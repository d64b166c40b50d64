from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.sound import refuse_unless_sound

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
application = get_wsgi_application()
refuse_unless_sound()
