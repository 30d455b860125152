import type { englishOfReport } from './english-of-report.ts'
import type { Text } from './text.ts'

/** The texts of the report after a workshop in German. */
export const germanOfReport: Readonly<Record<keyof typeof englishOfReport, Text>> = {
  'report.title': 'Bericht eines Workshops',
  'report.description':
    'Was die Teilnehmer eines Workshops taten, zusammengezählt, für seine Veranstalter.',
  'report.waits': 'Der Bericht wird geladen. Er braucht JavaScript.',
  'report.of': 'Bericht: {title}',
  'report.from-to': '{from} bis {to}',
  'report.since': 'Seit {from}; der Workshop läuft noch.',
  'report.open': 'Der Workshop läuft noch.',
  'report.until': 'Bis {to}.',
  'report.planned': 'Der Workshop hat noch nicht begonnen.',
  'report.board': 'Zur Tafel',
  'report.print': 'Drucken oder als PDF sichern',
  'report.csv': 'Als CSV herunterladen',
  'report.json': 'Als JSON herunterladen',
  'report.downloading': 'Wird heruntergeladen …',
  'report.not-downloaded': 'Die Datei ließ sich nicht herunterladen: {reason}',
  'report.which': 'Welcher Workshop?',
  'report.no-workshops': 'Dieser Server hat noch keinen Workshop.',
  'report.unreachable':
    'Der Server antwortet nicht. Laden Sie die Seite neu, um es noch einmal zu versuchen.',
  'report.malformed':
    'Die Antwort des Servers ist nicht lesbar. Laden Sie die Seite neu, um es noch einmal zu versuchen.',
  'report.again': 'Noch einmal versuchen',
  'report.empty': 'Es ist noch niemand beigetreten; es gibt also nichts zusammenzuzählen.',
  'report.idle': 'Noch niemand ist zu einem Block gekommen.',

  'report.joined': 'Teilnehmer',
  'report.active': 'Führten mindestens einen Befehl aus',
  'report.runs': 'Ausgeführte Befehle',
  'report.hands': 'Gehobene Hände',
  'report.looks': 'Erlaubte Einblicke',

  'report.funnel': 'Von Block zu Block',
  'report.funnel-words':
    'Wie viele Teilnehmer zu jedem Block kamen und wie es ausging. Der dunkle Teil eines Balkens steht für alle, denen er gelang, der gestreifte für alle, denen er nur misslang, und der helle für alle, die kamen und nichts ausführten.',
  'report.block': 'Block',
  'report.readers': 'Teilnehmer',
  'report.reached': 'Kamen',
  'report.done': 'Gelungen',
  'report.failed': 'Nur misslungen',
  'report.left': 'Kamen nicht weiter',
  'report.median': 'Zeit, Median',
  'report.p90': 'Zeit, 9 von 10',
  'report.bar': '{reached} von {all} kamen, {done} gelungen, {failed} nur misslungen',
  'report.most-left': {
    one: '{count} Teilnehmer kam nicht weiter als „{block}“. Das ist der größte Verlust.',
    other: '{count} Teilnehmer kamen nicht weiter als „{block}“. Das ist der größte Verlust.',
  },
  'report.longest': '„{block}“ dauerte am längsten: {time} für den Teilnehmer in der Mitte.',

  'report.tasks': 'Aufgaben',
  'report.task': 'Aufgabe',
  'report.task-done': 'Teilnehmer, die sie lösten',
  'report.no-tasks': 'Niemand hat eine Aufgabe gelöst.',

  'report.failures': 'Was am häufigsten misslang',
  'report.command': 'Befehl',
  'report.failures-count': 'Fehlschläge',
  'report.failures-readers': 'Teilnehmer',
  'report.no-failures': 'Kein Befehl ist misslungen.',
  'report.blocks-only': 'Dieser Workshop zeichnet keine Befehle auf; aufgeführt sind die Blöcke.',

  'report.help': 'Hilfe',
  'report.no-hands': 'Niemand hob die Hand.',
  'report.hands-words': {
    one: '{count} Hand wurde gehoben, von {readers} der {all} Teilnehmer; Veranstalter senkten {answered}.',
    other:
      '{count} Hände wurden gehoben, von {readers} der {all} Teilnehmer; Veranstalter senkten {answered}.',
  },
  'report.hands-time': 'Die Hälfte war innerhalb von {time} wieder unten.',
  'report.no-looks': 'Kein Veranstalter bat um Einblick in ein Terminal.',
  'report.looks-words': {
    one: 'Veranstalter baten {count}-mal um Einblick; Teilnehmer erlaubten {agreed} und das Tippen in {typed}.',
    other:
      'Veranstalter baten {count}-mal um Einblick; Teilnehmer erlaubten {agreed} und das Tippen in {typed}.',
  },
  'report.looks-time': 'Die Hälfte der Einblicke war innerhalb von {time} vorbei.',

  'report.seconds': '{seconds} s',
  'report.minutes': '{minutes} min {seconds} s',
  'report.hours': '{hours} h {minutes} min',
}
