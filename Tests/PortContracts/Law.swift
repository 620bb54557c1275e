/// One law of a port's contract: its name, and what shows it of an implementation that is fresh and empty.
package struct Law<Port: Sendable>: Sendable, CustomStringConvertible {
  package let description: String
  package let check: @Sendable (Port) async throws -> Void

  package init(_ description: String, _ check: @escaping @Sendable (Port) async throws -> Void) {
    self.description = description
    self.check = check
  }
}
