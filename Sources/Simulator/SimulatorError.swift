/// Why a simulation could not be started.
package enum SimulatorError: Error, Sendable {
  /// The port of Azure Resource Manager is taken or not allowed; the system's number says which.
  case cannotListen(port: Int, errno: Int32)
  /// The directory of the CA file cannot be made or written, and what the system says about it.
  case directory(String, any Error)
}
