/// Names of programming languages, as GitHub's Linguist has them, by the endings of files.

/// The extension of a path's last part, without the dot, in lower case; empty where there is none.
package func codeExtension(of path: some Collection<UInt8>) -> [UInt8] {
  let base = path.reversed().prefix { $0 != UInt8(ascii: "/") }
  let ending = base.prefix { $0 != UInt8(ascii: ".") }
  // `Makefile` and `.gitignore` have none.
  guard base.count > ending.count + 1 else { return [] }
  return ending.reversed().map(\.asciiLowercased)
}

/// The language of a file; nil where neither its name nor its ending tells.
package func codeLanguage(extension ending: [UInt8], path: String) -> String? {
  if ending.isEmpty { return languagesByName[baseName(path)] }
  return languagesByExtension[String(decoding: ending, as: UTF8.self)]
}

private let languagesByName = [
  "Makefile": "Makefile", "GNUmakefile": "Makefile", "Dockerfile": "Dockerfile", "Rakefile": "Ruby",
  "Gemfile": "Ruby", "Jenkinsfile": "Groovy", "BUILD": "Starlark", "WORKSPACE": "Starlark",
]

private let languagesByExtension: [String: String] = {
  let table = """
    Ada adb ads|Assembly s asm|Awk awk|Batchfile bat cmd|C c h|C# cs|C++ cpp cc cxx hpp hh hxx|CMake cmake|\
    CSS css|CUDA cu cuh|Clojure clj cljs|CoffeeScript coffee|Common Lisp lisp|Dart dart|Elixir ex exs|\
    Elm elm|Emacs Lisp el|Erlang erl hrl|F# fs fsx|Fortran f f90 f95 f03|GLSL glsl vert frag|Go go|\
    Groovy groovy gradle|HTML html htm|Haskell hs lhs|INI ini cfg|JSON json|Java java|\
    JavaScript js mjs cjs jsx|Julia jl|Jupyter Notebook ipynb|Kotlin kt kts|Lean lean|Less less|Lua lua|\
    Markdown md markdown|Nix nix|OCaml ml mli|Objective-C m|Objective-C++ mm|PHP php|Pascal pas|Perl pl pm|\
    PowerShell ps1 psm1|Prolog pro|Protocol Buffer proto|Python py pyi|R r|Ruby rb|Rust rs|SCSS scss|\
    SQL sql|Sass sass|Scala scala|Scheme scm ss|Shell sh bash zsh|Solidity sol|Starlark bzl|Swift swift|\
    SystemVerilog sv svh|TOML toml|Tcl tcl|TeX tex sty cls|Text txt|TypeScript ts tsx|VHDL vhd vhdl|\
    Verilog v|Vim Script vim|Visual Basic .NET vb|Vue vue|XML xml|YAML yml yaml|Zig zig|\
    reStructuredText rst
    """
  var languages: [String: String] = [:]
  for row in table.split(separator: "|") {
    // Names may have spaces, endings are in lower case: the name ends where they begin.
    var words = row.split(separator: " ")
    var name = String(words.removeFirst())
    while let word = words.first, word.utf8.first.map({ !(0x61...0x7A).contains($0) }) ?? false {
      name += " " + words.removeFirst()
    }
    for ending in words { languages[String(ending)] = name }
  }
  return languages
}()
