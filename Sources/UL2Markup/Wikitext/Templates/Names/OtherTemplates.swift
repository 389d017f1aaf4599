/// Templates of further wikis, by their languages.
enum OtherTemplates {
  static let lines: [(language: StaticString, lines: StaticString)] = [
    (
      "es",
      """
      cita | cita destacada → «$1»
      unidad | unidad2 → $1< $2>
      siglo → siglo $1
      enlace interlenguaje → $1
      fecha → $1 de $2 de $3
      """
    ),
    (
      "pt",
      """
      citação | quote → «$1»
      lknb → $1
      dtlink | dta → $1 de $2 de $3
      """
    ),
    (
      "it",
      """
      citazione → «$1»
      m → $1< $2>
      tutto attaccato → $1
      """
    ),
    ("pl", "cytat → „$1”"),
    (
      "ja",
      """
      仮リンク → $(label,1)
      ルビ → $1
      読み仮名 | 読み仮名 ruby不使用 → $1（$2）
      """
    ),
    (
      "zh",
      """
      le | internal link helper → $1
      link- → $1
      tsl → $3
      bd → $1–$3
      """
    ),
    (
      "ru",
      """
      s → $1
      нп | нп1 | нп2 | нп3 | нп4 | нп5 | не переведено | не переведено 3 → $(2,1)
      цитата | начало цитаты → «$1»
      num | число | nobr → $1
      """
    ),
    ("eo", "daton | dato → $1-a de $2 $3"),
    (
      "ca",
      """
      cita | citació → «$1»
      romanes → $1
      """
    ),
    ("el", "απόσπασμα → ¶$1¶"),
  ]
}
