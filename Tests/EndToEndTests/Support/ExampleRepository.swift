import Foundation
import Pools
import Testing

/// `manifests/`, as a team would take it.
struct ExampleRepository: Sendable {
  /// One of its pools: where its scale set comes to be, and the file that it is in.
  struct Pool: Sendable, CustomTestStringConvertible {
    var name: String
    var group: String
    var path: String
    var testDescription: String { name }
  }

  static let pools = [
    Pool(name: "corpus", group: "ds-language", path: "pools/language/corpus.yaml"),
    Pool(name: "desk", group: "ds-office", path: "pools/office/desk.yaml"),
    Pool(name: "genome", group: "ds-genomics", path: "pools/genomics/genome.yaml"),
    Pool(name: "nlp", group: "ds-language", path: "pools/language/nlp.yaml"),
    Pool(name: "vision", group: "ds-vision", path: "pools/vision/vision.yaml"),
    Pool(name: "vision-gpu", group: "ds-vision", path: "pools/vision/vision-gpu.yaml"),
  ]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "manifests").resolvingSymlinksInPath()

  /// The files, by their paths in it.
  let files: [String: String]

  init() throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path())
    files = try paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.reduce(into: [:]) { files, path in
      files[path] = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
    }
  }

  /// The files of no pool: ARM templates and their parameters.
  var templates: [String: String] { files.filter { $0.key.hasSuffix(".json") } }

  /// A value of its own for each variable that manifests keep a secret in.
  static func secrets(_ texts: some Sequence<String>) -> [String: String] {
    let names = texts.flatMap { $0.matches(of: #/"?environment"?: *"?(\w+)/#).map { String($0.1) } }
    return Dictionary(names.map { ($0, "\(Site.password)-\($0)") }, uniquingKeysWith: { first, _ in first })
  }

  var secrets: [String: String] { Self.secrets(files.values) }

  /// A pool with all that its folders' defaults say written out: maps merged, lists as the nearest has them.
  func whole(_ pool: Pool) throws -> JSONValue {
    let own = try ManifestYAML.read(try #require(files[pool.path]))
    var folders = pool.path.split(separator: "/").dropLast()
    var whole = own
    while !folders.isEmpty {
      if let defaults = files[folders.joined(separator: "/") + "/defaults.yaml"] {
        var spec = try ManifestYAML.read(defaults)["spec"] ?? [:]
        if own["spec"]?["template"] != nil { spec = spec.onlyPlace }
        whole = whole.setting(spec.filledIn(by: whole["spec"]), at: JSONPath("spec"))
      }
      folders.removeLast()
    }
    return whole
  }
}

extension JSONValue {
  /// What defaults say to a pool by a template: where it is, and nothing of the machines.
  fileprivate var onlyPlace: JSONValue {
    .object((object ?? [:]).filter { ["location", "resourceGroup", "subscription", "silence"].contains($0.key) })
  }

  /// This value with all that `other` says: its maps merged in, everything else of it instead.
  fileprivate func filledIn(by other: JSONValue?) -> JSONValue {
    guard let other else { return self }
    guard case .object(let mine) = self, case .object(let others) = other else { return other }
    return .object(mine.merging(others) { $0.filledIn(by: $1) })
  }
}

extension Site {
  /// The network that one of the pools is in, and that is others' as far as Weir goes.
  func makeCampus() async throws {
    let subnet: JSONValue = ["name": "pools", "properties": ["addressPrefix": "10.1.16.0/20"]]
    try await make(
      "virtualNetworks/campus", in: "campus",
      ["addressSpace": ["addressPrefixes": ["10.1.0.0/16"]], "subnets": [subnet]])
  }

  /// Makes a group in West Europe and a network resource in it, as others than Weir would.
  func make(_ path: String, in group: String, _ properties: JSONValue) async throws {
    try await run(az, ["group", "create", "--name", group, "--location", "westeurope"]).succeeded()
    let id = "/subscriptions/\(Self.subscription)/resourceGroups/\(group)/providers/Microsoft.Network/\(path)"
    let body: JSONValue = ["location": "westeurope", "properties": properties]
    try await run(
      az, ["rest", "--method", "put", "--url", "\(id)?api-version=2024-05-01", "--body", body.text()]
    ).succeeded()
  }
}
