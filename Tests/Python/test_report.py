#!/usr/bin/env python3
"""The page of `report` in a browser: test_report.py WORK

WORK gets stores, a plan and pages of its own, of a hundred sources, some of whose documents are hostile. No errors and
no requests, nothing that axe-core finds in either colour scheme at three widths, the keyboard, and that the page says
what the JSON beside it says.
"""
import json
import pathlib
import random
import shutil
import subprocess
import sys
import time

import axe_playwright_python
from playwright.sync_api import sync_playwright

WORK = pathlib.Path(sys.argv[1])
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ROOT = pathlib.Path(__file__).resolve().parents[2]
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
HOSTILE = [
    "</title><script>window.hurt = 1</script>", "<img src=x onerror='window.hurt = 2'>", "javascript:window.hurt=3",
    "data:text/html,<script>window.hurt=4</script>", "\u202egpj.exe", "x" * 100_000,
]


def ul2prep(*arguments):
    done = subprocess.run(["ul2prep", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.returncode, done.stderr)


def make_data():
    words = (ROOT / "README.md").read_text().split()
    drawn = random.Random(1)
    sources = {}
    for s in range(100):
        path = WORK / "in" / f"source-{s:03}.jsonl"
        path.parent.mkdir(exist_ok=True)
        with open(path, "w") as file:
            for i in range(100):
                hostile = HOSTILE[i % len(HOSTILE)] if i % 10 == 0 else None
                file.write(json.dumps({
                    "id": hostile or f"https://example.org/{s}/{i}",
                    "text": hostile or " ".join(drawn.choices(words, k=drawn.randint(5, 300))),
                    "lang": drawn.choice(["en", "de", hostile or "fr"]), "license": drawn.choice(["mit", "CC-BY-4.0"]),
                }) + "\n")
        sources[f"source-{s:03}"] = {"path": str(path), "format": "jsonl", "weight": 1 + s % 7}
    objectives = json.loads((ROOT / "mixtures/openmoe.json").read_text())["objectives"]
    mixture = WORK / "mixture.json"
    mixture.write_text(json.dumps({"sources": sources, "objectives": objectives}))
    ul2prep("tokenize", "--mixture", mixture, "--tokenizer-model", ROOT / "fixtures/tokenizers/bpe-8k.model",
            "--drop", "lang=de", "--output", WORK / "stores", "--overwrite")
    ul2prep("plan", "--mixture", mixture, "--tokens", WORK / "stores", "--total-tokens", "1M", "--output",
            WORK / "plan", "--overwrite")


def make_report(name, *paths):
    page, numbers = WORK / f"{name}.html", WORK / f"{name}.json"
    start = time.time()
    ul2prep("report", "--html", page, "--json", numbers, *paths)
    print(f"report of {name} sources: {time.time() - start:.2f} s, {page.stat().st_size:,} bytes")
    return page, json.loads(numbers.read_text())


def check(browser, file, numbers, scheme, width, rules):
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 1000})
    errors, requests = [], []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    start = time.time()
    page.goto(file.as_uri())
    print(f"{scheme}, {width} px: opens in {time.time() - start:.2f} s")
    assert requests == [file.as_uri()], requests
    # The keyboard: the first link leads to its section, a summary opens what is behind it.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#sources"
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window"
    # Each plot has a name and a description of its own.
    plots = page.evaluate("""[...document.querySelectorAll('figure svg')].map(svg =>
        svg.getAttribute('aria-labelledby').split(' ').map(id => svg.querySelector('#' + id)?.textContent ?? ''))""")
    assert len(plots) > len(numbers["stores"]) and all(title and text for title, text in plots), plots
    cells = page.evaluate("""[...document.querySelectorAll('section:first-child tbody tr')].map(row =>
        [...row.cells].map(cell => cell.textContent))""")
    for row, store in zip(cells, numbers["stores"]):
        shown = [row[0]] + [int(cell.replace(",", "")) for cell in row[1:4]]
        assert shown == [store["name"], store["documents"], store["text_bytes"], store["tokens"]], row
    assert page.evaluate("window.hurt") is None
    found = []
    if rules:
        found = page.evaluate(f"{AXE}; axe.run(document, {{ resultTypes: ['violations'] }})")["violations"]
    assert not found, [(rule["id"], [node["html"][:200] for node in rule["nodes"]][:3]) for rule in found]
    assert not errors, errors
    page.close()


def main():
    WORK.mkdir(exist_ok=True)
    make_data()
    many = make_report("100", WORK / "stores", WORK / "plan")
    assert len(many[1]["stores"]) == 100
    # By axe-core's rules, since those take minutes for all the examples of a hundred.
    few = make_report("3", *[WORK / "stores" / f"source-{i:03}" for i in range(3)], WORK / "plan")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        check(browser, *many, "light", 800, rules=False)
        for scheme in ("light", "dark"):
            for width in (400, 800, 1600):
                check(browser, *few, scheme, width, rules=True)
        browser.close()
    print("report: sound in the browser")


main()
