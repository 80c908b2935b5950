"""The GP service, played by a server on this machine."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from huxing.core.errors import InputError, NetworkError
from huxing.orbit import gp_service
from huxing.orbit.gp_service import fetch_group, is_answer, seconds_until_update, write_answer

ANSWERS = {
    "GOOD": (200, b'[{"OBJECT_NAME":"A"}]'),
    "NONE": (200, b"No GP data found"),
    "WRONG": (200, b'Invalid query: "GROUP=WRONG&FORMAT=json"\n (GROUP "wrong" not found)'),
    "BROKEN": (500, b"oops"),
    "AGAIN": (403, b"GP data has not updated since your last download"),
    "EMPTY": (200, b""),
}


class _Service(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - one list for the server of a test

    def do_GET(self) -> None:
        self.asked.append(self.path)
        group = self.path.partition("GROUP=")[2].partition("&")[0]
        if group == "SLOW":
            self._drip()
            return
        if group == "CUT":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"[")
            return
        if group == "LARGE":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"[" + b" " * 10_000)
            return
        status, body = ANSWERS[group]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"[")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    _Service.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/gp.php"
        server.shutdown()
        thread.join()


def test_a_group_is_asked_once_as_json(service: str) -> None:
    assert fetch_group("good", base_url=service) == b'[{"OBJECT_NAME":"A"}]'
    assert _Service.asked == ["/gp.php?GROUP=GOOD&FORMAT=json"]


@pytest.mark.parametrize(
    "group, reason",
    [
        ("none", "'No GP data found'"),
        ("wrong", "Invalid query"),
        ("empty", "no element sets"),
        ("broken", "answered 500"),
        ("again", "answered 403 .* second request before its data change"),
        ("cut", "not reached"),
    ],
)
def test_answers_that_are_no_element_sets(service: str, group: str, reason: str) -> None:
    with pytest.raises(NetworkError, match=reason) as caught:
        fetch_group(group, base_url=service)
    said = str(caught.value)
    assert f"Download {service}?GROUP={group.upper()}&FORMAT=json in a browser" in said
    assert f"huxing elements show {group}.json" in said
    assert len(_Service.asked) == 1


def test_a_slow_answer_is_given_up(service: str) -> None:
    begin = time.monotonic()
    with pytest.raises(NetworkError, match=r"not finished after 0\.3 s"):
        fetch_group("slow", timeout_s=0.3, base_url=service)
    assert time.monotonic() - begin < 2.0


def test_a_large_answer_is_given_up(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gp_service, "LIMIT_BYTES", 5_000)
    with pytest.raises(NetworkError, match="more than 0 MB"):
        fetch_group("large", base_url=service)


def test_without_a_network_it_says_what_to_do() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/gp.php"
    with pytest.raises(
        NetworkError, match=r"Group 'active' could not be fetched: .*refused.*huxing elements show active"
    ):
        fetch_group("active", base_url=address)


@pytest.mark.parametrize("name", ["", "a b", "a&FORMAT=tle", "../x", "a" * 65, "组"])
def test_names_that_cannot_be_groups(name: str) -> None:
    with pytest.raises(InputError, match="cannot be a group"):
        fetch_group(name, base_url="http://127.0.0.1:9/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "gp.php"])
def test_addresses_that_are_not_http(url: str) -> None:
    with pytest.raises(InputError, match="not an http or https address"):
        fetch_group("active", base_url=url)


def test_a_file_is_fresh_for_two_hours(tmp_path: Path) -> None:
    path = tmp_path / "gp.json"
    assert seconds_until_update(path, now_s=1e9) == 0.0
    path.write_bytes(b"")
    os.utime(path, (1e9, 1e9))
    assert seconds_until_update(path, now_s=1e9) == 0.0
    path.write_bytes(b"[]")
    os.utime(path, (1e9, 1e9))
    assert seconds_until_update(path, now_s=1e9 + 60.0) == 7140.0
    assert seconds_until_update(path, now_s=1e9 + 7200.0) == 0.0
    assert seconds_until_update(path, now_s=1e9 - 1e6) == 7200.0


def test_an_answer_is_known_by_its_record(tmp_path: Path) -> None:
    path, url = tmp_path / "gp.json", "http://127.0.0.1:9/"
    assert not is_answer(path, group="active", base_url=url)
    write_answer(path, b"[]", group="active", base_url=url)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["gp.json", "gp.json.source"]
    assert is_answer(path, group="ACTIVE", base_url=url)
    assert not is_answer(path, group="qianfan", base_url=url)
    assert not is_answer(path, group="active", base_url="http://127.0.0.1:10/")
    path.write_bytes(b"[ ]")
    assert not is_answer(path, group="active", base_url=url)
    path.write_bytes(b"[]")
    (tmp_path / "gp.json.source").unlink()
    assert not is_answer(path, group="active", base_url=url)
