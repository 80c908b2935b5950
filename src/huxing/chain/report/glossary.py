"""The words of the report, for a planner who meets them for the first time."""

from __future__ import annotations

from huxing.orbit.fleet_status import STATUSES

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Altitude", "Here: the mean semi-major axis of the orbit less 6,378.137 km, the Earth's radius at the equator."),
    ("Argument of latitude", "Where a satellite is on its orbit: the angle from the equator, crossed northbound."),
    ("Availability", "Share of a year in which a link delivers what is required: satellite in view, weather allowing."),
    ("Beijing time", "UTC plus eight hours, the whole year."),
    ("Bent pipe", "A satellite without links to others: it joins users only to a gateway that it sees itself."),
    ("C/N, C/N0", "Carrier over noise: in the carrier's bandwidth (dB), and in 1 Hz of it (dBHz)."),
    ("Carrier", "One radio signal of a beam; a link's rate here is that of a whole one."),
    ("Clause", "Standard and section, or row of the catalogue, that a figure comes from."),
    ("Covered share", "Share of area and time in which at least one satellite (or n of them) is in view."),
    ("Culmination", "The moment of a pass at which the satellite stands highest."),
    ("dB, dBW, dBi", "Ten times the decimal logarithm of a ratio; of a power over 1 W; of an antenna's gain over one "
     "that sends alike to all sides."),
    ("Down, up", "Of links: from the satellite to the terminal, and from the terminal to the satellite."),
    ("EIRP", "Power sent towards the receiver as if from an antenna without direction: power times gain, dBW."),
    ("Element set", "The published numbers of one satellite's orbit at one moment (OMM, TLE)."),
    ("Elevation", "Angle above the horizon: 0° at the horizon, 90° overhead. Terminals need a lowest one to work."),
    ("Es/N0", "Energy of one symbol over noise density, dB: what a mode of modulation and coding is chosen by."),
    ("Exceedance", "Share of an average year in which the weather is worse: 0.01 % is 53 minutes of a year."),
    ("Feeder link", "The radio link between a gateway and a satellite."),
    ("Fibre factor", "Length of the fibre between two places over their great circle; an assumption of the scenario."),
    ("First access", "Time from the start of the span to the first satellite in view."),
    ("G/T", "A receiver's gain over its noise temperature, dB/K: how well it hears."),
    ("Gap", "A time without any satellite in view. The 95th percentile is exceeded by 5 % of the gaps, by area."),
    ("Gateway", "A ground station that joins satellites to the Internet."),
    ("Held down", "A way of a city whose rate a full link keeps below what the city asks for."),
    ("Hub", "The place from which a network's map is drawn, joined to its gateways by fibre."),
    ("In service", "Counted as serving users: designed satellites all, observed ones when they are on station."),
    ("In view", "At the lowest elevation or higher, seen from the place."),
    ("J2, secular", "Motion of a mean circular orbit with the slow turn that the Earth's flattening gives it."),
    ("Margin", "What is left of a link over the least that its required rate needs, dB; below 0 it does not close."),
    ("Max-min fair", "Shares that give nobody more at the cost of one with less: all grow until a link is full."),
    ("MODCOD", "A mode of modulation and coding; adaptive coding takes the fastest one that the link carries."),
    ("On station", STATUSES["on_station"][0].upper() + STATUSES["on_station"][1:] + "."),
    ("Pass", "The time from a satellite's rise to its set over a station."),
    ("Plane, shell", "A plane is one orbit shared by several satellites; a shell is a set of planes of one altitude "
     "and inclination."),
    ("Raising", STATUSES["raising"][0].upper() + STATUSES["raising"][1:] + "."),
    ("Revisit", "The mean gap between two accesses of a place, over the places that have any."),
    ("Right ascension of the node", "Direction in space in which a plane crosses the equator northbound (RAAN)."),
    ("Round trip", "Time until an answer is back: there and back along the way, here of light alone (RTT)."),
    ("SGP4", "The model of satellite motion that element sets are made for."),
    ("Stand-in", "Figures taken for a payload whose own are not known."),
    ("Throughput", "What all users of a network get together."),
    ("UTC", "Coordinated universal time."),
    ("Utilisation", "Load of a link over what it can carry."),
    ("Wait", "Mean time until a satellite is in view, from a random place and instant of the span."),
    ("Way", "The nodes from one end to the other: users, satellites, gateways."),
)  # fmt: skip
"""Terms in alphabetical order, each with a sentence."""
