// swift-tools-version: 6.2
// Compares engines with libsentencepiece over any amount of text (`Scripts/exact`). Links in `Sources`
// are files that the tests have too: one comparison, one set of awkward texts.
import PackageDescription

let package = Package(
  name: "exactness",
  dependencies: [.package(name: "ul2prep", path: "../..")],
  targets: [
    .executableTarget(
      name: "exactness", dependencies: [.product(name: "UL2Tokens", package: "ul2prep")],
      swiftSettings: [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")])
  ],
  swiftLanguageModes: [.v6]
)
