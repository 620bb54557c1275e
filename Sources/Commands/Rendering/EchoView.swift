import Pools

/// What Azure answered to a deployment in other words than it was sent, and which therefore counts as in step.
struct EchoView {
  struct Entry: Hashable, Sendable {
    var resource: ResourceID
    var path: JSONPath
    var desired: JSONValue
    var echo: JSONValue
  }

  /// Sorted by resource and path.
  let entries: [Entry]

  init(_ baseline: Baseline) {
    entries = baseline.resources.flatMap { resource in
      guard let echo = resource.echo else { return [Entry]() }
      return Self.differences(resource.desired, echo, at: .root)
        .filter { path, desired, echo in
          resource.expressions[path] == nil && ![desired, echo].contains(.string(SecretText.mask))
        }
        .map { Entry(resource: resource.id, path: $0, desired: $1, echo: $2) }
        .sorted { $0.path < $1.path }
    }
  }

  var lines: [String] {
    entries.map { entry in
      "    \(ChangeText.noun(of: entry.resource)) \(entry.resource.name) \(entry.path): "
        + "\(Change.short(entry.desired)) is answered as \(Change.short(entry.echo))"
    }
  }

  var json: JSONValue {
    .array(
      entries.map {
        [
          "resource": .string($0.resource.short), "path": .string($0.path.description), "desired": $0.desired,
          "echo": $0.echo,
        ]
      })
  }

  /// The values of `desired` that `echo` has otherwise; what only the echo has is Azure's own and no echo of ours.
  private static func differences(
    _ desired: JSONValue, _ echo: JSONValue, at path: JSONPath
  ) -> [(JSONPath, JSONValue, JSONValue)] {
    switch (desired, echo) {
    case (.object(let members), .object):
      return members.sorted { $0.key < $1.key }.flatMap { name, value in
        echo.member(name).map { differences(value, $0, at: path.member(name)) } ?? []
      }
    case (.array(let left), .array(let right)) where left.count == right.count:
      return zip(left, right).enumerated().flatMap { position, pair in
        differences(pair.0, pair.1, at: path.appending(.index(position)))
      }
    default: return desired == echo ? [] : [(path, desired, echo)]
    }
  }
}
