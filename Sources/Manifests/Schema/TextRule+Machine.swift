import Pools

extension TextRule {
  /// `Standard_` and the letters and digits of a series, as all sizes of scale sets are called.
  static let machineSize = TextRule(
    what: "a size of Azure's", right: "write one like Standard_D4s_v5",
    pattern: "^Standard_[A-Z]+[0-9]+[A-Za-z0-9_-]*$",
    remark: { text in
      if isMachineSize(text) { return nil }
      let bare = text.split(separator: " ").joined(separator: "_")
      let prefix = "standard_"
      let series = bare.lowercased().hasPrefix(prefix) ? String(bare.dropFirst(prefix.count)) : bare
      let meant = "Standard_" + series.prefix(1).uppercased() + series.dropFirst()
      guard isMachineSize(meant), meant.utf8.count <= 40 else { return nil }
      return "\(Quoted.text(text)) is not a size of Azure's; did you mean \(meant)?"
    },
    accepts: isMachineSize)

  private static func isMachineSize(_ text: String) -> Bool {
    guard text.hasPrefix("Standard_"), text.utf8.count <= 64 else { return false }
    let series = text.utf8.dropFirst("Standard_".utf8.count)
    let family = series.prefix { Letters.isCapital($0) }
    let rest = series.dropFirst(family.count)
    guard !family.isEmpty, let first = rest.first, Letters.isDigit(first) else { return false }
    return rest.allSatisfy { Letters.isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
  }

  /// What scale sets take on Ubuntu; Windows takes nine, which is checked where the system is known.
  static let computerNamePrefix = TextRule(
    what: "what a computer's name begins with",
    right: #"write 1 to 58 letters, digits and "-", a letter or digit first and last"#,
    pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,56}[A-Za-z0-9])?$"
  ) {
    $0.isMade(
      of: Letters.isAlphanumeric, or: "-", first: Letters.isAlphanumeric, last: Letters.isAlphanumeric, count: 1...58)
  }

  static let imageName = TextRule(
    what: "a name of the marketplace", right: #"write 1 to 128 letters, digits, "-", "_" and ".""#,
    pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
  ) { $0.isMade(of: Letters.isAlphanumeric, or: "-_.", first: Letters.isAlphanumeric, count: 1...128) }

  static let imageVersion = TextRule(
    what: "an image's version", right: "write latest, or three numbers like 22.04.01",
    pattern: #"^(latest|[0-9]+\.[0-9]+\.[0-9]+)$"#
  ) { text in
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return text == "latest"
      || parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.count <= 10 && $0.utf8.allSatisfy(Letters.isDigit) }
  }

  static let image = TextRule(
    what: "the resource id of an image",
    right:
      "write /subscriptions/…/providers/Microsoft.Compute/images/… or …/galleries/…/images/…, with /versions/… or without",
    pattern:
      #"^/subscriptions/[^/]+/[rR]esource[gG]roups/[^/]+/providers/[mM]icrosoft\.[cC]ompute/(images/[^/]+|galleries/[^/]+/images/[^/]+(/versions/[^/]+)?)$"#
  ) { text in
    let types = ["images", "galleries/images", "galleries/images/versions"].map {
      ResourceType("Microsoft.Compute/\($0)")
    }
    return types.contains(ResourceID(text)?.type)
  }

  static let urlPath = TextRule(
    what: "a path of HTTP", right: "write one like /hub/health", pattern: "^/[!-~]*$"
  ) { text in text.hasPrefix("/") && text.utf8.count <= 1024 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  /// A duration of whole minutes between two others.
  static func minutes(_ least: String, _ most: String) -> TextRule {
    TextRule(
      what: "a duration of whole minutes from \(least) to \(most)", right: "write one like 10m",
      pattern: "^[0-9]+[smhd]$"
    ) { text in
      guard let least = minutes(of: least), let most = minutes(of: most), let said = minutes(of: text) else {
        return false
      }
      return (least...most).contains(said)
    }
  }

  /// Nil for what is no duration, and for one that is not of whole minutes.
  static func minutes(of text: String) -> Int? {
    guard let seconds = Duration(weirText: text)?.components.seconds, seconds.isMultiple(of: 60) else { return nil }
    return Int(seconds / 60)
  }
}
