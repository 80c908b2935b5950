import pytest

from huxing.chain.journal import Journal, read_journal
from huxing.core.errors import FormatError


def test_events_come_back_in_order_with_their_time(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.write("run_started", scenario="沪")
        journal.write("run_finished")
    events = read_journal(path)
    assert [event["event"] for event in events] == ["run_started", "run_finished"]
    assert events[0]["scenario"] == "沪"
    assert events[0]["time"] <= events[1]["time"]
    assert events[0]["time"].endswith("Z")


@pytest.mark.parametrize("tail", [b'{"event": "un', b"{", b'{"event": "unit_finished"}x'])
def test_a_torn_last_line_is_passed_over_and_cut_by_the_next_writer(tmp_path, tail):
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.write("one")
    whole = path.read_bytes()
    path.write_bytes(whole + tail)
    assert [event["event"] for event in read_journal(path)] == ["one"]
    with Journal(path) as journal:
        journal.write("two")
    assert path.read_bytes().startswith(whole)
    assert [event["event"] for event in read_journal(path)] == ["one", "two"]


def test_damage_in_the_middle_is_an_error_with_its_line(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"event":"one"}\nrubbish\n{"event":"two"}\n')
    with pytest.raises(FormatError, match=r"journal\.jsonl:2"):
        read_journal(path)


def test_no_journal_is_an_empty_journal(tmp_path):
    assert read_journal(tmp_path / "none.jsonl") == []
