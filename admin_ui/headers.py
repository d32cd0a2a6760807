"""Headers of every answer: what browsers may do with it, how long it may be kept, and whether it changed."""

from __future__ import annotations

from flask import Flask, Response, request

#: Styles may stand inline because the component library (antd) writes its styles into <style> tags; scripts may not.
CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}


def register(app: Flask, *, https: bool) -> None:
    """Adds the headers to all answers, errors included."""

    def add(answer: Response) -> Response:
        for name, value in _FIXED.items():
            answer.headers.setdefault(name, value)
        if https:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith("/api/"):
            # What one person may see must not lie in a shared computer's cache; clients of the API may still ask
            # "has it changed?". (Pictures may be kept by the browser, and are asked for each time.)
            answer.headers.setdefault("Cache-Control", "no-store")
            answer.headers["Vary"] = "Cookie, Authorization, Accept-Language"
            if request.method == "GET" and answer.status_code == 200:
                answer.add_etag(weak=True)
                answer.make_conditional(request)
        return answer

    app.after_request(add)
