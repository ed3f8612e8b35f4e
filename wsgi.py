"""The application for a web server and for the command line: nothing is connected and no thread starts here."""

from __future__ import annotations

import click

from web.app import create_app

app = create_app()
if click.get_current_context(silent=True) is None:
    # A web server: complete, with its secret, or it does not start. The command line asks for what each command needs.
    app.extensions["qingjian"].settings.require_secret_key()
    app.complete()
