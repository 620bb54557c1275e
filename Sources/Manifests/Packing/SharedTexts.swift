import Synchronization
import Templates

/// The texts that a loader's packed pools have in common: the names of members, and the programs that machines run.
///
/// A pool names them by their numbers, so that ten thousand keep each of them once. Nothing is ever taken out or moved.
/// Guarded by its mutex.
final class SharedTexts: Sendable {
  /// The texts at one time; those that come later have higher numbers.
  struct Table: Sendable {
    fileprivate(set) var list: [String] = []
    fileprivate var numbers: [String: Int] = [:]

    func number(of text: String) -> Int? { numbers[text] }

    fileprivate mutating func add(_ text: String) {
      numbers[text] = list.count
      list.append(text)
    }
  }

  /// Azure's own names are a few hundred; those of tags and the like are the users' own, so there is a bound.
  private static let limit = 16_384
  /// Bytes of a name that is worth sharing: Azure's longest have some fifty, a tag's may have 512.
  private static let longestName = 64

  private let table: Mutex<Table>

  init() {
    var table = Table()
    for program in GuestSetup.programs { table.add(program) }
    self.table = Mutex(table)
  }

  var current: Table { table.withLock { $0 } }

  /// The table with a name in it; without it where the name is too long or the table is full.
  func adding(_ name: String) -> Table {
    table.withLock { table in
      if table.numbers[name] == nil, table.list.count < Self.limit, name.utf8.count <= Self.longestName {
        table.add(name)
      }
      return table
    }
  }
}
