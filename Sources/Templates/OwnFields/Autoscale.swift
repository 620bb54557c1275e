/// How many machines there are, by load and by time.
package struct Autoscale: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable {
    case out = "Increase"
    case inward = "Decrease"
  }

  package struct Rule: Hashable, Sendable {
    /// A host metric of the scale set, `Percentage CPU` for one.
    package var metric: String
    package var threshold: Int
    /// In minutes, 5 to 720 (Azure's bounds of a rule's time window).
    package var window: Int
    package var by: Int
    /// In minutes, 1 to 10,080.
    package var cooldown: Int
    package init(metric: String, threshold: Int, window: Int, by: Int, cooldown: Int) {
      self.metric = metric
      self.threshold = threshold
      self.window = window
      self.by = by
      self.cooldown = cooldown
    }
  }

  package enum Day: String, Hashable, Sendable, CaseIterable, Comparable {
    case monday = "Monday"
    case tuesday = "Tuesday"
    case wednesday = "Wednesday"
    case thursday = "Thursday"
    case friday = "Friday"
    case saturday = "Saturday"
    case sunday = "Sunday"

    package static func < (left: Day, right: Day) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  /// Other bounds at certain times of the week.
  package struct Schedule: Hashable, Sendable {
    package var name: String
    /// The days on which it begins; sorted.
    package var days: [Day]
    /// Minutes since midnight.
    package var from: Int
    /// Minutes since midnight; not after `from` where it ends on the day after.
    package var to: Int
    /// By its Windows name.
    package var timeZone: String
    package var minimum: Int
    package var maximum: Int
    package init(name: String, days: [Day], from: Int, to: Int, timeZone: String, minimum: Int, maximum: Int) {
      self.name = name
      self.days = days
      self.from = from
      self.to = to
      self.timeZone = timeZone
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  package var minimum: Int
  package var maximum: Int
  /// The count where no metric can be read, and the one that a new pool begins with.
  package var initial: Int
  package var scaleOut: Rule?
  package var scaleIn: Rule?
  package var schedules: [Schedule]

  package init(
    minimum: Int, maximum: Int, initial: Int, scaleOut: Rule? = nil, scaleIn: Rule? = nil, schedules: [Schedule] = []
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.initial = initial
    self.scaleOut = scaleOut
    self.scaleIn = scaleIn
    self.schedules = schedules
  }
}
