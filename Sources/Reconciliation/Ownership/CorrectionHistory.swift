package import Pools

package import struct Foundation.Date

/// How often fields of a pool were put back after somebody else had changed them.
///
/// A field that was put back three times within an hour is a fight: it is then left as it is for a while, and for longer
/// each time that it goes on.
package struct CorrectionHistory: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var place: FieldPlace
    /// When it was put back, the oldest first; at most `fightCount`.
    package var times: [Date]
    /// How often it was put back since it is remembered.
    package var count: Int
    /// What somebody else set it to, and what it was put back to, as reports show them.
    package var found: String
    package var wanted: String
    /// How long it is left as it is after it was put back last; zero where it is no fight.
    package var wait: Duration
    /// Until when it is left as it is; nil where it is no fight.
    package var until: Date?

    package init(
      place: FieldPlace, times: [Date], count: Int, found: String, wanted: String, wait: Duration = .zero,
      until: Date? = nil
    ) {
      self.place = place
      self.times = times
      self.count = count
      self.found = found
      self.wanted = wanted
      self.wait = wait
      self.until = until
    }
  }

  /// So many corrections within `window` are a fight.
  package static let fightCount = 3
  package static let window = Duration.seconds(3_600)
  /// Two rounds of the default interval: the other side can be seen to come back meanwhile.
  package static let firstWait = Duration.seconds(600)
  package static let longestWait = Duration.seconds(3_600)
  /// The fields that are remembered of one pool; with more, the first of them.
  package static let limit = 64

  /// Sorted by place.
  package private(set) var fields: [Field]

  package init(fields: [Field] = []) { self.fields = fields.sorted { $0.place < $1.place } }

  package var isEmpty: Bool { fields.isEmpty }

  /// The fights that are held at `date`.
  ///
  /// A clock that was set back lengthens no wait beyond the longest.
  package func fights(at date: Date) -> [Field] {
    fields.filter { field in
      guard let until = field.until else { return false }
      return until > date && until.timeIntervalSince(date) <= Self.longestWait.seconds
    }
  }

  /// The fields that are left as they are at `date`.
  package func held(at date: Date) -> Set<FieldPlace> { Set(fights(at: date).map(\.place)) }

  /// Remembers that drift was put back.
  package mutating func record(_ changes: [Change], at date: Date) {
    for change in changes where change.isCorrection {
      let place = FieldPlace(change)
      let position = fields.firstIndex { $0.place == place }
      guard position != nil || fields.count < Self.limit else { continue }
      var field =
        position.map { fields[$0] } ?? Field(place: place, times: [], count: 0, found: "", wanted: "")
      field.record(at: date, found: Change.short(change.before), wanted: Change.short(change.after))
      if let position { fields[position] = field } else { fields.append(field) }
    }
    fields.sort { $0.place < $1.place }
  }

  /// Forgets what is over: a correction after an hour, a fight an hour after its wait.
  package mutating func expire(at date: Date) {
    fields.removeAll { field in
      let last = max(field.times.last ?? .distantPast, field.until ?? .distantPast)
      let age = date.timeIntervalSince(last)
      // A time from further ahead than any wait was written before the clock was set back.
      return age > Self.window.seconds || -age > Self.longestWait.seconds
    }
  }
}

extension CorrectionHistory.Field {
  fileprivate mutating func record(at date: Date, found: String, wanted: String) {
    (self.found, self.wanted) = (found, wanted)
    count += 1
    let window = CorrectionHistory.window.seconds
    times = times.filter { $0 <= date && date.timeIntervalSince($0) <= window } + [date]
    times = Array(times.suffix(CorrectionHistory.fightCount))
    if let until, date.timeIntervalSince(until) <= window {
      wait = min(wait * 2, CorrectionHistory.longestWait)
    } else if times.count >= CorrectionHistory.fightCount {
      wait = CorrectionHistory.firstWait
    } else {
      (wait, until) = (.zero, nil)
      return
    }
    until = date.addingTimeInterval(wait.seconds)
  }
}

extension Change {
  /// True for a field that is put back to what the manifest says.
  fileprivate var isCorrection: Bool { cause == .drift && path != .root && (kind == .inPlace || kind == .rolling) }
}
