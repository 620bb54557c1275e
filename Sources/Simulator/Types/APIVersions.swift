import Pools

/// The API versions that a type is served in.
package enum APIVersions: Hashable, Sendable {
  case listed([String])
  /// Anything that reads as a version, for types that the cloud only keeps.
  case dated

  package func contains(_ version: String) -> Bool {
    switch self {
    // What is newer than the list is taken too: each month's `az` brings versions that no list here can know.
    case .listed(let versions):
      versions.contains(version.lowercased())
        || (Self.isDated(version) && version > (versions.max() ?? ""))
    case .dated: Self.isDated(version)
    }
  }

  /// True for `2024-07-01` and `2024-07-01-preview`.
  private static func isDated(_ version: String) -> Bool {
    let parts = version.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.prefix(3).map(\.count) == [4, 2, 2],
      parts.prefix(3).allSatisfy({ $0.allSatisfy(\.isNumber) }), let year = Int(parts[0])
    else { return false }
    return (2014...2027).contains(year)
  }

  package var list: [String] {
    switch self {
    case .listed(let versions): versions
    case .dated: ["2024-01-01"]
    }
  }

  /// Throws what ARM answers to a version that it does not serve.
  package func check(_ version: String, of type: String, location: String? = nil) throws(ARMError) {
    guard !contains(version) else { return }
    let parts = type.split(separator: "/", maxSplits: 1)
    throw ARMError(
      400, "NoRegisteredProviderFound",
      "No registered resource provider found for location '\(location ?? "global")' and API version '\(version)' for"
        + " type '\(parts.last ?? "")'. The supported api-versions are '\(list.joined(separator: ", "))'.")
  }
}

extension APIVersions {
  /// Microsoft.Compute's scale sets, as `az provider show` lists them.
  static let compute = APIVersions.listed(
    """
    2015-06-15 2016-03-30 2016-04-30-preview 2016-08-30 2017-03-30 2017-12-01 2018-04-01 2018-06-01 2018-10-01
    2019-03-01 2019-07-01 2019-12-01 2020-06-01 2020-12-01 2021-03-01 2021-04-01 2021-07-01 2021-11-01 2022-03-01
    2022-08-01 2022-11-01 2023-03-01 2023-07-01 2023-09-01 2024-03-01 2024-07-01 2024-11-01 2025-04-01 2025-11-01 2026-04-01
    """.versions)

  /// Microsoft.Network's.
  static let network = APIVersions.listed(
    """
    2015-05-01-preview 2015-06-15 2016-03-30 2016-06-01 2016-07-01 2016-08-01 2016-09-01 2016-10-01 2016-11-01
    2016-12-01 2017-03-01 2017-04-01 2017-06-01 2017-08-01 2017-09-01 2017-10-01 2017-11-01 2018-01-01 2018-02-01
    2018-03-01 2018-04-01 2018-05-01 2018-06-01 2018-07-01 2018-08-01 2018-10-01 2018-11-01 2018-12-01 2019-02-01
    2019-04-01 2019-06-01 2019-07-01 2019-08-01 2019-09-01 2019-11-01 2019-12-01 2020-01-01 2020-03-01 2020-04-01
    2020-05-01 2020-06-01 2020-07-01 2020-08-01 2020-11-01 2021-01-01 2021-02-01 2021-03-01 2021-04-01 2021-05-01
    2021-06-01 2021-08-01 2021-12-01 2022-01-01 2022-05-01 2022-07-01 2022-09-01 2022-11-01 2023-02-01 2023-04-01
    2023-05-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-07-01 2024-10-01 2025-01-01
    2025-03-01 2025-05-01 2025-07-01
    """.versions)

  /// Microsoft.Insights' autoscale settings.
  static let autoscale = APIVersions.listed("2014-04-01 2015-04-01 2021-05-01-preview 2022-10-01".versions)

  /// Microsoft.Authorization's role assignments.
  static let roles = APIVersions.listed(
    "2014-10-01-preview 2015-07-01 2016-07-01 2017-05-01 2017-09-01 2018-01-01-preview 2018-09-01-preview 2020-04-01-preview"
      .versions + ["2020-08-01-preview", "2020-10-01-preview", "2021-04-01-preview", "2022-04-01"])

  /// Microsoft.ManagedIdentity's.
  static let identity = APIVersions.listed(
    "2015-08-31-preview 2018-11-30 2021-09-30-preview 2022-01-31-preview 2023-01-31 2023-07-31-preview 2024-11-30"
      .versions)
}

extension String {
  fileprivate var versions: [String] { split { $0 == " " || $0 == "\n" }.map(String.init) }
}
