"""Links as numbers, their rates, and rates from curves and datasets."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from capacity_cases import snapshot_of

from huxing.core.errors import InputError, ModelRangeError, SchemaError, ShapeError
from huxing.network.capacity import (
    KINDS,
    LinkNumbers,
    LinkRates,
    antenna_rates,
    ground_rates,
    laser_rates,
    station_rates,
)
from huxing.network.topology import AccessRule, Network, network_from_catalogue, stations

LINE = snapshot_of(3, [(0, 1), (1, 2)], [(0, 0), (2, 1)], 2)


def test_every_number_has_one_kind_and_kinds_are_in_order() -> None:
    links = LinkNumbers(3, 4, 2, ground_links=True)
    kinds = links.kind(np.arange(links.size))
    assert [kind for kind, _ in zip(*np.unique(kinds, return_index=True), strict=True)] == sorted(KINDS)
    counts = {kind: int((kinds == kind).sum()) for kind in KINDS}
    assert counts == dict(zip(KINDS, (12, 3, 3, 2, 2, 6, 6), strict=True))
    assert LinkNumbers(3, 4, 2).size == 12 + 6 + 4
    for kind in KINDS:
        assert set(kinds[links.of_kind(kind)]) == {kind}


def test_ends_are_nodes() -> None:
    links = LinkNumbers.of(LINE, ground_links=True)
    wanted = {
        ("inter-satellite", 0): (0, 1),
        ("inter-satellite", 1): (0, -1),  # an unused port
        ("inter-satellite", 5): (1, 2),
        ("satellite up", 2): (-1, 2),
        ("satellite down", 2): (2, -1),
        ("station up", 1): (4, -1),
        ("station down", 0): (-1, 3),
        ("ground link up", 5): (4, 2),
        ("ground link down", 5): (2, 4),
    }
    for (kind, place), ends in wanted.items():
        assert tuple(links.ends([links.of_kind(kind).start + place], LINE.neighbour)[0]) == ends


@pytest.mark.parametrize("number", [-1, 28, 1.5])
def test_a_number_that_is_no_link_is_refused(number: float) -> None:
    with pytest.raises(InputError, match="whole numbers from 0 to 21"):
        LinkNumbers(3, 4, 2).kind([number])


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InputError, match="'uplink' are not known"):
        LinkNumbers(3, 4, 2).of_kind("uplink")


def test_rates_go_to_their_links() -> None:
    laser = np.arange(12.0).reshape(3, 4)
    rates = LinkRates(laser, 1.0, [2.0, 3.0, 4.0], station_down=[5.0, 6.0], ground_up=np.full((3, 2), 7.0))
    links = rates.numbers(LINE)
    capacity = rates.capacity(links)
    assert (capacity[links.of_kind("inter-satellite")] == laser.ravel()).all()
    assert (capacity[links.of_kind("satellite up")] == 1.0).all()
    assert capacity[links.of_kind("satellite down")].tolist() == [2.0, 3.0, 4.0]
    assert np.isinf(capacity[links.of_kind("station up")]).all()
    assert capacity[links.of_kind("station down")].tolist() == [5.0, 6.0]
    assert (capacity[links.of_kind("ground link up")] == 7.0).all()
    assert np.isinf(capacity[links.of_kind("ground link down")]).all()


@pytest.mark.parametrize("bad", [-1.0, np.nan, -np.inf])
def test_rates_are_not_negative(bad: float) -> None:
    with pytest.raises(ModelRangeError):
        LinkRates(inter_satellite=bad)


def test_rates_of_another_network_are_refused() -> None:
    with pytest.raises(ShapeError, match="satellite_up has shape"):
        LinkRates(satellite_up=[1.0, 2.0]).capacity(LinkNumbers.of(LINE))
    with pytest.raises(ShapeError, match="ground links"):
        LinkRates(ground_up=1.0).capacity(LinkNumbers.of(LINE))
    with pytest.raises(InputError):
        LinkRates(inter_satellite="fast")  # type: ignore[arg-type]


def test_antennas_times_their_rate() -> None:
    assert antenna_rates([0, 2, 8], 10e9).tolist() == [0.0, 20e9, 80e9]
    assert antenna_rates(0, np.inf) == 0.0  # no antenna of any rate carries nothing
    with pytest.raises(ModelRangeError):
        antenna_rates(-1, 1e9)
    with pytest.raises(ShapeError):
        antenna_rates([1, 2], [1.0, 2.0, 3.0])


def kuiper() -> Network:
    return network_from_catalogue("kuiper-k1", stations(["Shanghai", "Sydney"]), access=AccessRule(np.radians(35.0)))


def test_rates_by_elevation_and_range() -> None:
    network = kuiper()
    snapshot = network.snapshot("2000-01-01")
    rate = ground_rates(snapshot, network.stations, np.radians([40.0, 90.0]), [1e9, 2e9])
    seen = np.isfinite(snapshot.ground_range)
    assert (rate[~seen] == 0.0).all() and seen.any()
    nearest = np.argmin(np.where(seen, snapshot.ground_range, np.inf), axis=0)
    assert (rate.argmax(axis=0) == nearest).all()  # in one shell the nearest satellite is the highest
    assert rate[seen].max() <= 2e9 and (rate[seen] == 0.0).any()  # below 40 deg
    laser = laser_rates(snapshot, [0.0, 1e6, 2.5e6], [8e9, 8e9, 1e9])
    there = np.isfinite(snapshot.length)
    assert (laser[~there] == 0.0).all()
    assert laser[there] == pytest.approx(np.interp(snapshot.length[there], [0, 1e6, 2.5e6], [8e9, 8e9, 1e9], right=0.0))


def test_curves_are_checked() -> None:
    network = kuiper()
    snapshot = network.snapshot("2000-01-01")
    with pytest.raises(InputError, match="ascend"):
        ground_rates(snapshot, network.stations, [1.0, 0.5], [1.0, 1.0])
    with pytest.raises(ShapeError):
        laser_rates(snapshot, [1.0], [1.0])
    with pytest.raises(ModelRangeError):
        laser_rates(snapshot, [-1.0, 2.0], [1.0, 1.0])
    with pytest.raises(ModelRangeError):
        ground_rates(snapshot, network.stations, [0.1, 0.2], [1.0, np.inf])


def links_dataset(rate: float = 1e8) -> xr.Dataset:
    axes = {
        "date": np.array(["2026-01-01", "2026-06-01"], "datetime64[ns]"),
        "time": [0.0, 60.0, 120.0],
        "link": ["broadband", "backhaul"],
        "constellation": ["shell"],
        "station": ["Beijing", "Shanghai"],
        "direction": ["down", "up"],
    }
    shape = [len(values) for values in axes.values()]
    values = rate * np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape)
    return xr.Dataset({"rate": (tuple(axes), values, {"units": "bit/s"})}, coords=axes)


def test_rates_of_the_links_dataset() -> None:
    dataset = links_dataset()
    up, down = station_rates(dataset, ["Shanghai", "Beijing"], "2026-06-01T00:01:30", link="backhaul")
    cell = dataset["rate"].sel(date="2026-06-01", time=60.0, link="backhaul", constellation="shell")
    assert up.tolist() == [float(cell.sel(station=s, direction="up")) for s in ("Shanghai", "Beijing")]
    assert down.tolist() == [float(cell.sel(station=s, direction="down")) for s in ("Shanghai", "Beijing")]


@pytest.mark.parametrize(
    ("stations_", "time", "link", "message"),
    [
        (["Shangai"], "2026-01-01", "backhaul", "nearest: Shanghai"),
        (["Beijing"], "2025-01-01", "backhaul", "before the dataset's first date"),
        (["Beijing"], "2026-01-02", "backhaul", "86400 s after"),
        (["Beijing"], "2026-01-01", None, "say which"),
        (["Beijing"], "2026-01-01", "laser", "no link 'laser'"),
    ],
)
def test_what_the_links_dataset_does_not_hold(stations_: list[str], time: str, link: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        station_rates(links_dataset(), stations_, time, link=link)


def test_a_rate_that_was_not_computed_is_said() -> None:
    with pytest.raises(InputError, match="was not computed"):
        station_rates(links_dataset(np.nan), ["Beijing"], "2026-01-01", link="backhaul")
    with pytest.raises(SchemaError, match="no variable 'rate'"):
        station_rates(xr.Dataset(), ["Beijing"], "2026-01-01")
    with pytest.raises(SchemaError, match="lacks the axes"):
        station_rates(links_dataset().isel(date=0, drop=True), ["Beijing"], "2026-01-01")
