"""The page of the C library below api/: every declaration of ul2prep.h with its comment, and docs/library.md's example.

DocC does not read C headers well, so the page is made here. What it needs of the header: a comment right before each
function and struct, sections as `/* ---- Name ---- */`, parameters as lines `name: text` of a comment.
"""

import re

import repository

HEADER = "Sources/CUL2Prep/ul2prep.h"
EXAMPLE = "docs/library.md"
TEST = "Tests/CommandTests/CLibraryTests.swift"
PAGE = "api/c.md"
PRODUCT = "ul2prep-c"

ITEM = re.compile(
    r"/\* ---- (?P<section>.*?) ---- \*/"
    r"|(?:/\*(?P<comment>(?:(?!\*/).)*)\*/\n)?(?P<code>^(?:"
    r"#define UL2PREP_ABI .*?$"
    r"|UL2PREP_API [^;]*;"
    r"|typedef struct \w+ \{.*?^\} \w+;"
    r"|typedef [^{;]*;"
    r"|enum \{.*?^\};))", re.M | re.S)


class Item:
    """A declaration: its name, code, comment."""

    def __init__(self, code, comment):
        self.code = code.replace("UL2PREP_API ", "")
        self.comment = "\n".join(line.strip() for line in (comment or "").strip().split("\n"))
        self.is_function = code.startswith("UL2PREP_API")
        self.name = self.named()

    def named(self):
        if self.is_function:
            return re.search(r"(\w+)\(", self.code)[1]
        if self.code.startswith("enum"):
            return re.search(r"UL2PREP_[A-Z]+_", self.code)[0] + "…"
        if self.code.startswith("#define"):
            return self.code.split()[1]
        return re.search(r"(\w+);$", self.code)[1]


def header():
    """The comment at the head, and (section, items) pairs."""
    text = repository.text_of(HEADER)
    found, _, rest = text.partition("*/")
    begin = rest.index("extern \"C\" {\n#endif\n")
    sections = [("Version", [])]
    for match in ITEM.finditer(rest, begin):
        if match["section"]:
            sections.append((match["section"], []))
            continue
        item, items = Item(match["code"], match["comment"]), sections[-1][1]
        if item.code.startswith("enum") and items and items[-1].name == "ul2prep_status":
            items[-1].code += "\n\n" + item.code  # The numbers that the type has.
        else:
            items.append(item)
    return Item("", "") if not found else found.removeprefix("/*"), sections


def example():
    """The C program of docs/library.md, which a test compiles and runs."""
    return re.search(r"^```c\n(.*?)^```", repository.text_of(EXAMPLE), re.S | re.M)[1]


def problems():
    """What is wrong with the header or the example, one line each."""
    text, (_, sections) = repository.text_of(HEADER), header()
    items = [item for _, found in sections for item in found]
    names = {item.name for item in items}
    for name in re.findall(r"^UL2PREP_API [^;(]*?(\w+)\(", text, re.M):
        if name not in names:
            yield f"{HEADER}:1: {name} is not on the page of the C library"
    for item in items:
        if not item.comment and (item.is_function or "{" in item.code and not item.code.startswith("enum")):
            line = text.count("\n", 0, text.index(item.name)) + 1
            yield f"{HEADER}:{line}: {item.name} has no comment"
    if "/docs/library.md" not in repository.text_of(TEST):
        yield f"{TEST}:1: does not compile the example of {EXAMPLE}"


def markdown():
    head, sections = header()
    names = {item.name for _, items in sections for item in items}
    text = ["# ul2prep-c", prose(head, "", names), "## Example",
            "[The C library](../library.md) explains it, and how to build and link the library.",
            fenced(example())]
    for section, items in sections:
        text.append("## " + section)
        for item in items:
            text += [f"### `{item.name}`", prose(item.comment, item.code, names), fenced(item.code)]
    return "\n\n".join(filter(None, text)) + "\n"


def fenced(code):
    return f"```c\n{code.rstrip()}\n```"


def prose(comment, code, names):
    """A comment as Markdown: names as code and links, parameters as a list."""
    text = "\n".join(line.strip() for line in comment.strip().split("\n"))
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text):
        for number, line in enumerate(paragraph.split("\n")):
            word = re.match(r"(\w+): ", line)
            if word and (word[1] == "Errors" or re.search(rf"\b{word[1]}\b", code)):
                mark = "**Errors**" if word[1] == "Errors" else f"`{word[1]}`"
                blocks.append(f"- {mark}: {marked(line[word.end():], names)}")
            elif number == 0:
                blocks.append(marked(line, names))
            else:
                blocks[-1] += " " + marked(line, names)
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", "\n\n".join(filter(None, blocks)))


def marked(text, names):
    """A line with its identifiers as code, and nothing taken for Markdown by chance."""
    def code(found):
        if found[0].startswith("`"):
            return found[0]
        # Anchors are in lower case.
        return f"[`{found[0]}`](#{found[0]})" if found[0] in names and found[0].islower() else f"`{found[0]}`"

    parts = re.split(r"(`[^`]*`|\b(?:ul2prep|UL2PREP)_\w+…?)", text)
    return "".join(code([part]) if number % 2 else part.replace("*", r"\*").replace("<", "&lt;")
                   for number, part in enumerate(parts))
