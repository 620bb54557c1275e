import Pools

/// ARM's parameter file: `{"parameters": {"name": {"value": …}}}`, or `{"reference": …}` for a Key Vault's secret.
package enum ParameterFile {
  /// Bytes that a parameter file may have: what ARM takes of it.
  package static let maximumBytes = 4 << 20

  /// Reads the values with their places.
  package static func parse(
    _ bytes: some Collection<UInt8>, file: String
  ) throws(TemplateFaults) -> [String: ParameterValue] {
    guard bytes.count <= maximumBytes else {
      throw TemplateFaults(faults: [
        TemplateFault(
          location: SourceLocation(file: file, line: 1),
          message: "the parameter file has \(bytes.count) bytes, and ARM takes \(maximumBytes)")
      ])
    }
    let document: JSONValue
    do throws(JSONSyntaxError) {
      document = try JSONReader.read(bytes)
    } catch {
      throw TemplateFaults(faults: [
        TemplateFault(
          location: SourceLocation(file: file, line: error.line, column: error.column), message: error.message)
      ])
    }
    let reader = ParameterFileReader(places: JSONPlaces(bytes), file: file)
    return try reader.values(of: document)
  }
}

private struct ParameterFileReader {
  let places: JSONPlaces
  let file: String

  func location(of path: JSONPath) -> SourceLocation {
    let place = places.place(of: path)
    return SourceLocation(file: file, line: place.line, column: place.column)
  }

  func values(of document: JSONValue) throws(TemplateFaults) -> [String: ParameterValue] {
    guard let (key, parameters) = document.spelled("parameters"), let entries = parameters.object else {
      let message = "a parameter file is an object with a member \"parameters\", {\"name\": {\"value\": …}}"
      throw TemplateFaults(faults: [TemplateFault(location: location(of: .root), message: message)])
    }
    // ARM's limit on a template's parameters: what stands beyond it is no template's.
    let limit = TemplateLimits.arm.parameters
    guard entries.count <= limit else {
      let message = "the file has \(entries.count) parameters, and ARM takes \(limit)"
      throw TemplateFaults(faults: [TemplateFault(location: location(of: JSONPath(key)), message: message)])
    }
    var values: [String: ParameterValue] = [:]
    var faults: [TemplateFault] = []
    var seen: Set<String> = []
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let path = JSONPath(key, name)
      let shown = Quoted.bare(name)
      guard seen.insert(name.lowercased()).inserted else {
        let message = "the parameter \(shown) stands here twice, in other capitals; keep one of them"
        faults.append(TemplateFault(location: location(of: path), message: message))
        continue
      }
      switch content(of: entry) {
      case .success(let (member, content)):
        values[name] = ParameterValue(content, origin: location(of: path.member(member)))
      case .failure(let fault):
        faults.append(TemplateFault(location: location(of: path), message: "parameter \(shown): \(fault.message)"))
      }
    }
    guard faults.isEmpty else { throw TemplateFaults(faults: faults) }
    return values
  }

  private func content(of entry: JSONValue) -> Result<(String, ParameterValue.Content), EvaluationFault> {
    if let (member, value) = entry.spelled("value") { return .success((member, .value(value))) }
    guard let (member, reference) = entry.spelled("reference") else {
      return .failure(EvaluationFault("should be {\"value\": …} or {\"reference\": …}"))
    }
    guard let vault = reference.member("keyVault")?.member("id")?.string,
      let secret = reference.member("secretName")?.string
    else {
      return .failure(
        EvaluationFault("a reference is {\"keyVault\": {\"id\": …}, \"secretName\": …, \"secretVersion\": …}"))
    }
    let version = reference.member("secretVersion")?.string
    return .success((member, .secret(.keyVault(vault: vault, secret: secret, version: version))))
  }
}
