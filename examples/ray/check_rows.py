"""check_rows.py SHARDS EXAMPLES: Ray Data's rows beside what ul2prep says of them.

EXAMPLES is what `ul2prep inspect --json` prints of the first rows.
"""
import json
import pathlib
import sys

import numpy as np
import ray
import read


def main(path, examples):
    ray.init(logging_level="warning")
    totals = json.loads(pathlib.Path(path, "manifest.json").read_text())["totals"]
    expected = {}  # Each row's tokens, example after example.
    for line in open(examples, encoding="utf-8"):
        example = json.loads(line)
        expected.setdefault(example["row"], []).extend(example["tokens"])
    # The last row may not be whole: the number of examples was limited.
    expected.popitem()

    count = losses = compared = 0
    for batch in read.rows(path, labels="targets").iter_batches(batch_size=256):
        end = count + len(batch["rows"])
        assert np.array_equal(batch["rows"], np.arange(count, end)), "rows are not in order"
        count = end
        losses += int((batch["labels"] != -100).sum())
        for row, tokens in zip(batch["rows"].tolist(), batch["tokens"]):
            if row in expected:
                wanted = expected.pop(row)
                assert tokens[: len(wanted)].tolist() == wanted, f"row {row} has other tokens"
                compared += 1
    assert not expected, f"rows that Ray Data has not given: {sorted(expected)[:5]}"
    assert count == totals["rows"], f"{count} rows; the manifest has {totals['rows']}"
    assert losses == totals["loss_tokens"], f"{losses} with loss; the manifest has {totals['loss_tokens']}"
    print(f"{count} rows and {losses} positions with loss, as in the manifest; "
          f"{compared} rows are those of inspect")


if __name__ == "__main__":
    main(*sys.argv[1:])
