"""A terminal and a satellite by name or row: units, bands, what is missing by name, fields of view, atmosphere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_links import KA_PAYLOAD, KA_TERMINAL, S_PAYLOAD, S_TERMINAL, flat_panel, satellite, terminal

from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError, ShapeError
from huxing.link.antennas import BesselAperture, HalfWaveDipole
from huxing.link.atmosphere.climate import load_climate
from huxing.link.atmosphere.slant import slant_attenuation
from huxing.link.budget import (
    Carrier,
    FieldOfView,
    Loss,
    RadioLink,
    Receiver,
    Site,
    Transmitter,
    carrier_of,
    nadir_angle,
    radio_budget,
    radio_link,
    slant_range,
)
from huxing.link.modulation import nr_overhead, nr_peak_rate
from huxing.link.ratios import CarrierToNoise
from huxing.orbit import Station

SHANGHAI = Station.from_degrees("Shanghai", 31.2, 121.5, 10.0)
CLIMATE = load_climate()
ROUGH_DB = 0.5
"""P.618's formula of rain turns over at 0.001 % of the year near 10 deg of elevation, by 0.23 dB (measured)."""
ELEVATIONS = [30.0, 60.0, 90.0]


def test_down_and_up_by_hand() -> None:
    """Rows in MHz, dBW/MHz, km and degrees become the sum that 3GPP's equation (6.1.3.1) writes."""
    down = radio_budget(terminal=terminal(), satellite=satellite(), elevation_deg=ELEVATIONS, frequency_mhz=20_000.0)
    distance = slant_range(600e3, np.radians(ELEVATIONS))
    loss = 20.0 * np.log10(4.0 * np.pi * distance * 20e9 / 299_792_458.0)
    system = 150.0 + 290.0 * (10.0**0.12 - 1.0)
    expected = 4.0 + 10.0 * np.log10(400.0) + 39.7 - 10.0 * np.log10(system) - loss + 228.599167
    np.testing.assert_allclose(down.carrier_to_noise_density.db, expected, atol=1e-5)
    assert down.carrier_to_noise is not None
    np.testing.assert_allclose(down.carrier_to_noise.db, expected - 10.0 * np.log10(400e6), atol=1e-5)
    up = radio_budget(
        terminal=terminal(), satellite=satellite(), elevation_deg=ELEVATIONS, direction="up", frequency_mhz=30_000.0
    )
    loss = 20.0 * np.log10(4.0 * np.pi * distance * 30e9 / 299_792_458.0)
    np.testing.assert_allclose(up.carrier_to_noise_density.db, 46.2 + 13.0 - loss + 228.599167, atol=1e-5)


def test_the_middle_of_what_both_ends_share_is_taken() -> None:
    narrow = replace(KA_TERMINAL, receive_mhz=(19_000.0, 21_000.0))
    link = radio_link(terminal=terminal(narrow), satellite=satellite())
    assert link.frequency == pytest.approx(19_600e6)
    with pytest.raises(InputError, match=r"18000 MHz is outside 19000 to 20200 MHz, which 'dish'"):
        radio_link(terminal=terminal(narrow), satellite=satellite(), frequency_mhz=18_000.0)


def test_the_bands_that_fit_are_found() -> None:
    both = terminal(KA_TERMINAL, S_TERMINAL)
    assert radio_link(terminal=both, satellite=satellite(S_PAYLOAD)).frequency == pytest.approx(2185e6)
    pair = satellite(KA_PAYLOAD, S_PAYLOAD)
    with pytest.raises(InputError, match="ka with ka, n256 with n256; name one with band="):
        radio_link(terminal=both, satellite=pair)
    assert radio_link(terminal=both, satellite=pair, band="n256").frequency == pytest.approx(2185e6)
    twins = satellite(KA_PAYLOAD, replace(KA_PAYLOAD, name="ka-2"))
    assert radio_link(terminal=terminal(), satellite=twins).clause.endswith("band ka")
    with pytest.raises(InputError, match=r"share no frequency down in band 'x'.*their bands are ka and ka"):
        radio_link(terminal=terminal(), satellite=satellite(), band="x")
    deaf = terminal(replace(KA_TERMINAL, receive_mhz=None))
    with pytest.raises(InputError, match="share no frequency down"):
        radio_link(terminal=deaf, satellite=satellite())
    assert radio_link(terminal=deaf, satellite=satellite(), direction="up").frequency == pytest.approx(28_750e6)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no terminal 'nobody'"):
        radio_budget(terminal="nobody", satellite=satellite(), elevation_deg=30.0)
    with pytest.raises(InputError, match="'down' or 'up'"):
        radio_link(terminal=terminal(), satellite=satellite(), direction="sideways")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ground", "space", "direction", "words"),
    [
        (replace(KA_TERMINAL, noise_figure_db=None), KA_PAYLOAD, "down", r"G/T of 'dish' in band 'ka'; give receiver="),
        (KA_TERMINAL, replace(KA_PAYLOAD, eirp_density_dbw_per_mhz=None), "down", "EIRP density of.*transmitter="),
        (KA_TERMINAL, replace(KA_PAYLOAD, downlink_bandwidth_mhz=None), "down", "bandwidth of 'bird'.*bandwidth_mhz="),
        (replace(KA_TERMINAL, transmit_gain_dbi=None), KA_PAYLOAD, "up", "EIRP of 'dish'.*transmitter="),
        (KA_TERMINAL, replace(KA_PAYLOAD, g_over_t_db_per_k=None), "up", "G/T of 'bird'.*receiver="),
    ],
)  # fmt: skip
def test_a_missing_fact_is_named_with_its_remedy(ground, space, direction, words: str) -> None:
    with pytest.raises(MissingDataError, match=words):
        radio_link(terminal=terminal(ground), satellite=satellite(space), direction=direction)
    given_ = {
        "transmitter": Transmitter(eirp_dbw=40.0), "receiver": Receiver(g_over_t_db_per_k=10.0), "bandwidth_mhz": 1.0,
    }  # fmt: skip
    radio_link(terminal=terminal(ground), satellite=satellite(space), direction=direction, **given_)


def test_a_missing_altitude_is_named() -> None:
    anywhere = satellite(altitude_km=None)
    with pytest.raises(InputError, match="altitude of the satellite of 'dish down bird' is not known"):
        radio_budget(terminal=terminal(), satellite=anywhere, elevation_deg=30.0)
    budget = radio_budget(terminal=terminal(), satellite=anywhere, elevation_deg=90.0, altitude_km=1200.0)
    assert budget.row("slant range").value == pytest.approx(1200.0)


def test_g_over_t_of_a_row_counts_rain_where_the_gain_is_known() -> None:
    sheet = replace(KA_TERMINAL, noise_figure_db=None, g_over_t_db_per_k=15.86)
    known = radio_link(terminal=terminal(sheet), satellite=satellite()).receiver
    assert known.system_temperature == pytest.approx(10.0 ** ((39.7 - 15.86) / 10.0))
    blind = radio_link(terminal=terminal(replace(sheet, receive_gain_dbi=None)), satellite=satellite()).receiver
    assert blind.system_temperature is None


def test_bandwidth_of_the_uplink_is_the_terminal_s() -> None:
    phone = radio_link(terminal=terminal(S_TERMINAL), satellite=satellite(S_PAYLOAD), direction="up")
    assert phone.carrier.bandwidth == pytest.approx(0.36e6)
    dish = radio_link(terminal=terminal(), satellite=satellite(), direction="up")
    assert dish.carrier.bandwidth == pytest.approx(400e6)
    wide = radio_link(terminal=terminal(), satellite=satellite(), direction="up", bandwidth_mhz=50.0)
    assert wide.carrier.bandwidth == pytest.approx(50e6)


def test_linear_and_circular_lose_three_decibels_unless_said_otherwise() -> None:
    pair = {"terminal": terminal(S_TERMINAL), "satellite": satellite(S_PAYLOAD)}
    mixed = radio_budget(elevation_deg=90.0, **pair)
    assert mixed.row("polarisation loss").value == pytest.approx(-10.0 * np.log10(2.0), abs=1e-9)
    dual = radio_budget(elevation_deg=90.0, polarisation_loss_db=0.0, **pair)
    assert dual.thermal.db - mixed.thermal.db == pytest.approx(10.0 * np.log10(2.0), abs=1e-9)
    alike = radio_budget(terminal=terminal(), satellite=satellite(), elevation_deg=90.0)
    assert "polarisation loss" not in [row.name for row in alike.rows]


def test_nr_carries_what_ts_38_306_says() -> None:
    link = radio_link(terminal=terminal(S_TERMINAL), satellite=satellite(S_PAYLOAD))
    best = radio_budget(
        terminal=terminal(S_TERMINAL), satellite=satellite(S_PAYLOAD), elevation_deg=90.0,
        receiver=Receiver(g_over_t_db_per_k=30.0),
    )  # fmt: skip
    assert best.modcod == "MCS 28"
    expected = nr_peak_rate(
        resource_blocks=160, numerology=0, modulation_order=6, code_rate=948 / 1024, overhead=nr_overhead(1, "downlink")
    )
    assert best.rate == pytest.approx(float(expected), rel=1e-9)
    assert link.carrier.symbol_rate == pytest.approx(160 * 12 * 15e3)


def test_waveforms() -> None:
    dvb = carrier_of("dvb-s2x", 250e6, 20e9, "down")
    assert dvb.symbol_rate == pytest.approx(250e6 / 1.2)
    part = carrier_of("nr", 360e3, 2e9, "up")
    assert part.symbol_rate == pytest.approx(2 * 12 * 15e3)
    ka = carrier_of("nr", 400e6, 20e9, "down")
    assert ka.symbol_rate == pytest.approx(264 * 12 * 120e3)
    for name, width in (("vdes", 25e3), ("other", 1e6), ("nr", 3.75e3)):
        plain = carrier_of(name, width, 2e9, "up")
        assert plain.modcods is None
        assert plain.bandwidth == width
    mixed = satellite(replace(KA_PAYLOAD, waveform="nr"))
    with pytest.raises(InputError, match="'dish' speaks dvb-s2x and 'bird' nr; give carrier="):
        radio_link(terminal=terminal(), satellite=mixed)
    asked = Carrier(bandwidth=1e6, required=CarrierToNoise(3.0))
    assert radio_link(terminal=terminal(), satellite=mixed, carrier=asked).carrier is asked


def test_below_the_least_elevation_there_is_no_link() -> None:
    low = terminal(min_elevation_deg=25.0)
    budget = radio_budget(terminal=low, satellite=satellite(), elevation_deg=[10.0, 25.0, 40.0])
    assert budget.linked.tolist() == [False, True, True]
    assert np.isneginf(budget.carrier_to_noise_density.db[0])
    assert budget.rate is not None
    assert budget.rate[0] == 0.0
    assert (budget.rate[1:] > 0.0).all()
    assert budget.row("elevation").value[0] == pytest.approx(10.0)
    with pytest.raises(ModelRangeError, match=r"terminal 'dish': elevation 20 deg is outside 25 to 90 deg") as caught:
        radio_budget(terminal=low, satellite=satellite(), elevation_deg=[10.0, 20.0])
    assert (caught.value.value, caught.value.low, caught.value.high) == (pytest.approx(20.0), 25.0, 90.0)
    lowered = radio_budget(terminal=low, satellite=satellite(), elevation_deg=20.0, min_elevation_deg=15.0)
    assert lowered.linked


@pytest.mark.parametrize("elevation", [-1.0, 91.0, np.nan])
def test_an_elevation_that_is_none_is_refused_even_in_an_array(elevation: float) -> None:
    with pytest.raises(ModelRangeError, match="elevation"):
        radio_budget(terminal=terminal(), satellite=satellite(), elevation_deg=[30.0, elevation])


def test_a_flat_panel_scans_to_its_limit() -> None:
    budget = radio_budget(terminal=flat_panel(50.0, 1.2), satellite=satellite(), elevation_deg=[39.0, 40.0, 60.0, 90.0])
    assert budget.linked.tolist() == [False, True, True, True]
    scan = budget.row("scan loss of the panel").value
    np.testing.assert_allclose(scan[1:], 12.0 * np.log10(np.sin(np.radians([40.0, 60.0, 90.0]))), atol=1e-9)
    with pytest.raises(ModelRangeError, match="its scan limit"):
        radio_budget(terminal=flat_panel(50.0), satellite=satellite(), elevation_deg=30.0)
    unknown = radio_budget(terminal=flat_panel(50.0, None), satellite=satellite(), elevation_deg=60.0)
    assert unknown.row("scan loss of the panel").value == pytest.approx(10.0 * np.log10(np.sin(np.radians(60.0))))


def test_an_upright_rod_loses_towards_the_zenith() -> None:
    ship = terminal(replace(KA_TERMINAL, pattern="dipole"))
    budget = radio_budget(terminal=ship, satellite=satellite(), elevation_deg=[5.0, 40.0, 89.0])
    rod = HalfWaveDipole()
    expected = rod.gain_dbi(np.radians([5.0, 40.0, 89.0])) - rod.peak_gain_dbi
    np.testing.assert_allclose(budget.row("rod towards the elevation").value, expected, atol=1e-12)


def test_a_beam_that_looks_down_loses_off_its_axis() -> None:
    """At nadir nothing, at the edge what the aperture's pattern says; up and down alike with equal apertures."""
    broad = replace(KA_PAYLOAD, transmit_aperture_m=0.02, receive_aperture_m=0.02 * 18.95 / 28.75)
    for direction, symbol in (("down", "transmit"), ("up", "receive")):
        pair = {"terminal": terminal(), "satellite": satellite(broad), "direction": direction}
        down = radio_budget(elevation_deg=[90.0, 50.0], beam="nadir", **pair)
        steered = radio_budget(elevation_deg=[90.0, 50.0], **pair)
        frequency = float(down.row("frequency").value) * 1e9
        aperture = broad.transmit_aperture_m if direction == "down" else broad.receive_aperture_m
        drop = BesselAperture(aperture, frequency, 0.0).gain_dbi(nadir_angle(600e3, np.radians([90.0, 50.0])))
        np.testing.assert_allclose(down.row(f"{symbol} antenna off its axis").value, drop, atol=1e-9)
        np.testing.assert_allclose(down.thermal.db - steered.thermal.db, drop, atol=1e-9)
        assert drop[1] < -1.0
    unknown = satellite(replace(KA_PAYLOAD, transmit_aperture_m=None))
    with pytest.raises(MissingDataError, match="aperture of the beam of 'bird' in band 'ka'; give beam='steered'"):
        radio_link(terminal=terminal(), satellite=unknown, beam="nadir")
    with pytest.raises(InputError, match="a beam is one of steered, nadir"):
        radio_link(terminal=terminal(), satellite=satellite(), beam="wide")  # type: ignore[arg-type]


def test_the_atmosphere_is_the_one_of_the_site() -> None:
    budget = radio_budget(
        terminal=terminal(), satellite=satellite(), elevation_deg=ELEVATIONS, site=SHANGHAI, exceedance=0.001,
        climate=CLIMATE,
    )  # fmt: skip
    air = slant_attenuation(
        latitude=SHANGHAI.latitude, longitude=SHANGHAI.longitude, height=10.0, elevation=np.radians(ELEVATIONS),
        frequency=18.95e9, exceedance=0.001, antenna_diameter=0.6, climate=CLIMATE,
    )  # fmt: skip
    taken = budget.row("gas attenuation").value + budget.row("rain, cloud and scintillation together").value
    np.testing.assert_allclose(taken, -air.total_db, atol=1e-9)
    np.testing.assert_allclose(budget.row("rain attenuation").value, air.rain_db, atol=1e-12)
    assert budget.climate == CLIMATE.label
    assert budget.availability == pytest.approx(0.999)


def test_without_a_site_the_budget_says_that_the_atmosphere_is_missing() -> None:
    budget = radio_budget(terminal=terminal(), satellite=satellite(), elevation_deg=90.0)
    assert "not counted" in budget.row("atmosphere").note
    for half in ({"site": SHANGHAI}, {"exceedance": 0.01}):
        with pytest.raises(InputError, match="site and an exceedance; give both or neither"):
            radio_budget(terminal=terminal(), satellite=satellite(), elevation_deg=90.0, **half)


def test_what_is_exceeded_less_often_is_worse() -> None:
    """Over all elevations, up and down, from 0.001 to 50 % of the year."""
    for direction in ("down", "up"):
        budget = radio_budget(
            terminal=terminal(), satellite=satellite(), elevation_deg=np.linspace(5.0, 90.0, 40)[:, None],
            site=SHANGHAI, exceedance=np.geomspace(1e-5, 0.5, 200), climate=CLIMATE, direction=direction,
        )  # fmt: skip
        steps = np.diff(budget.carrier_to_noise_density.db, axis=1)
        assert (steps > -ROUGH_DB).all()
        assert steps.sum() > 0.0


def test_a_frequency_outside_the_atmosphere_s_models_is_refused_or_marked() -> None:
    pair = {"terminal": terminal(S_TERMINAL), "satellite": satellite(S_PAYLOAD), "elevation_deg": 45.0}
    with pytest.raises(ModelRangeError, match=r"P\.618"):
        radio_budget(site=SHANGHAI, exceedance=0.01, climate=CLIMATE, **pair)
    marked = radio_budget(site=SHANGHAI, exceedance=0.01, climate=CLIMATE, extrapolate=True, **pair)
    assert any("frequency" in mark for mark in marked.extrapolated)


def test_elevations_and_exceedances_broadcast() -> None:
    budget = radio_budget(
        terminal=terminal(), satellite=satellite(), elevation_deg=np.array(ELEVATIONS)[:, None], site=SHANGHAI,
        exceedance=np.array([0.001, 0.1]), climate=CLIMATE,
    )  # fmt: skip
    assert budget.shape == (3, 2)
    assert budget.availability is not None
    with pytest.raises(ShapeError):
        radio_budget(
            terminal=terminal(), satellite=satellite(), elevation_deg=ELEVATIONS, site=SHANGHAI,
            exceedance=np.array([0.001, 0.1]), climate=CLIMATE,
        )  # fmt: skip


def test_losses_and_sources_of_the_rows_stand_in_the_table() -> None:
    budget = radio_budget(
        terminal=terminal(), satellite=satellite(), elevation_deg=90.0, losses=(Loss("radome", 0.4, "its maker"),)
    )
    text = str(budget.table())
    assert "made for tests" in text
    assert "its maker" in text
    long = radio_budget(terminal=terminal(source="word " * 100), satellite=satellite(), elevation_deg=90.0).table()
    assert max(len(line) for line in str(long).splitlines()) < 200
    assert any(row.clause.count("word") == 100 for row in long)
    assert budget.row("radome").value == pytest.approx(-0.4)


def test_a_link_of_one_s_own_at_given_distances() -> None:
    link = RadioLink(
        direction="down", frequency=8e9, transmitter=Transmitter(eirp_dbw=20.0),
        receiver=Receiver(g_over_t_db_per_k=30.0), view=FieldOfView("dish", min_elevation=0.1),
    )  # fmt: skip
    budget = link.budget(np.array([0.2, 0.4]), distance=np.array([2e6, 1e6]))
    assert np.diff(budget.thermal.db)[0] == pytest.approx(20.0 * np.log10(2.0), abs=1e-9)
    with pytest.raises(InputError, match="needs its pattern"):
        replace(link, beam="nadir")
    sited = link.budget(0.4, distance=1e6, site=Site(0.5, 2.0), exceedance=0.01, climate=CLIMATE)
    assert sited.thermal.db < budget.thermal.db[1]


@pytest.mark.parametrize(
    ("given_", "match"),
    [
        ({"min_elevation": -0.1}, "elevation"),
        ({"scan_limit": 2.0}, "scan limit"),
        ({"scan_exponent": -1.0}, "scan exponent"),
        ({"scan_limit": 1.0, "upright_rod": True}, "not both"),
    ],
)
def test_an_impossible_field_of_view_is_refused(given_: dict[str, object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        FieldOfView(**given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"elevation_deg": []}, InputError, "no elevation was given"),
        ({"altitude_km": "high"}, InputError, "altitude: 'high' is not a number"),
        ({"altitude_km": [600.0, 700.0]}, ShapeError, "altitude has shape"),
        ({"frequency_mhz": [19_500.0]}, ShapeError, "frequency has shape"),
        ({"bandwidth_mhz": "wide"}, InputError, "bandwidth: 'wide' is not a number"),
        ({"bandwidth_mhz": -5.0}, ModelRangeError, "bandwidth -5000000 Hz is outside above 0 Hz"),
        ({"bandwidth_mhz": 2600.0}, InputError, "2600 MHz does not fit into 17700 to 20200 MHz"),
        ({"min_elevation_deg": "low"}, InputError, "elevation: 'low' is not a number"),
        ({"site": "shanghai", "exceedance": 0.01}, InputError, "'shanghai' is no station"),
        ({"terminal": None}, InputError, "terminal=... and satellite=..."),
    ],
)
def test_odd_input_is_refused_by_name(change: dict[str, object], error: type[Exception], message: str) -> None:
    options = {"terminal": terminal(), "satellite": satellite(), "elevation_deg": 40.0} | change
    with pytest.raises(error, match=message):
        radio_budget(**options)  # type: ignore[arg-type]


def test_a_figure_of_the_caller_is_not_the_catalogue_s() -> None:
    """The clause of bandwidth and frequency says who gave them."""

    def clauses(**changes: float) -> tuple[str, str]:
        budget = radio_budget(
            terminal=terminal(replace(KA_TERMINAL, bandwidth_mhz=50.0)), satellite=satellite(), direction="up",
            elevation_deg=40.0, **changes,
        )  # fmt: skip
        return budget.row("frequency").clause, budget.row("noise bandwidth").clause

    assert clauses() == ("catalogue, bird, band ka", "catalogue, dish, band ka")
    assert clauses(bandwidth_mhz=40.0) == ("catalogue, bird, band ka", "given by the user")
    assert clauses(frequency_mhz=28_000.0) == ("given by the user", "catalogue, dish, band ka")
