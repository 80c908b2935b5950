"""The section on networks as a reader of its HTML sees it, without the rest of the page where that is enough."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from made_network import MadeNetwork
from made_run import MadeRun

from huxing.chain.report.cases import all_cases
from huxing.chain.report.network_cases import network_cases
from huxing.chain.report.networks import networks_section
from huxing.chain.report.page import environment
from huxing.chain.report.run_record import read_flight, read_run
from huxing.chain.run_folder import RunFolder

BOTH = ((1, 0), (1, 1))
"""The fleet at its second date, and its design there."""


def with_network(made=None, **run):
    return MadeRun(others=(made or MadeNetwork(),), **run)


@lru_cache
def cases(titles=MadeRun.titles):
    """Of a run with the fleet and its design."""
    with TemporaryDirectory() as folder:
        opened = RunFolder(MadeRun(titles=titles).write(Path(folder)))
        return all_cases(read_flight(opened, read_run(opened)))


def read(made):
    return network_cases(made.artefacts(), cases())


def section_of(made, *titles):
    """The section alone, without a run folder and the rest of the page."""
    shown = networks_section(made.artefacts(), cases(*titles))
    return environment().get_template("network.html.j2").render(networks=shown)


def section(page):
    return page[page.index('<section id="networks">') : page.index('<section id="fleet">')]


def described(page, name):
    return unescape(re.search(rf'<desc id="{name}-desc">([^<]*)</desc>', page).group(1)).replace("\u00a0", " ")


def plain(markup):
    return markup.striptags().replace("\u00a0", " ")


def page_text(page):
    return unescape(page).replace("\u00a0", " ")
