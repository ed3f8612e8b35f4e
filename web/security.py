"""安全标头: what browsers are told with every answer: nothing from elsewhere, no inline script or style, no framing, no keeping of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

if TYPE_CHECKING:
    from flask import Flask, Response

TWO_YEARS = 2 * 365 * 24 * 60 * 60


def install(app: Flask) -> None:
    """Add the headers to every answer."""
    plain = _headers(StrictTransportSecurity().max_age(TWO_YEARS).include_subdomains())
    demo = _headers(None)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in (demo if app.extensions["qingjian"].settings.demo else plain).items():
            response.headers.setdefault(name, value)
        # Pages show what somebody may see today; they are not kept. Files of ours say otherwise themselves.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _headers(hsts: StrictTransportSecurity | None) -> dict[str, str]:
    csp = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )
    chosen = Secure(
        csp=csp,
        hsts=hsts,
        referrer=ReferrerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )
    return dict(chosen.headers)
