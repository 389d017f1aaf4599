#!/usr/bin/env python3
"""Samples by number, and what random access costs: test_samples.py SHARDS COMPRESSED PLAN"""
import pickle
import random
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from package import ALL, refused, run, same

import ul2prep
import ul2prep.grain

NAMES = {"input_ids": "tokens", "labels": "labels", "position_ids": "positions", "bounds": "bounds"}


def test_order(paths):
    """Sample s is what the loader's batches have at s, in every order and epoch, singly and together."""
    for path in paths:
        with ul2prep.open(path) as data:
            count = len(data)
            for options in ({}, {"order": "shuffled", "seed": 5}):
                loader = data.loader(global_batch_size=1, epochs=3, arrays=["rows"], **options)
                wanted = [int(batch["rows"][0]) for batch in loader]
                samples = ul2prep.Samples(data, epochs=3, arrays=["tokens"], **options)
                assert len(samples) == 3 * count == len(wanted)
                assert samples.rows(range(len(samples))).tolist() == wanted
                some = random.Random(1).sample(range(len(samples)), 40)
                some += [0, -1, 7, 7, 8, 9, count, count - 1]
                assert samples.rows(some).tolist() == [wanted[number] for number in some]
                tokens = data.fetch([wanted[number] for number in some])["tokens"]
                same(samples.batch(some)["tokens"], tokens, path)
                for place, (number, sample) in enumerate(zip(some, samples.__getitems__(some))):
                    for found in (sample, samples[number]):
                        assert set(found) == {"tokens", "rows"} and found["rows"] == wanted[number]
                        same(found["tokens"], tokens[place], path, number)
                assert samples.state(5) == data.state(5, **options)
                assert samples.__getitems__([]) == [] and len(samples.rows([])) == 0


def test_forms(paths):
    """Each form has the arrays that it has in batches."""
    with ul2prep.open(paths[0]) as data:
        wanted = data.fetch([9, 4], arrays=ALL)
        numpy, hf = ul2prep.Samples(data), ul2prep.Samples(data, form="hf", epochs=2)
        for place, number in enumerate((9, 4)):
            assert set(numpy[number]) == {*ALL, "rows"}
            for name in ALL:
                same(numpy[number][name], wanted[name][place], name)
            assert set(hf[number]) == {*NAMES, "rows"}
            for name, own in NAMES.items():
                same(hf[number][name], wanted[own][place], name)
        assert set(ul2prep.Samples(data, form="hf", mask=None)[0]) == {*NAMES, "rows"} - {"bounds"}
        for index in (len(data), -len(data) - 1):
            refused(IndexError, f"no such sample, got {index}.*epochs", lambda: numpy[index])
        assert hf[len(data)]["rows"] in range(len(data))
        refused(ul2prep.UsageError, "epochs", lambda: ul2prep.Samples(data, epochs=0))
        refused(ul2prep.UsageError, "arrays.*numpy",
                lambda: ul2prep.Samples(data, form="hf", arrays=["tokens"]))
        refused(ul2prep.UsageError, "no such array", lambda: ul2prep.Samples(data, arrays=["token"]))
        refused(ul2prep.UsageError, "order", lambda: ul2prep.Samples(data, order="random"))
        refused(TypeError, "", lambda: numpy["0"])


def test_pickle(paths):
    """A pickle is small and gives the same; what is printed is the same for a plan and its shards."""
    printed = set()
    for path in paths:
        source = ul2prep.grain.Source(path, order="shuffled", seed=3, epochs=2, form="hf", mask=None)
        text = pickle.dumps(source)
        assert len(text) < 1000, len(text)
        copy = pickle.loads(text)
        assert type(copy) is ul2prep.grain.Source and repr(copy) == repr(source)
        assert copy[-3]["rows"] == source[-3]["rows"]
        same(copy[5]["input_ids"], source[5]["input_ids"], path)
        printed.add(repr(source))
    assert len(printed) == 1 and source.dataset.fingerprint in printed.pop()
    others = ({}, {"seed": 1}, {"epochs": 2}, {"form": "hf"})
    assert len({repr(ul2prep.Samples(paths[0], **options)) for options in others}) == 4


def test_threads(paths):
    """Threads read samples of one source."""
    for path in paths:
        with ul2prep.open(path) as data, ThreadPoolExecutor(8) as threads:
            wanted = data.fetch(range(len(data)))["tokens"]
            source = ul2prep.Samples(data, order="shuffled", seed=1, arrays=["tokens"])
            for sample in threads.map(source.__getitem__, range(len(source))):
                same(sample["tokens"], wanted[sample["rows"]], path)


def warned(body):
    """The warnings of a block."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        body()
    return [warning for warning in caught if issubclass(warning.category, RuntimeWarning)]


def test_misses(paths):
    """Rows in an order that the cache does not help are warned of once; others never."""
    for path in paths:
        for cache_bytes in (1, 1 << 30):
            with ul2prep.open(path, cache_bytes=cache_bytes) as data:
                middle = len(data) // 2
                jumps = [index for place in range(middle) for index in (place, middle + place)]
                assert len(jumps) > 250

                def by_number(data=data, jumps=jumps):
                    for index in jumps * 2:
                        assert data[index].index == index

                found = warned(by_number)
                # One block is the whole plan here, and is kept, however little is to be.
                if path == paths[1] and cache_bytes == 1:
                    assert len(found) == 1, found
                    text = str(found[0].message)
                    assert path in text and "100 of 100" in text and "data.loader" in text, text
                    assert found[0].filename == __file__, found[0].filename
                else:
                    assert found == [], (path, found)
    with ul2prep.open(paths[1], cache_bytes=1) as data:
        def in_order(data=data):
            for _ in range(8):
                for index in range(len(data)):
                    data[index]
                list(data)
                list(data.loader(global_batch_size=1, epochs=1))

        assert warned(in_order) == []
        source = ul2prep.Samples(data, arrays=["tokens"])
        choose = random.Random(2)

        def shuffled(source=source, count=len(data)):
            for _ in range(300):
                source[choose.randrange(count)]

        assert len(warned(shuffled)) == 1
        assert warned(shuffled) == []


def threads_ahead():
    """Those that read ahead now."""
    return [thread for thread in threading.enumerate() if thread.name == "ul2prep"]


def all_end():
    """Fails unless threads end whose loaders are gone."""
    for thread in threads_ahead():
        thread.join(30)
    assert threads_ahead() == []


def test_ahead(paths):
    """What a thread reads ahead changes nothing, and no state."""
    for path in paths:
        with ul2prep.open(path) as data:
            plain = data.loader(global_batch_size=6, epochs=2, drop_last=False, order="shuffled", prefetch=0)
            ahead = data.loader(global_batch_size=6, epochs=2, drop_last=False, order="shuffled", prefetch=3)
            for step, (one, other) in enumerate(zip(plain, ahead)):
                for name in one:
                    same(other[name], one[name], path, step, name)
                assert plain.state_dict() == ahead.state_dict()
                if step == 5:
                    plain.skip(4), ahead.skip(4)
                if step == 9:
                    plain.load_state_dict(data.state(31, order="shuffled"))
                    ahead.load_state_dict(data.state(31, order="shuffled"))
            assert next(ahead, None) is None and len(ahead) == 0
            ahead.close()
            refused(ul2prep.UsageError, "closed", lambda: next(ahead))
            del ahead
            all_end()
            loaders = [data.loader(batch_size=2, prefetch=1) for _ in range(3)]
            for loader in loaders:
                next(loader)
            assert len(threads_ahead()) == 3
            del loader, loaders
            all_end()
            refused(ul2prep.UsageError, "prefetch", lambda: data.loader(batch_size=1, prefetch=-1))


def test_arrays_again(paths):
    """Arrays that somebody holds are never written again; others are."""
    with ul2prep.open(paths[0]) as data:
        for prefetch in (0, 2):
            wanted = data.fetch(range(len(data)), arrays=["tokens", "labels"])
            kept = list(data.loader(global_batch_size=4, epochs=1, prefetch=prefetch))
            for batch in kept:
                same(batch["labels"], wanted["labels"][batch["rows"]])
            views = []
            chosen = dict(epochs=1, prefetch=prefetch, arrays=["labels", "tokens"])
            for batch in data.loader(global_batch_size=4, **chosen):
                views.append((batch["tokens"][1:2, ::7], memoryview(batch["labels"]), batch["rows"].copy()))
            for tokens, labels, rows in views:
                same(tokens, wanted["tokens"][rows][1:2, ::7])
                same(np.asarray(labels), wanted["labels"][rows])
            places = set()
            for batch in data.loader(global_batch_size=4, epochs=1, prefetch=prefetch):
                places.add(batch["tokens"].ctypes.data)
            assert len(places) <= 4, len(places)
        chosen = next(data.loader(batch_size=2, arrays=["bounds"]))
        assert list(chosen) == ["bounds", "rows"]


if __name__ == "__main__":
    run(dict(globals()), __doc__)
