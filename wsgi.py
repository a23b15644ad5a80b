"""What a WSGI server imports: `gunicorn wsgi:app`, `flask --app wsgi run`."""

from blog import create_app
from blog.config import BadSetting

try:
    app = create_app()
except BadSetting as error:
    raise SystemExit(f"The blog cannot start. {error}") from None
