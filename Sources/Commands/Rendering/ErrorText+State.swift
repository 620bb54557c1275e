extension ErrorText {
  /// What to do about a state that can be read no more, and what goes with it. SQLite's companions go too: what they hold
  /// is not the new file's.
  static func beginningAnew(_ path: String) -> String {
    "move \(path)* away, and Weir makes a new one and learns from Azure and the manifests anew; lost are the log, who "
      + "suspended and woke what, and what was applied last, so what manifests leave out meanwhile stays in Azure; weir adopt "
      + "then takes the pools over, which have the lost state's identity in their tags"
  }
}
