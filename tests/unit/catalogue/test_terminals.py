from __future__ import annotations

import math
import re
from pathlib import Path
from typing import get_args

import pytest

from huxing.catalogue import Terminal, TerminalBand, payload, terminal, terminal_names
from huxing.catalogue.radio_rows import RadioStatus, TerminalKind
from huxing.core.errors import CatalogueError, ScenarioError

ROOT = Path(__file__).parents[3]
OURS = ROOT / "src" / "huxing" / "catalogue" / "rows" / "terminals.yaml"
BANDS = [(row, band) for row in map(terminal, terminal_names()) for band in row.bands]
SPEED_OF_LIGHT_MHZ_M = 299.792458
NOISE = ("g_over_t_db_per_k", "receive_gain_dbi", "noise_figure_db", "antenna_temperature_k")
POWER = ("eirp_dbw", "transmit_power_dbw", "transmit_gain_dbi")

ROW = """
terminals:
- name: mine
  title: Mine
  kind: vsat
  status: assumed
  source: a drawing on the wall
  bands:
  - name: ku
    transmit_mhz: [14000, 14500]
    receive_mhz: [10700, 12700]
    eirp_dbw: 40
    noise_figure_db: 1
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUXING_PATH", str(tmp_path))
    return tmp_path


def label(pair: tuple[Terminal, TerminalBand]) -> str:
    return f"{pair[0].name}/{pair[1].name}"


def bands_with(*keys: str) -> list[TerminalBand]:
    return [band for _, band in BANDS if None not in [getattr(band, key) for key in keys]]


def density_dbw(eirp_dbw: float, bandwidth_hz: float, unit_hz: float) -> float:
    return eirp_dbw - 10 * math.log10(bandwidth_hz / unit_hz)


def aperture_limit_dbi(diameter_m: float, frequency_mhz: float) -> float:
    """Gain of a circular aperture that is lit evenly and loses nothing, (pi D / lambda)^2."""
    return 20 * math.log10(math.pi * diameter_m * frequency_mhz / SPEED_OF_LIGHT_MHZ_M)


def test_every_kind_of_terminal_of_the_field_is_there() -> None:
    assert {terminal(name).kind for name in terminal_names()} == set(get_args(TerminalKind))


def test_our_file_has_the_kinds_that_no_other_file_has() -> None:
    names = re.findall(r"^- name: (\S+)", OURS.read_text(encoding="utf-8"), re.MULTILINE)
    kinds = [terminal(name).kind for name in names]
    assert {"flat-panel", "vsat", "aeronautical", "maritime", "gateway"} == set(kinds)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", terminal_names())
def test_a_row_says_what_it_is_and_where_from(name: str) -> None:
    row = terminal(name)
    assert row.status in get_args(RadioStatus)
    assert len(row.source) > 20
    assert len(row.title) > 3
    assert bool(row.bands) or row.laser is not None
    if row.status == "assumed":
        assert "Assumed" in row.note
        assert row.unverified


def test_whatever_was_read_at_second_hand_says_so() -> None:
    for name in re.findall(r"^- name: (\S+)", OURS.read_text(encoding="utf-8"), re.MULTILINE):
        row = terminal(name)
        if row.status in ("vendor", "filed", "study"):
            assert row.unverified, name


@pytest.mark.parametrize("pair", BANDS, ids=label)
def test_a_band_has_edges_of_its_band(pair: tuple[Terminal, TerminalBand]) -> None:
    _, band = pair
    # Fixed-satellite bands of Radio Regulations, Article 5, between which a Ku or Ka terminal can lie.
    limits = {"ku": ((13750, 14500), (10700, 12750)), "ka": ((27500, 31000), (17300, 21200))}
    sent, received = limits.get(band.name.split("-")[0], ((1, 40000), (1, 40000)))
    assert band.transmit_mhz or band.receive_mhz
    for edges, (low, high) in ((band.transmit_mhz, sent), (band.receive_mhz, received)):
        if edges is not None:
            assert low <= edges[0] < edges[1] <= high
            assert band.bandwidth_mhz is None or band.bandwidth_mhz <= edges[1] - edges[0]


def test_gain_over_noise_is_what_gain_and_noise_give() -> None:
    whole = bands_with(*NOISE)
    assert len(whole) >= 8
    for band in whole:
        gain, figure = band.receive_gain_dbi, band.noise_figure_db
        # 3GPP TR 38.821, equation 6.1.3.1-3, T0 = 290 K. Rows print two decimals: half of the last is 0.005 dB.
        excess = (band.antenna_temperature_k - 290) * 10 ** (-figure / 10)
        assert band.g_over_t_db_per_k == pytest.approx(gain - figure - 10 * math.log10(290 + excess), abs=0.05), band


def test_radiated_power_is_power_and_gain() -> None:
    whole = bands_with(*POWER)
    assert len(whole) >= 8
    for band in whole:
        assert band.eirp_dbw == pytest.approx(band.transmit_power_dbw + band.transmit_gain_dbi, abs=0.05), band


def test_noise_behind_a_gain_over_noise_is_possible() -> None:
    for band in bands_with("g_over_t_db_per_k", "receive_gain_dbi"):
        temperature = 10 ** ((band.receive_gain_dbi - band.g_over_t_db_per_k) / 10)
        # A cooled receiver under a clear sky has some 30 K; an uncooled one in front of the warm ground 2,000 K.
        assert 30 < temperature < 3000, band


def test_a_dish_has_no_more_gain_than_its_size_allows() -> None:
    dishes = [band for band in bands_with("aperture_m") if band.pattern == "parabolic"]
    assert len(dishes) >= 6
    for band in dishes:
        for gain, edges in ((band.transmit_gain_dbi, band.transmit_mhz), (band.receive_gain_dbi, band.receive_mhz)):
            if gain is not None and edges is not None:
                assert gain <= aperture_limit_dbi(band.aperture_m, edges[1]), band
                # 6 dB below the limit is an efficiency of a quarter, less than any dish in use.
                assert gain >= aperture_limit_dbi(band.aperture_m, edges[0]) - 6, band


@pytest.mark.parametrize("pair", BANDS, ids=label)
def test_steering_belongs_to_phased_arrays(pair: tuple[Terminal, TerminalBand]) -> None:
    row, band = pair
    steered = band.scan_limit_deg is not None
    assert steered == (band.scan_exponent is not None)
    if steered:
        assert band.pattern == "phased-array"
        assert row.status == "assumed"
        assert row.min_elevation_deg == 90 - band.scan_limit_deg  # the panel lies level


def test_kalama_has_the_density_that_its_filing_prints_too() -> None:
    band = terminal("kalama").bands[0]
    # 9.7 dBW/4 kHz stands beside 60.5 dBW in the filing, printed to 0.1 dB.
    assert density_dbw(band.eirp_dbw, band.bandwidth_mhz * 1e6, 4e3) == pytest.approx(9.7, abs=0.05)
    # 50 W and 66.5 dBW are of a report on the gateways before it, the gain of the filing.
    assert 10 * math.log10(50) + band.transmit_gain_dbi == pytest.approx(66.5, abs=0.05)


@pytest.mark.parametrize(
    ("name", "temperature_k"), [("mit-2018-ku-70cm", 362.9), ("mit-2018-ku-75cm", 350.1)], ids=["spacex", "oneweb"]
)
def test_gain_over_noise_of_the_study_follows_from_its_temperature(name: str, temperature_k: float) -> None:
    band = terminal(name).bands[0]
    expected = band.receive_gain_dbi - 10 * math.log10(temperature_k)
    assert band.g_over_t_db_per_k == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("assumed", "sourced", "keys"),
    [
        ("flat-panel-ku", "hughes-hl1120w", ("eirp_dbw", "g_over_t_db_per_k", "bandwidth_mhz", "aperture_m")),
        ("vsat-ku", "patriot-1200-ku", ("transmit_gain_dbi", "receive_gain_dbi", "antenna_temperature_k")),
        ("gateway-ka", "spacex-kalama", ("eirp_dbw", "transmit_gain_dbi", "receive_gain_dbi", "bandwidth_mhz")),
    ],
)
def test_an_assumed_row_leaves_what_it_took_from_a_source_as_it_is(
    assumed: str, sourced: str, keys: tuple[str, ...]
) -> None:
    assert sourced in terminal(assumed).source
    for ours, theirs in zip(terminal(assumed).bands, terminal(sourced).bands, strict=True):
        assert (ours.transmit_mhz, ours.receive_mhz) == (theirs.transmit_mhz, theirs.receive_mhz)
        assert [getattr(ours, key) for key in keys] == [getattr(theirs, key) for key in keys]


def test_assumed_steering_lies_between_what_the_filing_gives_for_sending_and_receiving() -> None:
    # 1423-EX-ST-2024: 37.2 and 35.8 dBi at boresight, 32.2 and 31.5 dBi at the largest slant.
    band = terminal("flat-panel-ku").bands[0]
    fall = -10 * math.log10(math.cos(math.radians(band.scan_limit_deg)))
    assert (35.8 - 31.5) / fall < band.scan_exponent < (37.2 - 32.2) / fall


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("flat panel", "flat-panel-ku"),
        ("Aeronautical", "aerosat-hr129"),
        ("MARITIME_KU", "intellian-ow70m"),
        ("gateway", "gateway-ka"),
        ("hl1120w", "hughes-hl1120w"),
    ],
)
def test_a_terminal_is_found_by_any_of_its_names(asked: str, found: str) -> None:
    assert terminal(asked).name == found


def test_an_unknown_terminal_lists_the_nearest() -> None:
    with pytest.raises(CatalogueError, match=r"no terminal 'gatway-ka' in the catalogue; nearest: gateway-ka"):
        terminal("gatway-ka")


@pytest.mark.parametrize(
    ("change", "line", "key_path", "said"),
    [
        (("eirp_dbw", "eirp_dbm"), 12, "bands.0.eirp_dbm", "Did you mean 'eirp_dbw'"),
        (("  source:", "  sources:"), 7, "sources", "Did you mean 'source'"),
        (("  source: a drawing on the wall\n", ""), 3, "source", "'source' is required"),
        (("[14000, 14500]", "[14500, 14000]"), 10, "bands.0.transmit_mhz", "the lower one first"),
        (("[10700, 12700]", "[10700, 10700]"), 11, "bands.0.receive_mhz", "the lower one first"),
        (("[14000, 14500]", "[14000]"), 10, "bands.0.transmit_mhz", "at least 2"),
        (("[14000, 14500]", "[-1, 14500]"), 10, "bands.0.transmit_mhz.0", "greater than 0"),
        (("eirp_dbw: 40", "eirp_dbw: .nan"), 12, "bands.0.eirp_dbw", "not a finite number"),
        (("eirp_dbw: 40", "eirp_dbw: 400"), 12, "bands.0.eirp_dbw", "200"),
        (("eirp_dbw: 40", "eirp_dbw: '40'"), 12, "bands.0.eirp_dbw", "valid number"),
        (("noise_figure_db: 1", "noise_figure_db: -1"), 13, "bands.0.noise_figure_db", "given -1"),
        (("noise_figure_db: 1", "scan_limit_deg: 91"), 13, "bands.0.scan_limit_deg", "90"),
        (("noise_figure_db: 1", "bandwidth_mhz: -20"), 13, "bands.0.bandwidth_mhz", "greater than 0"),
        (("kind: vsat", "kind: balloon"), 5, "kind", "'flat-panel'"),
        (("status: assumed", "status: guessed"), 6, "status", "'assumed'"),
    ],
)
def test_a_wrong_row_is_named_with_file_line_and_key(
    folder: Path, change: tuple[str, str], line: int, key_path: str, said: str
) -> None:
    assert change[0] in ROW
    (folder / "bad.yaml").write_text(ROW.replace(*change, 1))
    with pytest.raises(ScenarioError, match=r"bad\.yaml") as caught:
        terminal_names()
    assert caught.value.line == line
    assert caught.value.key_path == f"terminals.0.{key_path}"
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("bands", "line", "key_path", "said"),
    [
        ("", 3, "terminals.0", "a terminal has bands, a laser, or both"),
        ("  bands: []\n", 3, "terminals.0", "a terminal has bands, a laser, or both"),
        ("  bands:\n  - name: ku\n", 9, "terminals.0.bands.0", "transmit_mhz, receive_mhz, or both"),
        (
            "  bands:\n  - {name: ku, receive_mhz: [1, 2]}\n  - {name: ku, receive_mhz: [3, 4]}\n",
            3,
            "terminals.0",
            "two bands have one name",
        ),
    ],
    ids=["no bands", "an empty list", "a band without edges", "two bands of one name"],
)
def test_a_terminal_needs_bands_that_differ(folder: Path, bands: str, line: int, key_path: str, said: str) -> None:
    (folder / "bad.yaml").write_text(ROW.split("  bands:", maxsplit=1)[0] + bands)
    with pytest.raises(ScenarioError, match=said) as caught:
        terminal("mine")
    assert (caught.value.line, caught.value.key_path) == (line, key_path)


def test_a_folder_of_huxing_path_adds_terminals_and_replaces_them(folder: Path) -> None:
    (folder / "mine.yaml").write_text(ROW + ROW.replace("terminals:\n", "").replace("name: mine", "name: gateway-ka"))
    assert terminal("Mine").bands[0].eirp_dbw == 40.0
    assert (terminal("gateway-ka").title, terminal("gateway-ka").kind) == ("Mine", "vsat")
    with pytest.raises(CatalogueError, match="no terminal 'gateway'"):
        terminal("gateway")  # the alias went with the row that was replaced


def test_an_alias_that_means_another_terminal_is_refused(folder: Path) -> None:
    (folder / "mine.yaml").write_text(ROW.replace("  kind: vsat", "  aliases: [Kalama]\n  kind: vsat"))
    with pytest.raises(ScenarioError, match="'Kalama' of 'mine' already means 'spacex-kalama'"):
        terminal_names()


def test_the_page_on_terminals_lists_every_row_as_it_is() -> None:
    page = (ROOT / "docs" / "reference" / "terminals.md").read_text(encoding="utf-8")
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    listed = {cells[0].strip("`"): cells for cells in lines}
    for name in terminal_names():
        row = terminal(name)
        assert listed[name][1] == f"{row.kind}, {row.status}"
        for column, key in ((4, "eirp_dbw"), (5, "g_over_t_db_per_k")) if row.bands else ():
            figures = [getattr(band, key) for band in row.bands]
            known = dict.fromkeys(f"{figure:g}" for figure in figures if figure is not None)
            assert listed[name][column] == (", ".join(known) or "-"), name


def test_the_rows_that_the_page_shows_can_be_read(folder: Path) -> None:
    page = (ROOT / "docs" / "reference" / "terminals.md").read_text(encoding="utf-8")
    (folder / "shown.yaml").write_text(page.split("```yaml\n")[1].split("```", maxsplit=1)[0])
    assert terminal("panel").bands[0].scan_limit_deg == 60
    assert payload("our-payload").bands[0].uplink_bandwidth_mhz == 60
