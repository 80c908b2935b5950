"""Element sets of a group from the public GP service."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import time
import urllib.error
import urllib.request
from pathlib import Path

from huxing.core.errors import HuxingError, InputError, NetworkError
from huxing.core.files import atomic_write, read_bounded

SERVICE_URL = "https://celestrak.org/NORAD/elements/gp.php"
"""The service's address. Source: CelesTrak, "A New Way to Obtain GP Data"."""
UPDATE_INTERVAL_S = 7200.0
"""The service looks for new data once in two hours and asks not to be asked more often. Source: its usage policy."""
LIMIT_BYTES = 64_000_000
_GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_CHUNK = 1 << 16


def fetch_group(name: str, *, timeout_s: float = 30.0, base_url: str = SERVICE_URL) -> bytes:
    """Ask the service for the element sets of a group, once.

    Args:
        name: group, for example `active`, `qianfan`, `stations`.
        timeout_s: bound of the whole exchange, s.
        base_url: address of the service, `http` or `https`.

    Returns:
        OMM as JSON, as the service sent it.

    Raises:
        InputError: a name or an address that cannot be one.
        NetworkError: not reached, refused, too slow, too large, or no JSON; says what to do by hand.

    Source:
        CelesTrak, "A New Way to Obtain GP Data" (queries) and usage policy.
    """
    if not _GROUP.fullmatch(name):
        raise InputError(f"'{name[:64]}' cannot be a group; accepted are letters, digits and '-'", given=name)
    if not base_url.startswith(("https://", "http://")):
        raise InputError(f"'{base_url[:80]}' is not an http or https address", given=base_url)
    url = f"{base_url}?GROUP={name.upper()}&FORMAT=json"
    try:
        content = _read(url, timeout_s)
    except urllib.error.HTTPError as error:
        error.close()
        hint = " (it refuses a second request before its data change)" if error.code == 403 else ""
        raise _failure(name, url, f"the service answered {error.code} {error.reason}{hint}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise _failure(name, url, f"the service was not reached ({reason or type(error).__name__})") from error
    if content.lstrip()[:1] != b"[":
        found = content[:120].decode("utf-8", "replace").strip()
        raise _failure(name, url, f"the service sent no element sets but: {found!r}")
    return content


def _read(url: str, timeout_s: float) -> bytes:
    started = time.monotonic()
    request = urllib.request.Request(url, headers={"User-Agent": "huxing", "Accept": "application/json"})  # noqa: S310
    parts, size = [], 0
    with urllib.request.urlopen(request, timeout=timeout_s) as response:  # noqa: S310 - http(s) only, checked above
        while chunk := response.read1(_CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if size > LIMIT_BYTES:
                raise OSError(f"more than {LIMIT_BYTES / 1e6:.0f} MB")
            if time.monotonic() - started > timeout_s:
                raise TimeoutError(f"not finished after {timeout_s:g} s")
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _failure(name: str, url: str, reason: str) -> NetworkError:
    return NetworkError(
        f"Group '{name}' could not be fetched: {reason}. Download {url} in a browser and save it as {name}.json, "
        f"then: huxing elements show {name}.json"
    )


def seconds_until_update(path: str | Path, *, now_s: float) -> float:
    """How long a file fetched before is still as new as the service allows.

    Args:
        path: the file.
        now_s: present time, s since 1970.

    Returns:
        Seconds, 0 where the file is not there, is empty, or is two hours old.

    Raises:
        Nothing of its own.

    Source:
        CelesTrak usage policy: one download per update, updates every two hours.
    """
    try:
        found = Path(path).stat()
    except OSError:
        return 0.0
    if found.st_size == 0:
        return 0.0
    return min(max(found.st_mtime + UPDATE_INTERVAL_S - now_s, 0.0), UPDATE_INTERVAL_S)


def write_answer(path: str | Path, content: bytes, *, group: str, base_url: str) -> None:
    """Write what the service sent, and beside it, in `<path>.source`, what it is.

    Args:
        path: the file.
        content: as `fetch_group` gave it.
        group: the group that was asked for.
        base_url: the address that was asked.

    Raises:
        OSError: the folder cannot be written.

    Source:
        The project's own rule.
    """
    for name, data in ((Path(path), content), (_record_path(path), _record(content, group, base_url))):
        with atomic_write(name) as temporary:
            temporary.write_bytes(data)


def is_answer(path: str | Path, *, group: str, base_url: str) -> bool:
    """Whether a file still is, byte for byte, what the service sent for a group.

    Args:
        path: the file.
        group: the group.
        base_url: the address of the service.

    Returns:
        True only where `write_answer` wrote the file for this group from this address and nobody changed it since.

    Raises:
        Nothing of its own.

    Source:
        The project's own rule.
    """
    try:
        recorded = read_bounded(_record_path(path), limit_bytes=10_000)
        return recorded == _record(read_bounded(path, limit_bytes=LIMIT_BYTES), group, base_url)
    except HuxingError:
        return False


def _record_path(path: str | Path) -> Path:
    file = Path(path)
    return file.with_name(f"{file.name}.source")


def _record(content: bytes, group: str, base_url: str) -> bytes:
    record = {"group": group.upper(), "url": base_url, "sha256": hashlib.sha256(content).hexdigest()}
    return json.dumps(record, indent=1).encode() + b"\n"
