"""The plot of docs/scale.md."""
import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "scale", "font.size": 9})

import matplotlib.pyplot as plot  # noqa: E402


def draw(rates, path):
    figure, (left, right) = plot.subplots(1, 2, figsize=(9, 3.6), width_ratios=[3, 2])
    for name, marker in (("tokenize", "o"), ("pack", "s"), ("plan", "^")):
        keys = rates.keys(name)
        points = [(rates.value(name, key, "tokens"), 1e9 * rates.per(name, key, "cpu")) for key in keys]
        left.plot(*zip(*points), marker=marker)
        last = points[-1]
        left.annotate(f"{name}: {last[1]:.2g} ns", last, textcoords="offset points", xytext=(-2, 7))
    left.set(xscale="log", yscale="log", xlabel="tokens", ylabel="processor, ns a token", ylim=(0.1, 100),
             xlim=(7e6, 1e12), title="One process, one worker")
    left.grid(True, which="major", alpha=0.3)
    keys = rates.keys("parts")
    places = range(len(keys))
    cost = [1e9 * rates.per("parts", key, "cpu") for key in keys]
    read = [rates.per("parts", key, "read") for key in keys]
    for shift, values, label in ((-0.19, cost, "processor, ns a token"), (0.19, read, "bytes read a token")):
        bars = right.bar([place + shift for place in places], values, 0.36, label=label)
        right.bar_label(bars, fmt="%.3g", padding=2)
    right.set(xticks=list(places), xticklabels=[str(key) for key in keys], xlabel="tasks, one after another",
              ylim=(0, 1.35 * max(cost + read)), title="pack, all tasks together")
    right.legend(loc="upper left", ncols=1)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plot.close(figure)
