import type { Text } from './text.ts'

/** The texts of the report after a workshop in English, which decides what texts there are. */
export const englishOfReport = {
  'report.title': 'Report of a workshop',
  'report.description': 'What the readers of a workshop did, added up, for its hosts.',
  'report.waits': 'The report is loading. It needs JavaScript.',
  'report.of': 'Report: {title}',
  'report.from-to': '{from} to {to}',
  'report.since': 'Since {from}; the workshop goes on.',
  'report.open': 'The workshop goes on.',
  'report.until': 'Until {to}.',
  'report.planned': 'The workshop has not begun.',
  'report.board': 'To the board',
  'report.print': 'Print, or save as PDF',
  'report.csv': 'Download as CSV',
  'report.json': 'Download as JSON',
  'report.downloading': 'Downloading…',
  'report.not-downloaded': 'The file could not be downloaded: {reason}',
  'report.which': 'Which workshop?',
  'report.no-workshops': 'This server has no workshop yet.',
  'report.unreachable': 'The server does not answer. Reload the page to try again.',
  'report.malformed': 'The server’s answer cannot be read. Reload the page to try again.',
  'report.again': 'Try again',
  'report.empty': 'Nobody has joined yet, so there is nothing to add up.',
  'report.idle': 'Nobody has come to a block yet.',

  'report.joined': 'Readers who joined',
  'report.active': 'Ran at least one command',
  'report.runs': 'Commands that ran',
  'report.hands': 'Hands raised',
  'report.looks': 'Looks agreed to',

  'report.funnel': 'From block to block',
  'report.funnel-words':
    'How many readers came to each block and how it went. The dark part of a bar is those who got it done, the striped part those who only failed, and the light part those who came and ran nothing.',
  'report.block': 'Block',
  'report.readers': 'Readers',
  'report.reached': 'Came',
  'report.done': 'Done',
  'report.failed': 'Only failed',
  'report.left': 'Went no further',
  'report.median': 'Time, median',
  'report.p90': 'Time, 9 of 10',
  'report.bar': '{reached} of {all} came, {done} done, {failed} only failed',
  'report.most-left': {
    one: '{count} reader went no further than “{block}”. That is the largest drop.',
    other: '{count} readers went no further than “{block}”. That is the largest drop.',
  },
  'report.longest': '“{block}” took longest: {time} for the reader in the middle.',

  'report.tasks': 'Tasks',
  'report.task': 'Task',
  'report.task-done': 'Readers who did it',
  'report.no-tasks': 'Nobody has done a task.',

  'report.failures': 'What failed most',
  'report.command': 'Command',
  'report.failures-count': 'Failures',
  'report.failures-readers': 'Readers',
  'report.no-failures': 'No command has failed.',
  'report.blocks-only': 'This workshop does not record commands, so the blocks are listed.',

  'report.help': 'Help',
  'report.no-hands': 'Nobody raised a hand.',
  'report.hands-words': {
    one: '{count} hand was raised, by {readers} of {all} readers; a host lowered {answered}.',
    other: '{count} hands were raised, by {readers} of {all} readers; hosts lowered {answered}.',
  },
  'report.hands-time': 'Half of them were lowered within {time}.',
  'report.no-looks': 'No host asked to look at a terminal.',
  'report.looks-words': {
    one: 'Hosts asked to look {count} time; readers agreed to {agreed}, and to typing in {typed}.',
    other:
      'Hosts asked to look {count} times; readers agreed to {agreed}, and to typing in {typed}.',
  },
  'report.looks-time': 'Half of the looks were over within {time}.',

  'report.seconds': '{seconds} s',
  'report.minutes': '{minutes} min {seconds} s',
  'report.hours': '{hours} h {minutes} min',
} as const satisfies Readonly<Record<string, Text>>
