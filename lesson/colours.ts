import type { CourseFile } from './course-file.ts'

type Colours = CourseFile['colours']

/** The pages behind the words of a course. */
const PAPER = { light: '#fcfbf8', dark: '#10162f' } as const
/** What the site has where a course names none. */
const BUTTON = { button: '#ffd23f', buttonText: '#10162f' } as const

/** Of text and what is behind it (WCAG 2.2, 1.4.3). */
const LEAST_CONTRAST = 4.5

/** A colour that is too hard to read. */
export interface WeakColour {
  readonly field: keyof Colours
  /** The rest of a sentence that begins with the field. */
  readonly problem: string
}

/** @returns the first colour of a course that some readers could not read. */
export function weakColour({ button, buttonText, light, dark }: Colours): WeakColour | undefined {
  const pairs = [
    ['light', light, PAPER.light, 'a light page'],
    ['dark', dark, PAPER.dark, 'a dark page'],
    [
      buttonText === undefined ? 'button' : 'buttonText',
      (button ?? buttonText) && (buttonText ?? BUTTON.buttonText),
      button ?? BUTTON.button,
      'a button',
    ],
  ] as const
  for (const [field, colour, behind, place] of pairs) {
    if (colour === undefined) continue
    const found = contrast(colour, behind)
    if (found >= LEAST_CONTRAST) continue
    const problem = `gives the words on ${place} a contrast of ${found.toFixed(1)}, and people need ${LEAST_CONTRAST} to read them. Choose a colour that differs more.`
    return { field, problem }
  }
  return undefined
}

/** @returns a style sheet that comes after that of the site; empty where a course names no colour. */
export function colourSheet({ button, buttonText, light, dark }: Colours): string {
  const rules = [
    rule(':root', {
      '--blitz-bolt': button,
      '--blitz-on-bolt': buttonText,
    }),
    rule('[data-theme="light"]', {
      '--blitz-mark': light,
      '--sl-color-accent': light,
      '--sl-color-accent-high': light && `color-mix(in srgb, ${light} 70%, black)`,
      '--sl-color-accent-low': light && `color-mix(in srgb, ${light} 15%, white)`,
    }),
    // Dark pages are printed in the colours of light ones.
    screenRule(':root:not([data-theme="light"])', {
      '--blitz-mark': dark,
      '--sl-color-accent': dark && `color-mix(in srgb, ${dark} 70%, black)`,
      '--sl-color-accent-high': dark,
      '--sl-color-accent-low': dark && `color-mix(in srgb, ${dark} 25%, ${PAPER.dark})`,
    }),
  ]
  return rules.join('')
}

function screenRule(...[selector, values]: Parameters<typeof rule>): string {
  const sheet = rule(selector, values)
  return sheet && `@media screen {\n${sheet}}\n`
}

function rule(selector: string, values: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(values).filter(([, value]) => value !== undefined)
  if (lines.length === 0) return ''
  return `${selector} {\n${lines.map(([name, value]) => `  ${name}: ${value};\n`).join('')}}\n`
}

/** @returns from 1 to 21 (WCAG 2.2, "contrast ratio"). @param one of six digits, as `#10162f`. */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ]
  return (lighter + 0.05) / (darker + 0.05)
}

/** From 0 to 1 (WCAG 2.2, "relative luminance"). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((index) => {
    const part = Number.parseInt(colour.slice(index, index + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
