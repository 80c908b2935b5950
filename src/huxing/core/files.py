"""Reading with a bound, writing without a half-written file ever being seen."""

from __future__ import annotations

import gzip
import os
import stat
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huxing.core.errors import FormatError, MissingDataError, TooLargeError

GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 14
_MOST_MEMBERS = 10_000
"""A member costs some microseconds however little it holds; block-wise gzip packs 64 kB into each."""


def read_bounded(path: str | Path, *, limit_bytes: int) -> bytes:
    """Read a file whole, gunzipping it when it is gzip, but never more than `limit_bytes` of content.

    Args:
        path: the file; `.gz` content is recognised by its first two bytes.
        limit_bytes: bound of the (unpacked) content.

    Returns:
        The unpacked content.

    Raises:
        MissingDataError: the file is not there, is a folder, a pipe or a device, or cannot be read.
        TooLargeError: the content is over the bound.
        FormatError: the gzip stream is damaged.

    Source:
        RFC 1952 (gzip).
    """
    file = Path(path)
    try:
        with open(file, "rb", opener=_open_at_once) as stream:
            kind = _kind(os.fstat(stream.fileno()).st_mode)
            content = b"" if kind else stream.read(limit_bytes + 1)
    except OSError as error:
        raise MissingDataError(f"{file}: cannot be read ({error.strerror}). Check the path.") from error
    if kind:
        raise MissingDataError(f"{file}: this is {kind}; only files are read. Check the path.")
    if len(content) > limit_bytes:
        raise _too_large(file, limit_bytes)
    return unpack_bounded(content, limit_bytes=limit_bytes, source=file)


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for a pipe's other end, so that what it is can be asked."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _kind(mode: int) -> str:
    """What is there in place of a regular file; '' for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    return kinds.get(stat.S_IFMT(mode), "not a file")


def unpack_bounded(content: bytes, *, limit_bytes: int, source: str | Path = "<data>") -> bytes:
    """Gunzip `content` if it is gzip; either way refuse more than `limit_bytes`.

    Args:
        content: raw bytes.
        limit_bytes: bound of the unpacked content.
        source: name used in messages.

    Returns:
        The unpacked content.

    Raises:
        TooLargeError: over the bound.
        FormatError: damaged gzip stream.

    Source:
        RFC 1952 (gzip).
    """
    if content[:2] == GZIP_MAGIC:
        content = _gunzip(content, limit_bytes, source)
    if len(content) > limit_bytes:
        raise _too_large(source, limit_bytes)
    return content


def _too_large(source: str | Path, limit_bytes: int) -> TooLargeError:
    return TooLargeError(
        f"{source}: more than {limit_bytes / 1e6:g} MB of content; split the file.", accepted=limit_bytes
    )


def _gunzip(content: bytes, limit_bytes: int, source: str | Path) -> bytes:
    """Unpack member after member; zeros may follow the last one (RFC 1952 leaves it open, tar pads so), nothing else.

    The members are fed in pieces, because `unused_data` copies all that follows a member.
    """
    unpacked, view, place, members = bytearray(), memoryview(content), 0, 0
    try:
        while len(unpacked) <= limit_bytes and content[place : place + 2] == GZIP_MAGIC:
            members += 1
            if members > _MOST_MEMBERS:
                raise FormatError(f"more than {_MOST_MEMBERS} gzip members; pack the file again", source=source)
            member = zlib.decompressobj(wbits=31)
            while not member.eof and len(unpacked) <= limit_bytes:
                if place >= len(content):
                    raise FormatError("the gzip stream ends too early", source=source)
                piece = view[place : place + _PIECE]
                place += len(piece)
                unpacked += member.decompress(piece, limit_bytes + 1 - len(unpacked))
            place -= len(member.unused_data)
    except zlib.error as error:
        raise FormatError(f"damaged gzip stream ({error})", source=source) from error
    if len(unpacked) > limit_bytes:
        raise _too_large(source, limit_bytes)  # before a copy is made of what is refused
    if content[place:].strip(b"\0"):
        raise FormatError("data follow the end of the gzip stream", source=source)
    return bytes(unpacked)


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; on success flush it to disk and rename it into place.

    Args:
        path: final name.

    Yields:
        The temporary path to write to.

    Raises:
        OSError: the folder cannot be written.

    Source:
        POSIX.1-2017, rename(): atomic replacement within one file system.
    """
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{final.name}.", suffix=".part", dir=final.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(final)
        _sync_folder(final.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8, atomically.

    Args:
        path: final name.
        text: content.

    Raises:
        OSError: the folder cannot be written.

    Source:
        `atomic_write`.
    """
    with atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def gzip_bytes(content: bytes) -> bytes:
    """Gzip without name and time, so that equal content gives equal bytes.

    Args:
        content: raw bytes.

    Returns:
        A gzip stream.

    Raises:
        Nothing of its own.

    Source:
        RFC 1952 (gzip), MTIME = 0.
    """
    return gzip.compress(content, mtime=0)
