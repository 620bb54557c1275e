extension PoolSchema {
  static let peopleFields: [Field] = [
    Field(
      "admin", .object(admin), "The administrator of the machines.",
      required: "write admin: {username: …} with sshKeys or a password"),
    Field("users", .list(of: .object(user)), "Who else may sign in."),
    Field("identity", .object(identity), "What the machines are in Entra ID and in a directory."),
  ]

  private static let admin = ObjectShape(fields: [
    Field(
      "username", .text(.adminName), "The administrator's name.",
      required: "write the administrator's name, for example dsvmadmin"),
    Field("sshKeys", .list(of: .text(.adminKey)), "Public keys, of RSA or Ed25519."),
    Field("password", .object(secret), "Where the password is kept; on Windows there must be one."),
  ])

  private static let user = ObjectShape(
    fields: [
      Field("name", .text(.userName), "The user's name.", required: "write the user's name"),
      Field("sshKeys", .list(of: .text(.userKey)), "Public keys."),
      Field(
        "password", .object(secret), "Where the password is kept: JupyterHub and the desktop of Windows ask for it."),
    ], isWhole: true)

  private static let identity = ObjectShape(fields: [
    Field("systemAssigned", .boolean, "An identity of the scale set's own."),
    Field("userAssigned", .list(of: .text(.identity)), "Resource ids of identities that are there."),
    Field("entraLogin", .boolean, "Whether people sign in with Entra ID; it implies `systemAssigned`."),
    Field("keyVault", .text(.vault), "The resource id of a vault whose secrets the machines read by their identity."),
    Field("domain", .object(domain), "The directory domain that the machines join."),
  ])

  private static let domain = ObjectShape(fields: [
    Field("name", .text(.domainName), "The domain's name in DNS.", required: "write the domain's name"),
    Field("organizationalUnit", .text(.organizationalUnit), "The unit, for example OU=Pools,DC=corp,DC=example."),
    Field("username", .text(.domainUser), "Who joins machines.", required: "write the name of who joins machines"),
    Field("password", .object(secret), "Where their password is kept.", required: "say where the password is kept"),
    Field("groups", .list(of: .text(.domainGroup)), "The domain's groups that may sign in; nobody of it by default."),
  ])
}
