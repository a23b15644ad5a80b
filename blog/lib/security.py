"""Response headers that every answer carries, and whether a form was sent from the site itself."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: https:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A stricter one makes Flask-WTF refuse every form over TLS.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Put the headers on every answer of Flask's; static files get them from WhiteNoise."""

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def sent_from_here() -> bool:
    """Whether a browser sent this form from a page of this host.

    Origin is compared by host alone, so that a proxy setting someone forgot does not refuse
    every reader; Sec-Fetch-Site speaks where Origin is missing. Clients that send neither are
    no browsers, and carry nobody's cookies.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
