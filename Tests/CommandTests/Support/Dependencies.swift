/// The dependencies of a trainer's target, as far as they can be read: targets, imports, shared libraries.
import TestSupport
import UL2Pipeline

/// The dependencies that UL2Data and all below it may have.
enum TrainerRules {
  /// C targets: zstd, xxhash, and headers without a library.
  static let targets: Set = ["CZstd", "CXXHash", "CByteScan", "CWriteback"]
  /// Swift's own modules.
  static let modules: Set = ["Swift", "Glibc", "Synchronization"]
  /// Shared libraries by their names' beginnings. Of Swift's own every `libswift…` is allowed, also
  /// `libswift_Concurrency`, which needs Dispatch: the compiler names it in every program, used or not. So the symbols
  /// used are checked too; a program with Swift linked in then has neither.
  static let libraries = [
    "libswift", "libzstd.so", "libxxhash.so", "libc.so", "libm.so", "libpthread.so", "libdl.so",
    "libgcc_s.so", "libstdc++.so", "ld-linux",
  ]

  /// The libraries that a program should not need.
  ///
  /// - Parameter dynamic: what `readelf -d` prints of it.
  static func refused(dynamic: String) -> [String] {
    neededLibraries(dynamic).filter { name in !libraries.contains { name.hasPrefix($0) } }
  }

  static func neededLibraries(_ dynamic: String) -> [String] {
    dynamic.split(separator: "\n").filter { $0.contains("(NEEDED)") }.map { line in
      String(line.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" })
    }
  }

  /// The symbols of a program that it should not use: tasks and actors, which run on Dispatch, and Dispatch itself.
  ///
  /// - Parameter symbols: what `readelf --dyn-syms --wide` prints of it.
  static func refused(symbols: String) -> [String] {
    undefinedSymbols(symbols).filter { name in
      ["dispatch_", "swift_task_", "swift_job_", "$sSc", "$s12_Concurrency"].contains {
        name.hasPrefix($0)
      }
    }
  }

  static func undefinedSymbols(_ symbols: String) -> [String] {
    symbols.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "UND"), at + 1 < words.count else { return nil }
      return String(words[at + 1].prefix { $0 != "@" })
    }
  }

  /// The modules that a source file should not import.
  ///
  /// - Parameter targets: those below its own.
  static func refused(source: String, targets: Set<String>) -> [String] {
    importedModules(source).filter { !modules.contains($0) && !targets.contains($0) }
  }

  static func importedModules(_ source: String) -> [String] {
    source.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
      // Statements may share a line; a word before `import` is an attribute or an access level.
      line.split(separator: ";").compactMap { statement in
        let words = statement.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
          words[..<at].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) })
        else { return nil }
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[at + 1]) ? words.dropFirst(at + 2).first : words[at + 1]
        return name.map { String($0.prefix { $0 != "." }) }
      }
    }
  }

  private static let accessLevels: Set = [
    "public", "package", "internal", "fileprivate", "private",
  ]

  /// The C targets, and products of other packages, that should not be below a target.
  static func refused(closure: [PackageTarget]) -> [String] {
    closure.filter { !$0.name.hasPrefix("UL2") && !targets.contains($0.name) }.map(\.name)
  }
}

/// A target of `Package.swift`.
struct PackageTarget {
  var name: String
  var dependencies: [String]

  /// All targets, as `swift package dump-package` has them.
  static func all() throws -> [PackageTarget] {
    // In a separate build folder: `swift test`, which runs this, holds the usual one's lock.
    let scratch = TemporaryDirectory()
    let dump = try Command(
      "/usr/bin/env",
      [
        "swift", "package", "--package-path", repositoryRoot, "--scratch-path", scratch("build"),
        "dump-package",
      ]
    ).wait()
    let targets = try JSONValue.parse(dump.output, path: "Package.swift")["targets"]?.array ?? []
    return targets.map { target in
      PackageTarget(
        name: target["name"]?.string ?? "",
        dependencies: (target["dependencies"]?.array ?? []).flatMap { dependency in
          (dependency.members ?? []).compactMap { $0.value.array?.first?.string }
        })
    }
  }

  /// A target and everything below it; names that are no target are products of other packages.
  static func closure(of name: String, in targets: [PackageTarget]) -> [PackageTarget] {
    var found: [PackageTarget] = []
    var waiting = [name]
    while let next = waiting.popLast() {
      if found.contains(where: { $0.name == next }) { continue }
      let target =
        targets.first { $0.name == next } ?? PackageTarget(name: next, dependencies: [])
      found.append(target)
      waiting += target.dependencies
    }
    return found
  }
}
