extension PoolSchema {
  static let accessFields: [Field] = [
    Field("access", .object(access), "How the pool is reached."),
    Field("network", .object(network), "The network that the pool is in; by default Weir makes one."),
  ]

  /// The ports that have names, with their numbers.
  static let namedPorts = ["ssh": 22, "jupyterhub": 8000, "rdp": 3389]

  private static let access = ObjectShape(fields: [
    Field("dnsLabel", .text(.dnsLabel), "The first part of the pool's name in DNS."),
    Field(
      "ports", .list(of: .either(.choice(["ssh", "jupyterhub", "rdp"]), .object(port))),
      "What is open; by default ssh and jupyterhub, on Windows rdp."),
    Field(
      "allowFrom", .list(of: .text(.addressSource)),
      "The networks that may come in, as CIDR, or service tags; Internet or 0.0.0.0/0 for everybody. Nobody by default."
    ),
    Field("public", .boolean, "Whether the pool has a public address; false for an internal load balancer."),
    Field(
      "idleTimeout", .text(.minutes("4m", "30m")), "How long a connection may say nothing, 4m to 30m, the default."),
    Field("affinity", .boolean, "Whether connections from one address go to one machine; true by default."),
  ])

  private static let port = ObjectShape(
    fields: [
      Field("name", .text(.portName), "The port's name.", required: "write the port's name"),
      // The most that a rule's front may have (REST: load balancers, frontendPort).
      Field("port", .integer(1...65_534), "The port's number.", required: "write the port's number"),
    ], isWhole: true)

  private static let network = ObjectShape(
    fields: [
      Field("subnet", .text(.subnet), "The resource id of a subnet that is there."),
      Field("addressSpace", .text(.network), "The addresses of a network of the pool's own; 10.0.0.0/16 by default."),
      Field("subnetPrefix", .text(.network), "Those of its subnet; by default the first /20 of the network."),
    ], alternatives: [Alternatives(["subnet"], ["addressSpace", "subnetPrefix"])])
}
