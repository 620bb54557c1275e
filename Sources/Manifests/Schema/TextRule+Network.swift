import Pools
import Templates

extension TextRule {
  /// Azure's rule for the labels of public addresses.
  static let dnsLabel = TextRule(
    what: "a DNS label", right: #"write 3 to 63 small letters, digits and "-", a letter first and no "-" last"#,
    pattern: "^[a-z][a-z0-9-]{1,61}[a-z0-9]$"
  ) {
    $0.isMade(
      of: Letters.isSmallAlphanumeric, or: "-", first: Letters.isSmall, last: Letters.isSmallAlphanumeric, count: 3...63
    )
  }

  static let portName = TextRule(
    what: "a port's name", right: #"write 1 to 30 small letters, digits and "-", a letter first and no "-" last"#,
    pattern: "^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$"
  ) {
    $0.isMade(
      of: Letters.isSmallAlphanumeric, or: "-", first: Letters.isSmall, last: Letters.isSmallAlphanumeric, count: 1...30
    )
  }

  static let subnet = resource(
    "a subnet's resource id", "Microsoft.Network/virtualNetworks/subnets",
    pattern: #"[mM]icrosoft\.[nN]etwork/virtualNetworks/[^/]+/subnets/[^/]+"#)

  /// A network of IPv4 that a virtual network may have, by its first address.
  static let network = TextRule(
    what: "a network", right: "write one in CIDR notation like 10.0.0.0/16", pattern: #"^[0-9.]+/[0-9]+$"#,
    remark: { text in networkRemark(text, reserved: true) }, accepts: { IPNetwork($0)?.isSix == false })

  /// Who may come in: a network, or one of Azure's service tags.
  static let addressSource = TextRule(
    what: "a network or a service tag", right: "write one like 203.0.113.0/24 or VirtualNetwork",
    pattern: #"^([0-9.]+/[0-9]+|::/0|[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)?)$"#,
    remark: { text in
      if text == "*" || text.lowercased() == "any" {
        return "\(Quoted.text(text)) is no network; write Internet for everybody, or the networks that may come in"
      }
      if text == "::/0" || isServiceTag(text) { return nil }
      return networkRemark(text, reserved: false)
    },
    accepts: { IPNetwork($0) != nil || isServiceTag($0) })

  /// `Internet`, `VirtualNetwork`, `AzureCloud.westus2`, ….
  private static func isServiceTag(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count) && parts[0].utf8.first.map(Letters.isCapital) == true && text.utf8.count <= 80
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Letters.isAlphanumeric) }
  }

  private static func networkRemark(_ text: String, reserved: Bool) -> String? {
    if let address = IPNetwork(text + "/32"), !address.isSix {
      return "\(Quoted.text(text)) is an address and a network should stand here; write \(text)/32 for it alone"
    }
    guard let network = IPNetwork(text) else { return nil }
    if network.isSix {
      return
        "\(Quoted.text(text)) is a network of IPv6, and the addresses of Weir's pools are of IPv4; write one like 10.0.0.0/16"
    }
    if network.first != network.address {
      return "\(Quoted.text(text)) does not begin at its network's first address; write "
        + "\(network.text(network.first))/\(network.prefix)"
    }
    guard reserved else { return nil }
    if !(2...29).contains(network.prefix) {
      return "\(Quoted.text(text)) is of a size that Azure has no network of; write a prefix of /2 to /29"
    }
    let clash = unusable.first { $0.first <= network.last && network.first <= $0.last }
    return clash.map {
      "\(Quoted.text(text)) takes in \($0.text($0.first))/\($0.prefix), which Azure keeps for itself; write one like "
        + "10.0.0.0/16"
    }
  }

  /// What virtual networks cannot have (Azure virtual network FAQ: multicast, broadcast, loopback, link-local, DNS).
  private static let unusable = [
    "224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32",
  ].compactMap { IPNetwork($0) }

  static let host = TextRule(
    what: "a server's address", right: "write an address like 10.1.0.4, or a name in DNS",
    pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"
  ) { text in
    let looksNumeric = text.utf8.allSatisfy { Letters.isDigit($0) || $0 == UInt8(ascii: ".") }
    return looksNumeric ? IPNetwork(text + "/32") != nil : isHostName(text)
  }

  /// Labels of letters, digits and inner hyphens, 63 each and 253 together (RFC 1123).
  static func isHostName(_ text: String) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
        String($0).isMade(
          of: Letters.isAlphanumeric, or: "-", first: Letters.isAlphanumeric, last: Letters.isAlphanumeric,
          count: 1...63)
      }
  }
}
