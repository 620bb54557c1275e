import Testing

@testable import Pools

@Suite("Lists in the difference")
struct ListTests {
  static let keyed: [DifferenceRow] = [
    DifferenceRow(
      "another order is no change",
      desired: ["properties": ["subnets": [["name": "a"], ["name": "b"]]]],
      live: ["properties": ["subnets": [["name": "b"], ["name": "a"]]]]),
    DifferenceRow(
      "names in other capitals are the same",
      desired: ["properties": ["subnets": [["name": "Pools", "properties": ["addressPrefix": "10.0.0.0/24"]]]]],
      live: ["properties": ["subnets": [["name": "pools", "properties": ["addressPrefix": "10.0.0.0/24"]]]]]),
    DifferenceRow(
      "an element that nobody named stays",
      desired: ["properties": ["subnets": [["name": "a"]]]],
      live: ["properties": ["subnets": [["name": "a"], ["name": "gateway"]]]],
      baseline: ["properties": ["subnets": [["name": "a"]]]]),
    DifferenceRow(
      "an element that is missing is one change",
      desired: ["properties": ["subnets": [["name": "a"], ["name": "b", "properties": ["x": 1, "y": 2]]]]],
      live: ["properties": ["subnets": [["name": "a"]]]],
      #"properties.subnets[name=b] (none) → {"name":"b","properties":{"x":1,"y":2}} inPlace manifest"#),
    DifferenceRow(
      "an element that was ours and is gone behind our back",
      desired: ["properties": ["subnets": [["name": "a"], ["name": "b"]]]],
      live: ["properties": ["subnets": [["name": "a"]]]],
      baseline: ["properties": ["subnets": [["name": "b"], ["name": "a"]]]],
      #"properties.subnets[name=b] (none) → {"name":"b"} inPlace drift"#),
    DifferenceRow(
      "an element that was ours and is named no more goes",
      desired: ["properties": ["subnets": [["name": "a"]]]],
      live: ["properties": ["subnets": [["name": "a"], ["name": "b", "id": "/x", "etag": "e"]]]],
      baseline: ["properties": ["subnets": [["name": "a"], ["name": "b"]]]],
      #"properties.subnets[name=b] {"name":"b"} → (none) inPlace manifest"#),
    DifferenceRow(
      "an element that was ours, is named no more and is gone needs nothing",
      desired: ["properties": ["subnets": [["name": "a"]]]],
      live: ["properties": ["subnets": [["name": "a"]]]],
      baseline: ["properties": ["subnets": [["name": "a"], ["name": "b"]]]]),
    DifferenceRow(
      "a field of an element has the element's key in its path",
      desired: ["properties": ["subnets": [["name": "b", "properties": ["addressPrefix": "10.0.1.0/24"]]]]],
      live: [
        "properties": ["subnets": [["name": "a"], ["name": "b", "properties": ["addressPrefix": "10.0.0.0/24"]]]]
      ],
      "properties.subnets[name=b].properties.addressPrefix 10.0.0.0/24 → 10.0.1.0/24 inPlace manifest"),
    DifferenceRow(
      "one prefix and a list of one prefix are one",
      desired: ["properties": ["subnets": [["name": "b", "properties": ["addressPrefix": "10.0.1.0/24"]]]]],
      live: ["properties": ["subnets": [["name": "b", "properties": ["addressPrefixes": ["10.0.1.0/24"]]]]]]),
    DifferenceRow(
      "a list of one prefix and one prefix are one",
      desired: ["properties": ["subnets": [["name": "b", "properties": ["addressPrefixes": ["10.0.1.0/24"]]]]]],
      live: ["properties": ["subnets": [["name": "b", "properties": ["addressPrefix": "10.0.1.0/24"]]]]],
      baseline: ["properties": ["subnets": [["name": "b", "properties": ["addressPrefix": "10.0.1.0/24"]]]]]),
    DifferenceRow(
      "a set has no order",
      desired: ["properties": ["addressSpace": ["addressPrefixes": ["10.0.0.0/16", "10.1.0.0/16"]]]],
      live: ["properties": ["addressSpace": ["addressPrefixes": ["10.1.0.0/16", "10.0.0.0/16"]]]]),
    DifferenceRow(
      "a set is one value",
      desired: ["properties": ["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]]],
      live: ["properties": ["addressSpace": ["addressPrefixes": ["10.1.0.0/16", "10.0.0.0/16"]]]],
      #"properties.addressSpace.addressPrefixes ["10.1.0.0/16","10.0.0.0/16"] → ["10.0.0.0/16"] inPlace manifest"#),
  ]

  static let ordered: [DifferenceRow] = [
    DifferenceRow(
      "elements without a name are compared by position",
      desired: ["properties": ["steps": [["x": 1], ["x": 2]]]],
      live: ["properties": ["steps": [["x": 1, "extra": true], ["x": 3]]]],
      "properties.steps[1].x 3 → 2 inPlace manifest"),
    DifferenceRow(
      "another length is one change of the whole list",
      desired: ["properties": ["steps": [["x": 1], ["x": 2]]]], live: ["properties": ["steps": [["x": 1]]]],
      #"properties.steps [{"x":1}] → [{"x":1},{"x":2}] inPlace manifest"#),
    DifferenceRow(
      "names that stand twice are no key",
      desired: ["properties": ["steps": [["name": "a", "x": 1], ["name": "a", "x": 2]]]],
      live: ["properties": ["steps": [["name": "a", "x": 1], ["name": "a", "x": 2]]]]),
  ]

  @Test("elements are known by their key", arguments: keyed)
  func keys(row: DifferenceRow) throws {
    #expect(try row.plan(of: Fixture.id("Microsoft.Network/virtualNetworks", "net")).lines == row.expected)
  }

  @Test("without a key the place counts", arguments: ordered)
  func places(row: DifferenceRow) throws {
    #expect(try row.plan(of: Fixture.id("Microsoft.Example/things", "thing")).lines == row.expected)
  }

  @Test("data disks are known by their number")
  func disks() throws {
    func body(_ disks: JSONValue) -> JSONValue {
      ["properties": ["virtualMachineProfile": ["storageProfile": ["dataDisks": disks]]]]
    }
    let row = DifferenceRow(
      "", desired: body([["lun": 0, "diskSizeGB": 64], ["lun": 1, "diskSizeGB": 32]]),
      live: body([["lun": 1, "diskSizeGB": 32, "caching": "None"], ["lun": 0, "diskSizeGB": 32]]),
      "properties.virtualMachineProfile.storageProfile.dataDisks[lun=0].diskSizeGB 32 → 64 rolling manifest")
    #expect(try row.plan(of: Fixture.scaleSetID()).lines == row.expected)
  }

  @Test("ids in a list are the same in any capitals")
  func ids() throws {
    let pool = try Fixture.id("Microsoft.Network/loadBalancers/backendAddressPools", "vision", "machines").description
    func body(_ id: String) -> JSONValue {
      let address: JSONValue = [
        "name": "ip", "properties": ["loadBalancerBackendAddressPools": [["id": .string(id)]]],
      ]
      let card: JSONValue = ["name": "nic", "properties": ["ipConfigurations": [address]]]
      return [
        "properties": ["virtualMachineProfile": ["networkProfile": ["networkInterfaceConfigurations": [card]]]]
      ]
    }
    let row = DifferenceRow("", desired: body(pool), live: body(pool.uppercased()))
    #expect(try row.plan(of: Fixture.scaleSetID()).changes.isEmpty)
  }
}
