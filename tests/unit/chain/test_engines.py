import os
import signal
import sys
import threading
import time

import pytest
from counting_stages import Number, square

from huxing.chain import engines
from huxing.chain.engines import DaskEngine, LocalEngine, make_engine
from huxing.chain.stage import Unit
from huxing.core.errors import InputError, MissingDataError, NetworkError

TEN = [Unit(f"number-{i}", "square", square, Number(i / 3, 0.0, "")) for i in range(10)]


def environment(_, folder):
    (folder / "environment.txt").write_text(f"{os.getpid()} {os.environ.get('NUMBA_NUM_THREADS')}")


def bytes_of(engine, units, scratch):
    return {outcome.unit: outcome.files for outcome in engine.run(units, scratch)}


def test_every_engine_gives_the_same_bytes(tmp_path):
    in_process = bytes_of(LocalEngine(1), TEN, tmp_path)
    assert in_process["number-1"] == {"square.txt": b"0.1111111111111111"}
    assert bytes_of(LocalEngine(2), TEN, tmp_path) == in_process
    assert bytes_of(DaskEngine(2), TEN, tmp_path) == in_process
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", [LocalEngine(1), LocalEngine(2), DaskEngine(2)], ids=["process", "pool", "dask"])
def test_a_failing_unit_loses_no_other(tmp_path, engine):
    units = [Unit(f"{i}", "square", square, Number(i, 0.0, "fail" if i == 1 else "")) for i in range(4)]
    outcomes = {outcome.unit: outcome for outcome in engine.run(units, tmp_path)}
    assert {name for name, outcome in outcomes.items() if outcome.failure is None} == {"0", "2", "3"}
    failure = outcomes["1"].failure
    assert (failure.kind, failure.exit_code) == ("StaleDataError", 4)
    assert failure.message == "The almanac reaches 2027, but 2099 was asked. Buy a new one."
    assert "counting_stages.py" in failure.trace


def test_a_lost_worker_is_reported_with_the_unit(tmp_path):
    units = [Unit(f"{i}", "square", square, Number(i, 0.3 * i, "die" if i == 3 else "")) for i in range(4)]
    outcomes = {outcome.unit: outcome for outcome in LocalEngine(2).run(units, tmp_path)}
    assert set(outcomes) == {"0", "1", "2", "3"}
    assert outcomes["0"].failure is None
    assert outcomes["3"].failure.kind == "WorkerLost"
    assert "--workers 1" in outcomes["3"].failure.message


def test_a_running_scheduler_is_used(tmp_path):
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        found = bytes_of(DaskEngine(1, cluster.scheduler_address), TEN, tmp_path)
    assert found == bytes_of(LocalEngine(1), TEN, tmp_path)


def test_without_dask_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingDataError, match=r"python -m pip install 'huxing\[dask\]'"):
        list(DaskEngine(1).run(TEN, tmp_path))


def test_workers_of_a_pool_use_one_thread_each_and_the_parent_keeps_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "7")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    units = [Unit(f"{i}", "environment", environment, None) for i in range(2)]
    seen = bytes_of(LocalEngine(2), units, tmp_path)
    assert {files["environment.txt"].split()[1] for files in seen.values()} == {b"1"}
    assert str(os.getpid()).encode() not in {files["environment.txt"].split()[0] for files in seen.values()}
    assert os.environ["NUMBA_NUM_THREADS"] == "7"
    assert "OMP_NUM_THREADS" not in os.environ


def test_ctrl_c_ends_the_workers_at_once(tmp_path):
    units = [Unit(f"{i}", "square", square, Number(i, 0.0 if i == 0 else 60.0, "")) for i in range(3)]
    running = LocalEngine(2).run(units, tmp_path)
    assert next(running).unit == "0"
    began = time.monotonic()
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        next(running)
    assert time.monotonic() - began < 20.0  # against 60 s that each unit left would take


def test_a_scheduler_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 1)
    with pytest.raises(NetworkError, match=r"tcp://127\.0\.0\.1:1 .*leave --scheduler out"):
        list(DaskEngine(1, "tcp://127.0.0.1:1").run(TEN, tmp_path))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("spark", {}, "local, dask"),
        ("local", {"workers": 0}, "1 or more"),
        ("local", {"scheduler": "tcp://x:1"}, "--engine dask"),
    ],
)
def test_wrong_choices_are_refused(name, options, message):
    with pytest.raises(InputError, match=message):
        make_engine(name, **options)


def test_the_default_is_one_worker_per_cpu():
    assert make_engine() == LocalEngine(len(os.sched_getaffinity(0)))
    assert make_engine("dask", workers=3, scheduler="tcp://x:1") == DaskEngine(3, "tcp://x:1")
