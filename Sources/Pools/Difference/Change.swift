/// One difference between a pool as it is and as it should be.
package struct Change: Hashable, Sendable {
  /// What it takes to make the change.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case create
    case inPlace
    /// In place for the scale set, but its instances must take the new model.
    case rolling
    /// Only a new resource can have it.
    case replace
    case delete
    /// An existing resource that the pool did not manage is managed by it from now on.
    case adopt
    /// The resource is given up without deleting it: it stays in Azure, without Weir's tags.
    case detach
  }

  /// Which side moved since the baseline.
  package enum Cause: String, Hashable, Sendable, CaseIterable {
    case manifest
    case drift
  }

  package var resource: ResourceID
  /// The root for a resource that is made or deleted whole.
  package var path: JSONPath
  /// What is live; nil where there is nothing. Redacted where the field is secret.
  package var before: JSONValue?
  /// What is desired; nil where there is nothing. Redacted where the field is secret.
  package var after: JSONValue?
  package var kind: Kind
  package var cause: Cause
  /// Where the manifest says so.
  package var location: SourceLocation?
  /// Why it is this kind of change, where that is not told by the manifest alone: why a resource is detached.
  package var reason: String?

  package init(
    resource: ResourceID, path: JSONPath, before: JSONValue?, after: JSONValue?, kind: Kind, cause: Cause,
    location: SourceLocation? = nil, reason: String? = nil
  ) {
    self.resource = resource
    self.path = path
    self.before = before
    self.after = after
    self.kind = kind
    self.cause = cause
    self.location = location
    self.reason = reason
  }
}

extension Change {
  /// True where a deployment makes the change, and not a deletion or a write of tags.
  package var needsDeployment: Bool {
    switch kind {
    case .delete, .detach: false
    case .adopt: path == .root
    case .create, .inPlace, .rolling, .replace: true
    }
  }

  /// True where the change comes before `other` in a plan: deletions first, then what is detached, then the rest by
  /// resource and path.
  package func precedes(_ other: Change) -> Bool {
    (rank, resource, path, kind.rawValue) < (other.rank, other.resource, other.path, other.kind.rawValue)
  }

  private var rank: Int {
    switch kind {
    case .delete: 0
    case .detach: 1
    case .create, .inPlace, .rolling, .replace, .adopt: 2
    }
  }
}

/// A field of a resource, by which a change that was planned twice is known.
package struct FieldPlace: Hashable, Sendable, Comparable {
  package var resource: ResourceID
  package var path: JSONPath

  package init(resource: ResourceID, path: JSONPath) {
    self.resource = resource
    self.path = path
  }

  package init(_ change: Change) { self.init(resource: change.resource, path: change.path) }

  package static func < (left: FieldPlace, right: FieldPlace) -> Bool {
    (left.resource, left.path) < (right.resource, right.path)
  }
}
