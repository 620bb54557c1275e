import Pools
import Templates

/// Reads the fields of a pool that Weir writes the template for: holds them against each other, says everything that is
/// wrong with them, each thing once and where it was written, and fills in what is unsaid.
///
/// Single values have been checked where they stand, by the tables of `PoolSchema`.
struct OwnFields {
  let name: PoolName?
  /// What the names of its resources and machines begin with; the pool's name unless it was renamed.
  let nameStem: PoolName?
  let spec: FieldNode
  /// The pool's own file; of two places that contradict each other, the one in it is at fault.
  let file: String
  let labels: [String: String]
  /// Nil where it is not known or wrong.
  let subscription: SubscriptionID?
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []

  init(
    name: PoolName?, nameStem: PoolName? = nil, spec: FieldNode, file: String, labels: [String: String] = [:],
    subscription: SubscriptionID? = nil
  ) {
    self.name = name
    self.nameStem = nameStem ?? name
    self.spec = spec
    self.file = file
    self.labels = labels
    self.subscription = subscription
  }

  /// The pool's fields; nil where something is missing or wrong, which `diagnostics` or the document's own faults say.
  mutating func read(location: Location?, manifest: SourceLocation) -> PoolFields? {
    let machine = machine()
    let count = count()
    let admin = administrator()
    let users = users(besides: admin?.username)
    let identity = identity()
    let access = access()
    let network = network(for: count)
    let share = share()
    let update = update()
    let tags = tags()
    checkKeys(of: admin, users, for: access)
    checkVault(identity, admin: admin, users: users, share: share)
    guard diagnostics.isEmpty, let name, let location, let machine, let count, let admin, let network else {
      return nil
    }
    var fields = PoolFields(
      name: name, location: location, system: system, machine: machine, count: count, admin: admin, access: access,
      network: network, update: update, manifest: manifest)
    if spec["orchestration"].text == "flexible" { fields.orchestration = .flexible }
    fields.users = users
    fields.share = share
    fields.identity = identity
    fields.tags = tags
    fields.places = places
    checkSetup(of: fields)
    guard diagnostics.isEmpty else { return nil }
    return fields
  }

  var system: PoolFields.System { spec["os"].text.flatMap(PoolFields.System.init) ?? .ubuntu }
  var isWindows: Bool { system == .windows }
  /// False where the system is written and wrong: then nothing can be told from it.
  var isSystemKnown: Bool { !spec["os"].isWrong }

  /// The places of all values, by their paths; users are counted in the order that `PoolFields` has them in.
  private var places: [String: SourceLocation] {
    var places: [String: SourceLocation] = [:]
    func add(_ value: PlacedValue, at path: String) {
      places[path] = value.place
      switch value.content {
      case .scalar: break
      case .list(let elements):
        let ordered =
          path == "spec.users" ? elements.sorted { ($0["name"]?.text ?? "") < ($1["name"]?.text ?? "") } : elements
        for (position, element) in ordered.enumerated() { add(element, at: "\(path)[\(position)]") }
      case .map(let members):
        for member in members { add(member.value, at: "\(path).\(member.key)") }
      }
    }
    if let value = spec.value { for member in value.members { add(member.value, at: "spec.\(member.key)") } }
    return places
  }

  // MARK: Saying what is wrong

  /// - Parameter message: what is wrong with the node, which is named before it.
  mutating func fault(_ node: FieldNode, _ message: String) { fault(at: node.place, "\(node.path): \(message)") }

  mutating func fault(at place: SourceLocation, _ message: String) {
    diagnostics.append(Diagnostic(location: place, message: message, pool: name))
  }

  mutating func warn(_ node: FieldNode, _ advice: AdviceName, _ message: String) {
    warnings.append(Diagnostic(location: node.place, message: "\(node.path): \(message)", pool: name, advice: advice))
  }

  /// Of two that contradict each other, the one that the pool's own file says, and the other; the first of equals.
  func culprit(_ first: FieldNode, _ second: FieldNode) -> (culprit: FieldNode, other: FieldNode) {
    first.place.file != file && second.place.file == file ? (second, first) : (first, second)
  }

  mutating func missing(_ node: FieldNode, _ right: String) {
    if node.isUnsaid { fault(at: node.place, "\(node.path) is missing; \(right)") }
  }
}
