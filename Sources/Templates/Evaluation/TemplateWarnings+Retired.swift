import Pools

extension TemplateWarnings {
  /// What Azure has retired or moved since older templates were published: it may be refused, or change by itself.
  static func outdated(_ document: ResourceDocument) -> [Warning] {
    var messages: [String] = []
    let name = document.id.short
    let networking: Set<String> = ["microsoft.network/loadbalancers", "microsoft.network/publicipaddresses"]
    if networking.contains(document.type.folded), isBasic(document) {
      messages.append(
        "\(name) is of the Basic SKU, which Azure has retired; \"sku\": {\"name\": \"Standard\"} is its successor")
    }
    if let image = image(of: document), image.member("publisher")?.string?.lowercased() == "microsoft-ads" {
      messages.append(
        "\(name) uses an image of microsoft-ads, which is gone from the marketplace; "
          + "microsoft-dsvm:ubuntu-2204:2204-gen2 is its successor")
    }
    var moving: Set<String> = []
    collectMovingAddresses(in: document.body, into: &moving)
    for address in moving.sorted() {
      messages.append("\(name) fetches \(address) from a branch that moves; name a commit in its place")
    }
    // The published template for shared pools is of 2017, and the providers have had all that is recommended since.
    if let year = Int(document.apiVersion.prefix(4)), year < 2018 {
      messages.append("\(name) is written for the API version \(document.apiVersion), which Azure may stop taking")
    }
    return messages.map { Warning(resource: document.id, message: $0) }
  }

  private static func isBasic(_ document: ResourceDocument) -> Bool {
    guard let sku = document.body.member("sku") else { return true }
    return sku.member("name")?.string.map { $0.lowercased() == "basic" } ?? (sku.object != nil)
  }

  private static func image(of document: ResourceDocument) -> JSONValue? {
    let machine = JSONPath("properties", "storageProfile", "imageReference")
    let set = JSONPath("properties", "virtualMachineProfile", "storageProfile", "imageReference")
    return document.body.value(at: set) ?? document.body.value(at: machine)
  }

  /// Files on GitHub by `master` or `main`: what they say today, they need not say tomorrow.
  private static func collectMovingAddresses(in value: JSONValue, into addresses: inout Set<String>) {
    switch value {
    case .string(let text) where text.hasPrefix("https://raw.") || text.hasPrefix("http://raw."):
      let parts = text.split(separator: "/", maxSplits: 6, omittingEmptySubsequences: false)
      if parts.count == 7, parts[2] == "raw.githubusercontent.com", ["master", "main"].contains(parts[5]) {
        addresses.insert(text)
      }
    case .array(let elements): for element in elements { collectMovingAddresses(in: element, into: &addresses) }
    case .object(let members): for member in members.values { collectMovingAddresses(in: member, into: &addresses) }
    default: break
    }
  }
}
