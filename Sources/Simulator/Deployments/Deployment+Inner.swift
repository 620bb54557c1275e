import Pools
import Templates

extension Deployment {
  /// The operations that are this deployment's own, and not those of one inside.
  var own: [Operation] { operations.filter { $0.inner == within } }

  /// Whether an operation is one of a deployment inside, or of one inside that.
  private func belongs(_ operation: Operation, to inner: ResourceID) -> Bool {
    var next = operation.inner
    while let holder = next {
      if holder == inner { return true }
      next = self.inner.first { $0.id == holder }?.outer
    }
    return false
  }

  /// The operations that are deployments inside, each as far as what it does is.
  var summaries: [Operation] {
    inner.filter { $0.outer == within }.map { nested in
      let parts = operations.filter { belongs($0, to: nested.id) }
      var summary = Operation(
        id: Self.number(of: nested.id), trackingID: correlationID, target: nested.id,
        step: parts.map(\.step).min() ?? 0, inner: within)
      summary.state = Self.state(of: parts, isOver: state.isOver)
      summary.endedAt = summary.state?.isOver == true ? parts.compactMap(\.endedAt).max() ?? endedAt : nil
      let errors = parts.compactMap(\.error)
      if !errors.isEmpty { summary.error = Self.failure(errors, of: nested.id.description) }
      return summary
    }
  }

  /// Nil where nothing of it has begun.
  private static func state(of parts: [Operation], isOver: Bool) -> State? {
    let states = parts.compactMap(\.state)
    if parts.isEmpty { return isOver ? .succeeded : nil }
    guard !states.isEmpty else { return nil }
    if states.contains(.failed) { return .failed }
    if states.contains(.canceled) { return .canceled }
    if states.count == parts.count && states.allSatisfy({ $0 == .succeeded }) { return .succeeded }
    return isOver ? .canceled : .running
  }

  /// What ARM says of a deployment of which an operation failed.
  static func failure(_ errors: [ARMError], of id: String) -> ARMError {
    ARMError(
      409, "DeploymentFailed",
      "At least one resource deployment operation failed. Please list deployment operations for details. Please see"
        + " https://aka.ms/arm-deployment-operations for usage details.", target: id, details: errors)
  }

  /// 16 hexadecimal digits, the same for the same deployment (FNV-1a, Fowler, Noll and Vo).
  private static func number(of id: ResourceID) -> String {
    let hash = id.folded.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16).uppercased()
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The records of the deployments inside that have begun, each in the group that it deploys to.
  var innerRecords: [Deployment] {
    inner.compactMap { nested in
      guard let group = nested.id.resourceGroup else { return nil }
      let parts = operations.filter { belongs($0, to: nested.id) }
      guard let state = Self.state(of: parts, isOver: state.isOver) else { return nil }
      var record = self
      record.group = GroupKey(subscription: nested.id.subscription, name: group)
      record.name = nested.id.name
      record.mode = "Incremental"
      record.within = nested.id
      record.operations = parts
      record.state = state
      record.endedAt = state.isOver ? parts.compactMap(\.endedAt).max() ?? endedAt : nil
      record.plan = nil
      record.parameters = [:]
      record.outputs = nil
      record.tags = nil
      let errors = parts.compactMap(\.error)
      record.error = errors.isEmpty ? nil : Self.failure(errors, of: nested.id.description)
      return record
    }
  }
}
