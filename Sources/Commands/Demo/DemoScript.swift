import ArgumentParser
import Foundation
import Pools
import Simulator
import Synchronization

/// The demo's steps: each says in a line what happens and why, types a command as a user would, and looks at what came
/// of it in the stand-in.
struct DemoScript: Sendable {
  /// One step as it went, for the answer in JSON.
  struct Step: Sendable {
    var title: String
    var command: String?
    var ending: Ending?
    var answer: JSONValue?
    /// Requests that would have changed something in Azure.
    var writes: Int

    var json: JSONValue {
      [
        "title": .string(title), "command": .optional(command), "exitCode": .optional(ending.map { Int($0.rawValue) }),
        "answer": answer ?? .null, "writes": .integer(Int64(writes)),
      ]
    }
  }

  /// The session that the typed commands run in: the demo's folder, and the environment that leads `az` to the stand-in.
  var session: Session
  var folder: DemoFolder
  var endpoints: Endpoints
  var git: DemoProgram
  /// Commands answer in JSON, which is kept and not shown.
  var isJSON: Bool
  var palette: Palette

  private static let drifting = (pool: "vision", group: "ds-vision")
  private static let growing = (pool: "nlp", group: "ds-language")

  /// Goes through all steps; throws `CommandFailure` where one does not come out as it should.
  func perform() async throws -> [Step] {
    var steps: [Step] = []
    func step(
      _ title: String, _ words: [String], ends ending: Ending = .done, writes: ClosedRange<Int>
    ) async throws {
      steps.append(try await type(title, words, ends: ending, writes: writes, number: steps.count + 1))
    }
    let some = 1...10_000
    try await step(
      "The manifests are checked, without network or Azure.",
      ["validate", "pools/pools"],
      writes: 0...0)
    try await step(
      "What would change? Nothing is there yet, so everything would be made.", ["plan"], ends: .changes, writes: 0...0)
    try await step(
      "Azure is brought there: a resource group for each team, and in it all that each pool is made of.",
      ["reconcile", "--now"], writes: some)
    try await step(
      "A second time there is nothing to do, and nothing is sent to Azure.", ["reconcile", "--now"], writes: 0...0)
    try changeBehindTheBack()
    try await step(
      "Somebody has set the scale set of vision to 7 machines by hand: drift, and it is put back to 2.",
      ["reconcile", "--now"], writes: some)
    try await folder.merge(
      "nlp: four machines", in: "pools/language/nlp.yaml", replacing: "instances: 2", with: "instances: 4", git: git)
    try await step(
      "A pull request that gives nlp 4 machines was merged: the commit is applied, and only nlp is touched.",
      ["reconcile", "--now"], writes: some)
    try check(count: 2, of: Self.drifting)
    try check(count: 4, of: Self.growing)
    try await step("All of it stands in the log.", ["log"], writes: 0...0)
    return steps
  }

  private func type(
    _ title: String, _ words: [String], ends ending: Ending, writes allowed: ClosedRange<Int>, number: Int
  ) async throws -> Step {
    if !isJSON {
      session.console.say("\n\(palette.bold("\(number). \(title)"))")
      session.console.say(palette.dim("$ weir \(words.joined(separator: " "))"))
    }
    endpoints.simulation.forgetRequests()
    let captured = Mutex("")
    var inner = session
    let console = session.console
    inner.console.write = { [isJSON] stream, text in
      // Who interrupts the demo is told so once, and not by the step as well.
      if stream == .error, Task.isCancelled { return }
      if isJSON, stream == .output { captured.withLock { $0 += text } } else { console.write(stream, text) }
    }
    let parsed = try WeirCommand.parseAsRoot(words + (isJSON ? ["--output", "json"] : []))
    guard let verb = parsed as? any Verb else { throw CommandFailure("weir \(words[0]) is no verb of the demo") }
    let result = await verb.performed(in: inner)
    try Task.checkCancellation()
    let writes = endpoints.simulation.writes.count
    if !isJSON, words.contains("reconcile") {
      session.console.say(palette.dim("  Azure saw \(writes) \(writes == 1 ? "write" : "writes")"))
    }
    guard result == ending else {
      throw CommandFailure("step \(number) ended with \(result.rawValue), and \(ending.rawValue) was expected")
    }
    guard allowed.contains(writes) else {
      throw CommandFailure("step \(number) sent Azure \(writes) writes, and \(allowed) were expected")
    }
    let answer = captured.withLock { try? JSONReader.read($0) }
    return Step(
      title: title, command: "weir " + words.joined(separator: " "), ending: result, answer: answer, writes: writes)
  }

  private func id(of scaleSet: (pool: String, group: String)) -> String {
    let subscription = endpoints.subscriptions.first?.description ?? ""
    return "/subscriptions/\(subscription)/resourceGroups/\(scaleSet.group)/providers/Microsoft.Compute/"
      + "virtualMachineScaleSets/\(scaleSet.pool)"
  }

  private func changeBehindTheBack() throws {
    try endpoints.simulation.change(id(of: Self.drifting), ["sku": ["capacity": 7]])
  }

  private func check(count: Int64, of scaleSet: (pool: String, group: String)) throws {
    let found = endpoints.simulation.resource(id(of: scaleSet))?.value(at: JSONPath("sku", "capacity"))?.integer
    guard found == count else {
      throw CommandFailure("\(scaleSet.pool) should have \(count) machines and has \(found.map(String.init) ?? "none")")
    }
  }
}
