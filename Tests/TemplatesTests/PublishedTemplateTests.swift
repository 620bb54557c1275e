import Pools
import Templates
import Testing

import struct Foundation.Data
import struct Foundation.URL

@Suite("the published template for shared pools")
struct PublishedTemplateTests {
  static func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(name)")))
  }

  static func evaluated() throws -> EvaluatedTemplate {
    let template = try Template(parsing: fixture("dsvm-vmss-cluster.json"), file: "dsvm-vmss-cluster.json")
    let values: [String: JSONValue] = [
      "vmssName": "vision", "instanceCount": 3, "adminUsername": "dsvmadmin", "storageAccountName": "teamfiles",
    ]
    var parameters: [String: ParameterValue] = [:]
    for (line, name) in values.keys.sorted().enumerated() {
      let origin = SourceLocation(file: "manifests/vision.yaml", line: 10 + line, column: 9)
      parameters[name] = .value(values[name] ?? .null, origin: origin)
    }
    for name in ["adminPassword", "storageAccountKey"] {
      parameters[name] = .secret(.environment(name.uppercased()), origin: Sample.manifest)
    }
    let origins = ["location": SourceLocation(file: "manifests/vision.yaml", line: 4, column: 13)]
    return try template.evaluate(
      parameters: parameters, scope: try Sample.scope(), origins: origins,
      today: CalendarDay(year: 2026, month: 11, day: 22))
  }

  private static func document(_ short: String) throws -> ResourceDocument {
    try #require(try evaluated().resources.first { $0.id.short == short })
  }

  @Test("it makes a network, an address, a balancer and a scale set")
  func resources() throws {
    let evaluated = try Self.evaluated()
    #expect(
      evaluated.resources.map(\.id.short) == [
        "Microsoft.Compute/virtualMachineScaleSets/vision", "Microsoft.Network/loadBalancers/visionlb",
        "Microsoft.Network/publicIPAddresses/visionpip", "Microsoft.Network/virtualNetworks/vision-vnet",
      ])
    #expect(evaluated.resources.map(\.apiVersion) == ["2017-03-30", "2017-06-01", "2017-04-01", "2017-06-01"])
    #expect(
      evaluated.resources.map { $0.dependsOn.map(\.name) } == [["visionlb"], ["visionpip"], [], []])
    #expect(
      evaluated.secrets == [
        "adminPassword": .environment("ADMINPASSWORD"), "storageAccountKey": .environment("STORAGEACCOUNTKEY"),
      ])
  }

  @Test("the network is exactly what the template says")
  func network() throws {
    let network = try Self.document("Microsoft.Network/virtualNetworks/vision-vnet")
    #expect(
      network.body == [
        "location": "westus2",
        "properties": [
          "addressSpace": ["addressPrefixes": ["10.0.0.0/16"]],
          "subnets": [["name": "dsvmcluster", "properties": ["addressPrefix": "10.0.0.0/24"]]],
        ],
      ])
    #expect(network.expressions.isEmpty)
  }

  @Test("the balancer's rules lead to its own parts")
  func balancer() throws {
    let balancer = try Self.document("Microsoft.Network/loadBalancers/visionlb")
    let id = Sample.group + "/providers/Microsoft.Network/loadBalancers/visionlb"
    let rule = try #require(balancer.body.value(at: JSONPath("properties", "loadBalancingRules"))?.array?[1])
    #expect(
      rule == [
        "name": "SSH",
        "properties": [
          "frontendIPConfiguration": ["id": .string("\(id)/frontendIPConfigurations/loadBalancerFrontEnd")],
          "backendAddressPool": ["id": .string("\(id)/backendAddressPools/visionbepool")], "protocol": "Tcp",
          "frontendPort": 22, "backendPort": 22, "loadDistribution": "SourceIP", "enableFloatingIP": false,
          "idleTimeoutInMinutes": 30, "probe": ["id": .string("\(id)/probes/sshprobe")],
        ],
      ])
  }

  @Test("what touches a secret stays an expression, all around it evaluated")
  func secrets() throws {
    let scaleSet = try Self.document("Microsoft.Compute/virtualMachineScaleSets/vision")
    let profile = JSONPath("properties", "virtualMachineProfile")
    let command = profile.member("extensionProfile").member("extensions").appending(.index(0)).member("properties")
      .member("settings").member("commandToExecute")
    let password = profile.member("osProfile").member("adminPassword")
    #expect(scaleSet.expressions == [command: ["storageAccountKey"], password: ["adminPassword"]])
    #expect(scaleSet.body.value(at: password) == "[parameters('adminPassword')]")
    #expect(
      scaleSet.body.value(at: command)
        == .string(
          "[concat('bash mountazurefiles.sh teamfiles ', parameters('storageAccountKey'), "
            + "' dsvmshare /datamnt/dsvmshare dsvmadmin')]"))
    #expect(
      scaleSet.body.value(at: profile.member("storageProfile").member("imageReference").member("sku"))
        == "linuxdsvmubuntu")
  }

  @Test("a value tells where it comes from, through variables too")
  func provenance() throws {
    let scaleSet = try Self.document("Microsoft.Compute/virtualMachineScaleSets/vision")
    let line = { (path: JSONPath) in scaleSet.provenance.location(of: path)?.line }
    #expect(line(JSONPath("sku", "capacity")) == 11)
    #expect(line(JSONPath("location")) == 4)
    let prefix = JSONPath("properties", "virtualMachineProfile", "osProfile", "computerNamePrefix")
    #expect(line(prefix) == 13)
    #expect(line(JSONPath("sku", "tier")) == nil)
  }

  @Test("it has exactly its known faults, each told once at its line")
  func warnings() throws {
    let warnings = try Self.evaluated().warnings.map { "\($0.location.line) \($0.name.rawValue)" }
    #expect(warnings == Self.knownFaults)
  }

  private static let knownFaults = [
    "101 old-api-version", "121 retired-sku", "125 old-api-version", "130 open-to-everyone", "130 retired-sku",
    "134 old-api-version", "228 old-api-version", "248 gone-image", "266 missing-dependency", "291 moving-script",
    "293 secret-in-settings",
  ]

  @Test("its parameter file gives values with their places, and its bounds hold")
  func parameterFile() throws {
    let file = "dsvm-vmss-cluster.parameters.json"
    let values = try ParameterFile.parse(Self.fixture(file), file: file)
    #expect(values.count == 9)
    #expect(values["instanceCount"]?.content == .value(2))
    #expect(values["instanceCount"]?.origin == SourceLocation(file: file, line: 11, column: 35))
    let template = try Template(parsing: Self.fixture("dsvm-vmss-cluster.json"), file: "t.json")
    let faults = try Sample.faults { _ = try template.evaluate(parameters: values, scope: try Sample.scope()) }
    #expect(
      faults.map(\.description) == [
        "\(file):7:29: the parameter vmssName has the length 12, and should have at most 9"
      ])
  }

  @Test("what Weir deploys comes to the same documents again")
  func rendered() throws {
    let first = try Self.evaluated()
    let text = DeploymentTemplate.render(first.resources, secrets: Set(first.secrets.keys)).text(indentation: 2)
    let again = try Template(parsing: Array(text.utf8), file: "rendered.json")
    let secrets = first.secrets.mapValues { ParameterValue.secret($0, origin: Sample.manifest) }
    let second = try again.evaluate(parameters: secrets, scope: try Sample.scope())
    #expect(second.resources == first.resources)
    #expect(second.secrets == first.secrets)
  }
}
