"""Hooks of MkDocs: the site is made of the repository's Markdown as it is, whose links GitHub follows too.

README.md is its front page, the table of docs/README.md its navigation; api/c.md is made of a header. A link to another file of the repository leads to a
page with that file's text, so that the site needs no repository beside it.
"""

import os
import posixpath
import subprocess
import sys

from mkdocs.structure.files import File

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import c_api  # noqa: E402
import lists  # noqa: E402
import repository  # noqa: E402

# Pages that are not below docs/ or have another name there.
PAGES = {"README.md": "index.md", repository.INDEX: "documentation.md", "CONTRIBUTING.md": "contributing.md",
         "CHANGELOG.md": "changes.md", "Scripts/site/swift.md": "swift.md"}
LANGUAGES = {".py": "python", ".yaml": "yaml", ".swift": "swift", ".json": "json", ".md": "markdown", ".txt": "text"}
origins = {page: path for path, page in PAGES.items()}


def place(path):
    """The page of a file of the repository, as MkDocs names it."""
    if path in PAGES:
        return PAGES[path]
    if path == "docs":
        return PAGES[repository.INDEX]
    if path.startswith("docs/"):
        path = path.removeprefix("docs/")
        return path + "/README.md" if os.path.isdir(os.path.join(repository.ROOT, "docs", path)) else path
    return f"files/{path}.md"


def origin(page):
    return origins.get(page, "docs/" + page)


def on_config(config):
    rows, others = repository.rows_of_index()
    if rows:
        config.nav = [{"ul2prep": "index.md"}, {"Documentation": "documentation.md"}, *map(section, rows),
                      {"Libraries": ["swift.md", {c_api.PRODUCT: c_api.PAGE}]}, *({capitalized(title): place(path)} for title, path in others),
                      {"Changes": "changes.md"}, {"Contributing": "contributing.md"}]
    return config


def section(pairs):
    """A page, or a page with those that its row names too, or the pages of a directory."""
    title, path = pairs[0]
    if os.path.isdir(os.path.join(repository.ROOT, path)):
        return {title: [place(page) for page in repository.markdown_below(path)]}
    if len(pairs) == 1:
        return {title: place(path)}
    return {title: [{capitalized(name): place(page)} for name, page in pairs]}


def capitalized(title):
    return title[0].upper() + title[1:]


def on_files(files, config):
    index = files.get_file_from_path("README.md")
    if index:
        files.remove(index)
    files.append(File.generated(config, "site.css", content=repository.text_of("Scripts/site/site.css")))
    files.append(File.generated(config, c_api.PAGE, content=c_api.markdown()))
    linked = set()
    for path, page in PAGES.items():
        if os.path.exists(os.path.join(repository.ROOT, path)):
            files.append(File.generated(config, page, content=repository.text_of(path)))
    for file in list(files.documentation_pages()):
        path = origin(file.src_uri)
        for address in repository.links(file.content_string):
            linked.add(repository.target(path, address)[0])
    for path in sorted(linked):
        add_file(files, config, path)
    return files


def add_file(files, config, path):
    """A page with the text of a file, or the list of a directory's files and a page of each."""
    page = place(path)
    if not page.startswith("files/") or files.get_file_from_path(page):
        return
    full = os.path.join(repository.ROOT, path)
    if os.path.isdir(full):
        tracked = subprocess.run(["git", "ls-files", "--", path], cwd=repository.ROOT, check=True,
                                 capture_output=True, text=True).stdout.split()
        text = "".join(f"- [{posixpath.relpath(name, path)}]({posixpath.relpath(name, posixpath.dirname(path))})\n"
                       for name in tracked)
        for name in tracked:
            add_file(files, config, name)
    elif os.path.isfile(full):
        text = fenced(repository.text_of(path), LANGUAGES.get(os.path.splitext(path)[1], "sh"))
    else:
        return  # MkDocs says that the link leads nowhere.
    origins[page] = path
    files.append(File.generated(config, page, content=f"# {path}\n\n{text}"))


def fenced(text, language):
    marks = "`" * 3
    while marks in text:
        marks += "`"
    return f"{marks}{language}\n{text}\n{marks}\n"


def on_page_markdown(markdown, page, config, files):
    own = page.file.src_uri

    def new(address):
        if repository.is_external(address) or address.startswith("#"):
            return address
        path, anchor = repository.target(origin(own), address)
        if not os.path.exists(os.path.join(repository.ROOT, path)):
            return address  # Of the site itself, or wrong, which MkDocs or `check-built` say.
        link = posixpath.relpath(place(path), posixpath.dirname(own) or ".")
        return f"{link}#{anchor}" if anchor else link

    return repository.replacing_links(lists.reindented(markdown), new)
