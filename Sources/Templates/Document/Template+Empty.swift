import Pools

extension Template {
  /// A template without anything in it, to evaluate single expressions in.
  init(emptyNamed file: String, limits: TemplateLimits = .arm) {
    self.file = file
    self.limits = limits
    bytes = []
    parameters = [:]
    definitions = [:]
    variables = [:]
    variableNames = []
    variableLoops = []
    functions = [:]
    resources = []
    outputs = []
    contentVersion = "1.0.0.0"
  }

  /// The template of a deployment within a template: its faults have their places in the template around.
  init(nested sections: TemplateSections) {
    file = ""
    limits = sections.limits
    bytes = []
    parameters = Dictionary(sections.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
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
}
