import Pools

extension Cloud {
  /// The tags of any resource as a resource of their own, `…/providers/Microsoft.Resources/tags/default`, as far as they
  /// are read (REST reference, "Tags - Get At Scope"); nil for every other request, and where there is no such resource.
  func answerTags(_ request: ARMRequest) -> ARMReply? {
    let path = request.path
    guard request.method == "GET", path.type?.folded == "microsoft.resources/tags", let scope = path.extended,
      let resource = store[ARMPath(scope).key]
    else { return nil }
    return ARMReply(
      200,
      body: [
        "id": .string(path.text), "name": "default", "type": "Microsoft.Resources/tags",
        "properties": ["tags": resource.body.member("tags") ?? [:]],
      ])
  }
}
