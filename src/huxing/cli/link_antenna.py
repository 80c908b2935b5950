"""`huxing link antenna`: gain against the angle off the axis, by the standards or of the catalogue's rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import AsJson, Extrapolate, number_list, require_file
from huxing.cli.link_table import aligned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from huxing.link.antennas import Antenna

ANGLES_DEG = "0,0.1,0.2,0.5,1,2,5,10,20,30,45,60,90,180"
"""Shown where no angles are given."""


@dataclass(frozen=True)
class Figures:
    """What the options say of an antenna; None where they do not. SI units and decibels."""

    frequency: float | None
    diameter: float | None
    peak_gain_dbi: float | None
    half_power_beamwidth: float | None
    transmit: bool
    extrapolate: bool

    def need(self, pattern: str, *names: str) -> list[float]:
        """Figures that a pattern cannot do without."""
        from huxing.core.errors import InputError

        options = {"frequency": "--frequency-ghz", "diameter": "--diameter-m", "peak_gain_dbi": "--gain-dbi",
                   "half_power_beamwidth": "--beamwidth-deg"}  # fmt: skip
        missing = [options[name] for name in names if getattr(self, name) is None]
        if missing:
            raise InputError(f"pattern '{pattern}' needs {' and '.join(missing)}; give it", given=pattern)
        return [getattr(self, name) for name in names]


def antenna(
    name: Annotated[
        list[str] | None, typer.Argument(help="s465, vsat-60cm, TERMINAL[/BAND] ...: up to six; none lists all names.")
    ] = None,
    frequency_ghz: Annotated[float | None, typer.Option(help="Where the pattern is that of an aperture.")] = None,
    diameter_m: Annotated[float | None, typer.Option(help="Of the aperture.")] = None,
    gain_dbi: Annotated[float | None, typer.Option(help="Peak gain, of beams that have it given.")] = None,
    beamwidth_deg: Annotated[float | None, typer.Option(help="Half-power beamwidth, full angle, likewise.")] = None,
    receive: Annotated[bool, typer.Option("--receive", help="A terminal's or payload's receiving side.")] = False,
    angle_deg: Annotated[
        list[str] | None, typer.Option(metavar="DEG", help="Off the axis: 0,1,5 or 0:90:1; again for more.")
    ] = None,
    extrapolate: Extrapolate = False,
    out: Annotated[Path | None, typer.Option(help="Draw the patterns here, SVG.")] = None,
    as_json: AsJson = False,
) -> None:
    """Gain against the angle off the axis, as a table or a drawing."""
    import numpy as np

    require_file(out)
    if not name:
        _list(as_json)
        return
    figures = Figures(
        frequency=None if frequency_ghz is None else frequency_ghz * 1e9,
        diameter=diameter_m,
        peak_gain_dbi=gain_dbi,
        half_power_beamwidth=None if beamwidth_deg is None else float(np.radians(beamwidth_deg)),
        transmit=not receive,
        extrapolate=extrapolate,
    )
    antennas = {one: _antenna(one, figures) for one in dict.fromkeys(name)}
    angles = number_list(angle_deg, "--angle-deg", ANGLES_DEG)
    gains = {one: _gains(each, angles, chosen=angle_deg is not None) for one, each in antennas.items()}
    if out is not None:
        _draw(antennas, out)
    if as_json:
        emit_json(_document(antennas, angles, gains))
    elif out is None:
        _show(antennas, angles, gains)


def _patterns() -> dict[str, tuple[str, Callable[[Figures], Antenna]]]:
    """Patterns of the standards: what each is, and how it is made of the options."""
    from huxing.link import antennas as room

    def earth(kind: Any, word: str) -> Callable[[Figures], Antenna]:
        return lambda f: kind(*f.need(word, "diameter", "frequency"), extrapolate=f.extrapolate)

    def beam(kind: Any, word: str) -> Callable[[Figures], Antenna]:
        return lambda f: kind(*f.need(word, "peak_gain_dbi", "half_power_beamwidth"))

    return {
        "s465": ("earth station, ITU-R S.465-6", earth(room.EarthStationS465, "s465")),
        "s580": ("earth station, ITU-R S.580-6", earth(room.EarthStationS580, "s580")),
        "s1428": ("earth station of EPFD, ITU-R S.1428-1", earth(room.EarthStationS1428, "s1428")),
        "s672": ("geostationary beam, ITU-R S.672-4", beam(room.SatelliteS672, "s672")),
        "s1528": ("satellite beam, ITU-R S.1528, recommends 1.2", beam(room.SatelliteS1528, "s1528")),
        "s1528-low-orbit": (
            "low-orbit beam, ITU-R S.1528, recommends 1.3",
            beam(room.SatelliteS1528LowOrbit, "s1528-low-orbit"),
        ),
        "bessel": (
            "circular aperture, 3GPP TR 38.811, 6.4.1",
            lambda f: room.BesselAperture(*f.need("bessel", "diameter", "frequency", "peak_gain_dbi")),
        ),
        "cosine": ("patch, power of the cosine", beam(room.CosineAntenna, "cosine")),
    }


def _antenna(name: str, figures: Figures) -> Antenna:
    from huxing.catalogue import payload_names, terminal_names
    from huxing.core.errors import CatalogueError
    from huxing.link.antennas import terminal_antenna, terminal_antenna_names

    patterns = _patterns()
    if name in patterns:
        return patterns[name][1](figures)
    if name in terminal_antenna_names():
        return terminal_antenna(name, transmit=figures.transmit, frequency=figures.frequency)
    row, _, band = name.partition("/")
    if row in payload_names():
        return _of_payload(row, band, figures)
    if row in terminal_names():
        return _of_terminal(row, band, figures)
    raise CatalogueError(f"no antenna '{name[:60]}'; `huxing link antenna` lists the names", given=name)


def _of_terminal(row: str, band_name: str, figures: Figures) -> Antenna:
    from huxing.catalogue import terminal
    from huxing.core.errors import MissingDataError
    from huxing.link.antennas import BesselAperture, HalfWaveDipole, Isotropic

    band = _band(terminal(row), band_name)
    gain = figures.peak_gain_dbi
    if gain is None:
        gain = band.transmit_gain_dbi if figures.transmit else band.receive_gain_dbi
    if gain is None:
        raise MissingDataError(
            f"the catalogue does not know the gain of '{row}' in band '{band.name}'; give --gain-dbi"
        )
    if band.pattern == "isotropic":
        return Isotropic(gain)
    if band.pattern == "dipole":
        return HalfWaveDipole(gain)
    diameter = band.aperture_m if figures.diameter is None else figures.diameter
    if band.pattern == "phased-array" or diameter is None:
        raise MissingDataError(
            f"the catalogue does not know what the pattern ({band.pattern}) of '{row}' in band '{band.name}' needs; in "
            "Python huxing.link.antennas.PhasedArray takes the elements"
        )
    return BesselAperture(
        diameter, _frequency(figures, band.transmit_mhz if figures.transmit else band.receive_mhz), gain
    )


def _of_payload(row: str, band_name: str, figures: Figures) -> Antenna:
    from huxing.catalogue import payload
    from huxing.core.errors import MissingDataError
    from huxing.link.antennas import BesselAperture

    band = _band(payload(row), band_name)
    way = "transmit" if figures.transmit else "receive"
    diameter = getattr(band, f"{way}_aperture_m") if figures.diameter is None else figures.diameter
    gain = getattr(band, f"{way}_gain_dbi") if figures.peak_gain_dbi is None else figures.peak_gain_dbi
    if diameter is None or gain is None:
        raise MissingDataError(
            f"the catalogue does not know aperture and gain of '{row}' in band '{band.name}'; give --diameter-m and "
            "--gain-dbi"
        )
    return BesselAperture(
        diameter, _frequency(figures, band.downlink_mhz if figures.transmit else band.uplink_mhz), gain
    )


def _band(row: Any, name: str) -> Any:
    from huxing.core.errors import InputError

    names = [band.name for band in row.bands]
    if name in names:
        return row.bands[names.index(name)]
    if name or len(names) != 1:
        known = ", ".join(f"{row.name}/{one}" for one in names) or "none: it has a laser only"
        what = f"'{row.name}' has no band '{name[:60]}'" if name else f"'{row.name}' alone names no antenna"
        raise InputError(f"{what}; its antennas are {known}", given=name)
    return row.bands[0]


def _frequency(figures: Figures, edges_mhz: tuple[float, float] | None) -> float:
    from huxing.core.errors import MissingDataError

    if figures.frequency is not None:
        return figures.frequency
    if edges_mhz is None:
        raise MissingDataError("the catalogue does not know this way of the band; give --frequency-ghz or --receive")
    return sum(edges_mhz) / 2.0 * 1e6


def _gains(antenna: Antenna, angles: NDArray[Any], *, chosen: bool) -> list[float | None]:
    """At the angles; None beyond where a pattern ends, unless the person asked for that angle."""
    import numpy as np

    from huxing.core.errors import ModelRangeError

    if chosen:
        return [float(gain) for gain in antenna.gain_dbi(np.radians(angles))]
    try:
        return [float(gain) for gain in antenna.gain_dbi(np.radians(angles))]
    except ModelRangeError:
        ahead = angles <= 90.0
        gains = iter(antenna.gain_dbi(np.radians(angles[ahead])).tolist())
        return [next(gains) if inside else None for inside in ahead]


def _draw(antennas: dict[str, Antenna], out: Path) -> None:
    from huxing.chain.report.antenna_pattern import antenna_pattern_figure
    from huxing.core.files import atomic_write

    panel = antenna_pattern_figure(antennas)
    alone = str(panel.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    with atomic_write(out) as temporary:
        temporary.write_text(alone + "\n", encoding="utf-8")
    err(f"Patterns: {out}")


def _document(antennas: dict[str, Antenna], angles: NDArray[Any], gains: dict[str, list[float | None]]) -> list[Any]:
    import numpy as np

    return [
        {
            "antenna": name,
            "peak_gain_dbi": one.peak_gain_dbi,
            "half_power_beamwidth_deg": float(np.degrees(one.half_power_beamwidth)),
            "extrapolated": list(getattr(one, "extrapolated", ())),
            "angle_deg": angles,
            "gain_dbi": gains[name],
        }
        for name, one in antennas.items()
    ]


def _show(antennas: dict[str, Antenna], angles: NDArray[Any], gains: dict[str, list[float | None]]) -> None:
    import numpy as np

    columns = ["off the axis (deg)", *(f"{name} (dBi)" for name in antennas)]
    rows = [
        [f"{angle:g}", *("-" if gains[name][k] is None else f"{gains[name][k]:.2f}" for name in antennas)]
        for k, angle in enumerate(angles)
    ]
    emit_table("", columns, aligned(rows, range(len(columns))))
    for name, one in antennas.items():
        width = np.degrees(one.half_power_beamwidth)
        print(f"{name}: peak {one.peak_gain_dbi:.2f} dBi, half-power beamwidth {width:.3g} deg")
        for mark in getattr(one, "extrapolated", ()):
            print(f"outside its range: {mark}")


def _list(as_json: bool) -> None:
    from huxing.catalogue import payload, payload_names, standard_table, terminal, terminal_names

    patterns = [{"name": name, "what": what} for name, (what, _) in _patterns().items()]
    table = standard_table("terminal_antennas")
    kinds = zip(table.texts("name"), table.texts("pattern"), strict=True)
    patterns += [{"name": name, "what": f"terminal antenna, {pattern}"} for name, pattern in kinds]
    for rows, kind in (
        ((terminal(n) for n in terminal_names()), "terminal"),
        ((payload(n) for n in payload_names()), "payload"),
    ):
        patterns += [
            {"name": f"{row.name}/{band.name}", "what": f"{kind}: {row.title}"} for row in rows for band in row.bands
        ]
    if as_json:
        emit_json(patterns)
    else:
        emit_table("", ["antenna", "what it is"], [list(row.values()) for row in patterns])
