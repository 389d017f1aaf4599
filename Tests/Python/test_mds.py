#!/usr/bin/env python3
"""Reads fixtures/mds, which MosaicML's own writer wrote, with mds.py, and compares every value with expect.json."""
import json
from pathlib import Path

import numpy as np

import mds

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/mds"


def same(found, expected):
    """Whether a decoded value is the expected one; arrays and scalars by dtype, shape and exact values."""
    if isinstance(expected, dict) and set(expected) == {"dtype", "shape", "values"}:
        values = np.array([np.dtype(expected["dtype"]).type(v) for v in expected["values"]]).reshape(expected["shape"])
        return found.dtype.name == expected["dtype"] and list(found.shape) == expected["shape"] and np.asarray(found).tobytes() == values.tobytes()
    if isinstance(expected, dict) and set(expected) == {"hex"}:
        return found == bytes.fromhex(expected["hex"])
    return type(found) is type(expected) and found == expected


def main():
    for folder in sorted(path.parent for path in FIXTURES.glob("*/index.json")):
        expected = json.loads((folder / "expect.json").read_bytes())
        found = list(mds.rows(folder))
        assert len(found) == len(expected), folder
        for number, (row, wanted) in enumerate(zip(found, expected)):
            assert list(row) == sorted(wanted), (folder, number)
            for name in row:
                assert same(row[name], wanted[name]), (folder, number, name, row[name], wanted[name])
        print(f"{folder.name}: {len(found)} rows as expected")


if __name__ == "__main__":
    main()
