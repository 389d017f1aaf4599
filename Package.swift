// swift-tools-version: 6.2
import PackageDescription

/// Targets depend in one direction only; `docs/architecture.md` draws them.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
]
let tested: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// The files of HTML pages. Scripts run in this order.
let pageFiles =
  ["page.css", "page.js"].map { "Pages/Resources/\($0)" }
  + ["", "-data", "-text", "-rows", "-tokens", "-mask-canvas", "-mask", "-facts", "-help", "-page"]
  .map {
    "Inspect/Page/Resources/inspect\($0)" + ($0 == "" ? ".css" : ".js")
  } + ["Report/Resources/report.css"]

func library(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
  -> Target
{
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func system(_ name: String, _ pkgConfig: String?, _ package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: tested)
}

let package = Package(
  name: "ul2prep",
  products: [
    .executable(name: "ul2prep", targets: ["ul2prep"]),
    .library(name: "UL2Data", targets: ["UL2Data"]),
    .library(name: "UL2DataAsync", targets: ["UL2DataAsync"]),
    .library(name: "UL2Shards", targets: ["UL2Shards"]),
    .library(name: "UL2Corpus", targets: ["UL2Corpus"]),
    .library(name: "UL2Stores", targets: ["UL2Stores"]),
    .library(name: "UL2Tokenizer", targets: ["UL2Tokenizer"]),
    // What `Scripts/library` links libul2prep.so of: SwiftPM cannot hide the symbols of a dynamic product.
    .library(name: "ul2prep-c", type: .static, targets: ["UL2C"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .executableTarget(
      name: "ul2prep",
      dependencies: [
        "UL2Pipeline",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    library(
      "UL2Pipeline",
      ["UL2Corpus", "UL2Filters", "UL2Input", "UL2Tokenizer", "UL2Data"],
      resources: pageFiles.map { .embedInCode($0) }),
    library(
      "UL2Corpus", ["UL2Documents", "UL2Markup", "UL2Parquet", "UL2Filters", "UL2Input"]),
    library("UL2Filters", ["UL2Documents", "UL2Input", "CCLD2"]),
    library("UL2Parquet", ["UL2Input", "CIsal", "CLZ4", "CSnappy", "CZstd"]),
    library(
      "UL2Input",
      [
        "UL2Documents", "UL2Markup", "CIsal", "CLZMA", "CLZ4", "CZstd", "CBrotli", "CArchive",
        "CCurl",
      ]),
    library("UL2Markup", ["UL2Core", "CUchardet"]),
    library("UL2Documents", ["UL2Core"]),
    library("UL2Tokenizer", ["UL2Core", "UL2Patterns", "CSentencePiece", "CUnicode"]),
    library("UL2Patterns", ["UL2Core", "CByteScan", "CUnicode"]),
    library("UL2C", ["UL2Data", "CUL2Prep", "CForkGate"]),
    // All that a trainer links: with what is below it, zstd and xxhash alone.
    library("UL2Data", ["UL2Shards", "UL2Stores", "UL2Mixing"]),
    // Swift's concurrency, which links Dispatch, is here and nowhere below.
    library("UL2DataAsync", ["UL2Data"]),
    library("UL2Stores", ["UL2Core"]),
    library(
      "UL2Mixing", ["UL2Core", "UL2Objectives"],
      resources: ["openmoe", "causal", "ul2", "openmoe-original"].map {
        .embedInCode("Resources/\($0).json")
      }),
    library("UL2Objectives", ["UL2Core"]),
    library("UL2Shards", ["UL2Core", "CZstd"]),
    library("UL2Core", ["CXXHash", "CByteScan", "CWriteback"]),

    .executableTarget(
      name: "rows-example", dependencies: ["UL2Data"], path: "examples/rows",
      swiftSettings: strict),

    .target(name: "CSentencePiece", dependencies: ["CSentencePieceLibrary"]),
    system("CSentencePieceLibrary", "sentencepiece", "libsentencepiece-dev"),
    .systemLibrary(name: "CByteScan"),
    .systemLibrary(name: "CWriteback"),
    .systemLibrary(name: "CUL2Prep"),
    .target(name: "CForkGate"),
    .target(name: "CUnicode"),
    // libcld2-dev has no pkg-config file.
    .target(name: "CCLD2", linkerSettings: [.linkedLibrary("cld2")]),
    system("CXXHash", "libxxhash", "libxxhash-dev"),
    system("CZstd", "libzstd", "libzstd-dev"),
    system("CIsal", "libisal", "libisal-dev"),
    system("CBzip2", nil, "libbz2-dev"),
    system("CLZMA", "liblzma", "liblzma-dev"),
    system("CLZ4", "liblz4", "liblz4-dev"),
    system("CSnappy", "snappy", "libsnappy-dev"),
    system("CBrotli", "libbrotlidec", "libbrotli-dev"),
    system("CXML2", "libxml-2.0", "libxml2-dev"),
    system("CArchive", "libarchive", "libarchive-dev"),
    system("CCurl", "libcurl", "libcurl4-openssl-dev"),
    system("CUchardet", "uchardet", "libuchardet-dev"),

    .target(
      name: "TestSupport", dependencies: ["UL2Core"], path: "Tests/TestSupport",
      swiftSettings: tested),
    // Its compressors are the libraries' own.
    .target(
      name: "ReaderSupport",
      dependencies: ["UL2Corpus", "TestSupport", "CBzip2", "CIsal", "CLZ4", "CLZMA", "CZstd"],
      path: "Tests/ReaderSupport", swiftSettings: tested),
    .target(
      name: "ExactnessSupport", dependencies: ["UL2Patterns", "UL2Tokenizer"],
      path: "Tests/ExactnessSupport",
      swiftSettings: tested),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "UL2Corpus", "UL2Stores", "UL2Tokenizer", "UL2Mixing", "UL2Shards", "UL2C", "CUL2Prep",
        "TestSupport", "ReaderSupport", "ExactnessSupport",
      ],
      path: "Fuzz/Targets", swiftSettings: tested),
    tests("UL2CoreTests", ["UL2Core"]),
    tests("UL2DocumentsTests", ["UL2Documents"]),
    tests("UL2InputTests", ["UL2Input", "UL2Corpus", "ReaderSupport", "CBzip2"]),
    tests("UL2MarkupTests", ["UL2Markup", "ReaderSupport"]),
    tests("UL2ParquetTests", ["UL2Parquet", "ReaderSupport"]),
    tests("UL2FiltersTests", ["UL2Filters", "ReaderSupport"]),
    // The scanner is compared with libxml2.
    tests("UL2CorpusTests", ["UL2Corpus", "ReaderSupport", "CXML2"]),
    tests("UL2StoresTests", ["UL2Stores"]),
    tests("UL2ObjectivesTests", ["UL2Objectives"]),
    tests("UL2MixingTests", ["UL2Mixing"]),
    tests("UL2ShardsTests", ["UL2Shards"]),
    tests("UL2DataTests", ["UL2Data", "UL2DataAsync"]),
    tests("UL2PatternsTests", ["UL2Patterns", "ExactnessSupport"]),
    tests("UL2TokenizerTests", ["UL2Tokenizer", "ExactnessSupport"]),
    tests("UL2PipelineTests", ["UL2Pipeline"]),
    tests("CommandTests", ["UL2Pipeline", "ul2prep", "rows-example"]),
    tests("RegressionTests", ["FuzzTargets"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// `Fuzz/run` sets it. The program has no `main` of its own: libFuzzer's is linked with no other build.
if Context.environment["UL2PREP_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/Driver", swiftSettings: tested))
}

// `Scripts/exact` sets it: a tool that no installation needs.
if Context.environment["UL2PREP_EXACT"] != nil {
  package.targets.append(
    .executableTarget(
      name: "exactness", dependencies: ["UL2Tokenizer", "ExactnessSupport"],
      path: "Benchmarks/exactness", swiftSettings: tested))
  package.targets.append(
    .executableTarget(
      name: "plain-ids", dependencies: ["UL2Tokenizer"], path: "Benchmarks/plain",
      swiftSettings: tested))
  package.targets.append(
    .executableTarget(
      name: "patterns", dependencies: ["UL2Patterns", "ExactnessSupport"],
      path: "Benchmarks/patterns",
      swiftSettings: tested))
}

// What `Benchmarks/tokenizer_files.py` runs.
if Context.environment["UL2PREP_ENGINE"] != nil {
  package.targets.append(
    .executableTarget(
      name: "engine-bench", dependencies: ["UL2Tokenizer"], path: "Benchmarks/engine",
      swiftSettings: tested))
}

// `Benchmarks/bench.py plan` sets it.
if Context.environment["UL2PREP_PLANNING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "planning", dependencies: ["UL2Mixing"], path: "Benchmarks/planning",
      swiftSettings: tested))
}

// What `Benchmarks/libraries.py` runs.
if Context.environment["UL2PREP_LIBRARIES"] != nil {
  package.targets.append(
    .executableTarget(
      name: "libraries-bench", dependencies: ["UL2Corpus", "UL2Tokenizer"],
      path: "Benchmarks/libraries/ours", swiftSettings: tested))
}

// `Scripts/site/build` sets it, so that nothing else fetches the plugin.
if Context.environment["UL2PREP_DOCS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
