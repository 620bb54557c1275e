// swift-tools-version: 6.2
import PackageDescription

/// What every target is built with: the strictest reading of the language, and no warnings while developing.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error, .when(configuration: .debug)),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "weir",
  products: [.executable(name: "weir", targets: ["weir"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .target(name: "Pools", swiftSettings: strict),
    .target(
      name: "Templates", dependencies: ["Pools", crypto], resources: [.embedInCode("Guest/Scripts")],
      swiftSettings: strict),
    .target(
      name: "Manifests",
      dependencies: ["Pools", "Templates", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(
      name: "Reconciliation",
      dependencies: ["Manifests", "Pools", "Templates", crypto, logging],
      swiftSettings: strict),

    .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .target(
      name: "GitSource",
      dependencies: ["CLibgit2", "Manifests", "Pools", "Reconciliation", crypto, subprocess, system],
      swiftSettings: strict),
    .target(
      name: "RemoteTemplates",
      dependencies: [
        "Manifests", "Pools", "Reconciliation", crypto, logging,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    .target(
      name: "AzureCLI",
      dependencies: ["Pools", "Reconciliation", subprocess, system],
      swiftSettings: strict),
    .target(
      name: "ReconciliationLog",
      dependencies: ["Pools", "Reconciliation", grdb],
      swiftSettings: strict),
    .target(
      name: "Simulator",
      dependencies: [
        "Pools", "Templates", crypto, logging,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      swiftSettings: strict),

    .target(
      name: "Commands",
      dependencies: [
        "AzureCLI", "GitSource", "Manifests", "Pools", "Reconciliation", "ReconciliationLog", "RemoteTemplates",
        "Simulator", "Templates", argumentParser, crypto, logging, subprocess, system,
      ],
      resources: [.embedInCode("Demo/azure-cli-requirements.txt")], swiftSettings: strict),
    .executableTarget(name: "weir", dependencies: ["Commands", argumentParser], swiftSettings: strict),

    .target(
      name: "PortContracts", dependencies: ["Manifests", "Pools", "Reconciliation"], path: "Tests/PortContracts",
      swiftSettings: strict),
    .target(name: "TemporaryFolders", path: "Tests/TemporaryFolders", swiftSettings: strict),
    .target(
      name: "LocalServers", dependencies: ["TemporaryFolders", subprocess, system], path: "Tests/LocalServers",
      swiftSettings: strict),
    .target(
      name: "InstalledAzureCLI", dependencies: ["AzureCLI"], path: "Tests/InstalledAzureCLI", swiftSettings: strict),
    .target(
      name: "PoolFieldSamples", dependencies: ["Pools", "Templates"], path: "Tests/PoolFieldSamples",
      swiftSettings: strict),
    .executableTarget(
      name: "RenderSamples", dependencies: ["PoolFieldSamples", "Pools", "Templates"], path: "Tests/RenderSamples",
      swiftSettings: strict),
    .executableTarget(
      name: "git-fetch-child", dependencies: ["GitSource"], path: "Tests/GitFetchChild", swiftSettings: strict),
    .executableTarget(
      name: "LogCrashProbe", dependencies: ["PortContracts", "Reconciliation", "ReconciliationLog"],
      path: "Tests/LogCrashProbe", swiftSettings: strict),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "AzureCLI", "GitSource", "InstalledAzureCLI", "Manifests", "Pools", "PortContracts", "Reconciliation",
        "ReconciliationLog", "Simulator", "TemporaryFolders", logging, subprocess,
      ],
      path: "Tests/Benchmarks", swiftSettings: strict),

    .testTarget(name: "PoolsTests", dependencies: ["Pools"], swiftSettings: strict),
    .testTarget(
      name: "TemplatesTests", dependencies: ["PoolFieldSamples", "Pools", "Templates"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "GuestTests", dependencies: ["Pools", "Templates", crypto, subprocess], exclude: ["Machine"],
      swiftSettings: strict),
    .testTarget(
      name: "ManifestsTests",
      dependencies: [
        "Manifests", "PoolFieldSamples", "Pools", "Templates", "TemporaryFolders", subprocess, system,
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "ReconciliationTests",
      dependencies: ["Manifests", "Pools", "PortContracts", "Reconciliation", "Templates", logging],
      swiftSettings: strict),
    .testTarget(
      name: "GitSourceTests",
      dependencies: [
        "CLibgit2", "GitSource", "LocalServers", "Manifests", "Pools", "PortContracts", "Reconciliation",
        "TemporaryFolders", "git-fetch-child", crypto, subprocess, system,
      ], swiftSettings: strict),
    .testTarget(
      name: "RemoteTemplatesTests",
      dependencies: [
        "LocalServers", "Manifests", "PortContracts", "Reconciliation", "RemoteTemplates", "TemporaryFolders", logging,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AzureCLITests",
      dependencies: [
        "AzureCLI", "InstalledAzureCLI", "Pools", "PortContracts", "Reconciliation", "Simulator", "Templates",
        "TemporaryFolders",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReconciliationLogTests",
      dependencies: [
        "LogCrashProbe", "Pools", "PortContracts", "Reconciliation", "ReconciliationLog", "TemporaryFolders", grdb,
        subprocess,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SimulatorTests",
      dependencies: ["InstalledAzureCLI", "Pools", "Simulator", "Templates", "TemporaryFolders", subprocess],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "AzureCLI", "Commands", "GitSource", "Manifests", "Pools", "PortContracts", "Reconciliation", "Simulator",
        "Templates", "TemporaryFolders", "weir", argumentParser, crypto, subprocess,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "AzureCLI", "Commands", "InstalledAzureCLI", "LocalServers", "Manifests", "Pools", "PortContracts",
        "Reconciliation", "ReconciliationLog", "Simulator", "TemporaryFolders", "weir", logging, subprocess, system,
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
  ]
)
