/// The time zones that Azure's autoscale settings know, by their Windows names.
package enum TimeZones {
  package struct Zone: Hashable, Sendable {
    package var name: String
    /// In minutes east of UTC: in winter alone, or in winter and in summer.
    package var offsets: [Int]
    /// A city of the tz database that keeps this time; nil where none does.
    package var city: String?
  }

  package static let names = zones.map(\.name)

  package static func named(_ name: String) -> Zone? { byName[name] }

  /// The Windows name of a zone that somebody wrote by its city.
  package static func windowsName(forIANA name: String) -> String? { cities[name.lowercased()] }

  private static let byName = Dictionary(zones.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  private static let zones: [Zone] = table.split(separator: "\n").compactMap { line in
    let parts = line.split(separator: "|")
    guard parts.count >= 2 else { return nil }
    return Zone(
      name: String(parts[0]), offsets: parts[1].split(separator: ",").compactMap { Int($0) },
      city: parts.count > 2 ? parts[2].split(separator: " ").first.map(String.init) : nil)
  }

  private static let cities: [String: String] = {
    var cities: [String: String] = [:]
    for line in table.split(separator: "\n") {
      let parts = line.split(separator: "|")
      for city in parts.dropFirst(2).joined().split(separator: " ") { cities[city.lowercased()] = String(parts[0]) }
    }
    return cities
  }()

  /// Name, minutes east of UTC, and cities of the tz database (Microsoft, default time zones; Unicode CLDR,
  /// windowsZones). Offsets only serve to find schedules that overlap.
  private static let table = """
    Dateline Standard Time|-720
    UTC-11|-660|Pacific/Pago_Pago
    Aleutian Standard Time|-600,-540|America/Adak
    Hawaiian Standard Time|-600|Pacific/Honolulu
    Marquesas Standard Time|-570|Pacific/Marquesas
    Alaskan Standard Time|-540,-480|America/Anchorage
    UTC-09|-540
    Pacific Standard Time (Mexico)|-480,-420|America/Tijuana
    UTC-08|-480
    Pacific Standard Time|-480,-420|America/Los_Angeles America/Vancouver US/Pacific
    US Mountain Standard Time|-420|America/Phoenix
    Mountain Standard Time (Mexico)|-420|America/Mazatlan
    Mountain Standard Time|-420,-360|America/Denver America/Edmonton US/Mountain
    Yukon Standard Time|-420|America/Whitehorse
    Central America Standard Time|-360|America/Guatemala
    Central Standard Time|-360,-300|America/Chicago America/Winnipeg US/Central
    Easter Island Standard Time|-360,-300|Pacific/Easter
    Central Standard Time (Mexico)|-360|America/Mexico_City
    Canada Central Standard Time|-360|America/Regina
    SA Pacific Standard Time|-300|America/Bogota America/Lima
    Eastern Standard Time (Mexico)|-300|America/Cancun
    Eastern Standard Time|-300,-240|America/New_York America/Toronto US/Eastern
    Haiti Standard Time|-300,-240|America/Port-au-Prince
    Cuba Standard Time|-300,-240|America/Havana
    US Eastern Standard Time|-300,-240|America/Indianapolis
    Turks And Caicos Standard Time|-300,-240|America/Grand_Turk
    Paraguay Standard Time|-180|America/Asuncion
    Atlantic Standard Time|-240,-180|America/Halifax
    Venezuela Standard Time|-240|America/Caracas
    Central Brazilian Standard Time|-240|America/Cuiaba
    SA Western Standard Time|-240|America/La_Paz
    Pacific SA Standard Time|-240,-180|America/Santiago
    Newfoundland Standard Time|-210,-150|America/St_Johns
    Tocantins Standard Time|-180|America/Araguaina
    E. South America Standard Time|-180|America/Sao_Paulo
    SA Eastern Standard Time|-180|America/Cayenne
    Argentina Standard Time|-180|America/Buenos_Aires America/Argentina/Buenos_Aires
    Greenland Standard Time|-120,-60|America/Godthab America/Nuuk
    Montevideo Standard Time|-180|America/Montevideo
    Magallanes Standard Time|-180|America/Punta_Arenas
    Saint Pierre Standard Time|-180,-120|America/Miquelon
    Bahia Standard Time|-180|America/Bahia
    UTC-02|-120
    Mid-Atlantic Standard Time|-120,-60
    Azores Standard Time|-60,0|Atlantic/Azores
    Cape Verde Standard Time|-60|Atlantic/Cape_Verde
    UTC|0|Etc/UTC Etc/GMT GMT
    GMT Standard Time|0,60|Europe/London Europe/Dublin Europe/Lisbon
    Greenwich Standard Time|0|Atlantic/Reykjavik
    Sao Tome Standard Time|0|Africa/Sao_Tome
    Morocco Standard Time|0,60|Africa/Casablanca
    W. Europe Standard Time|60,120|Europe/Berlin Europe/Zurich Europe/Vienna Europe/Rome Europe/Amsterdam Europe/Stockholm Europe/Oslo
    Central Europe Standard Time|60,120|Europe/Budapest Europe/Prague Europe/Belgrade
    Romance Standard Time|60,120|Europe/Paris Europe/Madrid Europe/Brussels Europe/Copenhagen
    Central European Standard Time|60,120|Europe/Warsaw
    W. Central Africa Standard Time|60|Africa/Lagos
    Jordan Standard Time|180|Asia/Amman
    GTB Standard Time|120,180|Europe/Bucharest Europe/Athens
    Middle East Standard Time|120,180|Asia/Beirut
    Egypt Standard Time|120,180|Africa/Cairo
    E. Europe Standard Time|120,180|Europe/Chisinau
    Syria Standard Time|180|Asia/Damascus
    West Bank Standard Time|120,180|Asia/Hebron
    South Africa Standard Time|120|Africa/Johannesburg
    FLE Standard Time|120,180|Europe/Kyiv Europe/Kiev Europe/Helsinki Europe/Vilnius Europe/Riga Europe/Tallinn
    Israel Standard Time|120,180|Asia/Jerusalem
    South Sudan Standard Time|120|Africa/Juba
    Kaliningrad Standard Time|120|Europe/Kaliningrad
    Sudan Standard Time|120|Africa/Khartoum
    Libya Standard Time|120|Africa/Tripoli
    Namibia Standard Time|120|Africa/Windhoek
    Arabic Standard Time|180|Asia/Baghdad
    Turkey Standard Time|180|Europe/Istanbul
    Arab Standard Time|180|Asia/Riyadh
    Belarus Standard Time|180|Europe/Minsk
    Russian Standard Time|180|Europe/Moscow
    E. Africa Standard Time|180|Africa/Nairobi
    Volgograd Standard Time|180|Europe/Volgograd
    Iran Standard Time|210|Asia/Tehran
    Arabian Standard Time|240|Asia/Dubai
    Astrakhan Standard Time|240|Europe/Astrakhan
    Azerbaijan Standard Time|240|Asia/Baku
    Russia Time Zone 3|240|Europe/Samara
    Mauritius Standard Time|240|Indian/Mauritius
    Saratov Standard Time|240|Europe/Saratov
    Georgian Standard Time|240|Asia/Tbilisi
    Caucasus Standard Time|240|Asia/Yerevan
    Afghanistan Standard Time|270|Asia/Kabul
    West Asia Standard Time|300|Asia/Tashkent
    Ekaterinburg Standard Time|300|Asia/Yekaterinburg
    Pakistan Standard Time|300|Asia/Karachi
    Qyzylorda Standard Time|300|Asia/Qyzylorda
    India Standard Time|330|Asia/Kolkata Asia/Calcutta
    Sri Lanka Standard Time|330|Asia/Colombo
    Nepal Standard Time|345|Asia/Kathmandu
    Central Asia Standard Time|300|Asia/Almaty
    Bangladesh Standard Time|360|Asia/Dhaka
    Omsk Standard Time|360|Asia/Omsk
    Myanmar Standard Time|390|Asia/Rangoon Asia/Yangon
    SE Asia Standard Time|420|Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh
    Altai Standard Time|420|Asia/Barnaul
    W. Mongolia Standard Time|420|Asia/Hovd
    North Asia Standard Time|420|Asia/Krasnoyarsk
    N. Central Asia Standard Time|420|Asia/Novosibirsk
    Tomsk Standard Time|420|Asia/Tomsk
    China Standard Time|480|Asia/Shanghai Asia/Hong_Kong
    North Asia East Standard Time|480|Asia/Irkutsk
    Singapore Standard Time|480|Asia/Singapore Asia/Kuala_Lumpur Asia/Manila
    W. Australia Standard Time|480|Australia/Perth
    Taipei Standard Time|480|Asia/Taipei
    Ulaanbaatar Standard Time|480|Asia/Ulaanbaatar
    Aus Central W. Standard Time|525|Australia/Eucla
    Transbaikal Standard Time|540|Asia/Chita
    Tokyo Standard Time|540|Asia/Tokyo Japan
    North Korea Standard Time|540|Asia/Pyongyang
    Korea Standard Time|540|Asia/Seoul
    Yakutsk Standard Time|540|Asia/Yakutsk
    Cen. Australia Standard Time|570,630|Australia/Adelaide
    AUS Central Standard Time|570|Australia/Darwin
    E. Australia Standard Time|600|Australia/Brisbane
    AUS Eastern Standard Time|600,660|Australia/Sydney Australia/Melbourne
    West Pacific Standard Time|600|Pacific/Port_Moresby
    Tasmania Standard Time|600,660|Australia/Hobart
    Vladivostok Standard Time|600|Asia/Vladivostok
    Lord Howe Standard Time|630,660|Australia/Lord_Howe
    Bougainville Standard Time|660|Pacific/Bougainville
    Russia Time Zone 10|660|Asia/Srednekolymsk
    Magadan Standard Time|660|Asia/Magadan
    Norfolk Standard Time|660,720|Pacific/Norfolk
    Sakhalin Standard Time|660|Asia/Sakhalin
    Central Pacific Standard Time|660|Pacific/Guadalcanal
    Russia Time Zone 11|720|Asia/Kamchatka
    New Zealand Standard Time|720,780|Pacific/Auckland NZ
    UTC+12|720
    Fiji Standard Time|720|Pacific/Fiji
    Kamchatka Standard Time|720,780
    Chatham Islands Standard Time|765,825|Pacific/Chatham
    UTC+13|780
    Tonga Standard Time|780|Pacific/Tongatapu
    Samoa Standard Time|780|Pacific/Apia
    Line Islands Standard Time|840|Pacific/Kiritimati
    """
}
