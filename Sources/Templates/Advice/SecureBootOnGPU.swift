import Pools

extension Advice {
  /// With secure boot, Ubuntu loads what Canonical has signed: NVIDIA's own drivers for CUDA need a key that somebody
  /// enrols at each machine's console, and GRID drivers need secure boot to be off (Microsoft: Trusted Launch for Azure
  /// virtual machines, virtual machine sizes, of 21 April 2025; install NVIDIA GPU drivers on N-series VMs running Linux,
  /// of 4 December 2025).
  static let secureBootOnGPU = Advice(name: .secureBootOnGPU) { resources in
    resources.documents.compactMap { document in
      let (size, machine): (JSONPath, JSONPath)
      switch document.type.folded {
      case "microsoft.compute/virtualmachinescalesets":
        (size, machine) = (JSONPath("sku", "name"), JSONPath("properties", "virtualMachineProfile"))
      case "microsoft.compute/virtualmachines":
        (size, machine) = (JSONPath("properties", "hardwareProfile", "vmSize"), JSONPath("properties"))
      default: return nil
      }
      let flag = machine.member("securityProfile").member("uefiSettings").member("secureBootEnabled")
      guard let name = document.body.value(at: size)?.string, name.lowercased().hasPrefix("standard_n"),
        document.body.value(at: machine.member("osProfile").member("windowsConfiguration")) == nil,
        document.body.value(at: flag) == .bool(true)
      else { return nil }
      return AdviceFinding(
        document, flag,
        "\(document.id.short) has a GPU (\(name)) and secure boot, with which Ubuntu loads no driver that Canonical has not "
          + "signed, as NVIDIA's own are not; switch secure boot off, or bring signed drivers")
    }
  }
}
