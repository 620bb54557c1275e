import Pools

extension Advice {
  /// Basic balancers and Basic public addresses were retired on 30 September 2025, and new ones are refused (Microsoft:
  /// upgrading from Basic Load Balancer; upgrade Basic public IP addresses). One that says no SKU is Basic.
  static let retiredSKU = Advice(name: .retiredSKU) { resources in
    let networking = ["microsoft.network/loadbalancers", "microsoft.network/publicipaddresses"]
    return resources.documents.filter { networking.contains($0.type.folded) && isBasic($0) }.map { document in
      AdviceFinding(
        document, JSONPath("sku", "name"),
        "\(document.id.short) is of the Basic SKU, which Azure has retired; \"sku\": {\"name\": \"Standard\"} is its "
          + "successor")
    }
  }

  static func isBasic(_ document: ResourceDocument) -> Bool {
    guard let sku = document.body.member("sku") else { return true }
    return sku.member("name")?.string.map { $0.lowercased() == "basic" } ?? (sku.object != nil)
  }
}
