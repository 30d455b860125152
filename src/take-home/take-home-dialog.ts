import { LiveError } from '../../protocol/client.ts'
import { MAXIMUM_ARCHIVE_BYTES, type Packed, packHome } from '../../protocol/home-archive.ts'
import { phrase } from '../../words/phrase.ts'
import { actions, openDialog, statusLine } from '../dialog/open-dialog.ts'
import { make, makeButton } from '../elements/element.ts'
import { askCertificate, Refusal } from '../membership/ask-server.ts'
import { membership } from '../membership/membership.ts'
import { troubleSentence } from '../membership/trouble-words.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import { download, fileNameOf } from '../page/download.ts'
import { formatBytes } from '../page/format-bytes.ts'
import { keptCommands } from '../page/kept-commands-store.ts'
import { page, pageClient } from '../page/page-client.ts'
import { atBase } from '../site/at-base.ts'
import { downloadTranscript, loadChapters } from '../summary/own-transcript.ts'
import styles from './take-home.css?inline'

export interface TakeHomeOptions {
  readonly hasCertificate: boolean
}

/** What the course says of taking it home: `src/pages/take-home.json.ts`. */
interface CourseToTake {
  readonly course: string
  readonly install: { readonly chapter: string; readonly title: string } | null
}

/** Offers a reader what there is to take home: the transcript, the files, what to install, a certificate. */
export async function openTakeHomeDialog({ hasCertificate }: TakeHomeOptions): Promise<void> {
  adoptStyles(styles)
  const stop = new AbortController()
  const parts = [
    ...transcriptPart(),
    ...filesPart(stop.signal),
    ...(hasCertificate ? certificatePart() : []),
  ]
  const close = actions(makeButton(phrase('take-home.close'), () => dialog.close()))
  const dialog = openDialog(phrase('take-home.title'), ...parts, close)
  dialog.addEventListener('close', () => stop.abort())
  const { install } = await courseToTake()
  if (install === null) return
  const link = make('a', { textContent: install.title })
  link.href = atBase(`/${install.chapter}/`)
  const line = make('p')
  line.append(link)
  close.before(make('h3', { textContent: phrase('take-home.install') }), line)
}

async function courseToTake(): Promise<CourseToTake> {
  try {
    const response = await fetch(atBase('/take-home.json'))
    if (response.ok) return (await response.json()) as CourseToTake
  } catch {
    // What else there is can be taken home without.
  }
  return { course: document.title, install: null }
}

function transcriptPart(): HTMLElement[] {
  const head = make('h3', { textContent: phrase('take-home.transcript') })
  if (keptCommands().size === 0)
    return [head, make('p', { textContent: phrase('take-home.no-transcript') })]
  const status = statusLine()
  const save = makeButton(phrase('summary.download'), async () => {
    const [{ course }, chapters] = await Promise.all([
      courseToTake(),
      loadChapters().catch(() => undefined),
    ])
    status.textContent = chapters ? '' : phrase('summary.unreachable')
    if (chapters) downloadTranscript(course, chapters)
  })
  return [
    head,
    make('p', { textContent: phrase('take-home.transcript-text') }),
    actions(save),
    status,
  ]
}

function filesPart(signal: AbortSignal): HTMLElement[] {
  const size = formatBytes(MAXIMUM_ARCHIVE_BYTES)
  const status = statusLine()
  const bar = make('progress')
  bar.hidden = true
  bar.ariaLabel = phrase('take-home.packing')
  const pack = makeButton(phrase('take-home.pack'), async () => {
    if (pack.ariaDisabled === 'true') return
    pack.ariaDisabled = 'true'
    bar.hidden = false
    status.textContent = phrase('take-home.packing')
    status.textContent = await packSentence(signal, (percent) => {
      bar.value = percent / 100
      bar.ariaValueText = phrase('take-home.loading', { percent })
    })
    bar.hidden = true
    bar.removeAttribute('value')
    pack.ariaDisabled = 'false'
  })
  return [
    make('h3', { textContent: phrase('take-home.files') }),
    make('p', { textContent: phrase('take-home.files-text', { size }) }),
    actions(pack),
    bar,
    status,
  ]
}

/** Gives the reader the files. @returns what has become of that. */
async function packSentence(
  signal: AbortSignal,
  onPercent: (percent: number) => void,
): Promise<string> {
  const onProgress = (loaded: number, size: number) => onPercent(Math.floor((100 * loaded) / size))
  try {
    await pageClient.reach()
    // A new sandbox, which packing would start, has no files of the reader.
    if (page.sandbox.state !== 'ready') return phrase('take-home.no-sandbox')
    const exec: typeof pageClient.exec = (...asked) => pageClient.exec(...asked)
    return outcome(await packHome(exec, { onProgress, signal }))
  } catch (error) {
    if (!(error instanceof LiveError)) throw error
    return error.message
  }
}

function outcome(packed: Packed): string {
  const size = formatBytes(MAXIMUM_ARCHIVE_BYTES)
  switch (packed.state) {
    case 'packed': {
      const content = new Blob([...packed.parts], { type: 'application/gzip' })
      download(`${fileNameOf(membership()?.title ?? document.title)}-files.tar.gz`, content)
      const { unreadable: count } = packed
      const kibibytes = `${Math.ceil(content.size / 1024)} KiB`
      const shown = content.size < 1024 * 1024 ? kibibytes : formatBytes(content.size)
      const missing = count === 0 ? '' : ` ${phrase('take-home.unreadable', { count })}`
      return `${phrase('take-home.packed', { size: shown })}${missing}`
    }
    case 'none':
      return phrase('take-home.no-files')
    case 'large':
      return phrase('take-home.too-large', { size })
    case 'late':
      return phrase('take-home.late')
    case 'stopped':
      return ''
    case 'failed':
      return phrase('take-home.failed', { reason: packed.reason || phrase('failure.lost') })
  }
}

function certificatePart(): HTMLElement[] {
  const status = statusLine()
  const get = makeButton(phrase('take-home.certificate-get'), async () => {
    status.textContent = phrase('join.asking')
    try {
      const content = await askCertificate()
      download(`${fileNameOf(membership()?.title ?? document.title)}-certificate.pdf`, content)
      status.textContent = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      status.textContent = troubleSentence(error.refusal.trouble)
    }
  })
  return [
    make('h3', { textContent: phrase('take-home.certificate') }),
    make('p', { textContent: phrase('take-home.certificate-text') }),
    actions(get),
    status,
  ]
}
