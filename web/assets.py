"""静态文件: our own few files and those of packages, read and compressed once, named by their digest so that browsers keep them for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, request, url_for

from web.auth import policy
from web.problems import ProblemError

if TYPE_CHECKING:
    from flask import Flask

FOLDER = Path(__file__).with_name("static")
PACKAGES = Path(__file__).parent.parent / "node_modules"
FROM_PACKAGES = {"htmx.js": "htmx.org/dist/htmx.min.js"}
"""What pages use of others' work: name → place in the packages that set-up fetches by ``package-lock.json``; nothing of them is committed."""
FOREVER = "public, max-age=31536000, immutable"

pages = Blueprint("assets", __name__)


class Asset(NamedTuple):
    """A file as it is sent."""

    kind: str
    plain: bytes
    compressed: bytes
    digest: str


def asset(name: str) -> Asset | None:
    """The file of a name; none where there is none such in the folder. Only names of ours are looked for and kept in memory."""
    return _read(name) if name in known() else None


@cache
def known() -> frozenset[str]:
    """Every name there is."""
    return frozenset(FROM_PACKAGES) | {each.relative_to(FOLDER).as_posix() for each in FOLDER.rglob("*") if each.is_file()}


@cache
def _read(name: str) -> Asset | None:
    path = PACKAGES / FROM_PACKAGES[name] if name in FROM_PACKAGES else FOLDER / name
    if not path.is_file():
        return None
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(kind, content, gzip.compress(content, 9, mtime=0), hashlib.sha256(content).hexdigest()[:16])


def address(name: str) -> str:
    """The address of a file as it is now. Raises FileNotFoundError."""
    found = asset(name)
    if found is None:
        raise FileNotFoundError(name)
    return url_for("assets.file", digest=found.digest, name=name)


def install(app: Flask) -> None:
    """Let templates say ``asset('theme.css')``."""
    app.register_blueprint(pages)
    app.jinja_env.globals["asset"] = address


@pages.get("/static/<digest>/<path:name>")
@policy("public")
def file(digest: str, name: str) -> Response:
    """A file of ours. An address of an older one leads to nothing, rather than to another content for ever."""
    found = asset(name)
    if found is None or found.digest != digest:
        raise ProblemError("not-found")
    squeezed = request.accept_encodings["gzip"] > 0 and len(found.compressed) < len(found.plain)
    response = Response(found.compressed if squeezed else found.plain, content_type=found.kind)
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    return response
