"""`huxing link doppler`: Doppler shift, its rate and the delay - along a pass, or in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.link_options import AsJson, Elevations, number_list
from huxing.cli.link_table import aligned
from huxing.cli.source import HELP, read_source, start_of, warn_of_age, warn_of_lost
from huxing.cli.station import read_station

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from huxing.orbit import Station
    from huxing.orbit.propagation import Satellites

COLUMNS = {
    "time": ("time (UTC)", "", 1.0),
    "elevation_deg": ("elevation (deg)", ".2f", 1.0),
    "azimuth_deg": ("azimuth (deg)", ".1f", 1.0),
    "slant_range_m": ("range (km)", ".2f", 1e-3),
    "one_way_delay_s": ("delay (ms)", ".4f", 1e3),
    "doppler_ppm": ("Doppler (ppm)", ".3f", 1.0),
    "doppler_hz": ("Doppler (kHz)", ".3f", 1e-3),
    "doppler_rate_hz_per_s": ("rate (Hz/s)", ".2f", 1.0),
}
"""Of both tables: heading, form and unit."""


def doppler(
    source: Annotated[str | None, typer.Argument(help=f"{HELP} Without it: a circular orbit in closed form.")] = None,
    station: Annotated[str | None, typer.Option(help="Of the catalogue, or LAT,LON[,HEIGHT_M] in deg.")] = None,
    frequency_ghz: Annotated[float, typer.Option(help="Carrier.")] = 2.0,
    altitude_km: Annotated[float | None, typer.Option(help="Of the circular orbit, without SOURCE.")] = None,
    elevation_deg: Elevations = None,
    inclination_deg: Annotated[float | None, typer.Option(help="Of that orbit; then the Earth turns below it.")] = None,
    start: Annotated[str | None, typer.Option(help="UTC; the newest epoch, or the design's, if left out.")] = None,
    hours: Annotated[float, typer.Option(help="Span in which passes are looked for.")] = 24.0,
    satellite: Annotated[str | None, typer.Option(help="Its first pass; else the highest whole pass.")] = None,
    min_elevation_deg: Annotated[float, typer.Option(help="Least elevation of a pass.")] = 10.0,
    step_s: Annotated[float, typer.Option(help="Time step.")] = 30.0,
    name: Annotated[str | None, typer.Option(help="Choose satellites of a file by name, 'QIANFAN*'.")] = None,
    design: Annotated[str | None, typer.Option(help="Which design of a constellation of the catalogue.")] = None,
    as_json: AsJson = False,
) -> None:
    """Doppler shift (positive on approach), its rate and the one-way delay, along a pass or by elevation."""
    from huxing.core.errors import InputError

    _require_carrier(frequency_ghz)
    if source is None:
        if altitude_km is None or station is not None:
            raise InputError("give a SOURCE with --station for a pass, or --altitude-km for a circular orbit")
        _closed_form(altitude_km, elevation_deg, inclination_deg, frequency_ghz, as_json)
        return
    if station is None or altitude_km is not None or inclination_deg is not None or elevation_deg:
        raise InputError(
            "a pass of a SOURCE has --station; --altitude-km, --elevation-deg and --inclination-deg are for a circular "
            "orbit without SOURCE",
            given=source,
        )
    if not 0.0 < hours <= 24.0 * 366.0:
        raise InputError(f"--hours is more than 0 and at most a year, got {hours}", given=hours)
    site = read_station(station, min_elevation_deg=min_elevation_deg)
    satellites = read_source(source, name=name, design=design)
    found = _pass(satellites, site, start_of(satellites, start), hours, satellite)
    rows = _along(satellites, found, site, step_s, frequency_ghz)
    if as_json:
        head = {"satellite": found.satellite, "station": site.name, "frequency_hz": frequency_ghz * 1e9}
        emit_json({**head, "rise": found.rise, "culmination": found.culmination, "set": found.set, "samples": rows})
        return
    title = f"{found.satellite} over {site.name} on {found.rise:%Y-%m-%d}, {frequency_ghz:g} GHz"
    _show(title, rows)


def _require_carrier(frequency_ghz: float) -> None:
    """The closed form gives shares of the carrier and never sees it."""
    import math

    from huxing.core.model_range import ModelRange

    bounds = ModelRange("Doppler shift", "carrier frequency", 0.0, math.inf, "GHz", 1e9, open_low=True, physical=True)
    bounds.check(frequency_ghz * 1e9)


def _pass(satellites: Satellites, site: Station, begin: np.datetime64, hours: float, label: str | None) -> Any:
    """The pass asked for: the first of a satellite, or the highest of all."""
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.orbit import find_passes

    end = begin + np.timedelta64(round(hours * 3.6e12), "ns")
    warn_of_age(satellites, begin, end)
    with progress("passes") as bar:
        found = find_passes(
            satellites,
            [site],
            begin,
            end,
            lighting=False,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )
    warn_of_lost(len(found.attrs["without_state"]), len(satellites))
    if label is not None:
        _require_label(label, satellites)
        found = found[found["satellite"] == label]
    if not len(found):
        who = f"'{label}'" if label else f"{len(satellites)} satellites"
        raise InputError(
            f"no pass of {who} over {site.name} above {np.degrees(site.min_elevation):g} deg within {hours:g} h from "
            f"{begin:.16} UTC; give more --hours or a lower --min-elevation-deg"
        )
    err(f"{len(found)} passes{f' of {label}' if label else ''} from {begin:.16} UTC over {hours:g} h")
    if label is not None:
        return next(found.itertuples())
    whole = found[~(found["rise_cut"] | found["set_cut"])]
    return next((whole if len(whole) else found).nlargest(1, "max_elevation_deg").itertuples())


def _require_label(label: str, satellites: Satellites) -> None:
    import difflib

    from huxing.core.errors import CatalogueError

    known = satellites.labels.tolist()
    if label not in known:
        near = difflib.get_close_matches(label, known, n=3, cutoff=0.5) or known[:3]
        raise CatalogueError(f"no satellite '{label[:60]}'; nearest: {', '.join(near)}", given=label, accepted=near)


def _along(satellites: Satellites, found: Any, site: Station, step_s: float, frequency_ghz: float) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from huxing.core.geodesy import Geodetic, geodetic_to_itrf, topocentric
    from huxing.core.time import time_grid
    from huxing.link.ntn import link_motion
    from huxing.orbit import propagate

    rise, last = found.rise.to_datetime64(), found.set.to_datetime64()
    times = np.append(time_grid(rise, stop=last, step_s=step_s), last)
    track = propagate(satellites, times, velocity=True).isel(satellite=found.satellite_index)
    position, velocity = track["position"].to_numpy(), track["velocity"].to_numpy()
    place = Geodetic(*(np.asarray(value) for value in (site.latitude, site.longitude, site.height)))
    motion = link_motion(position, velocity, geodetic_to_itrf(*place), carrier=frequency_ghz * 1e9)
    seen = topocentric(place, position)
    return pd.DataFrame(
        {
            "time": times,
            "elevation_deg": np.degrees(seen.elevation),
            "azimuth_deg": np.degrees(seen.azimuth),
            "slant_range_m": motion.distance,
            "one_way_delay_s": motion.delay,
            "doppler_ppm": motion.doppler_fraction * 1e6,
            "doppler_hz": motion.doppler,
            "doppler_rate_hz_per_s": motion.doppler_rate,
        }
    )


def _closed_form(
    altitude_km: float,
    elevation_deg: list[str] | None,
    inclination_deg: float | None,
    frequency_ghz: float,
    as_json: bool,
) -> None:
    import numpy as np
    import pandas as pd

    from huxing.link.ntn import doppler_fraction, doppler_fraction_rate, one_way_delay, slant_range

    elevations = number_list(elevation_deg, "--elevation-deg", "10,20,30,45,60,75,90")
    above, angle, carrier = altitude_km * 1e3, np.radians(elevations), frequency_ghz * 1e9
    inclination = None if inclination_deg is None else np.radians(inclination_deg)
    shift = doppler_fraction(above, angle, inclination=inclination)
    rate = doppler_fraction_rate(above, angle, inclination=inclination)
    rows = pd.DataFrame(
        {
            "elevation_deg": elevations,
            "slant_range_m": slant_range(above, angle),
            "one_way_delay_s": one_way_delay(above, angle),
            "doppler_ppm": shift * 1e6,
            "doppler_hz": shift * carrier,
            "doppler_rate_hz_per_s": rate * carrier,
        }
    )
    if as_json:
        given = {"altitude_km": altitude_km, "inclination_deg": inclination_deg, "frequency_hz": carrier}
        emit_json({**given, "source": "3GPP TR 38.811 V15.1.0, 6.7.1 and equation 6.6-3", "elevations": rows})
        return
    _show(f"{altitude_km:g} km, pass over the zenith, coming up, {frequency_ghz:g} GHz", rows)
    print(
        "TR 38.811, 6.7.1 and equation 6.6-3: a circular orbit over a sphere; as it sets the shift has the other sign"
    )


def _show(title: str, rows: pd.DataFrame) -> None:
    cells = [[_cell(key, value) for key, value in row.items()] for row in rows.to_dict(orient="records")]
    headings = [COLUMNS[str(key)][0] for key in rows.columns]
    emit_table(title, headings, aligned(cells, range(len(headings))))


def _cell(key: Any, value: Any) -> str:
    _, form, unit = COLUMNS[key]
    return f"{value:%H:%M:%S.%f}"[:12] if key == "time" else format(value * unit, form)
