"""What people read these files with today, one function a form: text bytes read, and the processor's seconds.

Called as `python peers.py NAME FILE` in a process of its own; prints `bytes seconds`. Imports are not timed.
"""
import sys
import time


def c4(path):
    import orjson
    from isal import igzip

    began = time.process_time()
    total = 0
    with igzip.open(path, "rb") as lines:
        for line in lines:
            total += len(orjson.loads(line)["text"])
    return total, began


def wet(path):
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    began = time.process_time()
    total = 0
    with open(path, "rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.conversion):
            total += len(record.reader.read())
    return total, began


def parquet(path):
    import pyarrow.compute
    import pyarrow.parquet

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    began = time.process_time()
    total = 0
    file = pyarrow.parquet.ParquetFile(path, memory_map=True)
    for group in range(file.num_row_groups):
        column = file.read_row_group(group, columns=["content"], use_threads=False)["content"]
        total += pyarrow.compute.sum(pyarrow.compute.binary_length(column)).as_py()
    return total, began


def posts(path):
    from lxml import etree

    began = time.process_time()
    total = 0
    for _, element in etree.iterparse(path, tag="row"):
        total += len(element.get("Body") or "")
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return total, began


def rows(path, model, output):
    """Rows of 2,048 tokens, documents one after another: the least that a trainer needs."""
    import itertools

    import numpy
    import orjson
    import sentencepiece
    from isal import igzip

    began = time.process_time()
    processor = sentencepiece.SentencePieceProcessor(model_file=model)
    total = 0
    tokens = []
    with igzip.open(path, "rb") as lines:
        while batch := [orjson.loads(line)["text"] for line in itertools.islice(lines, 1000)]:
            total += sum(map(len, batch))
            for ids in processor.encode(batch, num_threads=1):
                ids.append(processor.eos_id())
                tokens.append(numpy.array(ids, dtype=numpy.uint16))
    tokens = numpy.concatenate(tokens)
    count = len(tokens) // 2048
    numpy.save(output, tokens[:2048 * count].reshape(count, 2048))
    return total, began


if __name__ == "__main__":
    readers = {"c4": c4, "wet": wet, "parquet": parquet, "posts": posts, "rows": rows}
    size, start = readers[sys.argv[1]](*sys.argv[2:])
    print(size, time.process_time() - start)
