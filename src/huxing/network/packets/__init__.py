"""Packets one by one: queues, UDP, TCP and pings over a network whose links and routes change."""

from huxing.network.packets.experiment_size import ExperimentSize, experiment_size
from huxing.network.packets.flows import Flow, PingFlow, TcpFlow, UdpFlow
from huxing.network.packets.forwarding_epochs import forwarding_epochs
from huxing.network.packets.packet_graph import PacketLink, packet_graph
from huxing.network.packets.packet_network import ForwardingEpoch, PacketNetwork
from huxing.network.packets.queues import Queues
from huxing.network.packets.result import PacketCounts, PacketResult, PingSeries, PortStatistics, TcpStatistics, Trace
from huxing.network.packets.simulate import simulate_packets

__all__ = [
    "ExperimentSize",
    "Flow",
    "ForwardingEpoch",
    "PacketCounts",
    "PacketLink",
    "PacketNetwork",
    "PacketResult",
    "PingFlow",
    "PingSeries",
    "PortStatistics",
    "Queues",
    "TcpFlow",
    "TcpStatistics",
    "Trace",
    "UdpFlow",
    "experiment_size",
    "forwarding_epochs",
    "packet_graph",
    "simulate_packets",
]
