/// Faults that have nothing to do with one another, all in one manifest.
let severalRows: [FaultRow] = [
  .sample(
    "two fields", "  location: westus2",
    becomes: "  flavour: {}\n  location: 5",
    "pool.yaml:7:3: spec.flavour: unknown key; known: \(specKeys)",
    "pool.yaml:8:13: spec.location: 5 is a number and text should stand here; write one like westus2"),
  FaultRow(
    "a region, an unknown parameter and a secret misspelt",
    samplePool("vision").replacing("westus2", with: "west-us-2").replacing("instanceCount: 3", with: "instanceCuont: 3")
      .replacing("adminPassword:", with: "adminPasword:"),
    #"pool.yaml:7:13: spec.location: "west-us-2" is not an Azure region; write one like westus2"#,
    "pool.yaml:10:36: spec.template.parameters.instanceCuont: the template has no such parameter; did you mean "
      + "instanceCount?",
    "pool.yaml:12:7: spec.template.secrets.adminPasword: the template has no such parameter; did you mean adminPassword?"
  ),
  FaultRow(
    "a group, a template that is missing and a parameter file that is",
    samplePool("vision").replacing("ds-vision", with: "vision.").replacing(
      "templates/pool.json", with: "templates/no.json"
    )
    .replacing("    parameters", with: "    parametersFile: x.json\n    parameters"),
    #"pool.yaml:6:18: spec.resourceGroup: "vision." is not a resource group name; write 1 to 90 letters, digits, "-", "#
      + #""_", ".", "(" and ")", and no "." last"#,
    #"pool.yaml:9:11: spec.template.file: no file "templates/no.json" in the repository; commit it, or correct the path, "#
      + "which counts from this file's folder, with / first from the root",
    #"pool.yaml:10:21: spec.template.parametersFile: no file "x.json" in the repository; commit it, or correct the path, "#
      + "which counts from this file's folder, with / first from the root"),
  FaultRow(
    "a value of the wrong type, and keys misspelt whose values are not missing as well",
    samplePool("vision").replacing("instanceCount: 3", with: "instanceCount: three").replacing(
      "secrets:", with: "secerts:"
    )
    .replacing("  location: westus2\n", with: ""),
    "pool.yaml:5:1: spec.location is missing; write the Azure region, for example westus2",
    "pool.yaml:9:51: the parameter instanceCount should be of type int, and is of type string",
    "pool.yaml:10:5: spec.template.secerts: unknown key; did you mean secrets?"),
  FaultRow(
    "a secret without a place beside no group",
    samplePool("vision").replacing("  resourceGroup: ds-vision\n", with: "").replacing(
      "{environment: PASSWORD}", with: "{}"),
    "pool.yaml:5:1: spec.resourceGroup is missing; name the resource group of the pool",
    "pool.yaml:11:22: spec.template.secrets.adminPassword says nothing; write one of environment, keyVault, file"),
]

private let specKeys =
  "subscription, resourceGroup, location, silence, deletionPolicy, resources, template, os, image, size, orchestration, namePrefix, zones, priority, "
  + "eviction, osDisk, dataDisks, trustedLaunch, secureBoot, encryptionAtHost, bootDiagnostics, health, repairs, instances, "
  + "autoscale, scaleIn, admin, users, identity, access, network, storage, update, tags"
