"""Any bytes end in one of our errors, within 1 s of CPU time and 256 MB of memory above the start."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import HOSTILE

FOLDER = Path(__file__).resolve().parent
_CHILD = """
import resource, sys, time
sys.path.insert(0, sys.argv[1])
from hostile import HOSTILE
from huxing.core.errors import HuxingError
from huxing.orbit.formats import parse_elements, parse_oem
import huxing.orbit.formats.builtin, xml.sax.expatreader

def address_space():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()

MB = 1 << 20
for name in sys.argv[2:]:
    for parse in (parse_elements, parse_oem):
        content = HOSTILE[name]()
        resource.setrlimit(resource.RLIMIT_AS, (address_space() + 256 * MB, resource.RLIM_INFINITY))
        begin = time.process_time()
        try:
            parse(content)
            said = "accepted"
        except HuxingError as error:
            said = "refused" if len(str(error)) < 1000 else "long message"
        except BaseException as error:
            said = type(error).__name__
        taken = time.process_time() - begin
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(f"{name}|{parse.__name__}|{said}|{taken:.3f}", flush=True)
        del content
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc and RLIMIT_AS")
def test_hostile_inputs_end_in_our_errors_within_bounds() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(FOLDER), *HOSTILE],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (200, 200)),
    )
    lines = [line.split("|") for line in done.stdout.splitlines()]
    assert [line[0] for line in lines[::2]] == list(HOSTILE), done.stderr[-2000:]
    assert {(name, parser, said) for name, parser, said, _ in lines if said != "refused"} == set()
    assert {(name, parser, taken) for name, parser, _, taken in lines if float(taken) > 1.0} == set()
