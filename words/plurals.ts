/**
 * @param count the source of an expression: a name.
 * @returns the source of an expression: whether the number is of that category in that language.
 */
export function pluralCondition(
  language: string,
  category: Intl.LDMLPluralRule,
  count: string,
): string {
  // English, German and many more: no number but 1 has a form of its own.
  if (category === 'one' && isOneAlone(language)) return `${count} === 1`
  return `new Intl.PluralRules(${JSON.stringify(language)}).select(${count}) === "${category}"`
}

/** Numbers that stand for all: up to 200 the rules of every language show themselves. */
const TRIED = Array.from({ length: 200 }, (_, number) => number)

function isOneAlone(language: string): boolean {
  const rules = new Intl.PluralRules(language)
  return TRIED.every((number) => (rules.select(number) === 'one') === (number === 1))
}
