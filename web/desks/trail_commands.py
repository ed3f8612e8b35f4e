"""校验命令: what somebody types to check a package, on each system; nothing of it is ours but the two programs inside the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Way(NamedTuple):
    """A way of checking: code of its heading, and the lines to type."""

    code: str
    lines: tuple[str, ...]


def ways(name: str, vkey: str, stamped: Sequence[int] = ()) -> list[Way]:
    """Ways to check the package ``name.zip`` of a log with this key."""
    found = [
        Way("unix", (f"sha256sum {name}.zip", f"unzip -q {name}.zip", f"python3 {name}/data/verify/verify.py {name} --vkey '{vkey}'")),
        Way("shell", (f"bash {name}/data/verify/verify.sh {name} '{vkey}'",)),
        Way(
            "windows",
            (
                f"Get-FileHash -Algorithm SHA256 {name}.zip",
                f"Expand-Archive {name}.zip .",
                f'py {name}\\data\\verify\\verify.py {name} --vkey "{vkey}"',
            ),
        ),
        Way("bag", (f"cd {name} && sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt",)),
    ]
    if stamped:
        size = stamped[-1]
        check = f"openssl ts -verify -data text -in {name}/data/timestamps/{size}.tsr -CAfile TSA.pem"
        found.append(Way("stamp", (f"head -n 3 {name}/data/trail/checkpoints/{size} > text", check)))
    return found
