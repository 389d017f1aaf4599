// swift-tools-version: 6.2
import PackageDescription

/// The in-process timer of `Benchmarks/tokenizer.py`: a program that uses the tokenizer as any other would.
let package = Package(
  name: "tokenizer-bench",
  dependencies: [.package(name: "ul2prep", path: "../..")],
  targets: [
    .executableTarget(
      name: "tokenizer-bench",
      dependencies: [.product(name: "UL2Tokenizer", package: "ul2prep")],
      swiftSettings: [.treatAllWarnings(as: .error), .strictMemorySafety()])
  ],
  swiftLanguageModes: [.v6]
)
