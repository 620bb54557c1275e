/// A moment in UTC to the second, in the Gregorian calendar, years 1 to 9999.
struct DateTime {
  /// Since 1970-01-01T00:00:00Z.
  let seconds: Int64

  private static let range = DateTime.daysFromCivil(1, 1, 1) * 86_400..<DateTime.daysFromCivil(10_000, 1, 1) * 86_400

  /// Nil outside the years 1 to 9999.
  init?(seconds: Int64) {
    guard Self.range.contains(seconds) else { return nil }
    self.seconds = seconds
  }

  /// Reads `2020-04-07`, `2020-04-07 14:53:14Z`, `2020-04-07T14:53:14.123+02:00`; nil where the text is none.
  init?(_ text: String) {
    var scanner = Scanner(text)
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
      let day = scanner.number(2), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    var seconds = Self.daysFromCivil(year, month, day) * 86_400
    if scanner.skip("T") || scanner.skip("t") || scanner.skip(" ") {
      guard let hour = scanner.number(2), hour < 24, scanner.skip(":"), let minute = scanner.number(2), minute < 60
      else { return nil }
      seconds += hour * 3600 + minute * 60
      if scanner.skip(":") {
        guard let second = scanner.number(2), second < 60 else { return nil }
        seconds += second
        if scanner.skip(".") { while scanner.number(1) != nil {} }
      }
      guard let offset = scanner.zone() else { return nil }
      seconds -= offset
    }
    guard scanner.isAtEnd else { return nil }
    self.init(seconds: seconds)
  }

  var year: Int64 { civil.year }
  var month: Int64 { civil.month }
  var day: Int64 { civil.day }
  var hour: Int64 { secondOfDay / 3600 }
  var minute: Int64 { secondOfDay / 60 % 60 }
  var second: Int64 { secondOfDay % 60 }
  /// From 0, Sunday.
  var weekday: Int { Int(((days + 4) % 7 + 7) % 7) }

  private var days: Int64 { (seconds - secondOfDay) / 86_400 }
  private var secondOfDay: Int64 { (seconds % 86_400 + 86_400) % 86_400 }

  /// Years and months first, the day cut to the month's end, then the rest.
  func adding(_ span: Span) -> DateTime? {
    let months = year * 12 + month - 1 + span.months
    guard (12..<120_000).contains(months) else { return nil }
    let (newYear, newMonth) = (months / 12, months % 12 + 1)
    let newDay = min(day, Self.days(in: newMonth, of: newYear))
    let base = Self.daysFromCivil(newYear, newMonth, newDay) * 86_400 + secondOfDay
    let (sum, overflow) = base.addingReportingOverflow(span.seconds)
    return overflow ? nil : DateTime(seconds: sum)
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01, by the usual arithmetic over eras of 400 years that begin in March.
  private static func daysFromCivil(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private var civil: (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

extension DateTime {
  /// A duration of ISO 8601: `P1Y2M3W4DT5H6M7S`, negative with a minus before it.
  struct Span {
    var months: Int64 = 0
    var seconds: Int64 = 0

    /// Nil where the text is none.
    init?(_ text: String) {
      var scanner = Scanner(text)
      let sign: Int64 = scanner.skip("-") ? -1 : 1
      guard scanner.skip("P") else { return nil }
      var isTime = false
      var parts = 0
      while !scanner.isAtEnd {
        if !isTime, scanner.skip("T") {
          isTime = true
          continue
        }
        // Nine digits: no product of them and a unit leaves 64 bits.
        guard let number = scanner.number(1...9), let unit = scanner.next() else { return nil }
        parts += 1
        switch (unit, isTime) {
        case ("Y", false): months += sign * number * 12
        case ("M", false): months += sign * number
        case ("W", false): seconds += sign * number * 604_800
        case ("D", false): seconds += sign * number * 86_400
        case ("H", true): seconds += sign * number * 3600
        case ("M", true): seconds += sign * number * 60
        case ("S", true): seconds += sign * number
        default: return nil
        }
        guard parts <= 8 else { return nil }
      }
      guard parts > 0 else { return nil }
    }
  }
}

private struct Scanner {
  private var rest: Substring.UnicodeScalarView

  /// No date and no duration has more bytes.
  private static let longest = 64

  /// A text that is longer is read as an empty one, which is neither.
  init(_ text: String) { rest = (text.utf8.count <= Self.longest ? text : "")[...].unicodeScalars }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func next() -> Unicode.Scalar? { rest.popFirst() }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ count: Int) -> Int64? { number(count...count) }

  mutating func number(_ counts: ClosedRange<Int>) -> Int64? {
    let digits = rest.prefix { ("0"..."9").contains($0) }.prefix(counts.upperBound)
    guard counts.contains(digits.count), let number = Int64(String(digits)) else { return nil }
    rest.removeFirst(digits.count)
    return number
  }

  /// Seconds east of UTC; 0 where no zone stands.
  mutating func zone() -> Int64? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let sign: Int64 = skip("-") ? -1 : 1
    if sign > 0, !skip("+") { return nil }
    guard let hours = number(2) else { return nil }
    _ = skip(":")
    guard let minutes = number(2) else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
