package import struct Foundation.Date

/// That a person has said to take a pool over from a state that is lost: its resources name another state of this
/// controller's name. It is remembered until a run has taken all of them over.
package struct Adoption: Hashable, Sendable {
  package var by: String
  package var reason: String?
  package var at: Date

  package init(by: String, reason: String? = nil, at: Date) {
    self.by = by
    self.reason = reason
    self.at = at
  }
}

/// What is asked about a pool that another state manages.
package struct AdoptionRequest: Hashable, Sendable {
  package var by: String
  package var reason: String?

  package init(by: String, reason: String? = nil) {
    self.by = by
    self.reason = reason
  }
}
