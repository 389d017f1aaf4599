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


if __name__ == "__main__":
    size, start = {"c4": c4, "wet": wet, "parquet": parquet, "posts": posts}[sys.argv[1]](sys.argv[2])
    print(size, time.process_time() - start)
