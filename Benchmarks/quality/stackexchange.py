"""Compares the text of StackExchange's posts with BeautifulSoup's.

    Scripts/quality stackexchange [--places N]    N random places where ours and theirs differ
"""

import collections
import random
import sys

import measures
from bs4 import BeautifulSoup

SITES = [
    "stackexchange/ai_2016_Posts.xml",
    "stackexchange/coffee_Posts.xml",
    "stackexchange/conlang-meta/Posts.xml",
    "stackexchange/datascience-meta_2024_pipetags_Posts.xml",
    "derived/stackexchange/conlang.lzma2.7z",
]


def trees(document, bodies):
    """The question and its answers, in the document's order."""
    ids = [document["id"], *map(str, document["metadata"]["answer_ids"])]
    return [BeautifulSoup(bodies[id], "lxml") for id in ids]


def main():
    places = int(sys.argv[sys.argv.index("--places") + 1]) if "--places" in sys.argv else 0
    comparison = measures.Comparison()
    intact = collections.Counter()
    differing = []
    documents = 0
    for site in SITES:
        path = measures.REAL / site
        bodies = {p["id"]: p["text"] for p in measures.read("stackexchange", path, "--raw")}
        for document in measures.read("stackexchange", path):
            documents += 1
            title = document["metadata"]["title"]
            posts = trees(document, bodies)
            texts = {
                "ul2prep": document["text"],
                # Text as it stands between tags; and what is usually written, which parts words
                # at tags and strips every piece of white space at its ends.
                "get_text()": "\n\n".join([title] + [t.get_text() for t in posts]),
                "get_text(' ', strip=True)": "\n\n".join(
                    [title] + [t.get_text(" ", strip=True) for t in posts]
                ),
            }
            comparison.add(texts)
            for code in (code for tree in posts for code in tree.find_all("pre")):
                intact["code blocks"] += 1
                for name, text in texts.items():
                    intact[name] += code.get_text().strip("\n") in text
            if places:
                differing += measures.disagreements(document["text"], texts["get_text()"])
    print(documents, "documents\n")
    comparison.print()
    print("\n| code blocks byte for byte | of", intact.pop("code blocks"), "|\n|---|---|")
    for name, count in intact.items():
        print(f"| {name} | {count} |")
    differing = [d for d in differing if d[1:] not in {("-", ""), ("|", "")}]
    random.seed(int(sys.argv[-1]) if places else 0)
    for before, ours, theirs in random.sample(differing, min(places, len(differing))):
        print(f"{before} ⟦{ours[:200]}⟧ ⟦{theirs[:200]}⟧")


main()
