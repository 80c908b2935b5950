from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.catalogue import standard_table
from huxing.core.errors import CatalogueError, FormatError, HuxingError, MissingDataError, TooLargeError
from huxing.link.maritime import read_link_table, ship_downlink, vdes_channel, vdes_channels, vdes_link, vdes_links

HEADER = "link_id,direction,modulation,symbol_rate_baud,bandwidth_khz,code_rate,source\n"
ROW = "sat-x,satellite-to-ship,qpsk,33600,50,0.5,my document table 7\n"


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "links.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_channels_of_one_leg_lie_side_by_side() -> None:
    legs: dict[str, list[tuple[float, float]]] = {}
    for channel in vdes_channels():
        if channel.leg.startswith("VDE"):
            legs.setdefault(channel.leg, []).append((channel.low, channel.high))
    for edges in legs.values():
        assert all(one[1] == after[0] for one, after in pairwise(edges))


def test_channels_of_25_khz_stand_in_the_middle_of_their_numbers() -> None:
    """Appendix 18: 1024 is 157.200 MHz, 2024 is 161.800 MHz, 12.5 or 25 kHz on for each further one."""
    expected = {"vde-1024": 157.2, "vde-1084": 157.225, "vde-2024": 161.8, "vde-2086": 161.925, "ais-2": 162.025}
    for name, megahertz in (expected | {"lr-ais-75": 156.775, "asm-1": 161.95}).items():
        assert vdes_channel(name).frequency == pytest.approx(megahertz * 1e6, abs=1e-3)
        assert vdes_channel(name).bandwidth == 25e3
    assert vdes_channel("vde-sat-block").bandwidth == 21 * 25e3


def test_rates_follow_from_symbols_and_bits_and_are_those_of_the_standards() -> None:
    columns = standard_table("vdes_links")
    for link, bits in zip(vdes_links(), columns.numbers("bits_per_symbol"), strict=True):
        assert link.bits_per_symbol == bits
        assert link.symbol_rate < link.bandwidth
    assert vdes_link("ais").information_rate() == 9600.0
    assert vdes_link("asm").gross_rate == 19200.0
    assert vdes_link("vde-ter-100-16qam").gross_rate == 307_200.0
    assert vdes_link("vde-ter-100-qpsk").information_rate() == 76_800.0


def test_vde_sat_is_not_made_up() -> None:
    assert not [link for link in vdes_links() if "satellite-to-ship" in link.direction]
    with pytest.raises(CatalogueError, match="read_link_table"):
        vdes_link("sat-20")
    with pytest.raises(MissingDataError, match="code rate is not known"):
        vdes_link("vde-ter-25-16qam").information_rate()
    with pytest.raises(CatalogueError, match="nearest: ais-1"):
        vdes_channel("ais1")
    for wrong in ([], ["ais"], None):
        for call in (vdes_link, vdes_channel):
            with pytest.raises(CatalogueError, match="nearest"):
                call(wrong)  # type: ignore[arg-type]


def test_a_users_table_is_read_and_used(tmp_path: Path) -> None:
    columns = HEADER.replace("source", "source,spreading_factor,required_es_n0_db")
    spread_row = "sat-a,satellite-to-ship,bpsk,2100,50,0.5,doc t1,16,-1.5\n"
    plain_row = "sat-b,ship-to-satellite,qpsk,33600,50,0.75,doc t2,,\n"
    text = f"# from my copy\n{columns}{spread_row}{plain_row}"
    spread, plain = read_link_table(table(tmp_path, text))
    assert (spread.spreading, spread.required_es_over_n0_db, spread.information_rate()) == (16, -1.5, 1050.0)
    assert (plain.spreading, plain.required_es_over_n0_db, plain.information_rate()) == (1, None, 50_400.0)
    budget = ship_downlink(
        0.3,
        altitude=600e3,
        frequency=161.9e6,
        power_w=2.0,
        satellite_gain_dbi=0.0,
        antenna_temperature=1000.0,
        link=spread,
    )
    assert budget.margin_db is not None
    assert budget.symbol_energy_to_noise is not None
    assert budget.margin_db == pytest.approx(float(budget.symbol_energy_to_noise.db) + 1.5)
    assert "doc t1" in {row.clause for row in budget.table()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the table is empty"),
        (HEADER.replace(",source", ""), "no column source"),
        (HEADER.replace("source", "source,colour"), "unknown or repeated column 'colour'"),
        (HEADER + ROW + ROW, r":3: link_id 'sat-x' is there twice"),
        (HEADER + ROW.replace("qpsk", "ofdm"), r":2: modulation 'ofdm' is none of"),
        (HEADER + ROW.replace("satellite-to-ship", "down"), "direction 'down'"),
        (HEADER + ROW.replace("33600", "fast"), "symbol_rate_baud 'fast' is not a number"),
        (HEADER + ROW.replace("33600", "nan"), "is not above 0"),
        (HEADER + ROW.replace("33600", "-1"), "is not above 0"),
        (HEADER + ROW.replace("33600", "60000"), "do not fit into 50000 Hz"),
        (HEADER + ROW.replace(",0.5,", ",1.5,"), "code_rate 1.5 is not above 0 and at most 1"),
        (HEADER + ROW.replace(",my document table 7", ","), "source is empty"),
        (HEADER + "sat-x,satellite-to-ship\n", "2 cells for 7 columns"),
        (HEADER + '"sat,x\n', "not a line of CSV"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read_link_table(table(tmp_path, text))


def test_missing_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError):
        read_link_table(tmp_path / "none.csv")
    with pytest.raises(TooLargeError):
        read_link_table(table(tmp_path, "#" * (2 << 20)))
    with pytest.raises(FormatError, match="at most 1000"):
        read_link_table(table(tmp_path, HEADER + ROW * 1002))


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: (HEADER + t).encode("utf-8", "surrogatepass")))
def test_any_bytes_end_in_links_or_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fuzz.csv"
    path.write_bytes(content)
    try:
        links = read_link_table(path)
    except HuxingError:
        return
    assert all(link.source for link in links)
