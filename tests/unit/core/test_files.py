"""Bounded reading, and writing that is whole or not at all."""

from __future__ import annotations

import gzip
import os
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import FormatError, HuxingError, MissingDataError, TooLargeError
from huxing.core.files import atomic_write, gzip_bytes, read_bounded, unpack_bounded, write_text


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_members_of_a_gzip_stream_are_joined(parts: list[bytes]) -> None:
    packed = b"".join(gzip.compress(part) for part in parts)
    assert unpack_bounded(packed, limit_bytes=10_000) == b"".join(parts)


@given(st.binary(max_size=500), st.integers(0, 2**31))
def test_a_cut_gzip_stream_is_refused(content: bytes, seed: int) -> None:
    packed = gzip.compress(content)
    cut = 2 + seed % (len(packed) - 2)
    with pytest.raises(FormatError, match="ends too early"):
        unpack_bounded(packed[:cut], limit_bytes=10_000)
    with pytest.raises(FormatError):
        unpack_bounded(packed + packed[:cut], limit_bytes=10_000)


@given(st.binary(max_size=200))
def test_any_bytes_are_content_or_our_error(content: bytes) -> None:
    for data in (content, b"\x1f\x8b" + content, gzip.compress(content) + content):
        try:
            unpacked = unpack_bounded(data, limit_bytes=10_000)
        except HuxingError:
            continue
        assert unpacked == data or data[:2] == b"\x1f\x8b"


def test_what_follows_a_gzip_stream_is_not_dropped_in_silence() -> None:
    packed = gzip.compress(b"abc")
    assert unpack_bounded(packed + b"\0" * 512, limit_bytes=100) == b"abc"  # padding, as on tapes
    with pytest.raises(FormatError, match="follow the end"):
        unpack_bounded(packed + b"1 00005U", limit_bytes=100)


def test_a_damaged_gzip_stream_is_refused() -> None:
    packed = bytearray(gzip.compress(b"abc" * 100))
    packed[-6] ^= 1  # the checksum
    with pytest.raises(FormatError, match="damaged"):
        unpack_bounded(bytes(packed), limit_bytes=10_000)


def test_the_bound_is_exact(tmp_path: Path) -> None:
    for pack in (bytes, gzip.compress):
        assert len(unpack_bounded(pack(b"a" * 1000), limit_bytes=1000)) == 1000
        with pytest.raises(TooLargeError, match="split the file"):
            unpack_bounded(pack(b"a" * 1001), limit_bytes=1000)
    (tmp_path / "big").write_bytes(b"a" * 1001)
    (tmp_path / "packed").write_bytes(gzip.compress(bytes(range(256)) * 40, compresslevel=0))
    for name, limit in (("big", 1000), ("packed", 1000)):
        with pytest.raises(TooLargeError):
            read_bounded(tmp_path / name, limit_bytes=limit)


def test_a_gzip_bomb_costs_no_more_than_the_bound() -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    nested = gzip.compress(bomb)
    tracemalloc.start()
    begin = time.perf_counter()
    for data in (bomb, bomb * 3):
        with pytest.raises(TooLargeError):
            unpack_bounded(data, limit_bytes=5_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * 5_000_000
    assert time.perf_counter() - begin < 1.0
    assert unpack_bounded(nested, limit_bytes=5_000_000) == bomb  # one layer is unpacked, never two


def test_a_stream_of_empty_members_ends_quickly() -> None:
    members = gzip.compress(b"") * 500_000  # 10 MB
    begin = time.perf_counter()
    with pytest.raises(FormatError, match="members"):
        unpack_bounded(members, limit_bytes=64_000_000)
    assert time.perf_counter() - begin < 1.0


def test_reading_says_what_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "no", tmp_path):
        with pytest.raises(MissingDataError, match="Check the path"):
            read_bounded(path, limit_bytes=10)


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # nobody writes to it: an ordinary open would wait for ever
    with pytest.raises(MissingDataError, match="pipe: this is a pipe; only files are read"):
        read_bounded(tmp_path / "pipe", limit_bytes=10)
    with pytest.raises(MissingDataError, match="this is a device"):
        read_bounded("/dev/zero", limit_bytes=10)
    with pytest.raises(MissingDataError, match="Is a directory"):
        read_bounded(tmp_path, limit_bytes=10)
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_bytes(b"abc")
    assert read_bounded(tmp_path / "link", limit_bytes=10) == b"abc"


def test_gzip_bytes_are_equal_for_equal_content() -> None:
    first = gzip_bytes(b"abc" * 100)
    assert first == gzip_bytes(b"abc" * 100)
    assert gzip.decompress(first) == b"abc" * 100


def test_a_writer_that_raises_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "result.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError, match="power"), atomic_write(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError("power")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["result.txt"]


def test_a_writer_that_raises_before_anything_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), atomic_write(tmp_path / "new" / "x") as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert list((tmp_path / "new").iterdir()) == []


def test_writing_onto_a_folder_is_an_error_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_text(tmp_path / "folder", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_readers_never_see_a_half_file_while_many_write(tmp_path: Path) -> None:
    path = tmp_path / "shared.txt"
    texts = [str(k) * 50_000 for k in range(8)]
    write_text(path, texts[0])
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(path.read_text())

    def write(text: str) -> None:
        for _ in range(10):
            write_text(path, text)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(text,)) for text in texts]
    reader.start()
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert seen <= set(texts)
    assert path.read_text() in texts
    assert [p.name for p in tmp_path.iterdir()] == ["shared.txt"]
