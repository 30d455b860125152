/** Width and height of a card, in pixels: what networks that show links ask for. */
export const CARD_SIZE = { width: 1200, height: 630 }

export interface CardText {
  /** Of the course. */
  readonly course: string
  readonly title: string
  /** Above the title, such as `Chapter 4`. */
  readonly mark: string
  readonly description: string
  /** The first command of the page, where it has one. */
  readonly command: string | undefined
}

/** An element as satori takes it: what React would make, without React. */
export interface CardNode {
  readonly type: string
  readonly props: { readonly style: object; readonly children?: CardChild | readonly CardChild[] }
}
type CardChild = CardNode | string

const INK = '#10162f'
const BOLT = '#ffd23f'
const BOLT_PATH =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='7 3 18 26'%3E%3Cpath d='M18.5 4 8 18h6.2L12.6 28 24 13.2h-6.6z' fill='%23ffd23f'/%3E%3C/svg%3E"

/** Longest command that fits on one line, in characters. */
const COMMAND_LENGTH = 56

/** @returns the picture that stands for a page where a link to it is shared. */
export function cardOf({ course, title, mark, description, command }: CardText): CardNode {
  return row('column', { ...CARD_SIZE, padding: 64, background: INK, color: '#c3c8dc' }, [
    row('row', { alignItems: 'center', gap: 20, fontSize: 34, color: '#f7f8fc' }, [
      row('row', { width: 32, height: 46, backgroundImage: `url("${BOLT_PATH}")` }, []),
      course,
    ]),
    row('column', { flexGrow: 1, justifyContent: 'center' }, [
      row('row', { fontSize: 30, color: BOLT }, mark),
      row('row', { fontSize: 84, lineHeight: 1.1, color: '#f7f8fc' }, title),
      row('row', { marginTop: 20, fontSize: 31, lineHeight: 1.4, fontWeight: 400 }, description),
    ]),
    ...(command === undefined ? [] : [terminal(command)]),
  ])
}

function terminal(command: string): CardNode {
  const [first = ''] = command.split('\n')
  const shown = first.length > COMMAND_LENGTH ? `${first.slice(0, COMMAND_LENGTH - 1)}…` : first
  const style = {
    padding: '18px 28px',
    border: '2px solid #2a3358',
    borderRadius: 16,
    background: '#0b1022',
    color: '#dfe4f5',
    fontFamily: 'mono',
    fontSize: 28,
  }
  return row('row', style, [row('row', { color: '#6fd6e8', marginRight: 14 }, '$'), shown])
}

function row(
  flexDirection: 'row' | 'column',
  style: object,
  children: CardChild | readonly CardChild[],
): CardNode {
  return {
    type: 'div',
    props: {
      style: { display: 'flex', boxSizing: 'border-box', flexDirection, fontWeight: 700, ...style },
      children,
    },
  }
}
