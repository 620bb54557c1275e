/// One law of a port's contract: its name, and what shows it of an implementation that is fresh and empty.
package struct Law<Port: Sendable>: Sendable, CustomStringConvertible {
  package let description: String
  package let check: @Sendable (Port) async throws -> Void

  package init(_ description: String, _ check: @escaping @Sendable (Port) async throws -> Void) {
    self.description = description
    self.check = check
  }
}

/// What an implementation did that it should not have.
package struct ContractBreach: Error, CustomStringConvertible {
  package var description: String
}

/// Throws a `ContractBreach` that says `what` unless `condition` holds.
func require(_ condition: Bool, _ what: String) throws {
  guard condition else { throw ContractBreach(description: what) }
}

/// The value; throws a `ContractBreach` that says `what` where there is none.
func require<Value>(_ value: Value?, _ what: String) throws -> Value {
  guard let value else { throw ContractBreach(description: what) }
  return value
}
