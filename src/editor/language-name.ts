/** Languages whose syntax the editor colours. */
export type LanguageName =
  | 'dockerfile'
  | 'html'
  | 'javascript'
  | 'json'
  | 'markdown'
  | 'nginx'
  | 'python'
  | 'shell'
  | 'yaml'

/** By the end of a name, in small letters. */
const BY_ENDING: Readonly<Record<string, LanguageName>> = {
  bash: 'shell',
  conf: 'nginx',
  dockerfile: 'dockerfile',
  htm: 'html',
  html: 'html',
  js: 'javascript',
  json: 'json',
  md: 'markdown',
  mjs: 'javascript',
  py: 'python',
  sh: 'shell',
  svg: 'html',
  xml: 'html',
  yaml: 'yaml',
  yml: 'yaml',
}

/** @returns undefined where the text is shown as it is. */
export function languageNameOf(path: string): LanguageName | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (/^(?:dockerfile|containerfile)(?:\.|$)/.test(name)) return 'dockerfile'
  if (/^\.(?:bash|profile|env)/.test(name)) return 'shell'
  return BY_ENDING[/\.([a-z]+)$/.exec(name)?.[1] ?? '']
}

/** @returns what the Tab key puts in, as is usual in files of that language. */
export function indentOf(path: string): string {
  const language = languageNameOf(path)
  if (language === 'python' || language === 'dockerfile') return '    '
  return /(?:^|\/)makefile$/i.test(path) ? '\t' : '  '
}
