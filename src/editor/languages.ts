import {
  defineLanguageFacet,
  Language,
  StreamLanguage,
  type StreamParser,
} from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import type { LanguageName } from './language-name.ts'

/** Loads the colours of one language, when a file of it is opened. */
export async function loadLanguage(name: LanguageName): Promise<Extension> {
  switch (name) {
    case 'dockerfile':
      return stream((await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile)
    case 'html':
      return stream((await import('@codemirror/legacy-modes/mode/xml')).html)
    case 'javascript':
      return stream((await import('@codemirror/legacy-modes/mode/javascript')).javascript)
    case 'json':
      return stream((await import('@codemirror/legacy-modes/mode/javascript')).json)
    case 'markdown': {
      const { parser } = await import('@lezer/markdown')
      return new Language(defineLanguageFacet(), parser, [], name)
    }
    case 'nginx':
      return stream((await import('@codemirror/legacy-modes/mode/nginx')).nginx)
    case 'python':
      return stream((await import('@codemirror/legacy-modes/mode/python')).python)
    case 'shell':
      return stream((await import('@codemirror/legacy-modes/mode/shell')).shell)
    case 'yaml':
      return stream((await import('@codemirror/legacy-modes/mode/yaml')).yaml)
  }
}

function stream<State>(parser: StreamParser<State>): Extension {
  return StreamLanguage.define(parser)
}
