package import Foundation
import Pools

/// The virtual machines of one scale set: how many there are, and which of them have the newest model.
package struct Machines: Hashable, Sendable {
  package struct Machine: Hashable, Sendable {
    package var number: Int
    package var vmID: String
    package var created: Date
    package var zone: String?
    /// `running`, `stopped` or `deallocated`.
    package var power = "running"
    package var latestModelApplied = true
  }

  /// In the order of their numbers.
  package private(set) var machines: [Machine] = []
  private var nextNumber = 0

  package init() {}

  package subscript(_ number: Int) -> Machine? { machines.first { $0.number == number } }

  /// Makes machines, or takes the newest away, until there are `capacity`; new ones spread over `zones`.
  package mutating func scale(to capacity: Int, zones: [String], at now: Date, identifiers: inout Identifiers) {
    if machines.count > capacity { machines.removeLast(machines.count - capacity) }
    while machines.count < capacity {
      let zone = zones.isEmpty ? nil : zones[nextNumber % zones.count]
      machines.append(Machine(number: nextNumber, vmID: identifiers.guid(), created: now, zone: zone))
      nextNumber += 1
    }
  }

  /// The scale set's model has changed, and no machine has it yet.
  package mutating func modelChanged() { change(nil) { $0.latestModelApplied = false } }

  /// Gives the newest model to the machines of these numbers; nil for all.
  package mutating func applyModel(to numbers: Set<Int>?) { change(numbers) { $0.latestModelApplied = true } }

  package mutating func setPower(_ power: String, of numbers: Set<Int>?) { change(numbers) { $0.power = power } }

  package mutating func remove(_ numbers: Set<Int>) { machines.removeAll { numbers.contains($0.number) } }

  private mutating func change(_ numbers: Set<Int>?, _ body: (inout Machine) -> Void) {
    for position in machines.indices where numbers?.contains(machines[position].number) ?? true {
      body(&machines[position])
    }
  }
}
