extension DateTime {
  private static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  /// The text in a format of .NET, invariant culture: one letter names a standard one, more are a custom one; the empty
  /// one is ARM's own, `2020-04-07T14:53:14Z`. Nil where the format is not known.
  func text(_ format: String) -> String? {
    switch format {
    case "": custom("yyyy-MM-ddTHH:mm:ssZ")
    case "d": custom("MM/dd/yyyy")
    case "D": custom("dddd, dd MMMM yyyy")
    case "s": custom("yyyy-MM-ddTHH:mm:ss")
    case "u": custom("yyyy-MM-dd HH:mm:ssZ")
    case "o", "O": custom("yyyy-MM-ddTHH:mm:ss.fffffffZ")
    case "r", "R": custom("ddd, dd MMM yyyy HH:mm:ss").map { $0 + " GMT" }
    case "t": custom("HH:mm")
    case "T": custom("HH:mm:ss")
    case "g": custom("MM/dd/yyyy HH:mm")
    case "G": custom("MM/dd/yyyy HH:mm:ss")
    default: format.count == 1 ? nil : custom(format)
    }
  }

  private func custom(_ format: String) -> String? {
    let letters = Array(format)
    guard letters.count <= 256 else { return nil }
    var text = ""
    var at = 0
    while at < letters.count {
      let letter = letters[at]
      if letter == "'" || letter == "\"" {
        guard let end = letters[(at + 1)...].firstIndex(of: letter) else { return nil }
        text += String(letters[(at + 1)..<end])
        at = end + 1
        continue
      }
      if letter == "\\" || letter == "%" {
        guard at + 1 < letters.count else { return nil }
        if letter == "\\" { text.append(letters[at + 1]) }
        at += letter == "\\" ? 2 : 1
        continue
      }
      let count = letters[at...].prefix { $0 == letter }.count
      text += field(letter, count)
      at += count
    }
    return text
  }

  private func field(_ letter: Character, _ count: Int) -> String {
    switch letter {
    case "y": count <= 2 ? digits(year % 100, count) : digits(year, count)
    case "M": count <= 2 ? digits(month, count) : name(Self.monthNames[Int(month - 1)], count)
    case "d": count <= 2 ? digits(day, count) : name(Self.dayNames[weekday], count)
    case "H": digits(hour, count)
    case "h": digits((hour + 11) % 12 + 1, count)
    case "m": digits(minute, count)
    case "s": digits(second, count)
    case "f": String(repeating: "0", count: count)
    case "F": ""
    case "t": count == 1 ? (hour < 12 ? "A" : "P") : (hour < 12 ? "AM" : "PM")
    case "z": count == 1 ? "+0" : count == 2 ? "+00" : "+00:00"
    case "K": "Z"
    default: String(repeating: letter, count: count)
    }
  }

  private func digits(_ number: Int64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  private func name(_ name: String, _ count: Int) -> String { count == 3 ? String(name.prefix(3)) : name }
}
