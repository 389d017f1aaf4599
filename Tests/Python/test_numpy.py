#!/usr/bin/env python3
"""Shards by NumPy alone, beside mds.py and the library: test_numpy.py SHARDS FULL_SHARDS COMPRESSED PLAN"""
import contextlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import xxhash

import mds
import test_loader
import test_package
from package import ALL, REPOSITORY, refused, run, same

import ul2prep
from ul2prep._numpy import hashes, xxh3


@contextlib.contextmanager
def without_library():
    """Datasets that are opened within are read by NumPy."""
    before = os.environ.get("UL2PREP_LIBRARY")
    os.environ["UL2PREP_LIBRARY"] = "none"
    try:
        yield
    finally:
        if before is None:
            del os.environ["UL2PREP_LIBRARY"]
        else:
            os.environ["UL2PREP_LIBRARY"] = before


def opened(path, **options):
    """A dataset that NumPy reads."""
    with without_library():
        data = ul2prep.open(path, **options)
    assert data.reader == "numpy"
    return data


def copied(path, folder, *names):
    """A copy of some files of a directory, and of its shards."""
    folder.mkdir()
    for name in names:
        shutil.copy(Path(path) / name, folder)
    for shard in Path(path).rglob("*.mds"):
        target = folder / shard.relative_to(path)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(shard, target)
    return folder


def test_hash(_):
    """XXH3 in NumPy is XXH3."""
    content = np.random.default_rng(1).bytes(1 << 21)
    for length in (241, 255, 256, 257, 1023, 1024, 1025, 1088, 2048, 2049, 100_001, (1 << 20) + 1, 1 << 21):
        assert xxh3.xxh3_64(content[:length]) == xxhash.xxh3_64_hexdigest(content[:length]), length
    refused(ValueError, "240", lambda: xxh3.xxh3_64(content[:240]))


def test_whole_package(paths):
    """The package's own tests, by NumPy."""
    with without_library():
        for test in (
                test_package.test_rows, test_package.test_out, test_package.test_out_again,
                test_package.test_errors, test_package.test_foreign, test_loader.test_ranks,
                test_loader.test_loader):
            test([paths[0]] * 3)
        test_package.test_rows([paths[1]] * 3)


def test_beside_library(paths):
    """Rows, orders and states are the library's, of shards with and without a plan."""
    with tempfile.TemporaryDirectory() as scratch:
        foreign = copied(paths[0], Path(scratch) / "foreign", "index.json")
        for path in (paths[0], paths[1], str(foreign), str(REPOSITORY / "fixtures/mds/tokens")):
            numpy, data = opened(path), ul2prep.open(path)
            assert data.reader == "library"
            for name in ("sequence_length", "vocabulary_size", "pad", "eos", "fingerprint", "is_plan"):
                assert getattr(numpy, name) == getattr(data, name), (path, name)
            names = ALL if path in paths else ("tokens",)
            for labels in ("shifted", "targets"):
                wanted = data.fetch(range(len(data)), arrays=names, labels=labels)
                for name, array in numpy.fetch(range(len(data)), arrays=names, labels=labels).items():
                    same(array, wanted[name], path, name)
            numbers = range(3 * len(data) + 5)
            for group_bytes in (1, 600_000, 1_200_000, None):
                for order in ("plan", "shuffled"):
                    options = dict(order=order, seed=(1 << 64) - 1, group_bytes=group_bytes, epochs=4)
                    wanted = ul2prep.Samples(data, arrays=["rows"], **options)
                    found = ul2prep.Samples(numpy, arrays=["rows"], **options)
                    same(found.rows(numbers), wanted.rows(numbers), path, group_bytes, order)
                    assert repr(found) == repr(wanted) and found.state(77) == wanted.state(77)
                    one = numpy.loader(global_batch_size=3, state=wanted.state(77))
                    other = data.loader(global_batch_size=3, state=found.state(77))
                    assert next(one)["rows"].tolist() == next(other)["rows"].tolist()
                    assert one.state_dict() == other.state_dict()


def test_many_blocks(paths):
    """Shuffled blocks of a plan: one is made up that has several, with the manifest that belongs to it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = copied(paths[0], Path(scratch) / "copy", "index.json", "tokenizer.model")
        numbers = np.fromfile(Path(paths[0]) / "plan.bin", "<i8")
        sources, record = int(numbers[2]), 1 + 4 * int(numbers[2])
        assert numbers[4] == 1 and sources > 1
        rows = int(numbers[6 + record])
        starts = [0, 5, 40, 99, 100, 180, 181, 250, 300, rows]
        records = np.tile(numbers[6:6 + record], (len(starts), 1))
        records[:, 0] = starts
        records[-1] = numbers[6 + record:6 + 2 * record]
        made = np.concatenate([numbers[:6], records.ravel(), numbers[6 + 2 * record:-1]])
        made[4] = len(starts) - 1
        content = made.tobytes()
        content += int(xxhash.xxh3_64_intdigest(content)).to_bytes(8, "little")
        (folder / "plan.bin").write_bytes(content)
        manifest = json.loads((Path(paths[0]) / "manifest.json").read_bytes())
        manifest["plan"]["xxh3"] = xxhash.xxh3_64_hexdigest(content)
        del manifest["checksum"]
        text = json.dumps(manifest, separators=(",", ":"))
        manifest["checksum"] = xxhash.xxh3_64_hexdigest(text.encode())
        (folder / "manifest.json").write_text(json.dumps(manifest))
        numpy, data = opened(folder), ul2prep.open(folder)
        for group_bytes in (1, 500_000, 900_000, None):
            options = dict(order="shuffled", seed=9, group_bytes=group_bytes, epochs=3, arrays=["rows"])
            wanted = ul2prep.Samples(data, **options).rows(range(3 * rows))
            assert sorted(wanted[:rows].tolist()) == list(range(rows))
            same(ul2prep.Samples(numpy, **options).rows(range(3 * rows)), wanted, group_bytes)
        (folder / "plan.bin").write_bytes(content[:-8] + bytes(8))
        refused(ul2prep.DataError, "plan.bin.*xxh3", lambda: ul2prep.Samples(opened(folder), **options)[0])
        (folder / "plan.bin").write_bytes(content[:200])
        refused(ul2prep.DataError, "plan.bin.*not the plan",
                lambda: ul2prep.Samples(opened(folder), **options)[0])


def test_without(paths):
    """What needs the library says so, and how to get it."""
    for path, words in ((paths[2], "index.json:.*compressed"), (paths[3], "a plan")):
        refused(ul2prep.LibraryError, f"{words}.*make library.*UL2PREP_LIBRARY.*none", lambda: opened(path))
        refused(ImportError, "libul2prep.so", lambda: opened(path))
    program = ("import sys, ul2prep; data = ul2prep.open(sys.argv[1]); "
               "print(data.reader, int(data[3].tokens.sum()))")
    with tempfile.TemporaryDirectory() as scratch:
        # The package alone, as where no library has ever been built.
        shutil.copytree(REPOSITORY / "python/ul2prep", Path(scratch) / "a/b/ul2prep",
                        ignore=shutil.ignore_patterns("*.so", "__pycache__"))
        environment = {name: value for name, value in os.environ.items() if name != "UL2PREP_LIBRARY"}
        environment["PYTHONPATH"] = str(Path(scratch) / "a/b")
        result = subprocess.run([sys.executable, "-c", program, paths[0]], env=environment,
                                capture_output=True, text=True, check=True)
    with ul2prep.open(paths[0]) as data:
        assert result.stdout.split() == ["numpy", str(int(data[3].tokens.sum()))]
    copy = pickle.loads(pickle.dumps(opened(paths[0])))
    assert copy.reader == "library"


def test_damage(paths):
    """Shards that are cut, altered, gone or of another index are errors with the file."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = copied(paths[0], Path(scratch) / "copy", "index.json", "manifest.json", "plan.bin")
        shard = sorted(folder.rglob("*.mds"))[0]
        whole = shard.read_bytes()
        altered = bytearray(whole)
        altered[-1] ^= 0x40
        shard.write_bytes(altered)
        for module in (xxhash, None):
            hashes.xxhash = module
            for check in ("first", "always"):
                refused(ul2prep.DataError, f"{shard.name}: hash differs.*xxh3_64",
                        lambda: opened(folder, check=check)[0])
        hashes.xxhash = xxhash
        index = json.loads((folder / "index.json").read_bytes())
        count = index["shards"][0]["samples"]
        refused(ul2prep.DataError, f"{shard.name}:row {count - 1}: token beyond the vocabulary",
                lambda: opened(folder, check="never")[count - 1])
        assert opened(folder, check="never")[0].index == 0
        offset = int.from_bytes(whole[4:8], "little")
        for place, words in ((0, "not the shard"), (7, "row 0: sample"), (offset, "row 0: (column|sample)")):
            changed = bytearray(whole)
            changed[place] ^= 0x41
            shard.write_bytes(changed)
            refused(ul2prep.DataError, f"{shard.name}:.*({words})", lambda: opened(folder, check="never")[0])
        # Each byte of the columns before the tokens: an error, or a row whose arrays hold together.
        begin = offset + 4 * 9
        for place in range(offset, begin + 60):
            changed = bytearray(whole)
            changed[place] ^= 0x80
            shard.write_bytes(changed)
            with contextlib.suppress(ul2prep.DataError):
                row = opened(folder, check="never")[0]
                assert (row.bounds[:, 1] <= 2048).all() and (row.positions >= 0).all(), place
        shard.write_bytes(whole[:-1])
        refused(ul2prep.DataError, f"{shard.name}: shard differs.*{len(whole) - 1} bytes",
                lambda: opened(folder)[0])
        shard.unlink()
        refused(ul2prep.NoInputError, shard.name, lambda: opened(folder)[0])
        assert opened(folder)[count].index == count
        shard.write_bytes(whole)
        for words, change in {
            "not the rows": lambda entry: entry.update(samples=count - 1),
            "format mds": lambda entry: entry.update(version=3),
            "samples and raw": lambda entry: entry["raw_data"].update(basename="../x"),
            "same length": lambda entry: entry.update(column_names=["tokens"]),
            "not supported": lambda entry: entry["column_encodings"].__setitem__(0, "ndarray:int32:0"),
            "not those of the": lambda entry: entry["column_encodings"].__setitem__(9, "ndarray:uint16:4"),
        }.items():
            lying = json.loads(json.dumps(index))
            change(lying["shards"][0])
            (folder / "index.json").write_text(json.dumps(lying))
            refused(ul2prep.DataError, f"index.json:.*{words}", lambda: opened(folder))
        for text in (b"", b"[]", b"{}", b'{"version": 2, "shards": 1}', b"\xff"):
            (folder / "index.json").write_bytes(text)
            refused(ul2prep.DataError, "index.json", lambda: opened(folder))


def test_other_hashes(_):
    """Hashes of other programs' indexes, and those that nothing here knows."""
    for name in sorted((REPOSITORY / "fixtures/mds").iterdir()):
        if not (name / "index.json").exists():
            continue
        entries = json.loads((name / "index.json").read_bytes())["shards"]
        if any(entry["zip_data"] for entry in entries) or "tokens" not in entries[0]["column_names"]:
            continue
        rows = [row["tokens"] for row in mds.rows(name)]
        with tempfile.TemporaryDirectory() as scratch:
            folder = copied(name, Path(scratch) / "copy")
            for kind, value, known in (("sha1", None, True), ("crc99", "00", False)):
                for entry in entries:
                    content = (name / entry["raw_data"]["basename"]).read_bytes()
                    entry["raw_data"]["hashes"] = {kind: value or hashes.digest(kind, content)}
                (folder / "index.json").write_text(json.dumps({"version": 2, "shards": entries}))
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    same(opened(folder)[0].tokens, rows[0].astype(np.int32), name)
                said = ["not compared" in str(one.message) for one in caught]
                assert said == [] if known else any(said), caught
            entries[0]["raw_data"]["hashes"] = {"sha256": "0" * 64}
            (folder / "index.json").write_text(json.dumps({"version": 2, "shards": entries}))
            refused(ul2prep.DataError, "sha256", lambda: opened(folder)[0])


if __name__ == "__main__":
    run(dict(globals()), __doc__)
