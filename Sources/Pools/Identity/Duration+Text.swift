extension Duration {
  /// Reads `30s`, `5m`, `4h`, `365d`: a whole number and one unit. Nil for anything else, and for more than 100 years.
  package init?(weirText text: some StringProtocol) {
    let factors: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last, let factor = factors[unit], let number = Int64(text.dropLast()), number >= 0,
      text.first?.isASCII == true, text.first?.isNumber == true, number <= 36_500 * 86_400 / factor
    else { return nil }
    self = .seconds(number * factor)
  }

  /// The shortest text that `init(weirText:)` reads back: the largest unit that divides it. Fractions are cut off.
  package var weirText: String {
    let seconds = components.seconds
    for (unit, factor) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where seconds != 0 && seconds % factor == 0 {
      return "\(seconds / factor)\(unit)"
    }
    return "\(seconds)s"
  }
}
