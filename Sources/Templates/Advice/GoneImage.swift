import Pools

extension Advice {
  /// The Data Science VMs were once published by `microsoft-ads`, and are by `microsoft-dsvm` now; nothing of the former
  /// is in the marketplace any more (Microsoft: provision a Data Science VM, the images that it names).
  static let goneImage = Advice(name: .goneImage) { resources in
    resources.documents.compactMap { document in
      for path in imagePlaces {
        guard let publisher = document.body.value(at: path.member("publisher"))?.string else { continue }
        guard publisher.lowercased() == "microsoft-ads" else { return nil }
        return AdviceFinding(
          document, path,
          "\(document.id.short) uses an image of microsoft-ads, which is gone from the marketplace; "
            + "microsoft-dsvm:ubuntu-2204:2204-gen2 and microsoft-dsvm:dsvm-win-2022:winserver-2022 are its successors")
      }
      return nil
    }
  }

  /// Of a scale set and of a machine.
  private static let imagePlaces = [
    JSONPath("properties", "virtualMachineProfile", "storageProfile", "imageReference"),
    JSONPath("properties", "storageProfile", "imageReference"),
  ]
}
