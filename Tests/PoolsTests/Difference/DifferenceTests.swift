import Testing

@testable import Pools

/// One row: a scale set as it should be, as it is, and as it was applied last.
struct DifferenceRow: CustomTestStringConvertible {
  var name: String
  var desired: JSONValue
  var live: JSONValue
  /// Nil: never applied.
  var baseline: JSONValue?
  /// The echo's body; nil: none was learned.
  var echo: JSONValue?
  var expected: [String]
  var testDescription: String { name }

  init(
    _ name: String, desired: JSONValue, live: JSONValue, baseline: JSONValue? = nil, echo: JSONValue? = nil,
    _ expected: String...
  ) {
    self.name = name
    self.desired = desired
    self.live = live
    self.baseline = baseline
    self.echo = echo
    self.expected = expected
  }

  func plan(of id: ResourceID) throws -> PoolPlan {
    var kept = baseline.map {
      Baseline(resources: [Baseline.Resource(id: id, apiVersion: "2024-07-01", desired: $0)])
    }
    if let echo {
      kept?.learnEcho(from: Fixture.live(Fixture.document(id, echo)))
    }
    return Pools.plan(
      try Fixture.input(
        Fixture.pool([Fixture.document(id, desired)]), live: Fixture.live(Fixture.document(id, live)), baseline: kept))
  }
}

@Suite("The three-way difference")
struct DifferenceTests {
  static let causes: [DifferenceRow] = [
    DifferenceRow("equal is in step", desired: ["sku": ["capacity": 2]], live: ["sku": ["capacity": 2]]),
    DifferenceRow(
      "never applied and different is the manifest's", desired: ["sku": ["capacity": 4]],
      live: ["sku": ["capacity": 2]], "sku.capacity 2 → 4 inPlace manifest"),
    DifferenceRow(
      "desired moved since the baseline", desired: ["sku": ["capacity": 4]], live: ["sku": ["capacity": 2]],
      baseline: ["sku": ["capacity": 2]], "sku.capacity 2 → 4 inPlace manifest"),
    DifferenceRow(
      "live moved since the baseline", desired: ["sku": ["capacity": 2]], live: ["sku": ["capacity": 5]],
      baseline: ["sku": ["capacity": 2]], "sku.capacity 5 → 2 inPlace drift"),
    DifferenceRow(
      "both moved to the same", desired: ["sku": ["capacity": 5]], live: ["sku": ["capacity": 5]],
      baseline: ["sku": ["capacity": 2]]),
    DifferenceRow(
      "what was ours and still lives is removed",
      desired: ["properties": ["overprovision": false]],
      live: ["properties": ["overprovision": false, "doNotRunExtensionsOnOverprovisionedVMs": true]],
      baseline: ["properties": ["overprovision": false, "doNotRunExtensionsOnOverprovisionedVMs": true]],
      "properties.doNotRunExtensionsOnOverprovisionedVMs true → (none) inPlace manifest"),
    DifferenceRow(
      "what was ours and is gone needs nothing", desired: ["properties": ["overprovision": false]],
      live: ["properties": ["overprovision": false]],
      baseline: ["properties": ["overprovision": false, "zoneBalance": true]]),
    DifferenceRow(
      "of an object only what was ours goes",
      desired: ["sku": ["capacity": 1]],
      live: ["sku": ["capacity": 1], "properties": ["upgradePolicy": ["mode": "Manual", "addedByAzure": 1]]],
      baseline: ["sku": ["capacity": 1], "properties": ["upgradePolicy": ["mode": "Manual"]]],
      "properties.upgradePolicy.mode Manual → (none) inPlace manifest"),
    DifferenceRow(
      "Azure's own additions never show", desired: ["properties": ["overprovision": false]],
      live: ["properties": ["overprovision": false, "singlePlacementGroup": true], "etag": "x", "zones": ["1"]]),
    DifferenceRow(
      "a field that live lost comes back", desired: ["properties": ["zoneBalance": true]], live: [:],
      baseline: ["properties": ["zoneBalance": true]], "properties.zoneBalance (none) → true inPlace drift"),
  ]

  static let nothings: [DifferenceRow] = [
    DifferenceRow("null is absent", desired: ["properties": ["zoneBalance": nil]], live: ["properties": [:]]),
    DifferenceRow("an empty object is absent", desired: ["properties": ["upgradePolicy": [:]]], live: [:]),
    DifferenceRow("an empty list is absent", desired: ["zones": []], live: ["sku": nil]),
    DifferenceRow(
      "an empty list says nothing about what is live", desired: ["zones": []], live: ["zones": ["1"]]),
    DifferenceRow(
      "a list that was ours and is emptied is removed", desired: ["properties": ["scaleInPolicy": ["rules": []]]],
      live: ["properties": ["scaleInPolicy": ["rules": ["OldestVM"]]]],
      baseline: ["properties": ["scaleInPolicy": ["rules": ["OldestVM"]]]],
      #"properties.scaleInPolicy.rules ["OldestVM"] → (none) inPlace manifest"#),
    DifferenceRow(
      "false is not absent", desired: ["properties": ["zoneBalance": false]], live: [:],
      "properties.zoneBalance (none) → false inPlace manifest"),
  ]

  static let echoes: [DifferenceRow] = [
    DifferenceRow(
      "what Azure answered to exactly this is in step", desired: ["properties": ["platform": "latest"]],
      live: ["properties": ["platform": "1.2.3"]], baseline: ["properties": ["platform": "latest"]],
      echo: ["properties": ["platform": "1.2.3"]]),
    DifferenceRow(
      "without an echo it is drift", desired: ["properties": ["platform": "latest"]],
      live: ["properties": ["platform": "1.2.3"]], baseline: ["properties": ["platform": "latest"]],
      "properties.platform 1.2.3 → latest inPlace drift"),
    DifferenceRow(
      "live left its echo", desired: ["properties": ["platform": "latest"]],
      live: ["properties": ["platform": "1.2.4"]], baseline: ["properties": ["platform": "latest"]],
      echo: ["properties": ["platform": "1.2.3"]], "properties.platform 1.2.4 → latest inPlace drift"),
    DifferenceRow(
      "desired left the baseline", desired: ["properties": ["platform": "newest"]],
      live: ["properties": ["platform": "1.2.3"]], baseline: ["properties": ["platform": "latest"]],
      echo: ["properties": ["platform": "1.2.3"]], "properties.platform 1.2.3 → newest inPlace manifest"),
    DifferenceRow(
      "Azure drops what was sent", desired: ["properties": ["hint": "x"]], live: [:],
      baseline: ["properties": ["hint": "x"]], echo: ["properties": ["other": 1]]),
    DifferenceRow(
      "it answered the field then and does not now", desired: ["properties": ["hint": "x"]], live: [:],
      baseline: ["properties": ["hint": "x"]], echo: ["properties": ["hint": "x"]],
      "properties.hint (none) → x inPlace drift"),
    DifferenceRow(
      "a count's echo is never learned", desired: ["sku": ["capacity": 4]], live: ["sku": ["capacity": 3]],
      baseline: ["sku": ["capacity": 4]], echo: ["sku": ["capacity": 3]], "sku.capacity 3 → 4 inPlace drift"),
    DifferenceRow(
      "a size's echo is never learned", desired: ["sku": ["name": "Standard_D4s_v5"]],
      live: ["sku": ["name": "Standard_D2s_v5"]], baseline: ["sku": ["name": "Standard_D4s_v5"]],
      echo: ["sku": ["name": "Standard_D2s_v5"]],
      "sku.name Standard_D2s_v5 → Standard_D4s_v5 rolling drift"),
    DifferenceRow(
      "a size that Azure does not answer is not in step either", desired: ["sku": ["name": "Standard_D4s_v5"]],
      live: ["sku": ["capacity": 3]], baseline: ["sku": ["name": "Standard_D4s_v5"]], echo: ["sku": ["capacity": 3]],
      "sku.name (none) → Standard_D4s_v5 rolling drift"),
    DifferenceRow(
      "a list of another length, as Azure answered it", desired: ["properties": ["ranges": [1, 2]]],
      live: ["properties": ["ranges": [1, 2, 3]]], baseline: ["properties": ["ranges": [1, 2]]],
      echo: ["properties": ["ranges": [1, 2, 3]]]),
    DifferenceRow(
      "an element that Azure never kept",
      desired: ["properties": ["parts": [["name": "a"], ["name": "b"]]]],
      live: ["properties": ["parts": [["name": "a"]]]],
      baseline: ["properties": ["parts": [["name": "a"], ["name": "b"]]]],
      echo: ["properties": ["parts": [["name": "a"]]]]),
  ]

  @Test("a change has the cause that moved", arguments: causes)
  func cause(row: DifferenceRow) throws { try check(row) }

  @Test("null, absent and empty are one", arguments: nothings)
  func emptiness(row: DifferenceRow) throws { try check(row) }

  @Test("an echo counts for exactly what it answered", arguments: echoes)
  func echo(row: DifferenceRow) throws { try check(row) }

  private func check(_ row: DifferenceRow) throws {
    let plan = try row.plan(of: Fixture.scaleSetID())
    #expect(plan.lines == row.expected)
    #expect(plan.outcome == (row.expected.isEmpty ? .unchanged : .updated))
    #expect(plan.needsDeployment == !row.expected.isEmpty)
  }
}
