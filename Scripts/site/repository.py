"""Where the repository's Markdown files link to: shared by the site's hooks and by the check of links."""

import os
import posixpath
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2 *$", re.S | re.M)
# Inline code first, so that what looks like a link in it is none.
LINK = re.compile(r"`[^`\n]*`|(\]\()([^)\s]+)(\))|(\b(?:src|href)=\")([^\"]+)(\")")
INDEX = "docs/README.md"


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def is_external(address):
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", address))


def replacing_links(markdown, replace):
    """The Markdown with every address outside of code replaced by what `replace` gives."""
    def in_text(text):
        def new(found):
            if found[2]:
                return found[1] + replace(found[2]) + found[3]
            return found[4] + replace(found[5]) + found[6] if found[5] else found[0]
        return LINK.sub(new, text)

    parts, end = [], 0
    for fence in FENCE.finditer(markdown):
        parts += [in_text(markdown[end:fence.start()]), fence[0]]
        end = fence.end()
    return "".join(parts) + in_text(markdown[end:])


def links(markdown):
    """The addresses within the repository, in their order."""
    found = []
    replacing_links(markdown, lambda address: found.append(address) or address)
    return [address for address in found if not is_external(address)]


def target(path, address):
    """The file that `address` in the file `path` leads to, and the anchor; the file itself for an anchor alone."""
    place, _, anchor = address.partition("#")
    if not place:
        return path, anchor
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), place)), anchor


def rows_of_index():
    """Each row of the index's table as (title, file) pairs, its page first; then what is linked outside of it."""
    if not os.path.exists(os.path.join(ROOT, INDEX)):
        return [], []
    rows, others = [], []
    for line in text_of(INDEX).splitlines():
        pairs = [(title, target(INDEX, address)[0]) for title, address in re.findall(r"\[([^]]+)\]\(([^)\s]+)\)", line)
                 if not is_external(address)]
        if line.startswith("|") and pairs:
            rows.append(pairs)
        else:
            others += pairs
    return rows, others


def markdown_below(directory):
    """The Markdown files of a directory, its README.md first."""
    names = sorted(n for n in os.listdir(os.path.join(ROOT, directory)) if n.endswith(".md"))
    return [f"{directory}/{name}" for name in sorted(names, key=lambda name: name != "README.md")]
