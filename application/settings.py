"""设置: everything the environment decides, read once into one frozen object. Nothing else reads the environment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from environs import Env

SHORTEST_KEY = 32
"""Characters of the secret key; less can be guessed."""


PUBLIC_READS_PER_MINUTE, PUBLIC_WRITES_PER_HOUR = 300, 20
"""Unless the environment says otherwise; an office shares its address."""


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which and what to do."""


SHORTEST_READ_LOG = 6
"""Months; network logs are kept for no less (网络安全法 21). A bound of running the system, not a figure of a decision."""


@dataclass(frozen=True)
class Settings:
    """设置: complete, or the process does not start."""

    mode: str
    """``demo`` or ``production``."""
    instance_dir: Path
    """Database, papers and keys by default."""
    database_url: str
    storage_url: str
    trail_origin: str
    """Schema-less name of this office's log."""
    secret_key: str | None
    """Signs sessions and keys the digests of requests; only what serves people or takes commands asks for it."""
    trail_key: Path | None = None
    """File of the key that signs the log; ``trail.key`` in the instance folder where none is named."""
    smtp_url: str | None = None
    """Mail server and sender: ``smtp://host:port?from=address``; without it no mail is sent."""

    tsa_url: str | None = None
    """Time-stamp authority (RFC 3161), http or https; without it no checkpoint is stamped."""

    read_log_months: int = 24
    """How long it is kept who read what; never under :data:`SHORTEST_READ_LOG`."""

    proxies: int = 0
    """How many proxies of ours stand before the web; the address of whoever asks is taken from the outermost."""
    public_reads_per_minute: int | None = None
    """How often one address may read without signing in; none where there is no limit."""
    public_writes_per_hour: int | None = None
    """How often one address may hand something in without signing in; none where there is no limit."""

    @property
    def demo(self) -> bool:
        """Fictional people sign in without a password."""
        return self.mode == "demo"

    @property
    def signing_key(self) -> Path:
        """Where the key that signs the log lies."""
        return self.trail_key or self.instance_dir / "trail.key"

    def require_secret_key(self) -> str:
        """The secret key. Raises SettingsError where there is none."""
        if self.secret_key is None:
            message = "QINGJIAN_SECRET_KEY is not set. Set it to at least 32 random characters."
            raise SettingsError(message)
        return self.secret_key


def read_settings() -> Settings:
    """Read the environment once. Raises SettingsError naming every fault."""
    env = Env()
    mode = env.str("QINGJIAN_MODE", "production")
    if mode not in {"demo", "production"}:
        message = f"QINGJIAN_MODE is {mode!r}; it must be demo or production."
        raise SettingsError(message)
    instance = Path(env.str("QINGJIAN_INSTANCE_DIR", "instance")).resolve()
    secret_key = env.str("QINGJIAN_SECRET_KEY", "") or (_demo_key(instance) if mode == "demo" else None)
    if secret_key is not None and len(secret_key) < SHORTEST_KEY:
        message = f"QINGJIAN_SECRET_KEY has {len(secret_key)} characters; it needs at least {SHORTEST_KEY}."
        raise SettingsError(message)
    return Settings(
        mode=mode,
        instance_dir=instance,
        database_url=env.str("QINGJIAN_DATABASE_URL", f"sqlite:///{instance / 'qingjian.db'}"),
        storage_url=env.str("QINGJIAN_STORAGE_URL", f"file://{instance / 'papers'}"),
        trail_origin=env.str("QINGJIAN_TRAIL_ORIGIN", "demo.qingjian.example/log" if mode == "demo" else "qingjian.example/log"),
        secret_key=secret_key,
        trail_key=Path(named).resolve() if (named := env.str("QINGJIAN_TRAIL_KEY", "")) else None,
        tsa_url=env.str("QINGJIAN_TSA_URL", "") or None,
        smtp_url=env.str("QINGJIAN_SMTP_URL", "") or None,
        read_log_months=_months(env),
        proxies=_count(env, "QINGJIAN_PROXIES", 0),
        public_reads_per_minute=_count(env, "QINGJIAN_PUBLIC_READS_PER_MINUTE", PUBLIC_READS_PER_MINUTE) or None,
        public_writes_per_hour=_count(env, "QINGJIAN_PUBLIC_WRITES_PER_HOUR", PUBLIC_WRITES_PER_HOUR) or None,
    )


def _months(env: Env) -> int:
    """How long the read log is kept. Raises SettingsError below the least."""
    months = _count(env, "QINGJIAN_READ_LOG_MONTHS", Settings.read_log_months)
    if months < SHORTEST_READ_LOG:
        message = f"QINGJIAN_READ_LOG_MONTHS is {months}; logs are kept for {SHORTEST_READ_LOG} months at least (网络安全法 21)."
        raise SettingsError(message)
    return months


def _count(env: Env, name: str, default: int) -> int:
    """A whole number of zero or more. Raises SettingsError."""
    written = env.str(name, "") or str(default)
    if not (written.isascii() and written.isdecimal()):
        message = f"{name} is {written!r}; it must be a whole number, zero or more."
        raise SettingsError(message)
    return int(written)


def _demo_key(instance: Path) -> str:
    """A demo makes its own key once, so that trying the product needs no set-up."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "demo-secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
