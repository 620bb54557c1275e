import Pools
import Templates

/// The tables of every field of a manifest: what is checked, merged by and documented stands here and nowhere else.
enum PoolSchema {
  static let apiVersion = "weir.dev/v1"
  /// What the `apiVersion` of every document of Weir's begins with.
  static let group = "weir.dev/"
  static let kinds = ["Pool", "PoolDefaults"]

  static func root(of kind: String) -> ObjectShape {
    let isPool = kind == "Pool"
    return ObjectShape(
      fields: [
        Field("apiVersion", .choice([apiVersion]), "The version of this format.", required: "write \(apiVersion)"),
        Field("kind", .choice([kind]), "What the document describes.", required: "write \(kind)"),
        Field(
          "metadata", .object(isPool ? poolMetadata : defaultsMetadata), "Whose document it is.",
          required: "write metadata: {name: …}"),
        Field(
          "spec", .object(spec), isPool ? "The pool." : "What the pools in this folder and below leave unsaid.",
          required: isPool ? "write the pool's fields" : "write the fields to fill in"),
      ], isWhole: true)
  }

  private static let poolMetadata = ObjectShape(
    fields: [
      Field("name", .text(.poolName), "The pool's name, unique in the repository.", required: "write the pool's name"),
      Field(
        "labels", .map(keys: .labelName, values: .text(.tagValue)), "They become tags of the pool's resources."),
      Field(
        "renamedFrom", .either(.text(.poolName), .list(of: .text(.poolName))),
        "The name that the pool had before, or all of them, newest first: its resources are handed over to this name."),
    ], isWhole: true)

  private static let defaultsMetadata = ObjectShape(
    fields: [Field("name", .text(.defaultsName), "A name for people.", required: "write a name")], isWhole: true)

  /// The fields of a pool, `required` for what must be said by it or by the defaults above it.
  static let spec = ObjectShape(
    fields: commonFields + [templateField] + ownFields,
    alternatives: [
      Alternatives(
        ["template"], Set(ownFields.map(\.name)),
        right: "a pool is described by a template or by its own fields, so keep one of them", isWhole: true),
      Alternatives(["instances"], ["autoscale"]),
    ])

  /// The fields of a pool by template, without those of a pool by its own fields; and the other way round.
  static let specByTemplate = ObjectShape(fields: commonFields + [templateField])
  static let specByFields = ObjectShape(fields: commonFields + ownFields)
  static let specOfEither = ObjectShape(fields: commonFields)

  private static let commonFields = [
    Field(
      "subscription", .text(.subscription), "The subscription; by default the first that weir.yaml allows."),
    Field(
      "resourceGroup", .text(.resourceGroup), "The resource group, made in `location` where it is missing.",
      required: "name the resource group of the pool"),
    Field(
      "location", .text(.location), "The Azure region.", required: "write the Azure region, for example westus2"),
    Field("silence", .object(silence), "Warnings that are not given, each with the reason."),
    Field(
      "deletionPolicy", .choice(DeletionPolicy.allCases.map(\.rawValue)),
      "What happens to resources that leave the pool, and to all of them when the pool is deleted: `delete` (the default) "
        + "deletes what Weir created and what holds no data, `retain` leaves everything in Azure, without Weir's tags."),
    Field(
      "resources", .list(of: .object(resource)), "Single resources of the pool and what they have of their own."),
  ]

  private static let resource = ObjectShape(
    fields: [
      Field(
        "id", .text(.poolResource),
        "The resource's id, or its type and name: Microsoft.Storage/storageAccounts/teamfiles.",
        required: "write the resource's id, or its type and name"),
      Field(
        "deletionPolicy", .choice(DeletionPolicy.allCases.map(\.rawValue)),
        "What happens to this resource when it leaves the pool; `delete` deletes it though it holds data or is not of "
          + "Weir's making.",
        required: "write delete or retain"),
    ], isWhole: true)

  /// A name that is no warning's is an unknown key.
  private static let silence = ObjectShape(
    fields: AdviceName.silenceable.map { Field($0.rawValue, .text(.reason), $0.summary) })

  private static let templateField = Field(
    "template", .object(template), "An ARM template with its parameters.",
    required: "name the pool's ARM template by spec.template.file, or describe the pool by its own fields (size, "
      + "instances, admin, …)")

  private static let template = ObjectShape(
    fields: [
      Field(
        "file", .text(.path), "The template, from this file's folder; with \"/\" first, from the repository's root.",
        required: "name the pool's ARM template, for example templates/pool.json"),
      Field("uri", .text(.https), "Where the template is fetched from, once, instead of `file`; with `sha256`."),
      Field("sha256", .text(.sha256), "The hash that the template at `uri` must have."),
      Field("parametersFile", .text(.path), "A file of parameters in ARM's own format."),
      Field(
        "parameters", .map(keys: .nonEmpty, values: .anything), "Parameters, over those of the file."),
      Field(
        "secrets", .map(keys: .nonEmpty, values: .object(secret)), "Where the values of secure parameters are kept."),
    ],
    alternatives: [
      Alternatives(
        ["file"], ["uri", "sha256"],
        right: "keep file for a template of this repository, or uri and sha256 for one that is elsewhere")
    ])

  /// A reference to a secret, wherever one may stand.
  static let secret = ObjectShape(
    fields: [
      Field("environment", .text(.environmentVariable), "A variable of Weir's own environment."),
      Field("keyVault", .object(keyVault), "A secret of a Key Vault, which only Azure reads."),
      Field("file", .text(.absolutePath), "A file on Weir's machine."),
    ], oneOf: ["environment", "keyVault", "file"], isWhole: true, isSecret: true,
    insteadOfMap: "a secret never stands in a manifest, where all who can read the repository read it; say where it is "
      + "kept: {environment: VARIABLE}, {file: /path} or {keyVault: {id: …, secret: …}}")

  private static let keyVault = ObjectShape(
    fields: [
      Field("id", .text(.vault), "The vault's resource id.", required: "write the vault's resource id"),
      Field("secret", .text(.vaultSecret), "The secret's name.", required: "write the secret's name"),
      Field("version", .text(.vaultSecretVersion), "The secret's version; the newest by default."),
    ], isWhole: true, isSecret: true)
}
