/**
 * A text whose words depend on a number: by plural category (CLDR), chosen by the value `count`. A
 * language needs the categories that `Intl.PluralRules` has for it.
 */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string
}

/** A text of the interface, with `{name}` where a value goes. */
export type Text = string | Forms

/** The names of a text's values, in alphabetical order. */
export function valueNames(text: Text): readonly string[] {
  const lines = typeof text === 'string' ? [text] : Object.values(text)
  const names = lines.flatMap((line) => [...line.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name))
  if (typeof text !== 'string') names.push('count')
  return [...new Set(names as string[])].sort()
}
