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

  package init(
    resource: ResourceID, path: JSONPath, before: JSONValue?, after: JSONValue?, kind: Kind, cause: Cause,
    location: SourceLocation? = nil
  ) {
    self.resource = resource
    self.path = path
    self.before = before
    self.after = after
    self.kind = kind
    self.cause = cause
    self.location = location
  }
}
