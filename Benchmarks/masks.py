#!/usr/bin/env python3
"""What a batch's masks cost, on one core: `masks.py [SHARDS]`, medians of processor time; FlexAttention's objects too
where torch is installed. Without an argument rows are those of loader.py. Needs `make library`.
"""
import importlib.util
import os
import statistics
import sys
import time

import bench

sys.path.insert(0, str(bench.ROOT / "python"))

import loader  # noqa: E402
import ul2prep  # noqa: E402
from ul2prep import masks  # noqa: E402

RUNS = int(os.environ.get("RUNS", "9"))


def cost(body):
    """Microseconds of one call: the median of some rounds of at least a twentieth of a second."""
    found = []
    for _ in range(RUNS):
        calls, began = 0, time.process_time()
        while time.process_time() - began < 0.05:
            body()
            calls += 1
        found.append((time.process_time() - began) / calls * 1e6)
    return statistics.median(found)


def main():
    paths = sys.argv[1:] or loader.prepare()
    with ul2prep.open(paths[0]) as data:
        bounds = data.fetch(range(64), arrays=["bounds"])["bounds"]
    eight, width = bounds[:8], bounds.shape[1]
    one, several = cost(lambda: masks.block_arrays(bounds[:1])), cost(lambda: masks.block_arrays(eight))
    print(f"rows of {width}, median of {RUNS}, µs of processor time")
    print(f"{'block_arrays, each further row of a call':50} {(several - one) / 7:9.1f}")
    print(f"{'block_arrays, a call for 8 rows':50} {several:9.1f}")
    print(f"{'varlen, a call for 8 rows':50} {cost(lambda: masks.varlen(eight)):9.1f}")
    print(f"{'dense4d, a call for 8 rows':50} {cost(lambda: masks.dense4d(eight)):9.1f}")
    if importlib.util.find_spec("torch") is None:
        return
    import torch
    from torch.nn.attention.flex_attention import create_block_mask

    from ul2prep import flex

    torch.set_num_threads(1)
    mod = flex.mask_mod(eight)
    print(f"{'flex.block_mask, the object for 8 rows':50} {cost(lambda: flex.block_mask(eight)):9.1f}")
    theirs = cost(lambda: create_block_mask(mod, 8, None, width, width, device="cpu"))
    print(f"{'create_block_mask for the same, on the CPU':50} {theirs:9.1f}")


if __name__ == "__main__":
    main()
