import Pools

extension PoolTemplateWriter {
  /// The image and the disks.
  mutating func storageProfile() -> JSONValue {
    let system = fields.machine.systemDisk
    let size = system.size.map { parameters.value("osDiskSizeGB", .integer(Int64($0)), at: "spec.osDisk.sizeGB") }
    return .some([
      "imageReference": imageReference(),
      "osDisk": .some([
        "createOption": "FromImage",
        "caching": "ReadWrite",
        "diskSizeGB": size,
        "managedDisk": [
          "storageAccountType": parameters.value("osDiskType", .string(system.type), at: "spec.osDisk.type")
        ],
      ]),
      "dataDisks": fields.machine.dataDisks.isEmpty
        ? nil : .array(fields.machine.dataDisks.indices.map { dataDisk($0) }),
    ])
  }

  private mutating func imageReference() -> JSONValue {
    switch fields.machine.image {
    case .marketplace(let publisher, let offer, let sku, let version, _):
      [
        "publisher": parameters.value("imagePublisher", .string(publisher), at: "spec.image.publisher"),
        "offer": parameters.value("imageOffer", .string(offer), at: "spec.image.offer"),
        "sku": parameters.value("imageSku", .string(sku), at: "spec.image.sku"),
        "version": parameters.value("imageVersion", .string(version), at: "spec.image.version"),
      ]
    case .resource(let id): .reference(parameters.value("image", .string(id.description), at: "spec.image.id"))
    }
  }

  private mutating func dataDisk(_ index: Int) -> JSONValue {
    let disk = fields.machine.dataDisks[index]
    let value = JSONValue.some(["sizeGB": disk.size.map { .integer(Int64($0)) }, "type": .string(disk.type)])
    _ = parameters.value("dataDisk\(index)", value, at: "spec.dataDisks[\(index)]")
    return .some([
      "lun": .integer(Int64(disk.unit ?? index)),
      "createOption": "Empty",
      "caching": .string(Self.uncached.contains(disk.type) ? "None" : "ReadOnly"),
      "diskSizeGB": disk.size == nil ? nil : .string("[parameters('dataDisk\(index)').sizeGB]"),
      "managedDisk": ["storageAccountType": .string("[parameters('dataDisk\(index)').type]")],
    ])
  }

  /// Disk types that Azure takes without a host cache only.
  private static let uncached: Set<String> = ["PremiumV2_LRS", "UltraSSD_LRS"]
}
