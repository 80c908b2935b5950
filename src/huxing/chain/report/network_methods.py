"""How networks were computed, and where the cities come from."""

from __future__ import annotations

from huxing.chain.report.network_record import Networks
from huxing.chain.report.numbers import is_known

_SENTENCES = (
    "Ways: at each instant the network is taken as it stands, satellites and Earth at rest while the signal travels. "
    "The way is the one that light takes the least time for, over satellites in view, laser links with line of sight, "
    "and gateways with the fibre between them.",
    "Round trip: twice the length of the way over the speed of light in vacuum; on stretches of fibre that of light in "
    "glass{index}. Queues, processing on board, coding, access to the channel, handover and the acquisition of lasers "
    "are not in it: it is the least that nature allows on that way.",
    "Fibre beside it: the great circle between the two places times the network's factor, at the speed of light in "
    "glass. A stated assumption, no cable that exists.",
    "Demand: the cities' share of the people, at their own hour of the day. Each city is served from the gateway that "
    "is nearest to it over space at that moment, over several ways where there are.",
    "Throughput: max-min fair shares of the links' rates over those ways, mean over the moments. Rates of radio links "
    "are those of the Links above, by elevation and in their weather; of lasers by distance. The bound "
    "beside it is the greatest flow of the demand over any gateways and ways, whoever gets it; no routing carries "
    "more.",
    "Failures: one gateway, or all satellites of one plane, taken away; everything else stays, ways and shares are "
    "computed anew. As shares are fair and not greatest in sum, the sum can grow where something fails.",
)


def network_methods(networks: Networks) -> tuple[str, ...]:
    """How networks were computed.

    Args:
        networks: artefacts.

    Returns:
        Sentences.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_routes, connect_loads.
    """
    index = f" (group index {networks.fibre_index:g})" if is_known(networks.fibre_index) else ""
    return tuple(text.replace("{index}", index) for text in _SENTENCES)


def city_sources(networks: Networks) -> tuple[str, ...]:
    """Where the cities and their people come from.

    Args:
        networks: artefacts.

    Returns:
        Each source once, with its credit.

    Raises:
        Nothing of its own.

    Source:
        huxing.network.traffic.cities; GeoNames asks for credit (CC BY 4.0).
    """
    found = dict.fromkeys(record.city_source for record in networks.records if record.city_source)
    credit = ". Credit: GeoNames (geonames.org), licence creativecommons.org/licenses/by/4.0"
    return tuple(f"{text}{credit if 'GeoNames' in text else ''}." for text in found)
