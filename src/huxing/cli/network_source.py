"""What a network command's CONSTELLATION may be, and the network that it makes with places on the ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from huxing.network.topology import AccessRule, Network, Stations, Topology
    from huxing.orbit import Station
    from huxing.orbit.propagation import Satellites

_DOCUMENTS = (".yaml", ".yml")


@dataclass(frozen=True)
class Wanted:
    """What the options say of the satellites."""

    source: str
    design: str | None = None
    name: str | None = None
    planes: int | None = None
    per_plane: int | None = None
    min_elevation_deg: float | None = None
    failed_satellites: Sequence[str] = ()
    failed_planes: Sequence[int] = ()


@dataclass(frozen=True, eq=False)
class Space:
    """The space segment that a command is about.

    `satellites` are those whose epoch counts, `access` is the source's own rule, `stations` are those of a Hypatia
    folder, `observed` says that the satellites are real ones, whose element sets age.
    """

    wanted: Wanted
    topology: Topology
    access: AccessRule
    satellites: Satellites
    stations: Stations | None = None
    observed: bool = False

    @property
    def title(self) -> str:
        """The source as titles show it: of a path the last part."""
        path = Path(self.wanted.source)
        return path.resolve().name if path.exists() else self.wanted.source

    def start(self, text: str | None) -> np.datetime64:
        """Where the command's time begins: what was given, else the newest epoch or the design's."""
        from huxing.cli.source import start_of

        return start_of(self.satellites, text)

    def warn(self, start: np.datetime64, end: np.datetime64) -> None:
        """Say on stderr that real element sets are far from the span, or that satellites have come down by then."""
        import numpy as np

        from huxing.cli.source import warn_of_age, warn_of_lost

        if self.observed:
            warn_of_age(self.satellites, start, end)
            places = self.topology.ephemeris.positions(np.unique(np.array([start, end], "datetime64[ns]")))
            warn_of_lost(int(np.isnan(places).any(axis=(0, 2)).sum()), len(self.topology))


def read_space(wanted: Wanted) -> Space:
    """The satellites with their links.

    Args:
        wanted: of the options.

    Returns:
        The space segment: a plus grid, or the links that a folder or a document names.

    Raises:
        CatalogueError: neither a file nor a known constellation.
        InputError: an option that does not fit the source, planes that do not fit the satellites.
        FormatError, MissingDataError: as the readers of files.

    Source:
        docs/reference/commands.md.
    """
    from huxing.core.errors import InputError

    path = Path(wanted.source)
    if (wanted.planes is None) != (wanted.per_plane is None):
        raise InputError("give --planes and --per-plane together", given=(wanted.planes, wanted.per_plane))
    if path.is_dir():
        _refuse(wanted, "a Hypatia folder", ("design", "name", "planes"))
        return _of_folder(wanted)
    if path.is_file() and path.suffix in _DOCUMENTS:
        _refuse(wanted, "a constellation document", ("design", "name", "planes"))
        return _of_document(wanted)
    if path.is_file():
        _refuse(wanted, "a file", ("design",))
        return _of_sets(wanted)
    _refuse(wanted, "no file", ("name", "planes"))
    return _of_design(wanted)


def _refuse(wanted: Wanted, what: str, options: Sequence[str]) -> None:
    from huxing.core.errors import InputError

    of = {"design": "a constellation of the catalogue", "name": "a file of element sets"}
    for option in options:
        if getattr(wanted, option) is not None:
            owner = of.get(option, of["name"])
            raise InputError(f"--{option} is for {owner}; '{wanted.source}' is {what}", given=getattr(wanted, option))


def _of_folder(wanted: Wanted) -> Space:
    from huxing.network.interchange import read_hypatia

    scenario = read_hypatia(wanted.source)
    network = scenario.network()
    return Space(wanted, network.topology, network.access, scenario.sets, scenario.stations)


def _of_document(wanted: Wanted) -> Space:
    from huxing.network.interchange import read_constellation_document
    from huxing.network.topology import AccessRule, Topology, ephemeris

    document = read_constellation_document(wanted.source)
    design = document.constellation()
    topology = Topology(ephemeris(design), document.links(seam="auto"), plane=design.plane, slot=design.slot)
    return Space(wanted, topology, AccessRule(), design)


def _of_sets(wanted: Wanted) -> Space:
    from huxing.cli.source import read_source
    from huxing.network.topology import AccessRule, fleet_topology, plus_grid
    from huxing.orbit import ElementSets

    sets = read_source(wanted.source, name=wanted.name, design=None)
    assert isinstance(sets, ElementSets)  # noqa: S101 - of a file
    if wanted.planes is None:
        topology = fleet_topology(sets)
    else:
        topology = plus_grid(sets, planes=wanted.planes, per_plane=wanted.per_plane)
    return Space(wanted, topology, AccessRule(), sets, observed=True)


def _of_design(wanted: Wanted) -> Space:
    from huxing.cli.source import read_source
    from huxing.network.topology import AccessRule, network_from_catalogue, plus_grid
    from huxing.network.topology.ephemeris import SetsEphemeris
    from huxing.orbit import Constellation

    design = read_source(wanted.source, name=None, design=wanted.design)
    assert isinstance(design, Constellation)  # noqa: S101 - of no file
    if ":" in wanted.source:
        return Space(wanted, plus_grid(design), AccessRule(), design)
    network = network_from_catalogue(wanted.source, [], design=wanted.design)
    track = network.topology.ephemeris
    satellites = track.sets if isinstance(track, SetsEphemeris) else design
    return Space(wanted, network.topology, network.access, satellites)


def find_places(space: Space, texts: Sequence[str]) -> list[Station]:
    """Places on the ground by name.

    Args:
        space: whose own stations, of a Hypatia folder, go first.
        texts: names, or LAT,LON[,HEIGHT_M].

    Returns:
        A station for each, as often as it is named.

    Raises:
        CatalogueError: no such place; the nearest names are listed.
        InputError: coordinates that are none.

    Source:
        docs/reference/commands.md.
    """
    from huxing.cli.station import read_station
    from huxing.core.errors import CatalogueError

    found = []
    for text in texts:
        try:
            found.append(own_station(space, text) or read_station(text))
        except CatalogueError as error:
            if space.stations is None:
                raise
            raise CatalogueError(f"{error}; the folder has {_some(space.stations.names)}", given=text) from error
    return found


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def own_station(space: Space, text: str) -> Station | None:
    """A station of the source's own.

    Args:
        space: of the command.
        text: a name.

    Returns:
        The station; None where the source has none of this name.

    Raises:
        Nothing of its own.

    Source:
        None: a look-up.
    """
    from huxing.core.errors import InputError
    from huxing.orbit import Station

    own = space.stations
    if own is None:
        return None
    try:
        row = own.index(text)
    except InputError:
        return None
    latitude, longitude, height = (float(values[row]) for values in (own.latitude, own.longitude, own.height))
    return Station(own.names[row], latitude, longitude, height)


def make_network(space: Space, places: Sequence[Station] | Stations, failed_gateways: Sequence[str] = ()) -> Network:
    """The network of a command.

    Args:
        space: its satellites.
        places: its stations; of places named alike one is taken.
        failed_gateways: names among them.

    Returns:
        The network, failures of the options included.

    Raises:
        InputError: a satellite, a plane or a station that is not there.
        ModelRangeError: a least elevation out of range.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    from huxing.network.topology import AccessRule, Network, Stations, failures, stations

    ground = places if isinstance(places, Stations) else stations(list({p.name: p for p in places}.values()))
    wanted, access = space.wanted, space.access
    if wanted.min_elevation_deg is not None:
        access = AccessRule(float(np.radians(wanted.min_elevation_deg)))
    network = Network(space.topology, ground, access)
    if not (wanted.failed_satellites or wanted.failed_planes or failed_gateways):
        return network
    labels = set(space.topology.ephemeris.labels.tolist())
    lost = failures(
        space.topology,
        ground,
        satellites=[s if s in labels or not s.isdecimal() else int(s) for s in wanted.failed_satellites],
        planes=wanted.failed_planes,
        gateways=[ground.index(name) for name in failed_gateways],
    )
    return replace(network, failures=lost)


def default_places(space: Space, cities: int) -> list[Station]:
    """Stations where the person names none: those of the folder, or the most populous cities.

    Args:
        space: of the command.
        cities: how many.

    Returns:
        The stations.

    Raises:
        InputError: more cities than the catalogue ranks.

    Source:
        huxing.catalogue.populous_city_names.
    """
    from huxing.catalogue import populous_city_names

    if space.stations is not None:
        return find_places(space, space.stations.names)
    return find_places(space, populous_city_names(cities))


def heading(space: Space, times: NDArray[np.datetime64]) -> dict[str, Any]:
    """What the JSON document of a span begins with.

    Args:
        space: of the command.
        times: UTC.

    Returns:
        Constellation, satellites, first time, step and number of times.

    Raises:
        Nothing of its own.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    step = float((times[1] - times[0]) / np.timedelta64(1, "s")) if times.size > 1 else None
    return {
        "constellation": space.wanted.source,
        "satellites": len(space.topology),
        "start": times[0],
        "step_s": step,
        "times": int(times.size),
    }


def sizes(network: Network) -> str:
    """What a command says that it computes with.

    Args:
        network: of the command.

    Returns:
        For example '1156 satellites, 2 stations'.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    stations = len(network.stations)
    return f"{len(network.topology)} satellites, {stations} station{'' if stations == 1 else 's'}"
