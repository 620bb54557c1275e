import Foundation
import Pools

extension Cloud {
  /// A `POST` to a resource that is no scale set.
  mutating func answerAction(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply {
    let resource = try resource(at: request.path.droppingLast, subscription)
    switch (resource.type, request.path.last) {
    case ("Microsoft.Storage/storageAccounts", "listkeys"):
      return ARMReply(200, body: Self.keys(of: resource))
    default:
      throw ARMError(
        404, "InvalidResourceAction",
        "The action '\(request.path.last)' of '\(resource.type)' is not in this simulation.")
    }
  }

  /// Both keys of a storage account: the same for the same account, so that a test knows them.
  static func keys(of account: Resource) -> JSONValue {
    let list = ["key1", "key2"].map { name -> JSONValue in
      let key = Data("simulated-\(name)-of-\(account.name)".utf8).base64EncodedString()
      return ["keyName": .string(name), "value": .string(key), "permissions": "FULL"]
    }
    return ["keys": .array(list)]
  }
}
