import pytest

from huxing.chain.store import MANIFEST, ResultStore, read_manifest

KEY = "ab" * 32


def fill(folder):
    (folder / "numbers.txt").write_text("1 2 3")
    (folder / "more.txt").write_text("4")


@pytest.fixture
def store(tmp_path):
    store = ResultStore(tmp_path / "artefacts")
    store.write("fly", KEY, fill, version=2)
    return store


def test_a_result_is_found_again_by_its_key(store):
    folder = store.find("fly", KEY)
    assert folder is not None
    assert sorted(path.name for path in folder.iterdir()) == [MANIFEST, "more.txt", "numbers.txt"]
    manifest = read_manifest(folder)
    assert (manifest["key"], manifest["version"], manifest["files"]["more.txt"]["bytes"]) == (KEY, 2, 1)
    assert store.find("fly", "cd" * 32) is None


def test_a_result_under_the_same_short_key_is_not_mistaken(store):
    other = KEY[:20] + "0" * 44
    assert store.path_of("fly", other) == store.path_of("fly", KEY)
    assert store.find("fly", other) is None


def flip(folder):
    content = bytearray((folder / "numbers.txt").read_bytes())
    content[2] ^= 1
    (folder / "numbers.txt").write_bytes(content)


DAMAGES = {
    "flipped bit": flip,
    "cut file": lambda folder: (folder / "numbers.txt").write_text("1 2"),
    "lost file": lambda folder: (folder / "numbers.txt").unlink(),
    "strange file": lambda folder: (folder / "strange.txt").write_text("?"),
    "strange folder": lambda folder: (folder / "strange").mkdir(),
    "lost manifest": lambda folder: (folder / MANIFEST).unlink(),
    "cut manifest": lambda folder: (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes()[:-20]),
    "manifest of another kind": lambda folder: (folder / MANIFEST).write_text("[]"),
    "edited manifest": lambda folder: (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes() + b" "),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_result_is_not_found_and_can_be_written_again(store, damage):
    whole = {path.name: path.read_bytes() for path in store.path_of("fly", KEY).iterdir()}
    DAMAGES[damage](store.path_of("fly", KEY))
    assert store.find("fly", KEY) is None
    store.write("fly", KEY, fill, version=2)
    assert {path.name: path.read_bytes() for path in store.path_of("fly", KEY).iterdir()} == whole


def test_a_writer_that_fails_leaves_nothing(store):
    def broken(folder):
        (folder / "half.txt").write_text("half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write("sail", KEY, broken)
    assert [path.name for path in store.folder.iterdir()] == [f"fly-{KEY[:20]}"]


def test_what_a_killed_writer_left_is_removed(store):
    left = store.folder / f".unfinished-fly-{KEY[:20]}-4711"
    left.mkdir()
    (left / "half.txt").write_text("half")
    assert store.remove_unfinished() == 1
    assert [path.name for path in store.folder.iterdir()] == [f"fly-{KEY[:20]}"]
