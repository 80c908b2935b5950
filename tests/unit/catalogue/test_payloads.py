from __future__ import annotations

import math
from pathlib import Path
from typing import get_args

import pytest

from huxing.catalogue import Payload, PayloadBand, payload, payload_names, terminal, terminal_names
from huxing.catalogue.radio_rows import RadioStatus
from huxing.core.errors import CatalogueError, ScenarioError

ROOT = Path(__file__).parents[3]
BANDS = [(row, band) for row in map(payload, payload_names()) for band in row.bands]
SPEED_OF_LIGHT_MHZ_M = 299.792458

ROW = """
payloads:
- name: mine
  title: Mine
  status: assumed
  source: a drawing on the wall
  altitude_km: 700
  bands:
  - name: ku
    downlink_mhz: [10700, 12700]
    eirp_density_dbw_per_mhz: 10
    beams: 4
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUXING_PATH", str(tmp_path))
    return tmp_path


def label(pair: tuple[Payload, PayloadBand]) -> str:
    return f"{pair[0].name}/{pair[1].name}"


def band_of(name: str, band: str) -> PayloadBand:
    return next(each for each in payload(name).bands if each.name == band)


def aperture_limit_dbi(diameter_m: float, frequency_mhz: float) -> float:
    return 20 * math.log10(math.pi * diameter_m * frequency_mhz / SPEED_OF_LIGHT_MHZ_M)


@pytest.mark.parametrize("name", payload_names())
def test_a_row_says_what_it_is_and_where_from(name: str) -> None:
    row = payload(name)
    assert row.status in get_args(RadioStatus)
    assert len(row.source) > 20
    assert row.altitude_km is None or 160 < row.altitude_km < 36000
    if row.status == "assumed":
        assert "Assumed" in row.note
        assert row.unverified


@pytest.mark.parametrize("pair", BANDS, ids=label)
def test_a_band_has_edges_and_carriers_that_fit(pair: tuple[Payload, PayloadBand]) -> None:
    _, band = pair
    assert band.downlink_mhz or band.uplink_mhz
    widths = (band.downlink_bandwidth_mhz, band.uplink_bandwidth_mhz)
    for edges, width in zip((band.downlink_mhz, band.uplink_mhz), widths, strict=True):
        if edges is None:
            assert width is None
        elif width is not None:
            assert width <= edges[1] - edges[0] + 1e-9


def test_noise_behind_a_gain_over_noise_is_possible() -> None:
    whole = [band for _, band in BANDS if None not in (band.g_over_t_db_per_k, band.receive_gain_dbi)]
    assert len(whole) >= 10
    for band in whole:
        temperature = 10 ** ((band.receive_gain_dbi - band.g_over_t_db_per_k) / 10)
        # An antenna full of the warm Earth, and a receiver of 1 to 10 dB.
        assert 290 < temperature < 3000, band


def test_a_beam_has_the_gain_of_its_aperture() -> None:
    ends = [
        end
        for _, band in BANDS
        for end in (
            (band.transmit_gain_dbi, band.transmit_aperture_m, band.downlink_mhz),
            (band.receive_gain_dbi, band.receive_aperture_m, band.uplink_mhz),
        )
        if None not in end
    ]
    assert len(ends) >= 20
    for gain, size, edges in ends:
        # 6 dB below an even, lossless aperture is an efficiency of a quarter.
        assert aperture_limit_dbi(size, edges[0]) - 6 <= gain <= aperture_limit_dbi(size, edges[1])


@pytest.mark.parametrize(
    ("name", "per_4_khz"), [("starlink-gen1", -15.6), ("oneweb-gen1", -13.4)], ids=["SpaceX", "WorldVu"]
)
def test_filed_densities_are_those_of_the_filings(name: str, per_4_khz: float) -> None:
    # Filed in dBW/4 kHz; the row has two decimals.
    expected = per_4_khz + 10 * math.log10(1e6 / 4e3)
    assert band_of(name, "ku").eirp_density_dbw_per_mhz == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(("name", "eirp_dbw"), [("mit-2018-spacex", 36.7), ("mit-2018-oneweb", 34.6)])
def test_user_beams_of_the_study_have_its_radiated_power(name: str, eirp_dbw: float) -> None:
    band = band_of(name, "ku")
    beam = band.eirp_density_dbw_per_mhz + 10 * math.log10(band.downlink_bandwidth_mhz)
    assert beam == pytest.approx(eirp_dbw, abs=0.006)


def test_study_and_filing_agree_on_oneweb() -> None:
    # Found through different texts: 34.6 dBW in 250 MHz, and -13.4 dBW/4 kHz. Both are printed to 0.1 dB.
    study, filed = band_of("mit-2018-oneweb", "ku"), band_of("oneweb-gen1", "ku")
    assert study.eirp_density_dbw_per_mhz == pytest.approx(filed.eirp_density_dbw_per_mhz, abs=0.1)


@pytest.mark.parametrize(("name", "temperature_k"), [("mit-2018-spacex", 535.9), ("mit-2018-oneweb", 447.2)])
def test_feeder_receivers_of_the_study_have_its_temperature(name: str, temperature_k: float) -> None:
    # The study prints gain, temperature and G/T, the last to 0.1 dB.
    band = band_of(name, "ka")
    assert band.g_over_t_db_per_k == pytest.approx(band.receive_gain_dbi - 10 * math.log10(temperature_k), abs=0.05)


def test_the_payload_for_studies_is_the_filed_one_with_a_receiver() -> None:
    ours, filed = band_of("leo-ku", "ku"), band_of("oneweb-gen1", "ku")
    for key in ("downlink_mhz", "uplink_mhz", "eirp_density_dbw_per_mhz", "transmit_gain_dbi", "beams"):
        assert getattr(ours, key) == getattr(filed, key)
    assert filed.g_over_t_db_per_k is None
    # 290 K of the Earth and a receiver of 3 dB, as the note says; the row has one decimal.
    temperature = 290 + 290 * (10**0.3 - 1)
    assert ours.g_over_t_db_per_k == pytest.approx(ours.receive_gain_dbi - 10 * math.log10(temperature), abs=0.05)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("flat-panel", "leo-ku"),
        ("aeronautical", "leo-ku"),
        ("maritime", "leo-ku"),
        ("vsat", "leo-ku"),
        ("gateway", "tr38821-set1-leo600"),
        ("flat-panel", "tr38821-set1-leo600"),
        ("handset", "tr38821-set1-leo600"),
    ],
)
def test_a_terminal_of_this_kind_has_all_that_both_directions_need(kind: str, row: str) -> None:
    def overlap(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
        return a is not None and b is not None and max(a[0], b[0]) < min(a[1], b[1])

    whole = [
        each.name
        for each in map(terminal, terminal_names())
        for ground in each.bands
        for space in payload(row).bands
        if each.kind == kind
        and overlap(ground.transmit_mhz, space.uplink_mhz)
        and overlap(ground.receive_mhz, space.downlink_mhz)
        and None not in (ground.eirp_dbw, ground.g_over_t_db_per_k)
        and None not in (space.eirp_density_dbw_per_mhz, space.g_over_t_db_per_k)
    ]
    assert whole


@pytest.mark.parametrize(
    ("change", "line", "key_path", "said"),
    [
        (
            ("eirp_density_dbw_per_mhz", "eirp_density_db_per_mhz"),
            11,
            ".bands.0.eirp_density_db_per_mhz",
            "Did you mean",
        ),
        (("[10700, 12700]", "[12700, 10700]"), 10, ".bands.0.downlink_mhz", "the lower one first"),
        (("beams: 4", "beams: 0"), 12, ".bands.0.beams", "given 0"),
        (("beams: 4", "beams: 4.5"), 12, ".bands.0.beams", "integer"),
        (("altitude_km: 700", "altitude_km: -700"), 7, ".altitude_km", "greater than 0"),
        (("status: assumed", "status: guessed"), 5, ".status", "'assumed'"),
        (("    downlink_mhz: [10700, 12700]\n", ""), 9, ".bands.0", "downlink_mhz, uplink_mhz, or both"),
        (("    beams: 4\n", "    beams: 4\n  - {name: ku, uplink_mhz: [1, 2]}\n"), 3, "", "two bands have one name"),
    ],
)
def test_a_wrong_row_is_named_with_file_line_and_key(
    folder: Path, change: tuple[str, str], line: int, key_path: str, said: str
) -> None:
    assert change[0] in ROW
    (folder / "bad.yaml").write_text(ROW.replace(*change, 1))
    with pytest.raises(ScenarioError, match=r"bad\.yaml") as caught:
        payload_names()
    assert caught.value.line == line
    assert caught.value.key_path == f"payloads.0{key_path}"
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("bands", "line", "key_path"), [("  bands: []\n", 8, "payloads.0.bands"), ("", 3, "payloads.0.bands")]
)
def test_a_payload_needs_a_band(folder: Path, bands: str, line: int, key_path: str) -> None:
    (folder / "bad.yaml").write_text(ROW.split("  bands:", maxsplit=1)[0] + bands)
    with pytest.raises(ScenarioError, match=r"bad\.yaml") as caught:
        payload("mine")
    assert (caught.value.line, caught.value.key_path) == (line, key_path)


def test_a_folder_of_huxing_path_adds_payloads_and_replaces_them(folder: Path) -> None:
    (folder / "mine.yaml").write_text(ROW + ROW.replace("payloads:\n", "").replace("name: mine", "name: leo-ku"))
    assert payload("MINE").altitude_km == 700.0
    assert (payload("leo ku").title, payload("leo ku").bands[0].beams) == ("Mine", 4)
    assert "starlink-gen1" in payload_names()


def test_an_unknown_payload_lists_the_nearest() -> None:
    with pytest.raises(CatalogueError, match="no payload 'starlink-gen2' in the catalogue; nearest: starlink-gen1"):
        payload("starlink-gen2")


def test_payloads_that_are_not_public_are_not_invented() -> None:
    for name in ("qianfan", "guowang"):
        with pytest.raises(CatalogueError, match=f"no payload '{name}'"):
            payload(name)


def test_the_page_on_terminals_lists_every_payload_as_it_is() -> None:
    page = (ROOT / "docs" / "reference" / "terminals.md").read_text(encoding="utf-8")
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    listed = {cells[0].strip("`"): cells for cells in lines if cells[1].startswith("payload, ")}
    assert sorted(listed) == payload_names()
    for name, cells in listed.items():
        row = payload(name)
        assert cells[1] == f"payload, {row.status}"
        for column, key in ((5, "eirp_density_dbw_per_mhz"), (6, "g_over_t_db_per_k")):
            figures = [getattr(band, key) for band in row.bands]
            known = dict.fromkeys(f"{figure:g}" for figure in figures if figure is not None)
            assert cells[column] == (", ".join(known) or "-"), name
