package import Reconciliation

package import struct Foundation.Date

/// A place in the log, in the order in which all processes together have written it.
package struct LogCursor: Hashable, Sendable, Comparable {
  let position: Int64
  /// Before the first record.
  package static let beginning = LogCursor(position: 0)
  package static func < (left: LogCursor, right: LogCursor) -> Bool { left.position < right.position }
}

/// Something that was written to the log, for those who follow it.
package struct LogEvent: Hashable, Sendable {
  package enum Record: Hashable, Sendable {
    case began(RunStart)
    case found(Revision)
    case noted(String)
    case reported(PoolReport, at: Date)
    case finished(at: Date, error: String?)
  }
  /// Where it stands: what comes after it is newer.
  package var cursor: LogCursor
  package var run: RunID
  package var record: Record
}
