import Pools

extension FunctionTable {
  static let cidrFunctions: [FunctionDefinition] = [
    FunctionDefinition("cidrHost", 2...2, CIDRFunctions.host),
    FunctionDefinition("cidrSubnet", 3...3, CIDRFunctions.subnet),
    FunctionDefinition("parseCidr", 1...1, CIDRFunctions.parse),
  ]
}

enum CIDRFunctions {
  private static func network(_ arguments: Arguments) throws(EvaluationFault) -> IPNetwork {
    guard let network = IPNetwork(try arguments.string(0)) else {
      throw arguments.fault("argument 1 is no network in CIDR notation, 10.0.0.0/16")
    }
    return network
  }

  /// IPv4 keeps the first and the last address back; IPv6 keeps none.
  static func parse(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let network = try network(arguments)
    let reserved: UInt128 = network.isSix || network.hostBits < 2 ? 0 : 1
    var members: [String: JSONValue] = [
      "network": .string(network.text(network.first)), "netmask": .string(network.text(network.mask)),
      "firstUsable": .string(network.text(network.first + reserved)),
      "lastUsable": .string(network.text(network.last - reserved)), "cidr": .integer(Int64(network.prefix)),
    ]
    if !network.isSix { members["broadcast"] = .string(network.text(network.last)) }
    return .object(members)
  }

  static func subnet(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let network = try network(arguments)
    let (prefix, index) = (try arguments.int(1), try arguments.int(2))
    guard prefix >= network.prefix, prefix <= network.width else {
      throw arguments.fault("the new prefix should be from \(network.prefix) to \(network.width)")
    }
    let bits = prefix - network.prefix
    guard index >= 0, bits >= 64 || UInt64(index) >> UInt64(bits) == 0 else {
      throw arguments.fault("the network has no subnet \(index) with the prefix \(prefix)")
    }
    let address = network.first | UInt128(index) << UInt128(network.width - prefix)
    return .string("\(network.text(address))/\(prefix)")
  }

  /// Index 0 is the first usable address.
  static func host(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let network = try network(arguments)
    let index = try arguments.int(1)
    let reserved: UInt128 = network.isSix || network.hostBits < 2 ? 0 : 1
    guard index >= 0, network.last - reserved - network.first - reserved >= UInt128(index) else {
      throw arguments.fault("the network has no host \(index)")
    }
    return .string(network.text(network.first + reserved + UInt128(index)))
  }
}
