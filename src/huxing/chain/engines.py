"""Engines: where a stage's units are worked on. The same units give the same bytes in each of them."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from huxing.chain.stage import Unit
from huxing.chain.worker import UnitFailure, UnitOutcome, failure_of, prepare_local_worker, run_unit
from huxing.core.errors import InputError, MissingDataError, NetworkError

ENGINES = ("local", "dask")
CONNECT_SECONDS = 15
"""How long a scheduler may take to answer."""
ONE_THREAD = {
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Environment of a worker that shares the machine with others: processes are the parallelism."""


class Engine(Protocol):
    """Works on units and gives their outcomes as they come; closing the iterator stops what is left."""

    def run(self, units: Sequence[Unit], scratch: Path) -> Generator[UnitOutcome]:
        """Work on the units, in any order."""
        ...


def make_engine(name: str = "local", *, workers: int | None = None, scheduler: str | None = None) -> Engine:
    """Choose an engine.

    Args:
        name: `local` or `dask`.
        workers: processes; by default as many as there are CPUs for this process.
        scheduler: address of a running Dask scheduler, `tcp://host:8786`; without it `dask` starts its own cluster
            on this machine.

    Returns:
        The engine.

    Raises:
        InputError: an unknown engine, less than one worker, or a scheduler for the local engine.

    Source:
        docs/house.md, "One machine, then many".
    """
    if name not in ENGINES:
        raise InputError(f"'{name}' is not an engine; give one of {', '.join(ENGINES)}", given=name, accepted=ENGINES)
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers cannot do anything; give 1 or more", given=workers)
    if name == "local" and scheduler is not None:
        raise InputError("a scheduler belongs to the engine dask; add --engine dask", given=scheduler)
    count = workers or len(os.sched_getaffinity(0))
    return LocalEngine(count) if name == "local" else DaskEngine(count, scheduler)


@dataclass(frozen=True)
class LocalEngine:
    """Processes of this machine; in this process where there is one worker or one unit."""

    workers: int

    def run(self, units: Sequence[Unit], scratch: Path) -> Generator[UnitOutcome]:
        """Work on the units.

        Args:
            units: any number.
            scratch: an existing folder for work in progress.

        Yields:
            Outcomes, as they come.

        Raises:
            KeyboardInterrupt: the person stopped the run; the workers are ended.

        Source:
            concurrent.futures, start method spawn.
        """
        if self.workers == 1 or len(units) == 1:
            yield from (run_unit(unit, str(scratch)) for unit in units)
        elif units:
            yield from self._in_pool(units, scratch)

    def _in_pool(self, units: Sequence[Unit], scratch: Path) -> Generator[UnitOutcome]:
        others = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(
            min(self.workers, len(units)), multiprocessing.get_context("spawn"), prepare_local_worker
        )
        try:
            with _workers_inherit(ONE_THREAD):
                names = {pool.submit(run_unit, unit, str(scratch)): unit.name for unit in units}
            for future in as_completed(names):
                yield _outcome_of(future, names[future])
        except BaseException:
            for process in set(multiprocessing.active_children()) - others:
                process.kill()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _outcome_of(future: Future[UnitOutcome], name: str) -> UnitOutcome:
    try:
        return future.result()
    except BrokenProcessPool:
        message = "a worker process ended without an answer, often for lack of memory; try --workers 1"
        return UnitOutcome(name, {}, UnitFailure("WorkerLost", message, "", 6), 0.0)
    except Exception as error:
        return UnitOutcome(name, {}, failure_of(error), 0.0)


@contextmanager
def _workers_inherit(environment: dict[str, str]) -> Iterator[None]:
    """Processes started inside see `environment` and never SIGINT: Ctrl-C reaches the whole group of a terminal."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@dataclass(frozen=True)
class DaskEngine:
    """Dask workers: of a running scheduler, or of a cluster of processes on this machine that ends with the run.

    Workers elsewhere need the same huxing, and input files under the same path.
    """

    workers: int
    scheduler: str | None = None

    def run(self, units: Sequence[Unit], scratch: Path) -> Generator[UnitOutcome]:
        """Work on the units.

        Args:
            units: any number.
            scratch: not used: a worker may be on another machine.

        Yields:
            Outcomes, as they come.

        Raises:
            MissingDataError: Dask is not installed.
            NetworkError: the scheduler does not answer.

        Source:
            dask.distributed.
        """
        if not units:
            return
        with self._client() as client:
            futures = {client.submit(run_unit, unit, pure=False, retries=0): unit.name for unit in units}
            try:
                yield from _dask_outcomes(futures, client.loop)
            finally:
                client.cancel([future for future in futures if not future.done()])

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise MissingDataError(
                "the engine dask needs the package distributed; install it with: python -m pip install 'huxing[dask]'"
            ) from error
        if self.scheduler is not None:
            try:
                client = Client(self.scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
            except (OSError, ValueError) as error:
                raise NetworkError(
                    f"no Dask scheduler answers at {self.scheduler} ({error}); start one with 'dask scheduler', or "
                    "leave --scheduler out"
                ) from error
            with client:
                yield client
            return
        with _workers_inherit({}):
            cluster = LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.ERROR,
                env=ONE_THREAD,
            )
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client


def _dask_outcomes(futures: dict[Any, str], loop: Any) -> Iterator[UnitOutcome]:
    from distributed import as_completed

    for future in as_completed(futures, loop=loop):
        if future.status == "finished":
            yield future.result()
        else:
            error = future.exception() if future.status == "error" else None
            failure = failure_of(error) if error else UnitFailure("WorkerLost", f"the unit is {future.status}", "", 6)
            yield UnitOutcome(futures[future], {}, failure, 0.0)
