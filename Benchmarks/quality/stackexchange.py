"""Compares the text of StackExchange's posts with BeautifulSoup's, and its Markdown with markdownify's.

    Scripts/quality stackexchange [--places N]    N random places where ours and get_text() differ
"""

import collections
import random
import sys

import measures
from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

SITES = [
    "stackexchange/ai_2016_Posts.xml",
    "stackexchange/coffee_Posts.xml",
    "stackexchange/conlang-meta/Posts.xml",
    "stackexchange/datascience-meta_2024_pipetags_Posts.xml",
    "derived/stackexchange/conlang.lzma2.7z",
]
# As ours: no addresses, no images, nothing escaped.
CONVERTER = MarkdownConverter(
    heading_style="ATX",
    bullets="-",
    strip=["a", "img"],
    escape_asterisks=False,
    escape_underscores=False,
    escape_misc=False,
)


def code_of(text):
    """The blocks of code between fences, wherever they are: in quotations, in lists."""
    blocks, fence = [], None
    for line in text.split("\n"):
        bare = line.lstrip("> -0123456789.")
        if fence is None and bare.startswith("```"):
            fence = bare[: len(bare) - len(bare.lstrip("`"))]
            margin = len(line) - len(bare)
            blocks.append([])
        elif fence is not None and line[margin:] == fence:
            fence = None
        elif fence is not None:
            blocks[-1].append(line[margin:])
    return ["\n".join(block) for block in blocks]


def main():
    places = int(sys.argv[sys.argv.index("--places") + 1]) if "--places" in sys.argv else 0
    plain, markdown = measures.Comparison(), measures.Comparison()
    intact, fenced = collections.Counter(), collections.Counter()
    differing = []
    documents = answers = lines = 0
    for site in SITES:
        path = measures.REAL / site
        bodies = {p["id"]: p["text"] for p in measures.read("stackexchange", path, "--raw")}
        ours = {d["id"]: d["text"] for d in measures.read("stackexchange", path, "--answers", "blank")}
        marked = {d["id"]: d for d in measures.read("stackexchange", path)}
        for document in measures.read(
            "stackexchange", path, "--markup", "none", "--answers", "blank"
        ):
            documents += 1
            title = document["metadata"]["title"]
            ids = [document["id"], *map(str, document["metadata"]["answer_ids"])]
            posts = [BeautifulSoup(bodies[id], "lxml") for id in ids]
            texts = {
                "--markup none": document["text"],
                # Text as it is between tags; and what is usually written, which parts words
                # at tags and strips every piece of white space at its ends.
                "get_text()": "\n\n".join([title] + [t.get_text() for t in posts]),
                "get_text(' ', strip=True)": "\n\n".join(
                    [title] + [t.get_text(" ", strip=True) for t in posts]
                ),
            }
            plain.add(texts)
            blocks = [code.get_text().strip("\n") for tree in posts for code in tree.find_all("pre")]
            for code in blocks:
                intact["code blocks"] += 1
                for name, text in texts.items():
                    intact[name] += code in text
            if places:
                differing += measures.disagreements(document["text"], texts["get_text()"])
            if document["id"] not in ours:
                continue
            theirs = "\n\n".join([title] + [CONVERTER.convert_soup(t).strip() for t in posts])
            markdown.add({"--markup markdown": ours[document["id"]], "markdownify": theirs})
            for name, text in [("--markup markdown", ours[document["id"]]), ("markdownify", theirs)]:
                found = collections.Counter(code_of(text))
                fenced[name] += sum((found & collections.Counter(blocks)).values())
            answers += len(marked[document["id"]]["metadata"]["answer_ids"])
            lines += marked[document["id"]]["text"].split("\n").count("Answer:")
    print(documents, "documents;", answers, "answers, after", lines, "lines \"Answer:\"\n")
    plain.print()
    print()
    markdown.print()
    count = intact.pop("code blocks")
    print("\n| code blocks byte for byte | of", count, "|\n|---|---|")
    for name, found in intact.items():
        print(f"| {name} | {found} |")
    for name, found in fenced.items():
        print(f"| {name}, between fences | {found} |")
    differing = [d for d in differing if d[1:] not in {("-", ""), ("|", "")}]
    random.seed(int(sys.argv[-1]) if places else 0)
    for before, ours, theirs in random.sample(differing, min(places, len(differing))):
        print(f"{before} ⟦{ours[:200]}⟧ ⟦{theirs[:200]}⟧")


main()
