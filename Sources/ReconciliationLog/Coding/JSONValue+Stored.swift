import Pools

extension JSONValue {
  /// Deeper than any document by what the log wraps around one.
  private static let storedDepth = JSONReader.defaultDepth + 16

  /// Reads a column that holds JSON; `what` names it in the error.
  init(storedText text: String, _ what: String) throws {
    do throws(JSONSyntaxError) {
      self = try JSONReader.read(text.utf8, maximumDepth: Self.storedDepth)
    } catch {
      throw UnreadableRecord("\(what) (\(error.message))")
    }
  }

  func storedElements(_ what: String) throws -> [JSONValue] {
    guard let array else { throw UnreadableRecord(what) }
    return array
  }

  func storedMembers(_ what: String) throws -> [String: JSONValue] {
    guard let object else { throw UnreadableRecord(what) }
    return object
  }

  /// The text of a member that has to be there.
  func storedText(_ name: String) throws -> String {
    guard let text = self[name]?.string else { throw UnreadableRecord("\"\(name)\" of a record") }
    return text
  }

  /// The member made into a value of its type, which refuses what is none.
  func stored<Value>(_ name: String, as make: (String) -> Value?) throws -> Value {
    guard let value = make(try storedText(name)) else { throw UnreadableRecord("\"\(name)\" of a record") }
    return value
  }

  /// An object of the members that have a value; a nil is left out, so that it differs from JSON's null.
  static func storing(_ members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues { $0 }) }
}

extension String {
  var stored: JSONValue { .string(self) }
}
