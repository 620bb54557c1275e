/// Why a live pool's own fields cannot say what it is: one short clause, for a comment above the manifest.
package struct Inexpressible: Error, Hashable, Sendable {
  package var reason: String

  init(_ reason: String) { self.reason = reason }
}
