"""Every setting, once. Each is read from the environment as `EDUCE_` and its name in capitals."""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, SecretStr
from pydantic.functional_validators import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _default_home() -> Path:
    # PostgreSQL refuses to run as root, so root's data live where a system user can reach them.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/educe/home")
    return Path(platformdirs.user_data_path("educe", appauthor=False))


def _split(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


class Settings(BaseSettings):
    """What an installation decides. See docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="EDUCE_", frozen=True)

    home: Path = Field(default_factory=_default_home, description="The data folder.")
    database_url: str | None = Field(
        None,
        description="A PostgreSQL server (15 or newer) to use in place of the embedded one: the "
        "address of the database's owner.",
    )
    api_database_url: str | None = Field(
        None,
        description="How the API signs in to that server. Made by `educe migrate` when absent.",
    )
    worker_database_url: str | None = Field(
        None, description="How workers sign in to it. Made by `educe migrate` when absent."
    )
    blobs_url: str | None = Field(
        None,
        description="Where uploads and artifacts are kept, as a URL that obstore knows "
        "(file://, s3://, az://, gs://). Default: the folder `blobs` in the data folder.",
    )
    host: str = Field("127.0.0.1", description="The address that `serve` listens on.")
    port: int = Field(9765, ge=0, le=65535, description="The port that `serve` listens on.")
    url: str | None = Field(None, description="A running server, for the command line.")
    token: str | None = Field(None, description="The bearer token for that server.")
    slots: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1),
        ge=1,
        description="How many extractor processes a worker runs. Default: one a core.",
    )
    max_running_jobs: int = Field(
        2, ge=1, description="How many jobs of one user run at a time, unless the user has a limit."
    )
    organization_max_running_jobs: int | None = Field(
        None,
        ge=1,
        description="How many jobs of one organization run at a time, unless it has a limit. "
        "Default: no limit.",
    )
    beat_seconds: float = Field(1.0, gt=0, description="How often a worker says that it lives.")
    lease_seconds: float = Field(
        5.0, gt=0, description="Without a beat for so long, a worker's work goes to others."
    )
    sweep_seconds: float = Field(1.0, gt=0, description="How often lost work is looked for.")
    slice_seconds: float = Field(
        1.0, gt=0, description="How long one job is worked on before others get their turn."
    )
    drain_seconds: float = Field(
        10.0, ge=0, description="How long items in hand may take to end when a worker is stopped."
    )
    keep_completed_days: int = Field(
        90,
        ge=0,
        le=36_500,
        description="For how many days completed jobs are kept, unless their organization has a "
        "rule; 0: for ever.",
    )
    keep_failed_days: int = Field(
        180, ge=0, le=36_500, description="The same for failed jobs, which may need looking into."
    )
    keep_cancelled_days: int = Field(
        30, ge=0, le=36_500, description="The same for cancelled jobs."
    )
    retention_seconds: float = Field(
        60.0, gt=0, description="How often a worker looks for jobs whose time is over."
    )
    blob_grace_hours: int = Field(
        24, ge=1, le=87_600, description="How long a blob is left alone though nothing names it."
    )
    fold_seconds: float = Field(
        5.0, gt=0, description="How often changes of jobs are folded into the statistics."
    )
    max_upload_bytes: int = Field(
        100_000_000, gt=0, description="The largest file that can be uploaded, in bytes."
    )
    max_json_bytes: int = Field(
        10_000_000, gt=0, description="The largest request that isn't an upload, in bytes."
    )
    max_files_per_job: int = Field(10_000, gt=0, description="The most files in one job.")
    fetch_allowed: Annotated[list[str], NoDecode, BeforeValidator(_split)] = Field(
        default_factory=list,
        description="Private networks, hosts and ports that links may lead to all the same, as "
        "`10.1.0.0/16`, `wiki.intranet:8080`, `*.lan:*`, separated by commas.",
    )
    fetch_concurrency: int = Field(
        32, ge=1, description="How many requests to addresses in links are under way at a time."
    )
    fetch_concurrency_per_host: int = Field(4, ge=1, description="How many of them go to one host.")
    fetch_rest_seconds: float = Field(
        0.1, ge=0, description="How long a place at a host rests after a request."
    )
    fetch_link_seconds: float = Field(
        20.0, gt=0, description="How long a link may be followed, with all its redirects."
    )
    mail_ca_file: Path | None = Field(
        None,
        description="A PEM file of more authorities that mail servers' certificates may be of.",
    )
    google_client_id: str | None = Field(
        None, description="Educe's client id at Google, for Gmail without an app password."
    )
    google_client_secret: SecretStr | None = Field(None, description="Its client secret.")
    microsoft_client_id: str | None = Field(
        None, description="Educe's client id at Microsoft, for Outlook and Microsoft 365."
    )
    microsoft_client_secret: SecretStr | None = Field(None, description="Its client secret.")
    secret_keys: Annotated[list[SecretStr], NoDecode, BeforeValidator(_split)] = Field(
        default_factory=list,
        description="What stored passwords and tokens are encrypted with: 32 bytes in base64, the"
        " newest first, separated by commas. Default: a key of its own in the data folder.",
    )
    extractors: Annotated[list[str], NoDecode, BeforeValidator(_split)] = Field(
        default_factory=list,
        description="More extractors than the installed, as `module:Class`, separated by commas.",
    )

    @property
    def owner_token_path(self) -> Path:
        """Where `serve` leaves the owner's token, for the command line on this machine."""
        return self.home / "owner-token"

    @cached_property
    def blob_store_url(self) -> str:
        return self.blobs_url or (self.home / "blobs").resolve().as_uri()
