import Pools

extension Baseline {
  var stored: JSONValue {
    [
      "resources": .array(resources.map(\.stored)),
      "secretDigests": .object(secretDigests.mapValues(\.stored)),
      "secretReferences": .object(secretReferences.mapValues(\.stored)),
    ]
  }

  init(stored value: JSONValue) throws {
    self.init(
      resources: try (value["resources"] ?? .null).storedElements("a baseline").map(Resource.init(stored:)),
      secretDigests: try Self.digests(value["secretDigests"] ?? .null),
      // An earlier Weir kept none.
      secretReferences: try value["secretReferences"].map(Self.digests) ?? [:])
  }

  private static func digests(_ value: JSONValue) throws -> [String: String] {
    try value.storedMembers("the digests of a baseline").mapValues { digest in
      guard let text = digest.string else { throw UnreadableRecord("a digest of a baseline") }
      return text
    }
  }
}

extension Baseline.Resource {
  fileprivate var stored: JSONValue {
    .storing([
      "id": id.description.stored,
      "apiVersion": apiVersion.stored,
      "desired": desired,
      // A list of pairs, as a path is no member name; sorted, so that equal baselines are equal bytes.
      "expressions": .array(
        expressions.sorted { $0.key < $1.key }.map { [$0.key.stored, .array($0.value.sorted().map(\.stored))] }),
      "echo": echo,
    ])
  }

  fileprivate init(stored value: JSONValue) throws {
    guard let desired = value["desired"] else { throw UnreadableRecord("a baseline") }
    var expressions: [JSONPath: Set<String>] = [:]
    for pair in try (value["expressions"] ?? .null).storedElements("the expressions of a baseline") {
      guard let parts = pair.array, parts.count == 2, let names = parts[1].array?.compactMap(\.string) else {
        throw UnreadableRecord("an expression of a baseline")
      }
      expressions[try JSONPath(stored: parts[0])] = Set(names)
    }
    self.init(
      id: try value.stored("id", as: ResourceID.init(_:)), apiVersion: try value.storedText("apiVersion"),
      desired: desired, expressions: expressions, echo: value["echo"])
  }
}
