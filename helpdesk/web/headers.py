"""What every answer tells the browser: run nothing from elsewhere, be framed by nobody, keep nothing.

There is no inline script or style, so the policy needs no nonce. Referrers stay on this host, where the CSRF check
under https wants them.
"""

from __future__ import annotations

from flask import Flask, Response, request

from helpdesk.web import static_files

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 31_536_000


def set_up(app: Flask, *, https: bool) -> None:
    """Adds the headers to every answer of an app, error pages too."""

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.update(ALWAYS)
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = static_files.caching()
        else:
            # A shared cache or the Back button must not show one person's page to another (CVE-2023-30861).
            response.headers["Cache-Control"] = "no-store, private"
            response.vary.add("Cookie")
        return response
