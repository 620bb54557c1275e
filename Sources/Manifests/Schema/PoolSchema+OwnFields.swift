extension PoolSchema {
  private static let later =
    "pools by their own fields are not supported yet; describe the pool by spec.template"

  /// The fields of a pool that Weir writes the template for.
  static let ownFields: [Field] = [
    own("os", .choice(["ubuntu", "windows"]), "The system of the machines."),
    own("image", .object(image), "The image; by default the Data Science VM of the system."),
    own("size", .text(.nonEmpty), "The size of the machines, for example Standard_D4s_v5."),
    own("instances", .integer(0...1000), "How many machines there are; or `autoscale`."),
    own("autoscale", .object(autoscale), "How many machines there are, by load and by time; or `instances`."),
    own("admin", .object(admin), "The administrator of the machines."),
    own("users", .list(of: .object(user)), "Who may sign in."),
    own("access", .object(access), "How the pool is reached."),
    own("network", .object(network), "The network that the pool is in; by default Weir makes one."),
    own("storage", .object(storage), "The share that the machines have in common."),
    own("identity", .object(identity), "What the machines are in Entra ID."),
    own("zones", .list(of: .choice(["1", "2", "3"])), "The availability zones."),
    own("priority", .choice(["regular", "spot"]), "Whether Azure may take the machines back."),
    own("update", .object(update), "How machines take a new model."),
    own("tags", .map(keys: .labelName, values: .text(.tagValue)), "Tags of the pool's resources."),
  ]

  private static func own(_ name: String, _ shape: Shape, _ summary: String) -> Field {
    Field(name, shape, summary, later: later)
  }

  private static let image = ObjectShape(
    fields: [
      Field("publisher", .text(.nonEmpty), "The image's publisher."),
      Field("offer", .text(.nonEmpty), "The image's offer."),
      Field("sku", .text(.nonEmpty), "The image's SKU."),
      Field("version", .text(.nonEmpty), "The image's version, or latest."),
      Field("id", .text(.resource), "The resource id of an own image, instead of the others."),
    ], isWhole: true)

  private static let autoscale = ObjectShape(fields: [
    Field("minimum", .integer(0...1000), "Never fewer machines."),
    Field("maximum", .integer(0...1000), "Never more machines."),
    Field("default", .integer(0...1000), "How many machines there are where no metric can be read."),
    Field("scaleOut", .object(rule(edge: "above")), "When machines are added."),
    Field("scaleIn", .object(rule(edge: "below")), "When machines are taken away."),
    Field("schedules", .list(of: .object(schedule)), "Other bounds at certain times."),
  ])

  private static func rule(edge: String) -> ObjectShape {
    ObjectShape(fields: [
      Field("metric", .text(.nonEmpty), "The metric, for example Percentage CPU."),
      Field(edge, .integer(0...Int64.max), "The value that the metric must be \(edge)."),
      Field("for", .text(.duration), "For how long."),
      Field("by", .integer(1...1000), "By how many machines."),
      Field("cooldown", .text(.duration), "How long nothing happens afterwards."),
    ])
  }

  private static let schedule = ObjectShape(
    fields: [
      Field("name", .text(.nonEmpty), "The schedule's name.", required: "write the schedule's name"),
      Field("days", .list(of: .choice(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])), "On which days."),
      Field("from", .text(.time), "When it begins.", required: "write a time of day"),
      Field("to", .text(.time), "When it ends.", required: "write a time of day"),
      Field("timeZone", .text(.nonEmpty), "The time zone, by its Windows name."),
      Field("minimum", .integer(0...1000), "Never fewer machines."),
      Field("maximum", .integer(0...1000), "Never more machines."),
    ], isWhole: true)

  private static let admin = ObjectShape(fields: [
    Field("username", .text(.nonEmpty), "The administrator's name."),
    Field("sshKeys", .list(of: .text(.nonEmpty)), "Public keys."),
    Field("password", .object(secret), "Where the password is kept."),
  ])

  private static let user = ObjectShape(
    fields: [
      Field("name", .text(.nonEmpty), "The user's name.", required: "write the user's name"),
      Field("sshKeys", .list(of: .text(.nonEmpty)), "Public keys."),
    ], isWhole: true)

  private static let access = ObjectShape(fields: [
    Field("dnsLabel", .text(.nonEmpty), "The first part of the pool's name in DNS."),
    Field(
      "ports", .list(of: .either(.choice(["ssh", "jupyterhub", "rdp"]), .object(port))), "What is open."),
    Field("allowFrom", .list(of: .text(.nonEmpty)), "The networks that may come in, as CIDR."),
    Field("public", .boolean, "False for an internal load balancer."),
  ])

  private static let port = ObjectShape(
    fields: [
      Field("name", .text(.nonEmpty), "The port's name.", required: "write the port's name"),
      Field("port", .integer(1...65535), "The port's number.", required: "write the port's number"),
    ], isWhole: true)

  private static let network = ObjectShape(fields: [
    Field("subnet", .text(.resource), "The resource id of a subnet that is there.")
  ])

  private static let storage = ObjectShape(
    fields: [
      Field("azureFiles", .object(azureFiles), "A share of Azure Files."),
      Field("nfs", .object(nfs), "An NFS export."),
    ], oneOf: ["azureFiles", "nfs"], isWhole: true)

  private static let azureFiles = ObjectShape(
    fields: [
      Field("account", .text(.nonEmpty), "The storage account.", required: "write the storage account's name"),
      Field("share", .text(.nonEmpty), "The share.", required: "write the share's name"),
      Field("mountPath", .text(.absolutePath), "Where machines mount it."),
      Field("key", .object(secret), "Where the account's key is kept.", required: "say where the key is kept"),
    ], isWhole: true)

  private static let nfs = ObjectShape(
    fields: [
      Field("server", .text(.nonEmpty), "The server.", required: "write the server's address"),
      Field("export", .text(.absolutePath), "The export.", required: "write the export's path"),
      Field("mountPath", .text(.absolutePath), "Where machines mount it."),
    ], isWhole: true)

  private static let identity = ObjectShape(fields: [
    Field("systemAssigned", .boolean, "An identity of the scale set's own."),
    Field("userAssigned", .list(of: .text(.resource)), "Resource ids of identities that are there."),
    Field("entraLogin", .boolean, "Whether people sign in with Entra ID."),
  ])

  private static let update = ObjectShape(fields: [
    Field("policy", .choice(["manual", "rolling", "automatic"]), "How machines take a new model."),
    Field("maxUnavailable", .text(.share), "How many machines may be away at once."),
  ])
}
