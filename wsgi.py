"""What a WSGI server imports: `gunicorn wsgi:app`, `flask --app wsgi run`."""

from blog import create_app

app = create_app()
