extension PoolSchema {
  /// The fields of a pool that Weir writes the template for.
  static let ownFields: [Field] =
    machineFields + countFields + peopleFields + accessFields + [
      Field("storage", .object(storage), "The share that all machines mount."),
      Field("update", .object(update), "How machines take a new model."),
      Field("tags", .map(keys: .ownTagName, values: .text(.tagValue)), "Tags of the pool's resources."),
    ]

  private static let update = ObjectShape(fields: [
    Field(
      "policy", .choice(["manual", "rolling", "automatic"]),
      "How machines take a new model: `manual` only when somebody says so, `rolling` (the default) some at a time, "
        + "`automatic` at any time and all at once."),
    Field(
      "maxUnavailable", .text(.unavailableShare),
      "How many machines may be away at once while a rolling update goes on, 5% to 100%; 20% by default."),
  ])

  private static let storage = ObjectShape(
    fields: [
      Field("azureFiles", .object(azureFiles), "A share of Azure Files."),
      Field("nfs", .object(nfs), "An export of any NFS server."),
    ], alternatives: [Alternatives(["azureFiles"], ["nfs"])])

  private static let azureFiles = ObjectShape(fields: [
    Field("account", .text(.storageAccount), "The storage account.", required: "write the storage account's name"),
    Field("share", .text(.shareName), "The share.", required: "write the share's name"),
    Field("mountPath", .text(.mountPath), mountSummary),
    Field("protocol", .choice(["smb", "nfs"]), "How machines speak to it: `smb` (the default) with a key, or `nfs`."),
    Field("key", .object(secret), "Where the account's key is kept; for `smb`."),
    Field("accountId", .text(.storageAccountID), "The account's resource id, where rights on it are to be given."),
  ])

  private static let nfs = ObjectShape(fields: [
    Field("server", .text(.host), "The server's address or name.", required: "write the server's address"),
    Field("export", .text(.exportPath), "The export.", required: "write the export's path"),
    Field("mountPath", .text(.mountPath), mountSummary),
  ])

  private static let mountSummary =
    "Where people find it: /datamnt and the share's name by default on Ubuntu, where the team makes new files in `shared` "
    + "below it; a drive letter such as S: on Windows."
}
