import Testing

@testable import Pools

@Suite("Expressions and secrets in the difference")
struct SecretTests {
  static let password = JSONPath("properties", "virtualMachineProfile", "osProfile", "adminPassword")
  static let command: JSONPath = {
    let list = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
    return list.appending(.index(0)).member("properties").member("settings").member("commandToExecute")
  }()

  func document(
    _ path: JSONPath, _ text: String, naming parameters: Set<String>?, other: JSONValue = [:]
  ) throws -> ResourceDocument {
    var body = other
    if path == Self.command {
      body = body.setting(
        [["name": "files", "properties": ["settings": ["commandToExecute": .string(text)]]]],
        at: JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions"))
    } else {
      body = body.setting(.string(text), at: path)
    }
    return try Fixture.scaleSet(body, expressions: parameters.map { [path: $0] } ?? [:])
  }

  func plan(
    _ desired: ResourceDocument, live: ResourceDocument, applied: ResourceDocument?, digests: [String: String] = [:],
    appliedDigests: [String: String] = [:], echo: ResourceDocument? = nil,
    keyedHash: (@Sendable (String) -> String)? = nil
  ) throws -> PoolPlan {
    var baseline = try applied.map {
      Baseline(applying: try Fixture.pool([$0]), secretDigests: appliedDigests, keyedHash: keyedHash)
    }
    if let echo { baseline?.learnEcho(from: Fixture.live(echo)) }
    return Pools.plan(
      try Fixture.input(
        Fixture.pool([desired]), live: Fixture.live(live), baseline: baseline, digests: digests, keyedHash: keyedHash))
  }

  @Test("a password that was sent as it is now is in step, though Azure never answers it")
  func writeOnlyInStep() throws {
    let desired = try document(Self.password, "[parameters('pw')]", naming: ["pw"])
    let plan = try plan(
      desired, live: Fixture.scaleSet([:]), applied: desired, digests: ["pw": "1"], appliedDigests: ["pw": "1"])
    #expect(plan.changes.isEmpty)
  }

  @Test("another value behind the same expression is a change, masked on both sides")
  func digestMoved() throws {
    let desired = try document(Self.password, "[parameters('pw')]", naming: ["pw"])
    let plan = try plan(
      desired, live: Fixture.scaleSet([:]), applied: desired, digests: ["pw": "2"], appliedDigests: ["pw": "1"])
    #expect(
      plan.lines == [
        "properties.virtualMachineProfile.osProfile.adminPassword (secret) → (secret) rolling manifest"
      ])
  }

  @Test("a secret whose digest nobody knows now counts as unchanged")
  func unknownDigest() throws {
    let desired = try document(Self.password, "[parameters('pw')]", naming: ["pw"])
    let plan = try plan(desired, live: Fixture.scaleSet([:]), applied: desired, appliedDigests: ["pw": "1"])
    #expect(plan.changes.isEmpty)
  }

  @Test("a password that was never sent by us is a change")
  func neverSent() throws {
    let desired = try document(Self.password, "[parameters('pw')]", naming: ["pw"])
    let plan = try plan(desired, live: Fixture.scaleSet([:]), applied: nil, digests: ["pw": "1"])
    #expect(plan.changes.count == 1)
  }

  @Test("at the first contact what cannot be read counts as what is desired, where something is live")
  func firstContact() throws {
    func plan(_ desired: ResourceDocument, live: ResourceDocument) throws -> PoolPlan {
      var input = try Fixture.input(Fixture.pool([desired]), live: Fixture.live(live), digests: ["pw": "1"])
      input.isFirstContact = true
      return Pools.plan(input)
    }
    let password = try document(Self.password, "[parameters('pw')]", naming: ["pw"])
    #expect(try plan(password, live: Fixture.scaleSet([:])).changes.isEmpty)
    let command = try document(Self.command, "[concat('run ', parameters('pw'))]", naming: ["pw"])
    #expect(try plan(command, live: document(Self.command, "run something", naming: nil)).changes.isEmpty)
    // An extension that is not there at all is missing, whatever is in it.
    #expect(try plan(command, live: Fixture.scaleSet([:])).changes.count == 1)
    #expect(
      try plan(document(Self.command, "run b", naming: nil), live: document(Self.command, "run a", naming: nil)).changes
        .count == 1)
  }

  @Test("an expression is compared by its text, never with what is live")
  func expressionText() throws {
    let live = try document(Self.command, "bash mount.sh account KEY", naming: nil)
    let applied = try document(Self.command, "[concat('bash mount.sh account ', parameters('key'))]", naming: ["key"])
    let moved = try document(Self.command, "[concat('bash mount.sh other ', parameters('key'))]", naming: ["key"])
    let digests = ["key": "1"]
    #expect(
      try plan(applied, live: live, applied: applied, digests: digests, appliedDigests: digests).changes.isEmpty)
    let changed = try plan(moved, live: live, applied: applied, digests: digests, appliedDigests: digests)
    #expect(changed.changes.map(\.before) == ["(secret)"])
    #expect(changed.changes.map(\.after) == ["(secret)"])
    #expect(changed.changes.map(\.cause) == [.manifest])
  }

  @Test("an expression without a secret that was answered otherwise since is drift")
  func expressionDrift() throws {
    let path = JSONPath("properties", "note")
    let desired = try document(path, "[reference('x').y]", naming: [])
    func live(_ text: String) throws -> ResourceDocument { try document(path, text, naming: nil) }
    #expect(try plan(desired, live: live("a"), applied: desired, echo: live("a")).changes.isEmpty)
    #expect(try plan(desired, live: live("a"), applied: desired).changes.isEmpty)
    #expect(
      try plan(desired, live: live("b"), applied: desired, echo: live("a")).lines == [
        "properties.note b → [reference('x').y] inPlace drift"
      ])
  }

  @Test("what list functions answer is secret")
  func listFunctions() throws {
    let path = JSONPath("properties", "note")
    let desired = try document(path, "[listKeys('x', '2023-01-01').keys[0].value]", naming: [])
    let plan = try plan(desired, live: document(path, "THEKEY", naming: nil), applied: nil)
    #expect(plan.lines == ["properties.note (secret) → (secret) inPlace manifest"])
  }

  @Test("a text that looks like an expression and is none stands for itself")
  func literalBracket() throws {
    let path = JSONPath("properties", "note")
    let both = try document(path, "[not an expression]", naming: nil)
    #expect(try plan(both, live: both, applied: nil).changes.isEmpty)
  }

  @Test("a literal secret never enters a baseline, and its change is seen by the keyed hash alone")
  func literalSecret() throws {
    let hash: @Sendable (String) -> String = { "h\($0.utf8.count)" }
    let before = try document(Self.password, "hunter2", naming: nil)
    let after = try document(Self.password, "correct horse", naming: nil)
    let baseline = Baseline(applying: try Fixture.pool([before]), secretDigests: [:], keyedHash: hash)
    #expect(baseline.resources.first?.desired.text().contains("hunter2") == false)
    let live = try Fixture.scaleSet([:])
    #expect(try plan(before, live: live, applied: before, keyedHash: hash).changes.isEmpty)
    #expect(try plan(after, live: live, applied: before, keyedHash: hash).changes.map(\.after) == ["(secret)"])
    #expect(try plan(after, live: live, applied: before).changes.isEmpty)
  }

  @Test("a live state that is already redacted is compared with the baseline")
  func redactedLive() throws {
    let desired = try document(Self.command, "bash mount.sh", naming: nil)
    #expect(try plan(desired, live: desired.redacted(), applied: desired).changes.isEmpty)
  }

  @Test("redaction hides what rules, names and forms betray, and nothing else")
  func redaction() throws {
    let body: JSONValue = [
      "properties": [
        "virtualMachineProfile": [
          "osProfile": ["adminUsername": "ana", "adminPassword": "p1", "customData": "p2"],
          "extensionProfile": [
            "extensions": [
              [
                "name": "files",
                "properties": [
                  "settings": ["commandToExecute": "p3", "fileUris": ["https://x/y?sv=1&sig=p4", "https://x/plain"]],
                  "protectedSettings": ["key": "p5"],
                ],
              ]
            ]
          ],
        ],
        "connection": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=p6",
      ]
    ]
    let shown = try Fixture.scaleSet(body).redacted().body
    let text = shown.text()
    for secret in ["p1", "p2", "p3", "p4", "p5", "p6"] { #expect(!text.contains(secret)) }
    #expect(text.contains("ana"))
    #expect(text.contains("https://x/plain"))
    #expect(
      shown.value(at: JSONPath("properties", "virtualMachineProfile", "osProfile", "adminPassword")) == "(secret)")
  }

  @Test("an echo holds no secrets and only what was sent")
  func echo() throws {
    let desired = try document(
      Self.command, "[parameters('key')]", naming: ["key"], other: ["sku": ["capacity": 2], "location": "westus2"])
    var baseline = Baseline(applying: try Fixture.pool([desired]), secretDigests: [:])
    let live = try document(
      Self.command, "KEY", naming: nil,
      other: ["sku": ["capacity": 3], "properties": ["overprovision": true], "etag": "x"])
    baseline.learnEcho(from: Fixture.live(live))
    let echo = try #require(baseline.resources.first?.echo)
    #expect(!echo.text().contains("KEY"))
    #expect(!echo.text().contains("overprovision"))
    #expect(echo.value(at: JSONPath("sku", "capacity")) == nil)
  }
}
