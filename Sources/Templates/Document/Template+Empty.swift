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
}
