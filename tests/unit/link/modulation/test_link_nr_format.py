"""NR's formats as MODCODs by a model."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import CatalogueError
from huxing.link.modulation import AttenuatedShannon, GapToShannon, choose_modcod, nr_cqi, nr_mcs, nr_modcods
from huxing.link.ratios import SymbolEnergyToNoise


def test_tables_have_their_rows() -> None:
    assert [len(nr_mcs(table)) for table in (1, 2, 3)] == [29, 28, 29]
    assert [len(nr_cqi(table)) for table in (1, 2, 3)] == [15, 15, 15]
    last = nr_mcs(2)[-1]
    assert (last.index, last.modulation, last.code_rate * 1024, last.spectral_efficiency) == (27, "256QAM", 948, 7.4063)
    assert nr_mcs(2)[20].code_rate * 2048 == 1365


def test_more_index_is_more_efficiency_but_for_the_one_step_that_3gpp_prints() -> None:
    for rows in (*(nr_mcs(table) for table in (1, 2, 3)), *(nr_cqi(table) for table in (1, 2, 3))):
        steps = np.diff([row.spectral_efficiency for row in rows])
        falling = [(rows[k].kind, rows[k].table, rows[k].index) for k in np.flatnonzero(steps <= 0)]
        assert falling == ([("MCS", 1, 16)] if (rows[0].kind, rows[0].table) == ("MCS", 1) else [])


def test_thresholds_are_labelled_as_a_model() -> None:
    modcods = nr_modcods(1, GapToShannon(3.0))
    assert {modcod.basis for modcod in modcods} == {"model: 3 dB over the Shannon bound"}
    assert modcods.es_over_n0.db == pytest.approx([m.gap_db + m.es_over_n0.db - 3.0 for m in modcods])
    assert np.allclose([modcod.gap_db for modcod in modcods], 3.0)
    attenuated = nr_modcods(1, AttenuatedShannon(0.6))
    assert all(modcod.basis.startswith("model: 0.6 of the Shannon bound") for modcod in attenuated)
    # log2(1 + snr) = efficiency / 0.6
    highest = attenuated["MCS 28"]
    assert highest.es_over_n0.linear == pytest.approx(2 ** (6 * 948 / 1024 / 0.6) - 1)


def test_a_phone_picks_its_mcs() -> None:
    choice = choose_modcod(nr_modcods(3, GapToShannon(3.0)), SymbolEnergyToNoise([-15.0, -5.0, 5.0, 40.0]))
    assert choice.index.tolist() == [-1, 5, 15, 28]


def test_a_number_of_a_table_may_be_of_any_numeric_type() -> None:
    assert nr_mcs(2.0) == nr_mcs(np.int64(2)) == nr_mcs(2)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", [0, 4, 1.5, "1", None])
def test_no_other_tables(table: object) -> None:
    for function in (nr_mcs, nr_cqi, lambda number: nr_modcods(number, GapToShannon(3.0))):
        with pytest.raises(CatalogueError, match="there are 1, 2, 3"):
            function(table)  # type: ignore[arg-type]
