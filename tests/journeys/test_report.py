"""A person opens the report in a real browser: on a screen, on a phone, and on paper."""

from __future__ import annotations

import functools
import html
import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from huxing.chain import write_report
from huxing.chain.engines import LocalEngine
from huxing.chain.runner import run_scenario
from huxing.chain.scenario import load_scenario
from huxing.chain.stages.connect import CONNECT
from huxing.chain.stages.fly import FLY

SCENARIO = """\
name: small
title: A small constellation
question: Does it serve the city?
start: 2026-08-22
fly:
  hours: 6
  step_s: 300
  map_spacing_deg: 15
  constellations:
  - name: star
    title: Star as observed
    role: observed
    shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 3, per_plane: 6}}]
    compared_with: dream
  - name: dream
    title: Star as dreamt of by somebody who likes names that are far too long for any table
    shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 6, per_plane: 6}}]
  areas:
  - {name: city, title: The city, polygon: [[121, 31], [122, 31], [121.5, 32]]}
  - {name: road, title: The road, route: [[120, 30], [-120, 40]]}
  - {name: cap, title: The cap, band: {south_deg: 66, north_deg: 90}}
  stations:
  - {name: roof, title: The roof, latitude_deg: 31.2, longitude_deg: 121.5}
connect:
  hours: 6
  step_s: 300
  climate: zonal
  map_spacing_deg: 20
  map_instants: 100
  links:
  - name: dish
    title: A dish of somebody who likes names that are far too long for any table
    terminal: vsat-ka
    payload: tr38821-set1-leo1200
    band: ka
    constellations: [star, dream]
    stations: [{name: roof, title: The roof, latitude_deg: 31.2, longitude_deg: 121.5}]
    required_down_mbps: 100
    map: true
  lasers:
  - {name: light, terminal: tesat-scot80, constellations: [dream]}
  networks:
  - name: mesh
    title: A network of somebody who likes names that are far too long for any table
    constellations: [star, dream]
    laser: light
    user_link: dish
    gateway_link: dish
    gateways:
    - {name: roof, title: The roof of somebody who likes names, latitude_deg: 31.2, longitude_deg: 121.5}
    - {name: west, title: Westernmost hill of the peninsula with the long name, latitude_deg: 40, longitude_deg: -4}
    - {name: south, title: Wwwwwwwwwwwwwwwwwwwwwwww, latitude_deg: -33, longitude_deg: 151}
    - {name: north, title: North, latitude_deg: 60, longitude_deg: 25}
    - {name: east, title: East, latitude_deg: 35, longitude_deg: 139}
    - {name: far, title: Far, latitude_deg: 30, longitude_deg: -95}
    hub: {name: roof, title: The roof of somebody who likes names, latitude_deg: 31.2, longitude_deg: 121.5}
    pairs:
    - - {name: roof, title: The roof of somebody who likes names, latitude_deg: 31.2, longitude_deg: 121.5}
      - {name: isle, title: An isle of somebody who likes long names, latitude_deg: 38, longitude_deg: 170}
    - - {name: roof, title: The roof of somebody who likes names, latitude_deg: 31.2, longitude_deg: 121.5}
      - {name: coast, title: Coast, latitude_deg: -23, longitude_deg: -46}
    cities: 20
    demand_gbps: 1
    capacity_hours: [0]
  - name: pipe
    title: Without links
    constellations: [star]
    user_link: dish
    gateway_link: dish
    gateways: [{name: roof, title: The roof, latitude_deg: 31.2, longitude_deg: 121.5}]
    hub: {name: roof, title: The roof, latitude_deg: 31.2, longitude_deg: 121.5}
    pairs:
    - [{name: roof, latitude_deg: 31.2, longitude_deg: 121.5}, {name: isle, latitude_deg: -38, longitude_deg: -170}]
    cities: 20
    demand_gbps: 1
    capacity_hours: [0]
"""
PROBE = """<script>
addEventListener("load", () => {
  const box = (node) => node.getBoundingClientRect();
  const result = document.createElement("pre");
  result.id = "probe";
  result.textContent = JSON.stringify({
    wide: document.documentElement.scrollWidth, window: innerWidth,
    answer: box(document.querySelector(".answers li")).top,
    figures: [...document.querySelectorAll("figure svg")].map((svg) => [box(svg).width, box(svg).height]),
    outside: [...document.querySelectorAll("figure svg text")].filter((text) => {
      const one = box(text), all = box(text.ownerSVGElement);
      return one.width && (one.left < all.left - 2 || one.right > all.right + 2 || one.top < all.top - 2
        || one.bottom > all.bottom + 2);
    }).map((text) => text.textContent),
    overlapping: [...document.querySelectorAll("figure svg")].flatMap((svg) => {
      const all = [...svg.querySelectorAll("text")].map((text) => [box(text), text.textContent]);
      return all.flatMap(([a, first], k) => all.slice(k + 1).filter(([b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2.5).map(([, second]) => [first, second]));
    }),
    loaded: performance.getEntriesByType("resource").map((entry) => entry.name),
  });
  document.body.append(result);
});
</script></body>"""
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser is installed (looked for {', '.join(NAMES)})")
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    (folder / "small.yaml").write_text(SCENARIO)
    scenario = load_scenario(folder / "small.yaml", stages=(FLY, CONNECT))
    run_scenario(scenario, folder / "run", stages=(FLY, CONNECT), engine=LocalEngine(1))
    return write_report(folder / "run")


@pytest.fixture(scope="module")
def served(report):
    """The report behind a server of our own that notes every request."""
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

    page = report.read_text(encoding="utf-8")
    (report.parent / "probe.html").write_text(page.replace("</body>", PROBE), encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=report.parent))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/probe.html", asked
    server.shutdown()
    server.server_close()
    thread.join()


def browse(browser: str, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-extensions", "--no-pings"]  # fmt: skip
    command = [browser, *quiet, f"--user-data-dir={profile}", "--enable-logging=stderr", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (500, 800)])
def test_the_report_in_a_browser(browser, served, tmp_path, width, height):
    """Headless Chromium makes no window narrower than 500; the phone's 400 are tested in a frame, below."""
    address, asked = served
    asked.clear()
    done = browse(
        browser, tmp_path, f"--window-size={width},{height}", "--virtual-time-budget=3000", "--dump-dom", address
    )
    _check(_probe(done.stdout), height)
    assert [path for path in asked if path != "/probe.html"] == []
    assert not re.search(r"CONSOLE.*(rror|iolat)", done.stderr)


def test_the_report_on_a_phone(browser, served, tmp_path, report):
    address, asked = served
    asked.clear()
    frame = '<iframe src="probe.html" width="400" height="800" style="border:0"></iframe>'
    collect = "<script>addEventListener('load', () => setTimeout(() => document.body.append("
    collect += "document.querySelector('iframe').contentDocument.querySelector('#probe')), 500));</script>"
    (report.parent / "phone.html").write_text(f"<!doctype html><body>{frame}{collect}</body>")
    phone = address.replace("probe.html", "phone.html")
    done = browse(browser, tmp_path, "--window-size=800,900", "--virtual-time-budget=5000", "--dump-dom", phone)
    found = _probe(done.stdout)
    assert found["window"] == 400
    _check(found, 800)
    assert {path for path in asked if path != "/favicon.ico"} == {"/phone.html", "/probe.html"}


def test_the_report_on_paper(browser, report, tmp_path):
    browse(browser, tmp_path / "profile", f"--print-to-pdf={tmp_path / 'report.pdf'}", report.as_uri())
    content = (tmp_path / "report.pdf").read_bytes()
    sizes = {match.decode() for match in re.findall(rb"/MediaBox \[0 0 ([\d. ]+)\]", content)}
    upright = {size for size in sizes if _is_near(size, (595.3, 841.9))}
    across = {size for size in sizes if _is_near(size, (841.9, 595.3))}
    assert upright
    assert across
    assert sizes == upright | across


def _is_near(size: str, wanted: tuple[float, float]) -> bool:
    return all(abs(float(a) - b) < 2.0 for a, b in zip(size.split(), wanted, strict=True))


def _probe(dom: str) -> dict:
    found = re.search(r'<pre id="probe">(.*?)</pre>', dom, re.DOTALL)
    assert found, "the page did not load"
    return json.loads(html.unescape(found.group(1)))


def _check(found: dict, height: int) -> None:
    assert found["wide"] <= found["window"], "the page is wider than the window"
    assert 0 < found["answer"] < 0.6 * height, "the answer is not in the first screen"
    assert len(found["figures"]) >= 40
    assert all(width > 200 and tall > 20 for width, tall in found["figures"])
    assert found["outside"] == []
    assert found["overlapping"] == []
    assert [name for name in found["loaded"] if not name.startswith("data:")] == []
