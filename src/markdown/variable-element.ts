import type { Element } from 'hast'
import { VALUE_LENGTH, type Variable } from '../../lesson/variable.ts'
import { UNTRANSLATED } from './code-element.ts'
import { element, text } from './element.ts'

/**
 * A value to choose, as it stands in the page: an input, which `chapter-variable.ts` brings to life;
 * with no JavaScript, the value that commands and text have.
 */
export function variableElement(variable: Variable, chapter: string): Element {
  const { name, label, default: value, pattern, otherwise } = variable
  const id = `variable-${chapter}-${name}`
  return element(
    'chapter-variable',
    {
      className: ['not-content'],
      dataName: name,
      dataDefault: value,
      ...(pattern !== undefined && { dataPattern: pattern }),
      ...(otherwise !== undefined && { dataOtherwise: otherwise }),
    },
    [
      element('label', { htmlFor: [id] }, [text(label)]),
      element('code', { className: ['variable-fixed'], ...UNTRANSLATED }, [
        element('span', { dataVariable: name }, [text(value)]),
      ]),
      element(
        'input',
        {
          id,
          type: 'text',
          value,
          maxLength: VALUE_LENGTH,
          spellCheck: 'false',
          autoComplete: ['off'],
          autoCapitalize: 'off',
          ariaDescribedBy: [`${id}-words`],
          ...UNTRANSLATED,
        },
        [],
      ),
      element('p', { id: `${id}-words`, className: ['variable-words'], role: 'status' }, []),
    ],
  )
}
