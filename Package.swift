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
    .library(name: "UL2Shards", targets: ["UL2Shards"]),
    .library(name: "UL2Pipeline", targets: ["UL2Pipeline"]),
    .library(name: "UL2Tokens", targets: ["UL2Tokens"]),
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
      "UL2Pipeline", ["UL2Corpus", "UL2Tokens", "UL2Mixing", "UL2Objectives", "UL2Shards"]),
    library(
      "UL2Corpus",
      [
        "UL2Core", "CIsal", "CLZMA", "CLZ4", "CZstd", "CSnappy", "CBrotli", "CArchive",
        "CCLD2", "CCurl", "CUchardet",
      ]),
    library("UL2Tokens", ["UL2Core", "CSentencePiece"]),
    library(
      "UL2Mixing", ["UL2Core", "UL2Objectives"],
      resources: ["openmoe", "causal", "ul2", "openmoe-original"].map {
        .embedInCode("Resources/\($0).json")
      }),
    library("UL2Objectives", ["UL2Core"]),
    library("UL2Shards", ["UL2Core", "CZstd"]),
    library("UL2Core", ["CXXHash", "CByteScan", "CWriteback"]),

    .target(name: "CSentencePiece", dependencies: ["CSentencePieceLibrary"]),
    system("CSentencePieceLibrary", "sentencepiece", "libsentencepiece-dev"),
    .systemLibrary(name: "CByteScan"),
    .systemLibrary(name: "CWriteback"),
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
      name: "TestSupport", dependencies: ["UL2Corpus"], path: "Tests/TestSupport",
      swiftSettings: tested),
    .target(
      name: "ExactnessSupport", dependencies: ["UL2Tokens"], path: "Tests/ExactnessSupport",
      swiftSettings: tested),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "UL2Corpus", "UL2Tokens", "UL2Mixing", "UL2Shards", "TestSupport", "ExactnessSupport",
      ],
      path: "Fuzz/Targets", swiftSettings: tested),
    tests("UL2CoreTests", ["UL2Core"]),
    // Its tests compress by libbz2 and compare with libxml2; the decoder and the scanner are our own.
    tests("UL2CorpusTests", ["UL2Corpus", "CBzip2", "CXML2"]),
    tests("UL2ObjectivesTests", ["UL2Objectives"]),
    tests("UL2MixingTests", ["UL2Mixing"]),
    tests("UL2ShardsTests", ["UL2Shards"]),
    tests("UL2TokensTests", ["UL2Tokens", "ExactnessSupport"]),
    tests("UL2PipelineTests", ["UL2Pipeline"]),
    tests("CommandTests", ["UL2Pipeline", "ul2prep"]),
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
      name: "exactness", dependencies: ["UL2Tokens", "ExactnessSupport"],
      path: "Benchmarks/exactness", swiftSettings: tested))
}
