"""接口: puts ``/api/v1`` together and describes it as OpenAPI 3.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_smorest import Api

from web.api import (
    calendar_feed,
    case_reading,
    documentation,
    export_reading,
    feed_reading,
    figure_reading,
    history_reading,
    list_reading,
    mail_switches,
    read_log,
    register_reading,
    trail_reading,
)
from web.api.blueprint import StrictBlueprint
from web.api.commands import blueprint
from web.schemas.fields import SHAPES, bounds

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.exceptions import HTTPException

PREFIX = "/api/v1"
CONFIG = {
    "API_TITLE": "清鉴 Qingjian",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": None,
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "自愿性清洁生产审核案件。Every command is a POST to a noun; errors are application/problem+json with the way out, "
            "and for refusals the reason and the article.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}, {"session": []}],
    },
}


class Interface(Api):
    """The interface; its errors are answered with all others, in ``web.errors``."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass

    def handle_http_exception(self, error: HTTPException) -> Any:
        """Not registered: problem+json is made in one place."""
        raise error


def install(app: Flask) -> Interface:
    """Register all routes of the interface."""
    app.config.update(CONFIG)
    api = Interface(app)
    for field, kind, form in SHAPES:
        api.register_field(field, kind, form)
    api.ma_plugin.converter.add_attribute_function(lambda _converter, field, **_: bounds(field))
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemes.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "__Host-qingjian"})
    api.register_blueprint(blueprint())
    queries = StrictBlueprint("queries", __name__, url_prefix=PREFIX)
    for topic in (
        case_reading,
        history_reading,
        read_log,
        register_reading,
        list_reading,
        figure_reading,
        feed_reading,
        export_reading,
        trail_reading,
        calendar_feed,
        mail_switches,
    ):
        topic.add_to(queries)
    api.register_blueprint(queries)
    app.register_blueprint(documentation.pages(api))
    return api
