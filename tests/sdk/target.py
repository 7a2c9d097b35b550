"""Target files, as `abide emulate --targets` writes them: the only place that the tests take names from."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Target:
    """One endpoint, the key for it, and what a client may name in its requests."""

    endpoint: dict
    key: str
    secret: str
    instances: list[dict]

    @property
    def authority(self) -> str:
        """Host and port."""
        return urlsplit(self.endpoint["url"]).netloc

    def with_wrong_secret(self) -> "Target":
        return Target(self.endpoint, self.key, f"{self.secret}x", self.instances)

    def with_unknown_key(self) -> "Target":
        return Target(self.endpoint, f"{self.key}x", self.secret, self.instances)

    def instance(self, engine: str = "MySQL", state: str = "running") -> dict:
        """The first instance of that engine and state."""
        found = (one for one in self.instances if (one["engine"], one["state"]) == (engine, state))
        instance = next(found, None)
        assert instance is not None, f"the target file has no {engine} instance that is {state}"
        return instance


def read(path: Path) -> Target:
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    credentials = file["credentials"]
    return Target(
        endpoint=file["endpoint"],
        key=credentials["access_key_id"]["value"],
        secret=credentials["access_key_secret"]["value"],
        instances=file["instance"],
    )
