import Pools

extension Advice {
  /// Sizes with GPUs that pools of Data Science VMs used to be of: no machine of them can be made any more.
  ///
  /// The dates are Microsoft's: NC, NCv2, ND and NV by the retirement guides of these series; NCv3, NVv3 and NVv4 by the
  /// list of retired Azure VM size series (learn.microsoft.com, virtual-machines/sizes/retirement/retired-sizes-list).
  static let retiredSize = Advice(name: .retiredSize) { resources in
    resources.documents.compactMap { document in
      let path: JSONPath
      switch document.type.folded {
      case "microsoft.compute/virtualmachinescalesets": path = JSONPath("sku", "name")
      case "microsoft.compute/virtualmachines": path = JSONPath("properties", "hardwareProfile", "vmSize")
      default: return nil
      }
      guard let size = document.body.value(at: path)?.string,
        let row = retiredSizes.first(where: { $0.sizes.contains(size.lowercased()) })
      else { return nil }
      return AdviceFinding(
        document, path,
        "\(size) of \(document.id.short) was retired on \(row.date); \(row.successor) is of its successors")
    }
  }

  private static let retiredSizes: [(sizes: Set<String>, date: String, successor: String)] = [
    (["standard_nc6", "standard_nc12", "standard_nc24", "standard_nc24r"], "2023-09-06", "Standard_NC4as_T4_v3"),
    (
      ["standard_nc6s_v2", "standard_nc12s_v2", "standard_nc24s_v2", "standard_nc24rs_v2"], "2023-09-06",
      "Standard_NC24ads_A100_v4"
    ),
    (
      ["standard_nd6s", "standard_nd12s", "standard_nd24s", "standard_nd24rs"], "2023-09-06", "Standard_NC24ads_A100_v4"
    ),
    (["standard_nv6", "standard_nv12", "standard_nv24"], "2023-09-06", "Standard_NV6ads_A10_v5"),
    (
      [
        "standard_nv12s_v3", "standard_nv24s_v3", "standard_nv48s_v3", "standard_nv4as_v4", "standard_nv8as_v4",
        "standard_nv16as_v4", "standard_nv32as_v4",
      ], "2026-09-30", "Standard_NV6ads_A10_v5"
    ),
    (
      ["standard_nc6s_v3", "standard_nc12s_v3", "standard_nc24s_v3", "standard_nc24rs_v3"], "2025-09-30",
      "Standard_NC24ads_A100_v4"
    ),
  ]
}
