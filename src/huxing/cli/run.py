"""`huxing run` and `huxing report`: a scenario from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, err

if TYPE_CHECKING:
    from huxing.chain.runner import Progress, StageResult

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of SIGINT, as shells have it."""


def run(
    scenario: Annotated[str, typer.Argument(help="A built-in scenario (shanghai) or the path of a YAML file.")],
    elements: Annotated[
        Path | None, typer.Option(help="Element sets that replace the observed fleets; any format, gzip too.")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="Replace a value of the scenario.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The run folder; runs/NAME where left out.")] = None,
    engine: Annotated[str, typer.Option(help="local (processes of this machine) or dask.")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, tcp://HOST:8786.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as CPUs where left out.")] = None,
    seed: Annotated[int | None, typer.Option(help="Replace the scenario's seed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON instead of the path.")] = False,
) -> None:
    """Run a scenario and write its report; the same command goes on where a stopped run ended."""
    from huxing.chain import known_stages, load_scenario, make_engine, run_scenario, write_report_in

    stages = known_stages()
    loaded = load_scenario(scenario, stages=stages, overrides=change or [], elements=elements, seed=seed)
    chosen = make_engine(engine, workers=workers, scheduler=scheduler)
    folder = out or Path("runs") / loaded.name
    for text in loaded.notices:
        err(text)
    written: list[Path] = []
    with _stopping_cleanly(folder), _bar(loaded.title) as watch:
        results = run_scenario(
            loaded,
            folder,
            stages=stages,
            engine=chosen,
            watch=watch,
            conclude=lambda run: written.append(write_report_in(run)),
        )
    _say(results)
    if as_json:
        emit_json(_summary(folder, written[0], loaded.notices, results))
    else:
        print(written[0])


def report(
    run_folder: Annotated[Path, typer.Argument(help="The folder of a run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of the path.")] = False,
) -> None:
    """Write report.html of a run again, from its artefacts."""
    from huxing.chain import write_report

    path = write_report(run_folder)
    if as_json:
        emit_json({"run": str(run_folder), "report": str(path)})
    else:
        print(path)


@contextmanager
def _stopping_cleanly(folder: Path) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        err(f"Stopped. What is finished is kept in {folder}; the same command goes on from there.")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _bar(title: str) -> Iterator[Callable[[Progress], None]]:
    from huxing.cli.console import progress

    with progress(title) as bar:
        task = bar.task_ids[0]

        def watch(news: Progress) -> None:
            bar.update(task, description=f"{title}: {news.stage}", completed=news.done, total=news.total)

        yield watch


def _say(results: tuple[StageResult, ...]) -> None:
    for result in results:
        if result.state == "not run":
            err(f"Stage {result.name} was not run: {result.reason}.")
        for text in result.notices:
            err(text)


def _summary(folder: Path, report: Path, notices: tuple[str, ...], results: tuple[StageResult, ...]) -> dict[str, Any]:
    said = [*notices, *(text for result in results for text in result.notices)]
    stages = [_entry(result) for result in results]
    return {"run": str(folder), "report": str(report), "notices": said, "stages": stages}


def _entry(result: StageResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "key": result.key or None,
        "state": result.state,
        "seconds": result.seconds,
        "reason": result.reason or None,
    }
