/// Measures: numbers with units.
extension TemplateRenderer {
  /// `{{convert|5|to|10|mi|km}}`: the measure as it is given, `5 to 10 miles`; its conversion is not
  /// worked out.
  mutating func writeMeasure(isShort: Bool) {
    guard arguments[0] != nil else { return }
    let isAdjective = ["on", "mid"].contains(argument("adj"))
    var unit = 1
    var isOne = isSingular(0)
    writeAmount(0)
    while let word = argument(unit), let separator = Measures.separators[word],
      arguments[unit + 1] != nil
    {
      write(isAdjective && separator == " to " ? "-to-" : separator)
      writeAmount(unit + 1)
      isOne = false
      unit += 2
    }
    writeUnit(unit, isOne: isOne, isShort: isShort)
    // `2|ft|x|3|ft`, `6|ft|2|in`
    var next = unit + 1
    while let word = argument(next) {
      if let separator = Measures.separators[word], isNumber(next + 1), arguments[next + 2] != nil {
        write(separator)
        next += 1
      } else if isNumber(next), let name = argument(next + 1), Measures.smaller.contains(name) {
        write(isAdjective && !isShort ? "-" : " ")
      } else {
        break
      }
      writeAmount(next)
      writeUnit(next + 1, isOne: isSingular(next), isShort: isShort)
      next += 2
    }
    if argument("adj") == "mid",
      let word = arguments.filled.last(where: { bytes[$0].first == 0x2D })
    {
      write(word)
    }
  }

  private func isNumber(_ place: Int) -> Bool { argument(place)?.utf8.first?.isASCIIDigit ?? false }

  private func isSingular(_ place: Int) -> Bool {
    guard let amount = argument(place) else { return false }
    return ["1", "−1", "-1", "1.0"].contains(amount)
      || amount.contains("/") && !amount.contains("+") && amount.utf8.first != 0x2D
        && !amount.contains("//")
  }

  /// A number, `1+1/2` as `1 1/2`.
  private mutating func writeAmount(_ place: Int) {
    guard let range = arguments[place] else { return }
    guard bytes[range].contains(UInt8(ascii: "/")), range.count <= 16 else {
      return writeNumber(range)
    }
    var last: UInt8 = 0
    for byte in bytes[range] {
      if byte == UInt8(ascii: "+") { write(" ") }
      if byte != UInt8(ascii: "+"), byte != last || byte != UInt8(ascii: "/") {
        write(CollectionOfOne(byte))
      }
      last = byte
    }
  }

  private mutating func writeUnit(_ place: Int, isOne: Bool, isShort: Bool) {
    guard var name = argument(place) else { return }
    let isAdjective = ["on", "mid"].contains(argument("adj"))
    let abbreviation = argument("abbr")
    let isWord =
      isEnglish
      && (isShort ? abbreviation == "off" : !["on", "in", "~"].contains(abbreviation))
    write(isAdjective && isWord ? "-" : " ")
    // `5|e6km2`
    for (prefix, word) in Measures.powers where name.hasPrefix(prefix) {
      name.removeFirst(prefix.utf8.count)
      write(isWord ? (isAdjective ? word + "-" : word + " ") : "×10^" + prefix.dropFirst() + " ")
    }
    guard let unit = Measures.units[name] else { return write(name) }
    guard isWord, !unit.singular.isEmpty else {
      // No space before signs of degrees and fractions of an area.
      if unit.symbol.first == "/", output.last == 0x20 { output.removeLast() }
      return write(unit.symbol)
    }
    var words = isOne || isAdjective ? unit.singular : unit.plural
    if isAdjective { words = words.replacing(" ", with: "-") }
    write(argument("sp") == "us" ? Measures.american(words) : words)
  }

  /// `{{height|ft=6|in=2}}`: `6 ft 2 in`.
  mutating func writeHeight() {
    var isFirst = true
    for unit in ["ft", "in", "m", "cm", "hands"] {
      guard let value = named(unit) else { continue }
      if !isFirst { write(" ") }
      isFirst = false
      write(value)
      write(" " + unit)
    }
  }

  /// `{{val|1.25|0.03|e=5|u=kg}}`: `1.25±0.03×10^5 kg`.
  mutating func writeValue() {
    write(named("p"))
    writeSigned(arguments[0])
    var place = 1
    while let word = argument(place), let separator = Measures.separators[word],
      arguments[place + 1] != nil
    {
      write(separator)
      writeSigned(arguments[place + 1])
      place += 2
    }
    if let range = arguments[place] {
      let isSigned = ["+", "-", "−"].contains { short(range)?.hasPrefix($0) ?? false }
      if !isSigned { write("±") }
      writeSigned(range)
      // `{{val|1|+0.2|-0.1}}`
      writeSigned(arguments[place + 1])
    }
    if let exponent = named("e") {
      if arguments[0] != nil { write("×") }
      write("10^")
      writeSigned(exponent)
    }
    if let unit = named("u") ?? named("ul") {
      let isTight = ["%", "°", "′", "″"].contains { short(unit)?.hasPrefix($0) ?? false }
      write(isTight ? "" : " ")
      writeUnitText(unit)
    }
    if let unit = named("up") ?? named("upl") {
      write("/")
      writeUnitText(unit)
    }
    write(named("s"))
  }

  private mutating func writeSigned(_ range: Range<Int>?) {
    guard let range else { return }
    guard bytes[range].first == UInt8(ascii: "-"), range.count > 1 else {
      return argument("fmt") == "commas" ? writeNumber(range) : write(range)
    }
    write("−")
    write(range.lowerBound + 1..<range.upperBound)
  }

  /// `m/s2` as `m/s^2`.
  private mutating func writeUnitText(_ range: Range<Int>) {
    var last: UInt8 = 0
    for byte in bytes[range] {
      let isExponent = byte.isASCIIDigit || byte == UInt8(ascii: "-")
      if isExponent, last.isASCIILetter { write("^") }
      write(CollectionOfOne(byte))
      last = byte
    }
  }

  /// French `{{unité|1,2|kg|m|-3}}`: `1,2 kg m^-3`.
  mutating func writeQuantity() {
    writeNumber(arguments[0])
    if let uncertainty = named("±") ?? named("+/-") {
      write("±")
      write(uncertainty)
    }
    if let exponent = named("e") {
      write("×10^")
      write(exponent)
    }
    for (place, range) in arguments.unnamed.enumerated().dropFirst() where !range.isEmpty {
      guard let word = short(range), let number = Int(word.replacingMinus) else {
        write(" ")
        write(range)
        continue
      }
      // `{{unité|10|à|20|km}}` has numbers that are not exponents.
      let before = place > 1 ? argument(place - 1) : nil
      if before == "à" || before == "et" || before == "ou" {
        write(" ")
        write(range)
      } else if number != 1 {
        write("^")
        write(range)
      }
    }
  }
}

extension String {
  fileprivate var replacingMinus: String { first == "−" ? "-" + dropFirst() : self }
}

/// Words and signs of measures.
enum Measures {
  static let separators = [
    "to": " to ", "-": "–", "–": "–", "and": " and ", "&": " and ", "or": " or ", "to(-)": "–",
    "and(-)": "–", "to-": "–", "x": " × ", "×": " × ", "by": " by ", "by(x)": " × ", "xx": " × ",
    "*": " × ", "±": " ± ", "+/-": " ± ", "+/−": " ± ", "+": " + ", "/": "/", ",": ", ",
    "to about": " to about ", "and to": " and ", "till": " till ", "up to": " up to ",
    "bis": " bis ", "à": " à ", "et": " et ", "ou": " ou ",
  ]

  static let smaller: Set = [
    "in", "ft", "oz", "lb", "yd", "ch", "chain", "min", "s", "st", "furlong", "fur", "rd", "pole",
    "ozt", "fathom", "cm", "link", "mi",
  ]

  static let powers = [
    ("e3", "thousand"), ("e6", "million"), ("e9", "billion"), ("e12", "trillion"),
  ]

  static func american(_ words: String) -> String {
    words.replacing("metre", with: "meter").replacing("litre", with: "liter")
  }

  /// `symbol=singular=plural` by the code that templates have; `_` is a space.
  static let units: [String: (symbol: String, singular: String, plural: String)] = {
    var units: [String: (symbol: String, singular: String, plural: String)] = [:]
    for line in lines.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let words = line.split(separator: "=").map { String($0.map { $0 == "_" ? " " : $0 }) }
      let singular = words.count > 2 ? words[2] : ""
      units[words[0]] = (words[1], singular, words.count > 3 ? words[3] : singular + "s")
    }
    return units
  }()

  private static let lines = """
    mm=mm=millimetre cm=cm=centimetre dm=dm=decimetre m=m=metre km=km=kilometre um=μm=micrometre
    μm=μm=micrometre nm=nm=nanometre pm=pm=picometre kilometre=km=kilometre metre=m=metre
    kilometres=km=kilometre metres=m=metre meter=m=metre meters=m=metre kilometer=km=kilometre
    kilometers=km=kilometre
    mi=mi=mile mile=mi=mile miles=mi=mile ft=ft=foot=feet foot=ft=foot=feet feet=ft=foot=feet
    in=in=inch=inches inch=in=inch=inches inches=in=inch=inches yd=yd=yard yard=yd=yard yards=yd=yard
    nmi=nmi=nautical_mile fathom=fathoms=fathom furlong=furlongs=furlong chain=chains=chain
    ch=ch=chain rd=rd=rod league=leagues=league hand=hands=hand ly=ly=light-year AU=AU=astronomical_unit
    pc=pc=parsec
    mg=mg=milligram g=g=gram kg=kg=kilogram t=t=tonne MT=t=metric_ton lb=lb=pound lbs=lb=pound
    oz=oz=ounce ozt=ozt=troy_ounce st=st=stone=stone ST=short_tons=short_ton LT=long_tons=long_ton
    cwt=cwt=hundredweight=hundredweight gr=gr=grain carat=carats=carat tonne=t=tonne tonnes=t=tonne
    kt=kt=kilotonne Mt=Mt=megatonne pound=lb=pound
    ml=ml=millilitre mL=mL=millilitre cl=cl=centilitre l=l=litre L=L=litre kl=kl=kilolitre
    hl=hl=hectolitre cc=cc=cubic_centimetre impgal=imp_gal=imperial_gallon USgal=US_gal=US_gallon
    U.S.gal=U.S._gal=U.S._gallon MUSgal=million_US_gal=million_US_gallon imppt=imp_pt=imperial_pint
    USpt=US_pt=US_pint USqt=US_qt=US_quart impqt=imp_qt=imperial_quart USoz=US_fl_oz=US_fluid_ounce
    USfloz=US_fl_oz=US_fluid_ounce impoz=imp_fl_oz=imperial_fluid_ounce impfloz=imp_fl_oz=imperial_fluid_ounce
    USbsh=US_bsh=US_bushel impbsh=imp_bsh=imperial_bushel
    oilbbl=bbl=barrel Moilbbl=million_bbl=million_barrel oilbbl/d=bbl/d=barrel_per_day=barrels_per_day
    Moilbbl/d=million_bbl/d=million_barrel_per_day=million_barrels_per_day
    m2=m^2=square_metre km2=km^2=square_kilometre cm2=cm^2=square_centimetre mm2=mm^2=square_millimetre
    sqm=m^2=square_metre sqkm=km^2=square_kilometre sqmi=sq_mi=square_mile sqft=sq_ft=square_foot=square_feet
    sqin=sq_in=square_inch=square_inches sqyd=sq_yd=square_yard acre=acres=acre acres=acres=acre ha=ha=hectare
    m3=m^3=cubic_metre km3=km^3=cubic_kilometre cm3=cm^3=cubic_centimetre mm3=mm^3=cubic_millimetre
    dm3=dm^3=cubic_decimetre cuft=cu_ft=cubic_foot=cubic_feet cuin=cu_in=cubic_inch=cubic_inches
    cuyd=cu_yd=cubic_yard cumi=cu_mi=cubic_mile acre.ft=acre·ft=acre-foot=acre-feet acre·ft=acre·ft=acre-foot=acre-feet
    m/s=m/s=metre_per_second=metres_per_second km/s=km/s=kilometre_per_second=kilometres_per_second
    km/h=km/h=kilometre_per_hour=kilometres_per_hour kph=km/h=kilometre_per_hour=kilometres_per_hour
    kmh=km/h=kilometre_per_hour=kilometres_per_hour mph=mph=mile_per_hour=miles_per_hour kn=kn=knot knot=kn=knot
    knots=kn=knot ft/s=ft/s=foot_per_second=feet_per_second ft/min=ft/min=foot_per_minute=feet_per_minute
    m/s2=m/s^2=metre_per_second_squared=metres_per_second_squared
    m3/s=m^3/s=cubic_metre_per_second=cubic_metres_per_second cuft/s=cu_ft/s=cubic_foot_per_second=cubic_feet_per_second
    L/100km=L/100_km=litre_per_100_kilometres=litres_per_100_kilometres mpgus=mpg mpgimp=mpg
    mpgUS=mpg mpgus=mpg mpg=mpg g/km=g/km
    C=°C F=°F K=K=kelvin °C=°C °F=°F C-change=°C F-change=°F R=°R
    W=W=watt kW=kW=kilowatt MW=MW=megawatt GW=GW=gigawatt TW=TW=terawatt mW=mW=milliwatt hp=hp=horsepower=horsepower
    bhp=bhp=brake_horsepower=brake_horsepower shp=shp=shaft_horsepower=shaft_horsepower PS=PS=metric_horsepower=metric_horsepower
    ihp=ihp=indicated_horsepower=indicated_horsepower
    J=J=joule kJ=kJ=kilojoule MJ=MJ=megajoule GJ=GJ=gigajoule kWh=kWh=kilowatt-hour MWh=MWh=megawatt-hour
    GWh=GWh=gigawatt-hour TWh=TWh=terawatt-hour cal=cal=calorie kcal=kcal=kilocalorie eV=eV=electronvolt
    BTU=BTU=British_thermal_unit
    N=N=newton kN=kN=kilonewton MN=MN=meganewton lbf=lbf=pound-force=pounds-force kgf=kgf=kilogram-force=kilograms-force
    lb-f=lbf=pound-force=pounds-force Nm=N⋅m=newton-metre N.m=N⋅m=newton-metre N·m=N⋅m=newton-metre
    lbft=lb⋅ft=pound-foot=pound-feet lb.ft=lb⋅ft=pound-foot=pound-feet lb·ft=lb⋅ft=pound-foot=pound-feet
    ftlb=ft⋅lb=foot-pound ftlbf=ft⋅lbf=foot-pound
    Pa=Pa=pascal kPa=kPa=kilopascal MPa=MPa=megapascal GPa=GPa=gigapascal hPa=hPa=hectopascal bar=bar=bar
    mbar=mbar=millibar psi=psi=pound_per_square_inch=pounds_per_square_inch atm=atm=standard_atmosphere
    inHg=inHg=inch_of_mercury=inches_of_mercury mmHg=mmHg=millimetre_of_mercury=millimetres_of_mercury
    kg/m3=kg/m^3=kilogram_per_cubic_metre=kilograms_per_cubic_metre g/cm3=g/cm^3=gram_per_cubic_centimetre=grams_per_cubic_centimetre
    kg/m2=kg/m^2=kilogram_per_square_metre=kilograms_per_square_metre kg/ha=kg/ha=kilogram_per_hectare=kilograms_per_hectare
    lb/ft3=lb/cu_ft=pound_per_cubic_foot=pounds_per_cubic_foot lb/sqft=lb/sq_ft=pound_per_square_foot=pounds_per_square_foot
    /sqmi=/sq_mi=inhabitant_per_square_mile=inhabitants_per_square_mile /km2=/km^2=inhabitant_per_square_kilometre=inhabitants_per_square_kilometre
    PD/sqmi=/sq_mi=inhabitant_per_square_mile=inhabitants_per_square_mile PD/km2=/km^2=inhabitant_per_square_kilometre=inhabitants_per_square_kilometre
    ppsqmi=/sq_mi=inhabitant_per_square_mile=inhabitants_per_square_mile pp/km2=/km^2=inhabitant_per_square_kilometre=inhabitants_per_square_kilometre
    Hz=Hz=hertz=hertz kHz=kHz=kilohertz=kilohertz MHz=MHz=megahertz=megahertz GHz=GHz=gigahertz=gigahertz
    s=s=second min=min=minute h=h=hour d=d=day year=years=year
    """
}
