extension Baseline.Resource {
  /// A child that was applied in this body, as if it had been a resource of its own; nil where it was not, or where
  /// expressions stand in the body, whose places would have to be followed.
  func part(_ child: ResourceID) -> Baseline.Resource? {
    func body(_ whole: JSONValue) -> JSONValue? {
      ResourceDocument(id: id, apiVersion: apiVersion, body: whole).child(child)?.body
    }
    guard expressions.isEmpty, let part = body(desired) else { return nil }
    return Baseline.Resource(id: child, apiVersion: apiVersion, desired: part, echo: echo.flatMap(body))
  }
}
