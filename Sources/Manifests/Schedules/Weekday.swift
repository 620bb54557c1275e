import Templates

/// The days as manifests write them.
enum Weekday {
  static let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  static func day(_ name: String) -> Autoscale.Day? {
    names.firstIndex(of: name).map { Autoscale.Day.allCases[$0] }
  }

  /// The day's number, Monday's 0.
  static func number(of day: Autoscale.Day) -> Int { Autoscale.Day.allCases.firstIndex(of: day) ?? 0 }

  static func name(of day: Autoscale.Day) -> String { names[number(of: day)] }
}
