extension PoolSchema {
  static let machineFields: [Field] = [
    Field("os", .choice(["ubuntu", "windows"]), "The system of the machines; ubuntu by default."),
    Field("image", .object(image), "The image; by default the Data Science VM of the system."),
    Field(
      "size", .text(.machineSize), "The size of the machines, for example Standard_D4s_v5.",
      required: "write the size of the machines, for example Standard_D4s_v5"),
    Field(
      "orchestration", .choice(["uniform", "flexible"]),
      "How the scale set keeps its machines: `uniform` by default; `flexible` ones are virtual machines of their own."),
    Field(
      "namePrefix", .text(.computerNamePrefix),
      "What the machines' own names begin with; by default the pool's name, on Windows its first nine letters."),
    Field("zones", .list(of: .choice(["1", "2", "3"])), "The availability zones; none by default."),
    Field("priority", .choice(["regular", "spot"]), "Whether Azure may take the machines back; regular by default."),
    Field(
      "eviction", .choice(["deallocate", "delete"]),
      "What becomes of a spot machine that Azure takes back; deallocate by default."),
    Field("osDisk", .object(systemDisk), "The system disk."),
    Field(
      "dataDisks", .list(of: .object(dataDisk)),
      "Further disks of each machine, by their logical units from 0: formatted where nothing is on them, and at /data/disk0, /data/disk1, … on Ubuntu."
    ),
    Field(
      "trustedLaunch", .boolean,
      "A virtual TPM and secure boot; by default where the image is Weir's own or its SKU says gen2."),
    Field(
      "secureBoot", .boolean,
      "Whether trusted launch loads signed drivers only; by default everywhere but on Ubuntu with a GPU."),
    Field("encryptionAtHost", .boolean, "Whether disks are encrypted on Azure's host too; false by default."),
    Field("bootDiagnostics", .boolean, "Whether Azure keeps the console of each machine; true by default."),
    Field(
      "health", .either(.choice(["none"]), .object(health)),
      "What tells that a machine works, asked on the machine itself; by default TCP on port 22, on Windows 3389."),
    Field("repairs", .object(repairs), "That machines which do not work are replaced."),
  ]

  private static let image = ObjectShape(
    fields: [
      Field("publisher", .text(.imageName), "The publisher of a marketplace image."),
      Field("offer", .text(.imageName), "The image's offer."),
      Field("sku", .text(.imageName), "The image's SKU."),
      Field("version", .text(.imageVersion), "The image's version, or latest, the default."),
      Field("plan", .object(plan), "The purchase plan, for images that have one."),
      Field("id", .text(.image), "The resource id of an image or of a gallery's image, instead of the others."),
    ], alternatives: [Alternatives(["id"], ["publisher", "offer", "sku", "version", "plan"])])

  private static let plan = ObjectShape(
    fields: [
      Field("name", .text(.imageName), "The plan's name.", required: "write the plan's name"),
      Field("publisher", .text(.imageName), "The plan's publisher.", required: "write the plan's publisher"),
      Field("product", .text(.imageName), "The plan's product.", required: "write the plan's product"),
    ], isWhole: true)

  /// Azure's names of the kinds of managed disk that a system disk may be of.
  private static let diskTypes = ["Premium_LRS", "Premium_ZRS", "StandardSSD_LRS", "StandardSSD_ZRS", "Standard_LRS"]
  private static let diskSummary = "The kind of disk; Premium_LRS by default where the size takes it."

  private static let systemDisk = ObjectShape(fields: [
    Field("sizeGB", .integer(1...4095), "Its size in GiB; the image's own by default."),
    Field("type", .choice(diskTypes), diskSummary),
  ])

  private static let dataDisk = ObjectShape(
    fields: [
      Field("sizeGB", .integer(1...32_767), "Its size in GiB.", required: "write the disk's size in GiB"),
      Field("type", .choice(diskTypes), diskSummary),
    ], isWhole: true)

  private static let health = ObjectShape(fields: [
    Field("protocol", .choice(["tcp", "http", "https"]), "How a machine is asked; tcp by default."),
    Field("port", .integer(1...65_535), "The port that is asked."),
    Field("path", .text(.urlPath), "What is asked for by HTTP; / by default."),
  ])

  private static let repairs = ObjectShape(fields: [
    Field(
      "after", .text(.minutes("10m", "90m")), "How long a changed machine is left alone before it may be replaced.",
      required: "write how long a changed machine is left alone, 10m to 90m")
  ])
}
