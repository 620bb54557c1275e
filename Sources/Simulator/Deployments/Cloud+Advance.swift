import Foundation
import Pools

extension Cloud {
  /// Lets all deployments run until `moment`, the step that ends first first, whichever deployment it is of.
  mutating func advanceDeployments(to moment: Date) {
    while let next = active.compactMap({ key in dueStep(of: key).map { ($0, key) } }).min(by: <), next.0 <= moment {
      now = max(now, next.0)
      endStep(of: next.1, at: next.0)
    }
    for key in active {
      deployments[key.group]?[key.name]?.showRunning(at: moment, latency: settings.latency)
      recordInner(of: key)
    }
  }

  /// Writes down how far the deployments inside one are. Where a group keeps too many, the oldest goes.
  private mutating func recordInner(of key: DeploymentKey) {
    guard let deployment = deployments[key.group]?[key.name], !deployment.inner.isEmpty else { return }
    for record in deployment.innerRecords where groups[record.group] != nil {
      var kept = deployments[record.group] ?? [:]
      if kept[record.key.name] == nil, kept.count >= settings.deploymentLimit,
        let oldest = kept.values.filter(\.state.isOver).min(by: { ($0.startedAt, $0.name) < ($1.startedAt, $1.name) })
      {
        kept[oldest.key.name] = nil
      }
      kept[record.key.name] = record
      deployments[record.group] = kept
    }
  }

  /// When the step that a deployment is in ends; nil where it is over.
  private func dueStep(of key: DeploymentKey) -> Date? {
    guard let deployment = deployments[key.group]?[key.name], !deployment.state.isOver else { return nil }
    return deployment.end(of: deployment.currentStep, latency: settings.latency)
  }

  /// Does what the operations of a deployment's step do, and ends the deployment after its last.
  private mutating func endStep(of key: DeploymentKey, at moment: Date) {
    guard var deployment = deployments[key.group]?[key.name], let plan = deployment.plan else {
      active.remove(key)
      return
    }
    let step = deployment.currentStep
    deployment.state = .running
    for position in deployment.operations.indices where deployment.operations[position].step == step {
      let document = plan.documents[position].document
      guard deployment.mayRun(document) else { continue }
      do throws(ARMError) {
        if let fault = faults.takeOperation(on: document.id.description) { throw fault }
        try apply(document, of: plan)
        deployment.operations[position].state = .succeeded
      } catch {
        deployment.operations[position].state = .failed
        deployment.operations[position].error = error
      }
      deployment.operations[position].endedAt = moment
    }
    deployment.currentStep += 1
    deployments[key.group]?[key.name] = deployment
    guard deployment.currentStep >= deployment.steps else { return }
    finish(deployment, plan, at: moment)
  }

  private mutating func finish(_ deployment: Deployment, _ plan: DeploymentPlan, at moment: Date) {
    let failures = deployment.operations.compactMap(\.error)
    guard failures.isEmpty else {
      // What failed inside a deployment inside is told by that one.
      let told = deployment.own.compactMap(\.error) + deployment.summaries.compactMap(\.error)
      deployments[deployment.group]?[deployment.key.name]?.error = Deployment.failure(told, of: deployment.id)
      end(deployment.key, .failed, at: moment)
      return
    }
    if plan.mode == "Complete" { removeOthers(than: plan, in: deployment.group) }
    do throws(ARMError) {
      let outputs = try plan.outputs(in: self)
      deployments[deployment.group]?[deployment.key.name]?.outputs = outputs
      end(deployment.key, .succeeded, at: moment)
    } catch {
      deployments[deployment.group]?[deployment.key.name]?.error = error
      end(deployment.key, .failed, at: moment)
    }
  }

  /// A deployment is over; what it still held, secrets among it, is dropped.
  mutating func end(_ key: DeploymentKey, _ state: Deployment.State, at moment: Date) {
    active.remove(key)
    guard var deployment = deployments[key.group]?[key.name] else { return }
    deployment.state = state
    deployment.endedAt = moment
    deployment.plan = nil
    if state == .canceled {
      for position in deployment.operations.indices where deployment.operations[position].state == .running {
        deployment.operations[position].state = .canceled
      }
    }
    deployments[key.group]?[key.name] = deployment
    recordInner(of: key)
  }

  /// Makes or changes what one operation is about.
  private mutating func apply(_ document: ResourceDocument, of plan: DeploymentPlan) throws(ARMError) {
    let body = try plan.resolve(document, self)
    let path = ARMPath(document.id.description)
    let subscription = document.id.subscription
    guard settings.subscriptions.contains(subscription) else {
      throw .subscriptionNotFound(subscription.description)
    }
    let version = document.apiVersion
    if try putChild(path, body, apiVersion: version, subscription, settling: false) != nil { return }
    _ = try put(path, body, apiVersion: version, subscription, settling: false)
  }

  /// Mode Complete: what the template does not name goes.
  private mutating func removeOthers(than plan: DeploymentPlan, in group: GroupKey) {
    let named = Set(plan.documents.map(\.document.id.folded))
    for key in store.keys(in: group) where !named.contains(where: { key == $0 || key.hasPrefix($0 + "/") }) {
      if lock(on: key) == nil { remove(key) }
    }
  }
}

extension Deployment {
  /// When a step ends: all steps together take the latency, each its share. Without any, it takes it all the same.
  fileprivate func end(of step: Int, latency: Duration) -> Date {
    startedAt.advanced(by: steps == 0 ? latency : latency * (step + 1) / steps)
  }

  /// True where everything that a document depends on has been made.
  fileprivate func mayRun(_ document: ResourceDocument) -> Bool {
    document.dependsOn.allSatisfy { id in
      operations.first { $0.target == id }.map { $0.state == .succeeded } ?? true
    }
  }

  /// What has begun by `moment` shows as running.
  fileprivate mutating func showRunning(at moment: Date, latency: Duration) {
    guard !state.isOver, moment > startedAt, let plan else { return }
    state = .running
    for position in operations.indices where operations[position].step == currentStep {
      if mayRun(plan.documents[position].document) { operations[position].state = .running }
    }
  }
}
