import Pools

extension Baseline {
  var stored: JSONValue {
    .storing([
      "resources": .array(resources.map(\.stored)),
      "secretDigests": .object(secretDigests.mapValues(\.stored)),
      "secretReferences": .object(secretReferences.mapValues(\.stored)),
      // Not `nil`: there the literal would be JSON's null.
      "deletion": deletion.isEmpty ? Optional.none : deletion.stored,
      "attempted": attempted.isEmpty ? Optional.none : .array(attempted.sorted().map(\.description.stored)),
    ])
  }

  init(stored value: JSONValue) throws {
    self.init(
      resources: try (value["resources"] ?? .null).storedElements("a baseline").map(Resource.init(stored:)),
      secretDigests: try Self.digests(value["secretDigests"] ?? .null),
      // An earlier version kept none.
      secretReferences: try value["secretReferences"].map(Self.digests) ?? [:],
      deletion: try value["deletion"].map(DeletionPolicies.init(stored:)) ?? DeletionPolicies(),
      attempted: Set(
        try (value["attempted"] ?? []).storedElements("the attempts of a baseline").map { id in
          guard let id = id.string.flatMap(ResourceID.init(_:)) else {
            throw UnreadableRecord("an attempt of a baseline")
          }
          return id
        }))
  }

  private static func digests(_ value: JSONValue) throws -> [String: String] {
    try value.storedMembers("the digests of a baseline").mapValues { digest in
      guard let text = digest.string else { throw UnreadableRecord("a digest of a baseline") }
      return text
    }
  }
}

extension DeletionPolicies {
  fileprivate var stored: JSONValue {
    .storing(["pool": pool?.rawValue.stored, "resources": .object(resources.mapValues(\.rawValue.stored))])
  }

  fileprivate init(stored value: JSONValue) throws {
    func policy(_ value: JSONValue) throws -> DeletionPolicy {
      guard let policy = value.string.flatMap(DeletionPolicy.init(rawValue:)) else {
        throw UnreadableRecord("a deletion policy of a baseline")
      }
      return policy
    }
    self.init(
      pool: try value["pool"].map(policy),
      resources: try (value["resources"] ?? .null).storedMembers("the deletion policies of a baseline")
        .mapValues(policy))
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
      "origin": origin?.rawValue.stored,
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
      desired: desired, expressions: expressions, echo: value["echo"],
      origin: try value["origin"].map { origin in
        guard let origin = origin.string.flatMap(Baseline.Origin.init(rawValue:)) else {
          throw UnreadableRecord("the origin of a resource")
        }
        return origin
      })
  }
}
