"""页面: what every template can say: texts, days, articles, who is signed in, where the menu leads."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request, session
from markupsafe import Markup, escape

from web import texts, wording
from web.assets import address
from web.auth import actor, visitor
from web.desks.menu import menu, tabs
from web.forms.acts import address as act_address
from web.language import language
from web.moment import shown_day
from web.people import shown_name, shown_organisation
from web.system import system

if TYPE_CHECKING:
    from flask import Flask

    from domain.law.citation import Citation


def install(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=page_text,
        word=word,
        day=lambda on, **options: wording.day(on, language(), **options),
        iso_day=lambda on: wording.day(date.fromisoformat(on), language()),
        moment=lambda at, **options: wording.moment(at, language(), **options),
        article=article,
        left=left,
        reason=lambda refused: wording.reason(refused, language()),
        remedy=lambda refused: wording.remedy(refused, language()),
        organisation=shown_organisation,
        menu=menu,
        grouped=wording.grouped,
        kept_filters=lambda: system().list_files.kept(actor().person),
        query_string=lambda: request.query_string.decode(errors="replace"),
        percent=wording.percent,
        tonnes=wording.tonnes,
        act_address=act_address,
        said_done=lambda: session.pop("done", None),
        form_scripts=form_scripts,
        tabs=tabs,
    )
    app.context_processor(
        lambda: {
            "language": language(),
            "tag": texts.TAGS[language()],
            "me": visitor(),
            "my_name": my_name,
            "here": here,
            "this_year": system().today.year,
        }
    )


def page_text(code: str, **parameters: object) -> Markup:
    """The words of a page, its parameters escaped."""
    template = texts.word("page", code, language())
    return Markup(template).format(**{name: escape(value) for name, value in parameters.items()})  # noqa: S704  our own texts


def word(vocabulary: str, code: object) -> str:
    """The word for a code, or the code itself."""
    return wording.code(vocabulary, str(code), language())


def article(citation: Citation | str | None) -> str:
    """An article in words; nothing where there is none."""
    return wording.article(citation, language()) if citation else ""


def left(until: date) -> tuple[str, int]:
    """How many days are left, in words, and as a number (negative when late)."""
    days = (until - shown_day()).days
    if days == 0:
        return str(page_text("days.today")), days
    return str(page_text("days.left", days=days) if days > 0 else page_text("days.late", days=-days)), days


def my_name() -> str:
    """Name and role of who is signed in."""
    me = visitor()
    if me is None:
        return ""
    organisation = shown_organisation(me.role, me.organisation)
    parts = (shown_name(me.person), word("role", me.role), organisation)
    return " · ".join(part for part in parts if part)


def form_scripts() -> Markup:
    """What pages with forms load: it saves a scroll and shows how far an upload is; every form works without."""
    config = json.dumps(
        {"allowEval": False, "includeIndicatorStyles": False, "historyCacheSize": 0, "responseHandling": [{"code": "...", "swap": True}]}
    )
    tags = [Markup('<meta name="htmx-config" content="{}">').format(config)]
    tags += [Markup('<script src="{}" defer></script>').format(address(name)) for name in ("htmx.js", "forms.js")]
    return Markup("\n").join(tags)


def here(**changed: Any) -> str:
    """The address of this page with some of its query changed; none takes a member out."""
    query = {**request.args.to_dict(), **changed}
    kept = urlencode({name: value for name, value in query.items() if value not in (None, "")})
    return f"{request.path}?{kept}" if kept else request.path
