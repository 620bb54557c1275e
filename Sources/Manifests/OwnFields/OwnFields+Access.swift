import Pools
import Templates

extension OwnFields {
  mutating func access() -> AccessFields {
    let node = spec["access"]
    let isPublic = node["public"].bool ?? true
    let label = node["dnsLabel"]
    if label.isSaid, !isPublic {
      let (culprit, other) = culprit(label, node["public"])
      fault(
        culprit,
        "only public addresses have names in DNS, and \(culprit.path == label.path ? "spec.access.public is false" : "spec.access.dnsLabel stands") at \(other.place); take one of them out"
      )
    }
    var access = AccessFields(
      ports: ports(node["ports"]), allowFrom: sources(node["allowFrom"]), isPublic: isPublic, dnsLabel: label.text)
    access.idleTimeout = node["idleTimeout"].minutes ?? 30
    access.hasAffinity = node["affinity"].bool ?? true
    return access
  }

  // MARK: Ports

  private mutating func ports(_ node: FieldNode) -> [AccessFields.Port] {
    guard let elements = node.elements else {
      let names = isWindows ? ["rdp"] : ["ssh", "jupyterhub"]
      return names.compactMap(Self.port)
    }
    if elements.count > Self.mostPorts {
      fault(
        elements[Self.mostPorts],
        "these are \(elements.count) ports and a pool has room for \(Self.mostPorts); take some out")
    }
    var ports: [(node: FieldNode, port: AccessFields.Port)] = []
    for element in elements {
      guard let port = port(element) else { continue }
      checkService(element)
      if let other = ports.first(where: { $0.port.name == port.name }) {
        fault(element, "the port \(port.name) stands twice, first at \(other.node.place); keep one of them")
      } else if let other = ports.first(where: { $0.port.number == port.number }) {
        fault(
          element,
          "\(port.name) and \(other.port.name) (\(other.node.place)) are both port \(port.number); keep one of them")
      } else {
        ports.append((element, port))
      }
    }
    return ports.map(\.port).sorted { $0.number < $1.number }
  }

  /// A port is a rule, a probe and a rule of the security group; a balancer takes far more.
  private static let mostPorts = 50

  /// Looks for ports by name that Microsoft's images have nothing behind; what other images have nobody knows.
  private mutating func checkService(_ node: FieldNode) {
    guard isSystemKnown, spec["image"].isUnsaid, node.text == (isWindows ? "jupyterhub" : "rdp") else { return }
    warn(
      node, .portWithoutService,
      isWindows
        ? "JupyterHub is a service of the Ubuntu image, and nothing of the Windows one listens there; take it out"
        : "RDP is a service of the Windows image, and nothing of the Ubuntu one listens there; take it out")
  }

  private func port(_ node: FieldNode) -> AccessFields.Port? {
    if let name = node.text { return Self.port(name) }
    guard let name = node["name"].text, let number = node["port"].integer else { return nil }
    return AccessFields.Port(name: name, number: number)
  }

  private static func port(_ name: String) -> AccessFields.Port? {
    PoolSchema.namedPorts[name].map { AccessFields.Port(name: name, number: $0) }
  }

  // MARK: Who may come in

  private static let everybody = "Internet"

  private mutating func sources(_ node: FieldNode) -> [String] {
    var sources: [(node: FieldNode, text: String, network: IPNetwork?)] = []
    for element in node.elements ?? [] {
      guard let text = element.text else { continue }
      let network = IPNetwork(text)
      let isEverybody = text.lowercased() == Self.everybody.lowercased() || network?.prefix == 0
      let canonical = isEverybody ? Self.everybody : text
      if let other = sources.first(where: { Self.overlap(($0.text, $0.network), (canonical, network)) }) {
        // All of IPv4 and all of IPv6 are everybody together, and no repetition.
        if isEverybody, other.text == Self.everybody, network?.isSix != other.network?.isSix, network != nil {
          continue
        }
        fault(
          element,
          "\(Quoted.text(text)) and \(Quoted.text(other.node.text ?? "")) (\(other.node.place)) overlap, which Azure refuses; "
            + "keep the wider one")
        continue
      }
      sources.append((element, canonical, network))
    }
    if sources.count > Self.mostSources {
      fault(
        sources[Self.mostSources].node,
        "these are \(sources.count) networks and a rule of Azure's takes \(Self.mostSources); write wider ones")
    }
    return sources.map(\.text)
  }

  /// Address prefixes and service tags of one rule of a security group.
  private static let mostSources = 4000

  private static func overlap(
    _ first: (text: String, network: IPNetwork?), _ second: (text: String, network: IPNetwork?)
  ) -> Bool {
    if first.text.lowercased() == second.text.lowercased() { return true }
    // Everybody takes in all networks; of the other service tags nobody knows what they hold.
    if first.text == everybody { return second.network != nil }
    if second.text == everybody { return first.network != nil }
    guard let one = first.network, let other = second.network, one.width == other.width else { return false }
    return one.first <= other.last && other.first <= one.last
  }
}
