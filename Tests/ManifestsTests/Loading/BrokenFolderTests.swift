import Testing

@Suite("A folder of broken manifests")
struct BrokenFolderTests {
  @Test("twenty broken manifests get twenty lines, none twice")
  func twenty() async throws {
    let lines = try await Repository(folder: Fixtures.broken).lines()
    #expect(lines == Self.expected)
    #expect(Set(lines).count == 20)
  }

  static let expected = [
    #"alias-bomb.yaml:15:42: the file has more than 100000 values, aliases (*) counted by what they stand for; split "#
      + #"it, or write less"#,
    #"bad-name.yaml:4:9: metadata.name: "Genomics_1" is not a pool name; write 2 to 40 small letters, digits and "#
      + #""-", a letter first and no "-" last"#,
    #"bad-subscription.yaml:7:17: spec.subscription: "11111111-2222-3333-4444" is not a subscription id; write a "#
      + #"GUID like 11111111-2222-3333-4444-555555555555"#,
    #"indentation.yaml:8:12: a colon stands where no key can be; indent the line as its neighbours, or quote the "#
      + #"text before it"#,
    #"key-misspelt.yaml:8:3: spec.loction: unknown key; did you mean location?"#,
    #"key-twice.yaml:9:3: spec.location stands twice, first in line 8; keep one of them"#,
    #"location-missing.yaml:6:1: spec.location is missing; write the Azure region, for example westus2"#,
    #"not-utf8.yaml:5:21: this is not UTF-8; save the file as UTF-8"#,
    #"number-for-text.yaml:7:18: spec.resourceGroup: 4711 is a number and text should stand here; put it into quotes"#,
    #"own-fields.yaml:10:3: spec has both os (own-fields.yaml:9:3) and template; a pool is described by a template or "#
      + #"by its own fields, so keep one of them"#,
    #"parameter-type.yaml:11:51: the parameter instanceCount should be of type int, and is of type string"#,
    #"parameter-unknown.yaml:11:36: spec.template.parameters.instanceCuont: the template has no such parameter; did "#
      + #"you mean instanceCount?"#,
    #"secret-missing.yaml:9:3: the secure parameter adminPassword has no value; write "#
      + #"spec.template.secrets.adminPassword: {environment: …}, {keyVault: …} or {file: …}"#,
    #"secret-twice.yaml:13:52: spec.template.secrets.adminPassword has both environment and file; keep one of "#
      + #"environment, keyVault, file"#,
    #"tab.yaml:4:1: a tab stands in the indentation; indent with blanks only"#,
    #"template-missing.yaml:10:11: spec.template.file: no file "templates/pools.json" in the repository; did you "#
      + #"mean "/templates/pool.json"?"#,
    #"template-outside.yaml:10:11: spec.template.file: "../../../../etc/passwd" leads out of the repository; name a "#
      + #"file in it"#,
    #"templates/broken.json:4:3: a comma is missing"#,
    #"unknown-kind.yaml:2:7: kind: "Pol" is not known; did you mean Pool?"#,
    #"unknown-version.yaml:1:13: apiVersion: "weir.dev/v2" is not known; this Weir reads weir.dev/v1"#,
  ]
}
