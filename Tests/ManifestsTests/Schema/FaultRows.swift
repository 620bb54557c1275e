let documentRows: [FaultRow] = [
  FaultRow("a good one", samplePool("vision")),
  FaultRow("an empty file", ""),
  FaultRow("nothing but comments", "# weir.dev/ later\n"),
  FaultRow("empty documents around a good one", "---\n---\n" + samplePool("vision") + "---\n...\n"),
  FaultRow("somebody else's document", "apiVersion: v1\nkind: Pools\nspec: {weir.dev/: 1}\n"),
  FaultRow(
    "a kind of Weir's with another version", "apiVersion: v1\nkind: Pool\nspec: {weir.dev/: 1}\n",
    "pool.yaml:1:13: apiVersion: \"v1\" is not weir.dev/v1, though the kind is one of Weir's; correct it, or list the file "
      + "in .weirignore if it is not Weir's"),
  FaultRow("somebody else's broken document", "apiVersion: v1\nkind: [Pool\n"),
  FaultRow("a byte order mark", "\u{FEFF}" + samplePool("vision")),
  FaultRow("lines that end as on Windows", samplePool("vision").replacing("\n", with: "\r\n")),
  .sample(
    "a conflict of git's", "  location: westus2\n",
    becomes: "<<<<<<< HEAD\n  location: westus2\n=======\n  location: eastus\n>>>>>>> move\n",
    "pool.yaml:7:1: a conflict of git's begins here, down to line 11, and both sides of it stand in the file; keep what "
      + "should hold, and take the lines with <<<<<<<, ======= and >>>>>>> out"),
  .sample(
    "text that looks like a conflict", "  name: vision\n",
    becomes: "  name: vision\n  labels:\n    note: |\n      <<<<<<< HEAD\n      >>>>>>> move\n"),
  .sample(
    "no version", "apiVersion: weir.dev/v1\n", becomes: "",
    "pool.yaml:1:1: apiVersion is missing; write weir.dev/v1, or list the file in .weirignore if it is not Weir's"),
  FaultRow(
    "a kind of Weir's without a version", "kind: Pool\nmetadata: {name: a}\nspec: {size: 5}\n",
    "pool.yaml:1:1: apiVersion is missing; write weir.dev/v1, or list the file in .weirignore if it is not Weir's"),
  .sample(
    "an unknown version", "weir.dev/v1", becomes: "weir.dev/v2",
    #"pool.yaml:1:13: apiVersion: "weir.dev/v2" is not known; this Weir reads weir.dev/v1"#),
  .sample(
    "an unknown kind", "kind: Pool", becomes: "kind: Pol",
    #"pool.yaml:2:7: kind: "Pol" is not known; did you mean Pool?"#),
  .sample(
    "a kind far from all", "kind: Pool", becomes: "kind: Deployment",
    #"pool.yaml:2:7: kind: "Deployment" is not known; known: Pool, PoolDefaults"#),
  .sample(
    "no kind", "kind: Pool\n", becomes: "",
    "pool.yaml:1:1: kind is missing; write one of Pool, PoolDefaults"),
  .sample(
    "a kind that is a list", "kind: Pool", becomes: "kind: [Pool]",
    "pool.yaml:2:7: kind: text should stand here, and this is a list"),
  FaultRow(
    "no metadata and no spec", "apiVersion: weir.dev/v1\nkind: Pool\n",
    "pool.yaml:1:1: metadata is missing; write metadata: {name: …}",
    "pool.yaml:1:1: spec is missing; write the pool's fields"),
  .sample(
    "a tab as indentation", "  name", becomes: "\tname",
    "pool.yaml:4:1: a tab stands in the indentation; indent with blanks only"),
  .sample(
    "a tab deeper in", "  location", becomes: " \tlocation",
    "pool.yaml:7:2: a tab stands in the indentation; indent with blanks only"),
  .sample(
    "a line indented too far", "  location", becomes: "    location",
    "pool.yaml:7:13: a colon stands where no key can be; indent the line as its neighbours, or quote the text "
      + "before it"),
  .sample(
    "a line indented too little", "    parameters", becomes: "   parameters",
    "pool.yaml:10:4: this line is indented unlike its neighbours; begin every key of a map in the same column"),
  .sample(
    "an open brace", "instanceCount: 3}", becomes: "instanceCount: 3",
    #"pool.yaml:10:17: a map that begins here with "{" is not closed; write "}" at its end and commas between"#),
  .sample(
    "an open bracket", "westus2", becomes: "[westus2",
    #"pool.yaml:7:13: a list that begins here with "[" is not closed; write "]" at its end and commas between"#),
  .sample(
    "an open quote", "westus2", becomes: "\"westus2",
    "pool.yaml:7:13: a quote that begins here is not closed; write the same quote at its end"),
  .sample(
    "a key without a colon", "  location: westus2", becomes: "  location westus2",
    #"pool.yaml:7:3: a key without a colon; write "key: value""#),
  .sample(
    "a wrong escape", "westus2", becomes: "\"west\\us2\"",
    "pool.yaml:7:20: this is no escape of YAML; double the backslash, or use '…'"),
  .sample(
    "an unknown alias", "westus2", becomes: "*where",
    "pool.yaml:7:13: *where names no anchor above it; write &where before the value that it stands for"),
  .sample(
    "an unknown tag", "westus2", becomes: "!region westus2",
    "pool.yaml:7:13: the tag !region is not known; take it out"),
  .sample(
    "a control character", "westus2", becomes: "west\u{7}us2",
    "pool.yaml:7:17: a control character stands here; take it out"),
  .sample(
    "a map as a key", "  location: westus2", becomes: "  {location: x}: westus2",
    "pool.yaml:7:3: a map or a list cannot be a key; write text as the key"),
  .sample(
    "a second document that is broken", "PASSWORD}\n", becomes: "PASSWORD}\n---\na: b: c\n",
    "pool.yaml:14:5: a colon stands where no key can be; indent the line as its neighbours, or quote the text "
      + "before it"),
]

let keyRows: [FaultRow] = [
  .sample(
    "a key misspelt", "location:", becomes: "loction:",
    "pool.yaml:7:3: spec.loction: unknown key; did you mean location?"),
  .sample(
    "a key in other capitals", "resourceGroup:", becomes: "resourcegroup:",
    "pool.yaml:6:3: spec.resourcegroup: unknown key; did you mean resourceGroup?"),
  .sample(
    "a key that nothing is near to", "  location:", becomes: "  flavour: sweet\n  location:",
    "pool.yaml:7:3: spec.flavour: unknown key; known: subscription, resourceGroup, location, silence, deletionPolicy, resources, template, os, "
      + "image, size, orchestration, namePrefix, zones, priority, eviction, osDisk, dataDisks, trustedLaunch, "
      + "secureBoot, "
      + "encryptionAtHost, bootDiagnostics, health, repairs, instances, autoscale, scaleIn, admin, users, identity, access, "
      + "network, storage, update, tags"),
  .sample(
    "a key misspelt at the root", "kind: Pool", becomes: "kind: Pool\nmetdata: {}",
    "pool.yaml:3:1: metdata: unknown key; did you mean metadata?"),
  .sample(
    "a key misspelt in template", "parameters: ", becomes: "parametres: ",
    "pool.yaml:10:5: spec.template.parametres: unknown key; did you mean parameters?"),
  .sample(
    "a key twice", "  location: westus2", becomes: "  location: westus2\n  location: eastus",
    "pool.yaml:8:3: spec.location stands twice, first in line 7; keep one of them"),
  .sample(
    "a parameter twice", "instanceCount: 3", becomes: "instanceCount: 3, instanceCount: 4",
    "pool.yaml:10:54: spec.template.parameters.instanceCount stands twice, first in line 10; keep one of them"),
  .sample(
    "a merge key", "  location:", becomes: "  <<: {a: b}\n  location:",
    "pool.yaml:7:3: spec.<<: merge keys are not part of YAML 1.2; write the fields out, or put them into a "
      + "PoolDefaults"),
  .sample(
    "a pool by its own fields and by a template", "  location:",
    becomes: "  size: Standard_D4s_v5\n  os: ubuntu\n  location:",
    "pool.yaml:10:3: spec has both size (pool.yaml:7:3) and template; a pool is described by a template or by its own "
      + "fields, so keep one of them"),
  .sample(
    "a template's hash that is none", "file: templates/pool.json",
    becomes: "uri: https://example.com/t.json\n    sha256: abc",
    #"pool.yaml:10:13: spec.template.sha256: "abc" is not a SHA-256; write its 64 hexadecimal digits"#),
  .sample(
    "a template's address that is not safe", "file: templates/pool.json", becomes: "uri: http://example.com/t.json",
    #"pool.yaml:9:10: spec.template.uri: "http://example.com/t.json" is not an https address; write one like "#
      + "https://host/path, without a user or a fragment"),
  .sample(
    "a template's address with a user", "file: templates/pool.json", becomes: "uri: https://ana:pw@example.com/t.json",
    #"pool.yaml:9:10: spec.template.uri: "https://ana:…@example.com/t.json" is not an https address; write one like "#
      + "https://host/path, without a user or a fragment"),
  .sample(
    "a template's address with a password and no https", "file: templates/pool.json",
    becomes: "uri: http://ana:p/w?@d@example.com/t.json?sig=hunter2",
    #"pool.yaml:9:10: spec.template.uri: "http://ana:…@example.com/t.json?…" is not an https address; write one like "#
      + "https://host/path, without a user or a fragment"),
  .sample(
    "a hash of no address", "file: templates/pool.json", becomes: "sha256: \(String(repeating: "ab", count: 32))",
    "pool.yaml:9:5: spec.template.uri is missing; write the address of the template that has this hash, or "
      + "spec.template.file and no sha256"),
  .sample(
    "a silence of nothing known", "  location:", becomes: "  silence: {open-to-everybody: why}\n  location:",
    "pool.yaml:7:13: spec.silence.open-to-everybody: unknown key; did you mean open-to-everyone?"),
  .sample(
    "a silence without a reason", "  location:", becomes: "  silence: {old-api-version: \" \"}\n  location:",
    #"pool.yaml:7:30: spec.silence.old-api-version: " " is not a reason; write why the warning does not count here"#),
]

let valueRows: [FaultRow] = [
  .sample(
    "a name with capitals", "name: vision\n", becomes: "name: Vision\n",
    #"pool.yaml:4:9: metadata.name: "Vision" is not a pool name; write 2 to 40 small letters, digits and "-", a "#
      + #"letter first and no "-" last"#),
  .sample(
    "a name that is a number", "name: vision\n", becomes: "name: 4711\n",
    #"pool.yaml:4:9: metadata.name: 4711 is a number and text should stand here; write 2 to 40 small letters, digits and "#
      + #""-", a letter first and no "-" last"#),
  .sample(
    "no name", "  name: vision\n", becomes: "  labels: {}\n",
    "pool.yaml:4:3: metadata.name is missing; write the pool's name"),
  .sample(
    "a group that is a number", "ds-vision", becomes: "4711",
    "pool.yaml:6:18: spec.resourceGroup: 4711 is a number and text should stand here; put it into quotes"),
  .sample(
    "a group that is true", "ds-vision", becomes: "true",
    "pool.yaml:6:18: spec.resourceGroup: true is a boolean and text should stand here; put it into quotes"),
  .sample("a group that is text like true", "ds-vision", becomes: "'true'"),
  .sample("Norway is text", "ds-vision", becomes: "no"),
  .sample(
    "a group that ends in a period", "ds-vision", becomes: "vision.",
    #"pool.yaml:6:18: spec.resourceGroup: "vision." is not a resource group name; write 1 to 90 letters, digits, "#
      + #""-", "_", ".", "(" and ")", and no "." last"#),
  .sample(
    "a location without a value", "westus2", becomes: "",
    "pool.yaml:7:12: spec.location: no value stands here; write one like westus2"),
  .sample(
    "a location that is a list", "westus2", becomes: "[westus2]",
    "pool.yaml:7:13: spec.location: text should stand here, and this is a list"),
  .sample(
    "a location that is no region", "westus2", becomes: "west-us-2",
    #"pool.yaml:7:13: spec.location: "west-us-2" is not an Azure region; write one like westus2"#),
  .sample("a location in words", "westus2", becomes: "West US 2"),
  .sample(
    "no location", "  location: westus2\n", becomes: "",
    "pool.yaml:5:1: spec.location is missing; write the Azure region, for example westus2"),
  .sample(
    "a subscription that is none", "  location", becomes: "  subscription: 1111\n  location",
    "pool.yaml:7:17: spec.subscription: 1111 is a number and text should stand here; write a GUID like "
      + "11111111-2222-3333-4444-555555555555"),
  .sample(
    "a subscription that is no GUID", "  location", becomes: "  subscription: ours\n  location",
    #"pool.yaml:7:17: spec.subscription: "ours" is not a subscription id; write a GUID like "#
      + #"11111111-2222-3333-4444-555555555555"#),
  .sample(
    "labels that are numbers", "  name: vision\n", becomes: "  name: vision\n  labels: {costCentre: 0471}\n",
    "pool.yaml:5:24: metadata.labels.costCentre: 0471 is a number and text should stand here; put it into quotes"),
  .sample(
    "a label of Weir's own", "  name: vision\n", becomes: "  name: vision\n  labels: {weir-pool: x}\n",
    #"pool.yaml:5:12: metadata.labels: "weir-pool" is not a label's name; write 1 to 512 characters without < > % & "#
      + #"\ ? /, and not weir-pool or weir-managed-by"#),
  .sample(
    "a spec that is text", "spec:\n", becomes: "spec: none\nmetadat:\n",
    #"pool.yaml:5:7: spec: a map should stand here, and "none" is text"#,
    "pool.yaml:6:1: metadat: unknown key; did you mean metadata?"),
]

let templateRows: [FaultRow] = [
  .sample(
    "no template", "file: templates/pool.json", becomes: "",
    "pool.yaml:8:3: spec.template.file is missing; name the pool's ARM template, for example templates/pool.json"),
  .sample(
    "a template that is missing", "templates/pool.json", becomes: "templates/pol.json",
    #"pool.yaml:9:11: spec.template.file: no file "templates/pol.json" in the repository; did you mean "#
      + #""/templates/pool.json"?"#),
  .sample(
    "a template in another folder", "templates/pool.json", becomes: "pool.json",
    #"pool.yaml:9:11: spec.template.file: no file "pool.json" in the repository; did you mean "/templates/pool.json"?"#),
  .sample(
    "a template out of the repository", "templates/pool.json", becomes: "../../etc/passwd",
    #"pool.yaml:9:11: spec.template.file: "../../etc/passwd" leads out of the repository; name a file in it"#),
  .sample("a template from the root", "templates/pool.json", becomes: "/templates/pool.json"),
  .sample("a path by detours", "templates/pool.json", becomes: "./templates/../templates/pool.json"),
  .sample(
    "a path of Windows", "templates/pool.json", becomes: "templates\\pool.json",
    #"pool.yaml:9:11: spec.template.file: "templates\pool.json" is not a path; write one from this file's folder, or "#
      + #"from the repository's root with "/" first"#),
  .sample(
    "a parameter file that is missing", "    parameters", becomes: "    parametersFile: x.json\n    parameters",
    #"pool.yaml:10:21: spec.template.parametersFile: no file "x.json" in the repository; commit it, or correct the "#
      + #"path, which counts from this file's folder, with / first from the root"#),
  .sample(
    "an unknown parameter", "instanceCount", becomes: "instanceCuont",
    "pool.yaml:10:36: spec.template.parameters.instanceCuont: the template has no such parameter; did you mean "
      + "instanceCount?"),
  .sample(
    "a parameter of the wrong type", "instanceCount: 3", becomes: "instanceCount: three",
    "pool.yaml:10:51: the parameter instanceCount should be of type int, and is of type string"),
  .sample(
    "a parameter twice in other capitals", "instanceCount: 3", becomes: "instanceCount: 3, INSTANCECOUNT: 4",
    "pool.yaml:10:54: spec.template.parameters.INSTANCECOUNT: the template cannot tell it from instanceCount "
      + "(pool.yaml:10:36); keep one of them"),
  .sample(
    "an infinite parameter", "instanceCount: 3", becomes: "instanceCount: .inf",
    "pool.yaml:10:51: spec.template.parameters.instanceCount: .inf has no counterpart in JSON; put it into quotes"),
]

let secretRows: [FaultRow] = [
  .sample(
    "no secret", "    secrets:\n      adminPassword: {environment: PASSWORD}\n", becomes: "",
    "pool.yaml:8:3: the secure parameter adminPassword has no value; write spec.template.secrets.adminPassword: "
      + "{environment: …}, {keyVault: …} or {file: …}"),
  .sample(
    "a secret for no parameter", "adminPassword:", becomes: "adminPasword:",
    "pool.yaml:12:7: spec.template.secrets.adminPasword: the template has no such parameter; did you mean "
      + "adminPassword?"),
  .sample(
    "a secret for what is none", "      adminPassword:", becomes: "      vmssName: {file: /x}\n      adminPassword:",
    "pool.yaml:12:7: spec.template.secrets.vmssName: the template declares it as string, which is no secret; write "
      + "it under spec.template.parameters, or declare it as securestring"),
  .sample(
    "a secret in both ways", "instanceCount: 3", becomes: "adminPassword: hunter2",
    "pool.yaml:12:7: spec.template.secrets.adminPassword: the parameter stands in spec.template.parameters too "
      + "(pool.yaml:10:36); keep this one and take that out"),
  .sample(
    "a secret from two places", "environment: PASSWORD", becomes: "environment: PASSWORD, file: /run/key",
    "pool.yaml:12:46: spec.template.secrets.adminPassword has both environment and file; keep one of environment, "
      + "keyVault, file"),
  .sample(
    "a secret from nowhere", "{environment: PASSWORD}", becomes: "{}",
    "pool.yaml:12:22: spec.template.secrets.adminPassword says nothing; write one of environment, keyVault, file"),
  .sample(
    "a secret in the open", "{environment: PASSWORD}", becomes: "hunter2",
    "pool.yaml:12:22: spec.template.secrets.adminPassword: a secret never stands in a manifest, where all who can read "
      + "the repository read it; say where it is kept: {environment: VARIABLE}, {file: /path} or {keyVault: {id: …, "
      + "secret: …}}"),
  .sample(
    "a place misspelt", "environment: PASSWORD", becomes: "enviroment: PASSWORD",
    "pool.yaml:12:23: spec.template.secrets.adminPassword.enviroment: unknown key; did you mean environment?"),
  .sample(
    "a variable that is none", "PASSWORD", becomes: "MY-PASSWORD",
    #"pool.yaml:12:36: spec.template.secrets.adminPassword.environment: this is not the name of an environment "#
      + #"variable; write letters, digits and "_", no digit first"#),
  .sample(
    "a file that is not absolute", "environment: PASSWORD", becomes: "file: key",
    "pool.yaml:12:29: spec.template.secrets.adminPassword.file: this is not an absolute path; write one like "
      + "/run/secrets/key"),
  .sample(
    "a vault by its name", "environment: PASSWORD", becomes: "keyVault: {id: team, secret: key}",
    "pool.yaml:12:38: spec.template.secrets.adminPassword.keyVault.id: this is not a key vault's resource id; write "
      + "/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…"),
  .sample(
    "a vault without a secret", "environment: PASSWORD",
    becomes: "keyVault: {id: "
      + ""
      + "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/team}",
    "pool.yaml:12:33: spec.template.secrets.adminPassword.keyVault.secret is missing; write the secret's name"),
]
