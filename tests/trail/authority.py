"""A time-stamp authority for tests: ``openssl ts`` behind a little HTTP server, with keys of its own."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONFIG = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
"""
USAGE = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


class Authority(NamedTuple):
    """What a client needs."""

    url: str
    ca: Path


def openssl(*arguments: object) -> None:
    """Run openssl."""
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def equipped(folder: Path) -> Path:
    """Keys, certificates and configuration; returns the certificate that is trusted."""
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / "ca.key")
    openssl("req", "-x509", "-new", "-key", folder / "ca.key", "-subj", "/CN=Example CA", "-days", "30", "-out", folder / "ca.pem")
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / "tsa.key")
    openssl("req", "-new", "-key", folder / "tsa.key", "-subj", "/CN=Example TSA", "-out", folder / "tsa.csr")
    (folder / "usage").write_text(USAGE)
    signed = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", "30", "-extfile", folder / "usage")
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signed, "-out", folder / "tsa.pem")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    return folder / "ca.pem"


@contextmanager
def running(folder: Path, change: Callable[[bytes], bytes] = bytes) -> Iterator[Authority]:
    """An authority that answers until the block ends; ``change`` may spoil its answers."""
    ca = equipped(folder)

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl("ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query", "-out", folder / "reply")
            answer = change((folder / "reply").read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Authority(f"http://127.0.0.1:{server.server_port}/", ca)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
