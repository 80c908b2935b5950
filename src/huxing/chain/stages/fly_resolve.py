"""From the section `fly:` to parameters: names looked up, files read, units converted - once, here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, TypeVar

from huxing.chain.stage import InputFile, ScenarioContext
from huxing.chain.stages.fly_parameters import Deployed, FlyConstellation, FlyParameters, SelectedSets
from huxing.chain.stages.fly_places import resolve_area, resolve_site
from huxing.chain.stages.fly_reach import no_match_notice, require_elements_used, require_reach
from huxing.chain.stages.fly_section import (
    MOST_SATELLITES,
    ConstellationEntry,
    DeployedEntry,
    FlySection,
    SelectEntry,
    ShellEntry,
)
from huxing.core.errors import InputError
from huxing.core.time import parse_time
from huxing.orbit.constellation import DEFAULT_EPOCH, Constellation, Shell
from huxing.orbit.element_sets import ElementSets

Path = tuple[str | int, ...]
T = TypeVar("T")
E = TypeVar("E")

MAX_ELEMENTS_BYTES = 256_000_000
"""Bound of a file of element sets: ten times the whole public catalogue."""


def resolve_fly(section: FlySection, context: ScenarioContext) -> FlyParameters:
    """Resolve the section `fly:`.

    Args:
        section: checked.
        context: milestones, folder, lines.

    Returns:
        Parameters in SI units and radians.

    Raises:
        ScenarioError: a name that is not known, a design that cannot be built, a date that is not a milestone, element
            sets that reach no date.
        InputError: a file of `--elements` that is used nowhere.
        MissingDataError: a file is not there.

    Source:
        docs/reference/scenario.md.
    """
    for key in ("constellations", "areas", "stations"):
        _require_unique(getattr(section, key), ("fly", key), context)
    if section.hours * 3600.0 <= section.step_s * (1.0 + 1e-9):
        raise context.error(
            f"a step of {section.step_s:g} s leaves one step in the {section.hours:g} hours that are looked at; give a "
            "shorter step_s or more hours",
            ("fly", "step_s"),
        )
    areas = _each(section.areas, "areas", context, lambda area: resolve_area(area, section.area_spacing_deg))
    lowest = math.radians(section.pass_elevation_deg)
    sites = _each(section.stations, "stations", context, lambda station: resolve_site(station, lowest))
    return FlyParameters(
        milestones=context.milestones,
        span_s=section.hours * 3600.0,
        step_s=section.step_s,
        profile_step_s=section.profile_step_s,
        folds=tuple(sorted({1, *section.folds})),
        map_spacing_deg=section.map_spacing_deg,
        constellations=_Constellations(section, context).resolved(),
        areas=areas,
        sites=sites,
        earth_orientation=version("astropy-iers-data"),
    )


def _each(entries: Sequence[E], key: str, context: ScenarioContext, resolve: Callable[[E], T]) -> tuple[T, ...]:
    found = []
    for index, entry in enumerate(entries):
        try:
            found.append(resolve(entry))
        except InputError as error:
            raise context.error(str(error), ("fly", key, index)) from error
    return tuple(found)


def _require_unique(entries: Sequence[Any], path: Path, context: ScenarioContext) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        name = entry if isinstance(entry, str) else entry.name
        if name in seen:
            raise context.error(f"'{name}' stands twice; names are unique", (*path, index))
        seen.add(name)


class _Constellations:
    """Resolves the list `constellations`; entries may refer to each other."""

    def __init__(self, section: FlySection, context: ScenarioContext) -> None:
        self.section = section
        self.context = context
        self.files: dict[InputFile, ElementSets] = {}
        self.shells = [self._shells(i, entry) for i, entry in enumerate(section.constellations)]

    def resolved(self) -> tuple[FlyConstellation, ...]:
        entries, replacement = self.section.constellations, self.context.elements
        found = tuple(self._resolve(i, entry) for i, entry in enumerate(entries))
        if replacement is not None:
            require_elements_used(found, replacement, self._read(replacement), self.context.milestones)
        require_reach(found, entries, self.context)
        return found

    def _path(self, index: int, *keys: str | int) -> Path:
        return ("fly", "constellations", index, *keys)

    def _resolve(self, index: int, entry: ConstellationEntry) -> FlyConstellation:
        elevation = entry.min_elevation_deg
        file, sets = self._sets(index, entry)
        return FlyConstellation(
            name=entry.name,
            title=entry.title or entry.name,
            role=entry.role,
            shells=self.shells[index],
            deployed=self._deployed(index, entry),
            sets=sets,
            file=file,
            max_age_s=entry.max_age_days * 86_400.0,
            in_service=entry.in_service,
            compared_with=entry.compared_with or "",
            design=self._design(index, entry),
            dates=self._dates(index, entry),
            min_elevation=math.radians(self.section.min_elevation_deg if elevation is None else elevation),
            passes=entry.role == "observed" if entry.passes is None else entry.passes,
            note=entry.note,
        )

    def _shells(self, index: int, entry: ConstellationEntry) -> Constellation | None:
        from huxing.orbit.designs import constellation_from_catalogue

        if entry.catalogue is not None:
            key = "catalogue" if entry.design is None else "design"
            name = entry.catalogue
            return self._placed(lambda: constellation_from_catalogue(name, entry.design), self._path(index, key))
        if entry.shells is None:
            return None
        epoch = self._placed(
            lambda: DEFAULT_EPOCH if entry.epoch is None else parse_time(entry.epoch), self._path(index, "epoch")
        )
        shells: list[Shell] = []
        for number, shell in enumerate(entry.shells):
            path = self._path(index, "shells", number)
            self._require_countable(_written_size(shell), path)
            shells += self._placed(lambda shell=shell: build_shells(shell), path)  # type: ignore[misc]
            self._require_countable(sum(len(slots) for s in shells for slots in s.argument_of_latitude), path)
        return Constellation(entry.name, tuple(shells), epoch)

    def _require_countable(self, satellites: int, path: Path) -> None:
        if satellites > MOST_SATELLITES:
            raise self.context.error(
                f"{satellites:,} satellites; a constellation holds at most {MOST_SATELLITES:,}: give fewer planes or "
                "satellites, or several constellations",
                path,
            )

    def _sets(self, index: int, entry: ConstellationEntry) -> tuple[InputFile | None, SelectedSets | None]:
        replaced = entry.role == "observed" and self.context.elements is not None
        if not replaced and entry.elements is None:
            return None, None
        file = self.context.elements if replaced else self.context.file(entry.elements or "")
        assert file is not None  # noqa: S101 - one of the two is there
        select = entry.select or self._catalogue_selection(index, entry, replaced)
        chosen = _selected(self._read(file), select)
        if not len(chosen) and replaced and self.shells[index] is not None:
            self.context.notice(no_match_notice(entry, file, _condition(select)))
            return None, None
        if not len(chosen):
            raise self.context.error(
                f"{file.written} has no element set that fits {_condition(select)}; give another file or condition",
                self._path(index, "select" if entry.select else "name"),
            )
        return file, SelectedSets(chosen)

    def _catalogue_selection(self, index: int, entry: ConstellationEntry, replaced: bool) -> SelectEntry:
        from huxing.catalogue import constellation

        pattern = ""
        if entry.catalogue is not None:
            pattern = constellation(entry.catalogue).name_pattern
        if replaced and not pattern:
            raise self.context.error(
                "an observed constellation is replaced by --elements, but neither the catalogue nor `select` says "
                "which sets are its own; give select, or role: design",
                self._path(index),
            )
        return SelectEntry(name=pattern or None)

    def _read(self, file: InputFile) -> ElementSets:
        from huxing.orbit.formats import parse_elements

        if file not in self.files:
            self.files[file] = parse_elements(file.read(limit_bytes=MAX_ELEMENTS_BYTES), source=file.written)
        return self.files[file]

    def _deployed(self, index: int, entry: ConstellationEntry) -> dict[str, Deployed]:
        shells = self.shells[index]
        known = [milestone.name for milestone in self.context.milestones]
        found = {}
        for name, item in entry.deployed.items():
            path = self._path(index, "deployed", name)
            if name not in known:
                raise self.context.error(f"'{name}' is no milestone; they are {', '.join(known)}", path)
            if shells is None:
                raise self.context.error("deployed speaks of shells; element sets speak for themselves", path)
            found[name] = self._placed(lambda item=item: deployed_planes(item, shells), path)  # type: ignore[misc]
        return found

    def _design(self, index: int, entry: ConstellationEntry) -> Constellation | None:
        if entry.compared_with is None:
            return None
        names = [other.name for other in self.section.constellations]
        path = self._path(index, "compared_with")
        if entry.compared_with not in names or entry.compared_with == entry.name:
            raise self.context.error(
                f"'{entry.compared_with}' is no other constellation here: {', '.join(names)}", path
            )
        design = self.shells[names.index(entry.compared_with)]
        if design is None:
            raise self.context.error(f"'{entry.compared_with}' has no shells to compare with", path)
        return design

    def _dates(self, index: int, entry: ConstellationEntry) -> tuple[str, ...]:
        known = [milestone.name for milestone in self.context.milestones]
        if entry.dates is None:
            return tuple(known)
        for number, name in enumerate(entry.dates):
            if name not in known:
                path = self._path(index, "dates", number)
                raise self.context.error(f"'{name}' is no milestone; they are {', '.join(known)}", path)
        return tuple(name for name in known if name in entry.dates)

    def _placed(self, call: Callable[[], T], path: Path) -> T:
        """The result of a call; its errors name the place in the scenario."""
        try:
            return call()
        except InputError as error:
            raise self.context.error(str(error), path) from error


def build_shells(entry: ShellEntry) -> tuple[Shell, ...]:
    """The shells of one entry of `shells:`.

    Args:
        entry: checked.

    Returns:
        One shell, or as many as a constellation code holds.

    Raises:
        InputError: a design that cannot be built.

    Source:
        huxing.orbit.design.
    """
    from huxing.orbit.constellation_code import from_constellation_code
    from huxing.orbit.design import explicit_planes, walker_delta, walker_star
    from huxing.orbit.streets import streets_of_coverage

    if entry.code is not None:
        return from_constellation_code(entry.code)
    builders: Mapping[str, Callable[..., Shell]] = {
        "walker_star": walker_star,
        "walker_delta": walker_delta,
        "streets": streets_of_coverage,
        "planes": explicit_planes,
    }
    kind = next(kind for kind in builders if getattr(entry, kind) is not None)
    return (builders[kind](name=entry.name, **getattr(entry, kind).model_dump(exclude_none=True)),)


def _written_size(entry: ShellEntry) -> int:
    """Satellites of a shell before it is built; 0 for a code, which says so only once it is read."""
    pattern = entry.walker_star or entry.walker_delta or entry.streets
    if pattern is not None:
        return sum(pattern.per_plane) if isinstance(pattern.per_plane, list) else pattern.planes * pattern.per_plane
    if entry.planes is not None:
        return sum(plane.satellites or len(plane.argument_of_latitude_deg or ()) for plane in entry.planes.planes)
    return 0


def deployed_planes(entry: DeployedEntry, constellation: Constellation) -> Deployed:
    """Which planes are in place.

    Args:
        entry: checked.
        constellation: in full.

    Returns:
        Planes counted from 0.

    Raises:
        InputError: a plane that the constellation does not have.

    Source:
        docs/reference/scenario.md.
    """
    slots = [len(plane) for shell in constellation.shells for plane in shell.argument_of_latitude]
    if entry.planes is None:
        numbers = list(range(1, len(slots) + 1)) if entry.per_plane is not None else []
    else:
        numbers = list(range(1, entry.planes + 1)) if isinstance(entry.planes, int) else entry.planes
    strange = [number for number in numbers if not 1 <= number <= len(slots)]
    if strange or len(set(numbers)) < len(numbers):
        raise InputError(f"planes are counted from 1 to {len(slots)}, each once; got {entry.planes}")
    counts = _counts(entry, [slots[n - 1] for n in numbers])
    return Deployed(tuple(n - 1 for n in numbers), tuple(counts), entry.note)


def _counts(entry: DeployedEntry, slots: list[int]) -> list[int]:
    if entry.per_plane is None:
        return slots
    counts = [entry.per_plane] * len(slots) if isinstance(entry.per_plane, int) else entry.per_plane
    if len(counts) != len(slots):
        raise InputError(f"per_plane has {len(counts)} numbers for {len(slots)} planes; give one per plane")
    if any(not 0 <= count <= there for count, there in zip(counts, slots, strict=True)):
        raise InputError(f"these planes have {sorted(set(slots))} slots each; per_plane is {entry.per_plane}")
    return counts


def _selected(sets: ElementSets, select: SelectEntry) -> ElementSets:
    return sets.select(name=select.name, altitude_km=select.altitude_km, inclination_deg=select.inclination_deg)


def _condition(select: SelectEntry) -> str:
    return ", ".join(f"{key} {value}" for key, value in select.model_dump(exclude_none=True).items()) or "anything"
