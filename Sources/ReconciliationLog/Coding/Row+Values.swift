import GRDB
import Pools
import Reconciliation

import struct Foundation.Date

// Only a damaged file has other types in its columns than the schema says, and that is an error, not a crash.
extension Row {
  func value<Value: DatabaseValueConvertible>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    guard let value = Value.fromDatabaseValue(self[name]) else { throw UnreadableRecord("a row's \"\(name)\"") }
    return value
  }

  func optional<Value: DatabaseValueConvertible>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
    let stored: DatabaseValue = self[name]
    return stored.isNull ? nil : try value(name, as: type)
  }

  /// The text of a column made into a value of its type, which refuses what is none.
  func value<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value {
    guard let value = make(try value(name, as: String.self)) else { throw UnreadableRecord("a row's \"\(name)\"") }
    return value
  }

  func date(_ name: String) throws -> Date { Date(timeIntervalSinceReferenceDate: try value(name)) }

  func optionalDate(_ name: String) throws -> Date? {
    try optional(name, as: Double.self).map(Date.init(timeIntervalSinceReferenceDate:))
  }

  func json(_ name: String) throws -> JSONValue? {
    try optional(name, as: String.self).map { try JSONValue(storedText: $0, "a row's \"\(name)\"") }
  }
}

extension Date {
  /// What a time column holds.
  var stored: Double { timeIntervalSinceReferenceDate }
}
