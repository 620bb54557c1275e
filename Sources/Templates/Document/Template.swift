import Pools

/// An ARM template for a resource group, read and checked as far as can be without values.
package struct Template: Sendable {
  /// The path that messages name it by.
  package let file: String
  package let limits: TemplateLimits
  /// By their names as declared.
  package let parameters: [String: ParameterDefinition]

  /// Where everything stands in the file; a part of another template has none, and its faults have their places there.
  private let places: JSONPlaces
  /// By folded names.
  let definitions: [String: ParameterDefinition]
  let variables: [String: TemplateNode]
  let variableNames: [String]
  let variableLoops: [String: CopyLoop]
  let functions: [String: UserFunction]
  let resources: [ResourceNode]
  let outputs: [OutputNode]
  let contentVersion: String

  /// Reads a template. It throws everything that is wrong with it at once, a syntax error alone.
  package init(
    parsing bytes: some Collection<UInt8>, file: String, limits: TemplateLimits = .arm
  ) throws(TemplateFaults) {
    let start = SourceLocation(file: file, line: 1)
    guard bytes.count <= limits.bytes else {
      let message = "the template has \(bytes.count) bytes, and ARM takes \(limits.bytes)"
      throw TemplateFaults(faults: [TemplateFault(location: start, message: message)])
    }
    let contents = Array(bytes)
    let document: JSONValue
    do throws(JSONSyntaxError) {
      document = try JSONReader.read(contents)
    } catch {
      let place = SourceLocation(file: file, line: error.line, column: error.column)
      throw TemplateFaults(faults: [TemplateFault(location: place, message: error.message)])
    }
    var sections = TemplateSections(limits: limits)
    sections.read(document)
    let places = JSONPlaces(contents)
    guard sections.faults.isEmpty else {
      let faults = sections.faults.prefix(limits.faults).map { fault in
        let path = fault.path ?? .root
        let place = places.place(of: path, offset: fault.offset)
        return TemplateFault(
          location: SourceLocation(file: file, line: place.line, column: place.column), message: fault.message)
      }
      throw TemplateFaults(faults: faults)
    }
    for (position, definition) in sections.parameters.enumerated() where definition.hasDefault {
      let place = places.place(of: definition.path.member("defaultValue"))
      sections.parameters[position].defaultOrigin = SourceLocation(file: file, line: place.line, column: place.column)
    }
    self.init(sections, file: file, places: places)
  }

  /// A template of what has been read; of nothing, one to evaluate single expressions in. Without places it is a part of
  /// another, where its faults have theirs.
  init(
    _ sections: TemplateSections = TemplateSections(limits: .arm), file: String = "",
    places: JSONPlaces = JSONPlaces([])
  ) {
    self.file = file
    self.places = places
    limits = sections.limits
    parameters = Dictionary(
      sections.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    definitions = Dictionary(
      sections.parameters.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    variables = sections.variables
    variableNames = sections.variableNames
    variableLoops = sections.variableLoops
    functions = sections.functions
    resources = sections.resources
    outputs = sections.outputs
    contentVersion = sections.contentVersion
  }

  /// The place of what is at `path` in a resource, or of the nearest around it.
  func location(of path: JSONPath, inResource resource: JSONPath) -> SourceLocation {
    location(of: JSONPath(resource.steps + path.steps))
  }

  /// The place of the value at `path` in the template's file, for messages.
  func location(of path: JSONPath, offset: Int? = nil) -> SourceLocation {
    let place = places.place(of: path, offset: offset)
    return SourceLocation(file: file, line: place.line, column: place.column)
  }
}

/// An output of a template; Weir's deployments have none, the simulator's do.
struct OutputNode: Hashable, Sendable {
  var name: String
  var path: JSONPath
  var type: String
  var isSecure: Bool
  var condition: TemplateNode?
  var value: TemplateNode
  /// Nil for a plain output; else how often `value` is repeated.
  var count: TemplateNode?
}
