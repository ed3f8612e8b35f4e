"""组装: puts the system together: settings, database, casework, read models, interface, pages, commands of the command line."""

from __future__ import annotations

import importlib
import pkgutil
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Flask
from flask.cli import AppGroup
from flask.json.provider import DefaultJSONProvider

import web.cli
from web.references import CaseReference
from web.sessions import Sessions
from web.system import System

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from application.clock import Clock
    from application.settings import Settings
    from domain.calendar.working_days import Calendar
    from domain.law.rulebook import Rulebook


class Qingjian(Flask):
    """清鉴: the application. It asks for its secret when it serves somebody, not before."""

    def __init__(self) -> None:
        super().__init__("web", static_folder=None)
        self._completing = Lock()
        self._complete = False

    @property
    def secret_key(self) -> str:  # type: ignore[override]  # the framework keeps it in its configuration
        """Signs cookies of visitors and tokens of forms."""
        found: System = self.extensions["qingjian"]
        return found.secret_key

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the first one completes the application."""
        self.complete()
        return super().wsgi_app(environ, start_response)

    def complete(self) -> None:
        """Add what only serving needs, interface and pages: a command of the command line does not wait for it."""
        with self._completing:
            if not self._complete:
                install_web(self)
                self._complete = True


class PlainJson(DefaultJSONProvider):
    """JSON as it is: Chinese is not escaped, members keep their order."""

    ensure_ascii = False
    sort_keys = False


def create_app(
    settings: Settings | None = None, *, clock: Clock | None = None, rulebook: Rulebook | None = None, calendar: Calendar | None = None
) -> Qingjian:
    """Put the system together. Nothing is connected and no thread starts; settings not given are read when they are first needed.

    Interface and pages are added by ``complete``, before the first request.
    """
    app = Qingjian()
    app.extensions["qingjian"] = System(settings, clock=clock, rulebook=rulebook, calendar=calendar)
    app.json = PlainJson(app)
    for group in command_groups():
        app.cli.add_command(group)
    return app


def install_web(app: Qingjian) -> None:
    """Interface, pages and what watches over both."""
    from web import assets, auth, desks, errors, even_time, health, presenting, reads, security, soundness  # noqa: PLC0415  imported by those who serve
    from web.api import interface  # noqa: PLC0415

    app.session_interface = Sessions()
    app.url_map.converters["case"] = CaseReference
    even_time.install(app)
    errors.install(app)
    security.install(app)
    auth.install(app)
    reads.install(app)
    soundness.install(app)
    assets.install(app)
    presenting.install(app)
    app.register_blueprint(health.pages)
    for module in pkgutil.iter_modules(desks.__path__):
        pages = getattr(importlib.import_module(f"web.desks.{module.name}"), "pages", None)
        if isinstance(pages, Blueprint):
            app.register_blueprint(pages)
    interface.install(app)


def command_groups() -> list[AppGroup]:
    """Every group of commands of the modules in ``web/cli``."""
    found: dict[str, AppGroup] = {}
    for module in pkgutil.iter_modules(web.cli.__path__):
        for each in vars(importlib.import_module(f"web.cli.{module.name}")).values():
            if isinstance(each, AppGroup) and each.name:
                found[each.name] = each
    return list(found.values())
