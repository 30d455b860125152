import { germanOfBoard } from './german-of-board.ts'
import { germanOfReport } from './german-of-report.ts'
import type { Text } from './text.ts'
import type { Key } from './words.ts'

/** The interface in German. Readers are “Sie”; buttons stand in „quotes“ where a sentence names them. */
export const german: Readonly<Record<Key, Text>> = {
  'language.tag': 'de',
  'language.decimal-mark': ',',

  // The bar of a block: labels are short, hints say more.
  'block.title': 'Terminal',
  'block.recorded-label': '{title}: aufgezeichnet',
  'block.recorded-short': 'Aufgezeichnete Ausgabe.',
  'block.unrecorded-short': 'Noch nichts aufgezeichnet.',
  'block.toolbar': 'Terminal',
  'block.run': 'Ausführen',
  'block.run-hint': 'In Ihrer eigenen Sandbox ausführen',
  'block.stop': 'Stopp',
  'block.stop-hint': 'Den Befehl stoppen (Strg+C)',
  'block.leave': 'Verlassen',
  'block.leave-hint': 'Die Warteschlange verlassen',
  'block.restart': 'Neu starten',
  'block.restart-hint': 'In einer neuen Shell von vorn beginnen',
  'block.maximise': 'Maximieren',
  'block.restore': 'Verkleinern',
  'block.copy': 'Kopieren',
  'block.copy-hint': 'Den Befehl kopieren',
  'copy.done': 'Kopiert',
  'copy.refused': 'Kopieren ist hier nicht erlaubt',

  // What a block says of itself. {time} is such as “3 s” or “2 min 5 s”.
  'block.recorded': 'Aufgezeichnete Ausgabe. Probieren Sie es mit „Ausführen“ selbst.',
  'block.unrecorded': 'Noch nichts aufgezeichnet. Probieren Sie es mit „Ausführen“ selbst.',
  'block.opening': 'Terminal wird geöffnet',
  'block.not-loaded':
    'Das Terminal konnte nicht vom Server geladen werden. „Ausführen“ versucht es noch einmal.',
  'block.running': 'Läuft',
  'block.running-for': 'Läuft seit {time}',
  'block.your-turn': 'Sie sind dran: Die Shell wartet auf einen Befehl.',
  'block.finished': 'Fertig{when}',
  'block.stopped': 'Gestoppt{when}',
  'block.failed-as-expected': 'Beendet mit Exit-Status {status}{when}, wie erwartet',
  'block.failed': 'Fehlgeschlagen mit Exit-Status {status}{when}',
  'block.status-unknown': 'unbekannt',
  'block.at-once': 'in weniger als 0,1 s',
  'block.after': 'nach {time}',
  'block.seconds': '{number} s',
  'block.minutes': '{minutes} min {seconds} s',
  'block.replayed': 'Dies ist eine Aufzeichnung: Hier gibt es keinen Live-Server.',
  'block.replayed-because': 'Dies ist eine Aufzeichnung. {reason}',
  'block.connection-lost':
    'Verbindung unterbrochen. Sie wird wiederhergestellt; Ihre Shell läuft weiter.',
  'block.keys-wait': {
    one: '1 getipptes Zeichen wartet auf die Verbindung.',
    other: '{number} getippte Zeichen warten auf die Verbindung.',
  },
  'block.keys-on-the-way': {
    one: '1 Zeichen ist unterwegs zu Ihrer Shell. „Stopp“ nimmt zurück, was noch nicht angekommen ist.',
    other:
      '{number} Zeichen sind unterwegs zu Ihrer Shell. „Stopp“ nimmt zurück, was noch nicht angekommen ist.',
  },
  'block.shell-ended': 'Die Shell ist beendet. „Ausführen“ startet eine neue.',
  'block.shell-ended-with':
    'Die Shell ist mit Exit-Status {status} beendet. „Ausführen“ startet eine neue.',
  'block.own-value': 'Aus Ihrer Sandbox',
  'block.output-cut': '{bytes} Bytes älterer Ausgabe wurden nicht aufbewahrt',

  // The terminal itself: its keys, what is pasted, what is searched.
  'terminal.label': '{title}: Terminal',
  'terminal.how-to-enter':
    'Mit der Eingabetaste tippen Sie darin, mit Umschalt+Escape verlassen Sie es wieder.',
  'terminal.input': '{title}: Eingabe des Terminals. Umschalt+Escape verlässt es.',
  'terminal.use-here': 'Dieses Terminal hat die Größe eines anderen Fensters. Hier benutzen',
  'terminal.help': 'Hilfe zu diesem Terminal',
  'terminal.hint-typing': 'Umschalt+Esc verlässt das Terminal',
  'terminal.hint-outside': 'Eingabetaste: tippen · Tab: weiter · Umschalt+Tab: zurück',
  'terminal.reader-mode': 'Screenreader-Modus',
  'terminal.reader-mode-on':
    'Der Screenreader-Modus ist an. Ausgaben werden vorgelesen, sobald sie kommen.',
  'terminal.reader-mode-off': 'Der Screenreader-Modus ist aus. Ausgaben werden nicht vorgelesen.',
  'terminal.keys': 'Tasten',
  'keys.title': 'Tasten im Terminal',
  'keys.close': 'Schließen',
  'keys.shift-escape': 'Umschalt+Esc',
  'keys.return': 'Eingabe',
  'keys.scroll-keys': '↑ ↓ Bild↑ Bild↓ Pos1 Ende',
  'keys.scroll-typing-keys': 'Umschalt+Bild↑, Umschalt+Bild↓',
  'keys.copy-keys': 'Strg+Umschalt+C',
  'keys.paste-keys': 'Strg+V, Strg+Umschalt+V',
  'keys.find-keys': 'Strg+Umschalt+F',
  'keys.stop-keys': 'Strg+C',
  'keys.program-keys': 'Esc, Tab, Umschalt+Tab, F1 bis F12',
  'keys.leave': 'Verlässt das Terminal; ist es maximiert, wird es zuerst verkleinert',
  'keys.enter': 'Geht wieder hinein, wenn das Terminal den Fokus hat',
  'keys.scroll': 'Blättern im Terminal, solange Sie nicht darin tippen',
  'keys.scroll-typing': 'Blättern im Terminal, während Sie darin tippen',
  'keys.copy': 'Kopiert die Auswahl; eine Auswahl mit der Maus wird sofort kopiert',
  'keys.paste': 'Fügen ein',
  'keys.paste-mac': 'Fügt ein',
  'keys.find': 'Sucht Text im Terminal',
  'keys.stop': 'Stoppt den laufenden Befehl',
  'keys.to-program': 'Gehen an das Programm im Terminal',
  'keys.bar': 'Tasten',
  'keys.label-control': 'Strg',
  'keys.label-page-up': 'Bild↑',
  'keys.label-page-down': 'Bild↓',
  'keys.label-home': 'Pos1',
  'keys.label-end': 'Ende',
  'keys.control-next': 'Strg, für die nächste Taste',
  'keys.escape': 'Escape',
  'keys.tab': 'Tab',
  'keys.left': 'Links',
  'keys.down': 'Unten',
  'keys.up': 'Oben',
  'keys.right': 'Rechts',
  'keys.control': 'Strg {letter}',
  'keys.page-up': 'Bild auf',
  'keys.page-down': 'Bild ab',
  'keys.home': 'Pos 1',
  'keys.end': 'Ende',
  'keys.pipe': 'Senkrechter Strich',
  'keys.tilde': 'Tilde',
  'keys.slash': 'Schrägstrich',
  'keys.hyphen': 'Bindestrich',
  'find.label': 'In diesem Terminal suchen',
  'find.field': 'Gesuchter Text',
  'find.placeholder': 'Suchen',
  'find.open': 'Suchen',
  'find.match-case': 'Groß- und Kleinschreibung beachten',
  'find.previous': 'Vorheriger Treffer',
  'find.next': 'Nächster Treffer',
  'find.close': 'Schließen',
  'find.not-loaded': 'Nicht geladen. Schließen Sie die Suche, und versuchen Sie es noch einmal.',
  'find.none': 'Kein Treffer',
  'find.many': '{number} oder mehr',
  'find.in-all': '{number} insgesamt',
  'find.place': '{place} von {number}',
  'paste.only-text': 'Auf ein Terminal lässt sich nur Text ziehen, keine Dateien.',
  'paste.marker': 'Endmarke des Einfügens',
  'paste.times': '{name} ({number}-mal)',
  'paste.and-others': '{names} und andere',
  'paste.removed': {
    one: 'Aus dem eingefügten Text wurde ein unsichtbares Steuerzeichen entfernt: {names}.',
    other: 'Aus dem eingefügten Text wurden {count} unsichtbare Steuerzeichen entfernt: {names}.',
  },
  'paste.lines':
    'Sie haben {number} Zeilen eingefügt. Dieses Programm liest eine eingefügte Zeile wie eine getippte, also wird jede sofort ausgeführt.',
  'paste.too-large':
    'Der eingefügte Text hat {size}, und ein Terminal nimmt höchstens {limit} auf einmal. Nichts wurde gesendet. Fügen Sie ihn in Teilen ein.',
  'paste.not-sent':
    'Die letzten {size} wurden nicht gesendet: Zusammen mit dem, was schon auf die Verbindung wartet, sind das mehr als {limit}. Versuchen Sie es noch einmal, wenn die Verbindung wieder da ist.',

  // Apps in the reader's containers.
  'ports.label': 'Anwendungen in Ihren Containern',
  'ports.closed': 'Port {port} ist geschlossen.',
  'ports.can-be-opened': 'Port {port} von {container} lässt sich öffnen.',
  'ports.open': '{container} · Port {port} · Öffnen',
  'ports.open-hint': 'Was {container} auf Port {port} anbietet',
  'ports.in-tab': 'Port {port} in einem neuen Tab',
  'ports.in-tab-hint': 'In einem neuen Tab öffnen',
  'ports.not-loaded':
    'Die Vorschau konnte nicht vom Server geladen werden. Versuchen Sie es noch einmal.',
  'preview.label': 'Port {port} von {container}',
  'preview.path': 'Pfad auf Port {port}',
  'preview.reload': 'Neu laden',
  'preview.in-tab': 'In einem neuen Tab öffnen',
  'preview.close': 'Vorschau schließen',
  'preview.gone': 'Auf Port {port} wird nichts mehr angeboten.',
  'preview.no-localhost':
    'Ihr Browser kann keine Adressen unter localhost öffnen, wo diese Anwendung erscheinen würde: Benutzen Sie einen anderen Browser, oder starten Sie den Server mit PREVIEW_PORT.',
  'preview.unreachable':
    'Ihr Browser erreicht {origin} nicht, wo diese Anwendung erscheinen würde: Bitten Sie den Betreiber dieses Kurses, diese Adresse zu öffnen.',
  'preview.no-tab':
    'Ihr Browser lässt diese Seite keinen neuen Tab öffnen: Erlauben Sie es, oder bitten Sie die Website ringsum darum (allow-popups).',

  // Recordings that are played where there is no live server.
  'replay.none': 'Noch nichts aufgezeichnet, und kein Live-Server ist erreichbar.',
  'replay.label': 'Aufzeichnung',
  'replay.pause': 'Pause',
  'replay.play': 'Abspielen',
  'replay.again': 'Noch einmal abspielen',
  'replay.skip': 'Zum Ende springen',
  'replay.engine': 'Aufgezeichnet mit {engine}',
  'replay.speed': 'Geschwindigkeit {speed}×',

  // The other sides of a block.
  'sides.label': 'Ausgabe von',
  'sides.here': 'Hier',
  'sides.old': 'Was 2020 ausgegeben wurde',
  'sides.old-label': '{title}: aufgezeichnet 2020',
  'sides.old-source': 'Wie es der Artikel 2020 aufgezeichnet hat.',
  'sides.newer': 'Was {docker} zeigt',
  'sides.newer-label': '{title}: geschrieben für Docker {version}',
  'sides.newer-source':
    'Docker {version}. Nicht hier aufgezeichnet, sondern nach {source} geschrieben.',

  // Tasks.
  'task.check': 'Prüfen',
  'task.check-again': 'Noch einmal prüfen',
  'task.done': 'Erledigt.',
  'task.checking': 'Wird geprüft',
  'task.checking-one': 'Prüfung {place} von {number}',
  'task.check-anyway': 'Trotzdem prüfen',
  'task.too-long': 'Die Prüfung hat zu lange gedauert. „Prüfen“ versucht es noch einmal.',
  'task.not-loaded':
    'Die Prüfung konnte nicht vom Server geladen werden. Versuchen Sie es noch einmal.',
  'task.hint': 'Hinweis',
  'task.solution': 'Lösung',
  'task.copy': 'Kopieren',
  'task.type': 'Für mich tippen und ausführen',
  'task.type-busy': 'Im Terminal läuft noch etwas. Stoppen Sie es zuerst.',
  'task.type-not-loaded':
    'Das Terminal konnte nicht vom Server geladen werden. Versuchen Sie es noch einmal.',

  // Catching up with what a block or a task builds on. The blocks follow as links.
  'catch-up.run-anyway': 'Trotzdem ausführen',
  'catch-up.go': 'Nachholen',
  'catch-up.cancel': 'Abbrechen',
  'catch-up.block-builds-on': {
    one: 'Dieser Block baut auf einem früheren auf: {blocks}.',
    other: 'Dieser Block baut auf {count} früheren auf: {blocks}.',
  },
  'catch-up.task-builds-on': {
    one: 'Diese Aufgabe baut auf einem früheren Block auf: {blocks}.',
    other: 'Diese Aufgabe baut auf {count} früheren Blöcken auf: {blocks}.',
  },
  'catch-up.and-more': '{blocks} und {number} weitere',
  'catch-up.failed': '{block} ist fehlgeschlagen: {reason}.',
  'catch-up.under-way': 'Wird nachgeholt',
  'catch-up.place': '{place} von {number}: {title}',
  'catch-up.cancelled': 'abgebrochen',
  'catch-up.too-long': 'es hat zu lange gedauert',
  'catch-up.busy': 'sein Terminal ist beschäftigt. Beenden Sie zuerst, was dort läuft',
  'catch-up.shell-ended': 'seine Shell hat sich beendet',
  'catch-up.not-shown': 'in der Ausgabe fehlt „{text}“',
  'catch-up.not-captured': 'in der Ausgabe fehlt, worauf spätere Blöcke aufbauen',
  'catch-up.status': '„{command}“ endete mit Exit-Status {status}',
  'catch-up.file-taken':
    'in Ihrer Sandbox gibt es unter diesem Namen etwas anderes. Speichern Sie die Datei an ihrer Stelle im Text',

  // The terminal beside the text.
  'dock.open': 'Terminal',
  'dock.key': 'Strg ^',
  'dock.aria-key': 'Control+^',
  'dock.open-hint': 'Ein Terminal auf dieser Seite (Strg+^)',
  'dock.not-loaded':
    'Das Terminal konnte nicht vom Server geladen werden. Versuchen Sie es noch einmal.',
  'dock.label': 'Terminal',
  'dock.new-shell': 'Neue Shell',
  'dock.new-shell-named': 'Neue Shell',
  'dock.to-side': 'An die Seite',
  'dock.to-bottom': 'Nach unten',
  'dock.close': 'Schließen',
  'dock.close-hint': 'Das Terminal schließen (Strg+^). Seine Shell läuft weiter.',
  'dock.height': 'Höhe des Terminals',
  'dock.width': 'Breite des Terminals',

  'follow.tab': 'Terminal von {host}',
  'follow.read-only': '{host} zeigt allen dieses Terminal. Es nimmt keine Tasten an.',
  'follow.copy': 'Befehl kopieren',
  'follow.run': 'In meinem Terminal ausführen',
  'follow.begun': '{host} zeigt ein Terminal.',
  'follow.ended': '{host} zeigt kein Terminal mehr.',
  'follow.not-loaded':
    'Das Terminal ließ sich nicht vom Server laden. Versuchen Sie es noch einmal.',
  'follow.show': 'Allen zeigen',
  'follow.stop': 'Alle sehen das. Nicht mehr zeigen',

  // Files of the sandbox, in the text and in the editor. {path} is such as “~/web/Dockerfile”.
  'editor.label': 'Editor',
  'editor.save-to-sandbox': 'In der Sandbox speichern',
  'editor.open-here': 'Im Editor öffnen',
  'editor.not-loaded':
    'Der Editor konnte nicht vom Server geladen werden. Versuchen Sie es noch einmal.',
  'editor.files': 'Dateien',
  'editor.files-title': 'Dateien in Ihrer Sandbox',
  'editor.new-file': 'Neue Datei',
  'editor.rename': 'Umbenennen',
  'editor.remove': 'Löschen',
  'editor.save': 'Speichern',
  'editor.close': 'Schließen',
  'editor.cancel': 'Abbrechen',
  'editor.create': 'Anlegen',
  'editor.path-label': 'Pfad der Datei',
  'editor.home': 'Home-Verzeichnis',
  'editor.unsaved-mark': 'nicht gespeichert',
  'editor.no-files': 'In Ihrem Home-Verzeichnis gibt es noch keine Dateien.',
  'editor.more-files': 'Es gibt mehr Dateien als diese. „Neue Datei“ öffnet eine mit ihrem Pfad.',
  'editor.text': 'Text von {path}',
  'editor.leave': 'Escape und dann Tab verlässt den Text. Strg+S speichert.',
  'editor.loading': 'Wird geladen',
  'editor.saving': 'Wird gespeichert',
  'editor.saved': 'Gespeichert.',
  'editor.unsaved': 'Noch nicht gespeichert.',
  'editor.created': 'Eine neue Datei. „Speichern“ schreibt sie in Ihre Sandbox.',
  'editor.suggested':
    'Diese Datei ist noch nicht in Ihrer Sandbox. „Speichern“ schreibt sie dorthin.',
  'editor.kept': 'Das ist Ihr Text von vorhin, der noch nicht gespeichert ist.',
  'editor.reloaded': 'Neu geladen, weil sich die Datei in Ihrer Sandbox geändert hat.',
  'editor.lost': 'Die Verbindung ist unterbrochen. Ihr Text bleibt hier, bis sie wieder da ist.',
  'editor.gone': '{sentence} Ihr Text bleibt hier, und „Speichern“ schreibt ihn noch einmal.',
  'editor.changed':
    '{path} hat sich in Ihrer Sandbox geändert, nachdem Sie die Datei geöffnet haben. Ihr Text ist nicht gespeichert.',
  'editor.overwrite': 'Überschreiben',
  'editor.load-other': 'Die geänderte Datei laden',
  'editor.undone': 'Die geänderte Datei ist geladen. Rückgängig (Strg+Z) bringt Ihren Text zurück.',
  'editor.not-saved': 'Nicht gespeichert: {reason} Ihr Text bleibt hier.',
  'editor.not-done': 'Das ging nicht: {reason}',
  'editor.too-late': 'Es hat zu lange gedauert.',
  'editor.interrupted': 'Es wurde unterbrochen.',
  'editor.removed': 'Gelöscht.',
  'editor.remove-title': '{path} löschen?',
  'editor.remove-text':
    'Die Datei wird aus Ihrer Sandbox gelöscht. Das lässt sich nicht rückgängig machen.',
  'editor.overwrite-title': '{path} überschreiben?',
  'editor.overwrite-text':
    'In Ihrer Sandbox hat eine Datei dieses Namens einen anderen Text, der dann verloren ist.',
  'editor.keep': 'Behalten',
  'editor.kept-other': 'Nicht gespeichert: Die Datei in Ihrer Sandbox bleibt, wie sie ist.',
  'editor.taken': 'Es gibt schon eine Datei {path}.',
  'editor.large': '{path} hat {size} MB. Der Editor öffnet Dateien bis 1 MB.',
  'editor.too-large': 'Der Text ist größer als 1 MB.',
  'editor.folder': '{path} ist ein Ordner.',
  'editor.special': '{path} ist keine Datei mit Text.',
  'editor.unreadable': 'Sie dürfen {path} nicht lesen.',
  'editor.restless':
    '{path} ändert sich ständig und lässt sich deshalb nicht öffnen. Versuchen Sie es noch einmal, wenn Ruhe ist.',
  'editor.absent': 'Es gibt keine Datei {path} mehr.',
  'editor.binary': '{path} ist kein Text, deshalb öffnet der Editor die Datei nicht.',
  'editor.path-empty': 'Schreiben Sie den Namen einer Datei.',
  'editor.path-outside':
    'Der Editor öffnet Dateien Ihres Home-Verzeichnisses. Beginnen Sie mit „~/“.',
  'editor.path-folder': 'Das ist ein Ordner. Fügen Sie den Namen einer Datei an.',
  'editor.path-climbs': 'Der Pfad führt aus seinem Ordner hinaus. Lassen Sie „..“ weg.',
  'editor.path-long': 'Der Pfad oder ein Name darin ist zu lang.',
  'editor.path-control': 'Der Pfad enthält ein Steuerzeichen.',

  // The reader's sandbox, in the page's head and its card.
  'sandbox.label': 'Ihre Sandbox',
  'sandbox.now': 'Ihre Sandbox:',
  'sandbox.none': 'Noch keine Sandbox',
  'sandbox.none-yet':
    'Es gibt noch keine. Das erste „Ausführen“ startet eine für Sie, mit einer eigenen Docker-Engine.',
  'sandbox.none-yet-without-engine':
    'Es gibt noch keine. Das erste „Ausführen“ startet eine für Sie.',
  'sandbox.reconnecting': 'Verbindung wird wiederhergestellt',
  'sandbox.connection-lost':
    'Die Verbindung ist unterbrochen und wird wiederhergestellt. Ihre Shells laufen weiter.',
  'sandbox.place': 'Platz {place} in der Warteschlange',
  'sandbox.starting': 'Startet',
  'sandbox.ended': 'Sandbox beendet',
  'sandbox.ends-in': 'Endet in {time}',
  'sandbox.left': 'Noch {time}',
  'sandbox.is-ready': 'Sie ist bereit. Sie endet in {time}.',
  'sandbox.minutes': '{minutes} min',
  'sandbox.hours': '{hours} h',
  'sandbox.hours-minutes': '{hours} h {minutes} min',
  'sandbox.memory': 'Arbeitsspeicher',
  'sandbox.disk': 'Festplatte',
  'sandbox.used': '{used} von {limit}',
  'sandbox.extend': 'Verlängern',
  'sandbox.extend-later': 'Sie können sie verlängern, wenn ihr Ende naht.',
  'sandbox.keep': 'Behalten',
  'sandbox.reset': 'Zurücksetzen',
  'sandbox.reset-title': 'Ihre Sandbox zurücksetzen?',
  'sandbox.reset-text':
    'Ihre Container, Images und Dateien werden gelöscht, und jede Shell endet. Das nächste „Ausführen“ startet eine neue Sandbox.',
  'sandbox.reset-text-without-engine':
    'Ihre Dateien werden gelöscht, und jede Shell endet. Das nächste „Ausführen“ startet eine neue Sandbox.',
  'sandbox.reset-keep': 'Behalten',
  'notice.label': 'Hinweise',
  'notice.dismiss': 'Ausblenden',
  'notice.ready': 'Ihre Sandbox ist bereit. Gehen Sie zurück zu dem Block, der auf sie wartet.',

  // What the server says of a sandbox, by its codes. {time} ticks.
  'start.image': 'Sandboxes werden neu vorbereitet, das dauert einige Minuten',
  'start.container': 'Ihre Sandbox wird gestartet',
  'start.connection': 'Ihre Sandbox wird verbunden',
  'start.engine': 'Ihre Docker-Engine wird gestartet',
  'start.images': 'Die ersten Images werden geladen',
  'start.busy': '{step}. Die Maschine ist ausgelastet: etwa {seconds} s',
  'queue.house':
    'Alle Sandboxes sind belegt. Sie sind {place} in der Warteschlange; {wait}. Ihr Befehl läuft, sobald Ihre Sandbox bereit ist.',
  'queue.address':
    'Unter Ihrer Internetadresse sind so viele Sandboxes belegt, wie es geben darf. Sie sind {place} in der Warteschlange; {wait}. Ihr Befehl läuft, sobald Ihre Sandbox bereit ist.',
  'queue.workshop':
    'Alle Plätze des Workshops sind vergeben. Sie sind {place} in der Warteschlange; {wait}. Ihr Befehl läuft, sobald Ihre Sandbox bereit ist.',
  'queue.wait-unknown': 'die Wartezeit ist noch nicht bekannt',
  'queue.wait-short': 'etwa eine Minute oder weniger',
  'queue.wait-minutes': {
    one: 'etwa {count} Minute',
    other: 'etwa {count} Minuten',
  },
  'queue.wait-hours': {
    one: 'etwa {count} Stunde',
    other: 'etwa {count} Stunden',
  },
  'queue.next': 'als Nächstes dran',
  'queue.ordinal-one': 'auf Platz {place}',
  'queue.ordinal-two': 'auf Platz {place}',
  'queue.ordinal-few': 'auf Platz {place}',
  'queue.ordinal-other': 'auf Platz {place}',
  'end.reset': 'Ihre Sandbox wurde gelöscht. „Ausführen“ startet eine neue.',
  'end.idle':
    'Ihre Sandbox wurde lange nicht benutzt und ist beendet. „Ausführen“ startet eine neue.',
  'end.lifetime': 'Die Zeit Ihrer Sandbox ist abgelaufen. „Ausführen“ startet eine neue.',
  'end.closed':
    'Alle Ihre Seiten waren geschlossen, und andere warteten, also wurde Ihre Sandbox weitergegeben. „Ausführen“ startet eine neue.',
  'end.lost': 'Ihre Sandbox ist stehen geblieben. „Ausführen“ startet eine neue.',
  'end.failed': 'Ihre Sandbox ist nicht gestartet. „Ausführen“ versucht es noch einmal.',
  'end.left': 'Sie haben die Warteschlange verlassen. „Ausführen“ stellt Sie wieder an.',
  'end.memory':
    'Dem Server ging der Arbeitsspeicher aus, und Ihre Sandbox brauchte am meisten, also wurde sie beendet. „Ausführen“ startet eine neue.',
  'end.workshop':
    'Der Workshop ist für Sie zu Ende, und mit ihm Ihre Sandbox. „Ausführen“ startet eine neue.',
  'end.failed-busy':
    'Ihre Sandbox ist trotz dreier Versuche nicht gestartet: Die Maschine ist zu ausgelastet. Warten Sie eine Minute, und drücken Sie „Ausführen“.',
  'end.failed-engine':
    'Ihre Sandbox ist trotz dreier Versuche nicht gestartet: Die Docker-Engine dieser Website ist jedes Mal gescheitert. „Ausführen“ versucht es noch einmal. Den Grund nennt das Protokoll des Servers.',
  'ending.idle': 'Niemand benutzt Ihre Sandbox. Sie endet in {time}.',
  'ending.lifetime': 'Die Zeit Ihrer Sandbox läuft in {time} ab.',
  'ending.lifetime-last':
    'Die Zeit Ihrer Sandbox läuft in {time} ab, und alles darin wird gelöscht.',
  'ending.workshop': 'Der Workshop endet in {time}, und alles in Ihrer Sandbox wird gelöscht.',
  'trouble.connection':
    'Die Verbindung zu Ihrer Sandbox ist abgebrochen und wird wiederhergestellt. Ihre Programme laufen weiter.',
  'trouble.engine':
    'Die Docker-Engine in Ihrer Sandbox ist stehen geblieben und startet neu. Alle Container sind beendet; Images, Volumes und Dateien sind noch da.',
  'limit.memory':
    'Ihre Sandbox hat ihren ganzen Arbeitsspeicher von {limit} verbraucht, und ein Programm darin wurde beendet. Stoppen Sie Container, die Sie nicht brauchen. Auch Dateien in der Sandbox belegen Arbeitsspeicher.',
  'limit.memory-without-engine':
    'Ihre Sandbox hat ihren ganzen Arbeitsspeicher von {limit} verbraucht, und ein Programm darin wurde beendet. Auch Dateien in der Sandbox belegen Arbeitsspeicher.',
  'limit.processes':
    'Ihre Sandbox hat so viele Prozesse und Threads, wie sie haben darf, nämlich {limit}, und ein weiterer ist nicht gestartet. Stoppen Sie Container, die Sie nicht brauchen.',
  'limit.processes-without-engine':
    'Ihre Sandbox hat so viele Prozesse und Threads, wie sie haben darf, nämlich {limit}, und ein weiterer ist nicht gestartet. Beenden Sie Programme, die Sie nicht brauchen.',
  'limit.output':
    'Ihre Sandbox hört nicht auf auszugeben und wird auf {limit} je Sekunde gebremst. „Stopp“ oder Strg+C beendet den Befehl.',
  'limit.network':
    'Ihre Sandbox hat kein Internet, also wird dort kein Name gefunden. Sie erreicht nur eines: den Docker Hub dieses Servers.',
  'limit.network-without-engine':
    'Ihre Sandbox hat kein Internet, also wird dort kein Name gefunden.',
  'limit.disk':
    'Festplatte {used} von {limit}: docker system prune gibt frei, was kein Container benutzt.',
  'limit.disk-without-engine':
    'Festplatte {used} von {limit}: Löschen Sie Dateien, die Sie nicht brauchen.',

  // Where the images come from.
  'images.about': 'Über die Images',
  'images.off':
    'Dieser Server hat keine Images zum Laden: Befehle, die Docker Hub brauchen, scheitern.',
  'images.filling':
    'Dieser Server ist neu und bereitet seine Images noch vor. Bis sie da sind, wird ein Pull abgelehnt; versuchen Sie es in einer Minute noch einmal.',
  'images.failed':
    'Dieser Server konnte nicht alle Images bekommen: Manche lassen sich nicht laden.',
  'images.stand-in':
    'Das Image {image} ist ein kleiner Ersatz, den dieser Server selbst gebaut hat, weil Docker Hub nicht zu erreichen war.',
  'images.stand-ins':
    '{number} Images sind hier kleiner Ersatz, den dieser Server selbst gebaut hat, weil Docker Hub nicht zu erreichen war.',
  'images.column-image': 'Image',
  'images.column-tags': 'Tags',
  'images.column-holds': 'Was ein Ersatz davon enthält',

  // Why there is no connection, or why a request failed: as the protocol names it.
  'failure.goingAway': 'Der Server wird angehalten.',
  'failure.tooLarge': 'Diese Nachricht ist größer, als der Server annimmt.',
  'failure.malformed': 'Diese Nachricht kennt der Server nicht.',
  'failure.tokenRefused':
    'Ihre Sitzung ist beendet, oder ihr Token stammt nicht von diesem Server. Eine neue kann beginnen.',
  'failure.foreignOrigin':
    'Seiten dieser Adresse dürfen diesen Server nicht benutzen. Sein Betreiber kann sie mit PUBLIC_ORIGINS zulassen.',
  'failure.helloLate': 'Die Verbindung hat sich nicht rechtzeitig vorgestellt.',
  'failure.wrongVersion':
    'Diese Seite ist älter oder neuer als ihr Server. Laden Sie die Seite neu.',
  'failure.outOfOrder': 'Fehler im Protokoll: Zuerst kommt genau ein hello.',
  'failure.tooFast':
    'Zu viele Nachrichten auf einmal. Warten Sie einen Moment, und versuchen Sie es noch einmal.',
  'failure.tooSlow': 'Die Verbindung war zu langsam, um mitzuhalten.',
  'failure.tooManyPages':
    'Sie haben zu viele Seiten dieser Website geöffnet. Schließen Sie einige, und versuchen Sie es noch einmal.',
  'failure.tooManyReaders':
    'Unter Ihrer Internetadresse sind zu viele verbunden. Versuchen Sie es in einigen Minuten noch einmal.',
  'failure.noTerminals':
    'Dieser Server hat zurzeit keine Live-Terminals. Die aufgezeichnete Ausgabe bleibt.',
  'failure.blocked':
    'Etwas zwischen Ihnen und dieser Website, etwa ein Proxy oder ein Filter, blockiert Live-Terminals.',
  'failure.internal': 'Im Server ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
  'failure.unreachable':
    'Der Server der Live-Terminals ist nicht zu erreichen. Die aufgezeichnete Ausgabe bleibt.',
  'failure.lost': 'Die Verbindung ist abgebrochen.',
  'failure.disposed': 'Die Seite hat ihre Verbindung geschlossen.',
  'failure.channel-unknown': 'Dieses Terminal ist nicht offen. „Ausführen“ öffnet es.',
  'failure.channel-in-use': 'Dieser Kanal ist schon offen.',
  'failure.channels-exhausted':
    'Diese Seite hat so viele Terminals offen, wie eine Seite haben kann.',
  'failure.terminal-gone': 'Diese Shell ist beendet. „Ausführen“ startet eine neue.',
  'failure.terminals-exhausted':
    'Ihre Sandbox hat so viele Shells offen, wie sie haben kann. Geben Sie zuerst in einer davon exit ein.',
  'failure.terminal-failed':
    'Ihre Sandbox kann keine weitere Shell starten: Vielleicht laufen zu viele Programme. Beenden Sie einige, oder setzen Sie die Sandbox zurück.',
  'failure.sandbox-failed':
    'Ihre Sandbox ist nicht gestartet. „Ausführen“ versucht es noch einmal.',
  'failure.sandbox-full':
    'Alle Sandboxes sind belegt, und die Warteschlange ist voll. Versuchen Sie es in einigen Minuten noch einmal.',
  'failure.exec-busy': 'Zu viele Befehle auf einmal in Ihrer Sandbox.',
  'failure.exec-failed':
    'Dieser Befehl ließ sich in Ihrer Sandbox nicht starten oder wurde abgebrochen.',
  'failure.preview-impossible':
    'Unter dieser Adresse der Website lassen sich keine Anwendungen öffnen. Ihr Betreiber kann es mit PREVIEW_HOST oder PREVIEW_PORT erlauben.',

  // What the browser does not keep, and pages inside other sites.
  'storage.forbidden':
    'Ihr Browser lässt diese Website nichts speichern. Ihre Sandbox und Ihr Fortschritt bleiben nur, bis Sie diese Seite verlassen oder neu laden.',
  'storage.full':
    'Ihr Browser hat keinen Platz mehr für diese Website. Was Sie von jetzt an tun, merkt sie sich nur, bis Sie diese Seite verlassen oder neu laden.',
  'storage.framed':
    'Innerhalb einer anderen Website lässt Ihr Browser diese Seite nichts speichern. Ihre Sandbox und Ihr Fortschritt bleiben nur, bis Sie die Seite verlassen oder neu laden.',
  'storage.open-in-tab': 'In einem neuen Tab öffnen',
  'frame.apart':
    'Eine andere Website zeigt diese Seite. Ihre Sandbox und Ihr Fortschritt hier können andere sein als in einem eigenen Tab.',
  'frame.open-in-tab': 'Diese Seite in einem neuen Tab öffnen',

  // The course and its pages.
  'course.chapters': {
    one: '{count} Kapitel, insgesamt etwa {minutes} Minuten.',
    other: '{count} Kapitel, insgesamt etwa {minutes} Minuten.',
  },
  'course.chapters-long': {
    one: '{count} Kapitel, insgesamt etwa {hours} Stunden.',
    other: '{count} Kapitel, insgesamt etwa {hours} Stunden.',
  },
  'course.minutes-short': '{minutes} min',
  'course.begun': ', begonnen',
  'course.finished': ', abgeschlossen',
  'course.all-finished': 'Sie haben den ganzen Kurs abgeschlossen.',
  'course.continue': 'Weitermachen, wo Sie aufgehört haben: Kapitel {number}',
  'course.start': 'Mit Kapitel {number} beginnen',
  'course.go-on': 'Mit Kapitel {number} weitermachen',
  'course.print': 'Der ganze Kurs auf einer Seite',
  'course.print-why': '{link}, zum Drucken oder zum Lesen am Stück.',
  'course.print-title': 'Der ganze Kurs',
  'course.print-description':
    '{course} auf einer Seite: jedes Kapitel mit seiner aufgezeichneten Ausgabe, zum Drucken.',
  'course.contents': 'Inhalt',
  'course.search': 'Den Kurs durchsuchen',
  'course.card-mark': 'Ein Kurs direkt auf der Seite',
  'courses.title': 'Kurse',
  'courses.description': 'Kurse mit Live-Terminals: Jeder Block läuft in Ihrer eigenen Sandbox.',
  'courses.not-found': 'Hier gibt es keine Seite. Dies sind die Kurse dieser Website.',
  'chapter.number': 'Kapitel {number}',
  'chapter.minutes': {
    one: '{count} Minute',
    other: '{count} Minuten',
  },
  'progress.clear': 'Meinen Fortschritt löschen',
  'progress.clear-title': 'Ihren Fortschritt löschen?',
  'progress.clear-text':
    'Damit verschwinden die Häkchen an Kapiteln und Aufgaben, und auch die Befehle und Ausgaben, die dieser Browser aufbewahrt hat. Nur dieser Browser hat sie, also lassen sie sich nicht zurückholen. Ihre Sandbox bleibt, wie sie ist.',
  'progress.keep': 'Fortschritt behalten',

  // A value that the reader chooses. {value} is the author's.
  'variable.chosen':
    'Befehle und Text auf allen Seiten zeigen Ihren Wert. Dieser Browser merkt ihn sich.',
  'variable.default': 'Leer bedeutet: {value}.',
  'variable.unusable':
    'Dieser Wert geht nicht: Er muss eine Zeile mit höchstens {length} Zeichen sein.',

  // Passages for several systems.
  'system.label': 'Ihr System',

  // A question.
  'quiz.several': 'Wählen Sie alle richtigen Antworten.',
  'quiz.answer': 'Antwort',
  'quiz.is-right': 'Richtig:',
  'quiz.is-wrong': 'Falsch:',
  'quiz.check': 'Meine Antwort prüfen',
  'quiz.none': 'Wählen Sie zuerst eine Antwort.',
  'quiz.right': 'Richtig.',
  'quiz.wrong': 'Noch nicht.',
  'quiz.partly': 'Noch nicht: Es fehlt eine richtige Antwort.',

  // Pictures. What is between backticks is code; states have Docker's own names.
  'picture.own': 'Gezeichnet nach Ihrer eigenen Sandbox.',
  'picture.more': 'und {number} weitere',
  'picture.client': 'Client',
  'picture.client-is': '`docker` ist der Befehl, den Sie tippen.',
  'picture.client-asks': 'Er schickt jede Anfrage an die Engine.',
  'picture.engine': 'Engine',
  'picture.engine-is': '`dockerd` baut Images und lässt Container laufen.',
  'picture.images': 'Images: {number}',
  'picture.containers': 'Container: {number}',
  'picture.engine-asks': 'Sie holt Images aus der Registry und legt sie dort ab.',
  'picture.registry': 'Registry',
  'picture.registry-is': 'Sie bewahrt Images für alle auf. Docker Hub ist eine.',
  'picture.created': 'Er hat seine Dateien, aber keinen Prozess.',
  'picture.running': 'Sein erster Prozess läuft.',
  'picture.paused': 'Seine Prozesse sind eingefroren.',
  'picture.exited': 'Sein erster Prozess ist beendet. Seine Dateien sind noch da.',
  'picture.removed': 'Der Container und seine Dateien sind weg.',
  'picture.leads': '`{command}` führt zu {state}',
  'picture.no-port': 'Kein Container läuft, also ist kein Port offen.',
  'picture.unpublished': 'Kein Port des Rechners führt zu:',
  'picture.published': 'Port `{port}` des Rechners führt zu:',
  'picture.container': 'Container `{name}`',
  'picture.container-port': 'Container `{name}`, Port `{port}`',

  'summary.waits':
    'Sobald dieser Teil der Seite geladen ist, zeigt er, welche Blöcke Sie ausgeführt und welche Aufgaben Sie gelöst haben.',
  'summary.nothing':
    'Sie haben in diesem Browser noch nichts aus diesem Kurs ausgeführt. Führen Sie einige Blöcke aus, dann zeigt diese Seite, was Sie getan haben.',
  'summary.done':
    'Sie haben {blocks} von {ofBlocks} Blöcken ausgeführt und {tasks} von {ofTasks} Aufgaben gelöst.',
  'summary.done-blocks': 'Sie haben {blocks} von {ofBlocks} Blöcken ausgeführt.',
  'summary.no-commands':
    'Dieser Browser hat keine Ihrer Befehle aufbewahrt, deshalb gibt es kein Protokoll zum Herunterladen.',
  'summary.transcript':
    'Das Protokoll ist eine Markdown-Datei mit den Befehlen, die in Ihren Terminals liefen, und mit deren Ausgabe. Nur dieser Browser hat es. Lesen Sie es, bevor Sie es weitergeben.',
  'summary.download': 'Protokoll herunterladen',
  'summary.copy': 'Protokoll kopieren',
  'summary.chapter': 'Kapitel',
  'summary.blocks': 'Blöcke ausgeführt',
  'summary.tasks': 'Aufgaben gelöst',
  'summary.share': '{number} von {all}',
  'summary.unreachable':
    'Die Liste der Kapitel konnte nicht geladen werden. Laden Sie die Seite neu, um es noch einmal zu versuchen.',

  'transcript.title': '{course}: was Sie getan haben',
  'transcript.times': 'Die Befehle liefen von {first} bis {last}.',
  'transcript.tasks': 'Aufgaben',
  'transcript.others': 'Andere Terminals',
  'transcript.not-kept': 'die Ausgabe wurde nicht aufbewahrt',
  'transcript.still-ran': 'der Befehl lief noch, als Sie die Seite verließen',
  'transcript.exit': 'Exit-Status {status}',
  'transcript.left-out': {
    one: '1 Zeile ist hier ausgelassen',
    other: '{count} Zeilen sind hier ausgelassen',
  },

  'join.title': 'An einem Workshop teilnehmen',
  'join.description':
    'Nehmen Sie mit dem Code, den die Leitung zeigt, an einem Workshop dieses Kurses teil.',
  'join.no-script':
    'Die Teilnahme an einem Workshop braucht JavaScript. Den Kurs können Sie auch ohne lesen.',
  'join.code': 'Code',
  'join.code-help':
    'Die Leitung zeigt ihn. Großschreibung und Bindestriche spielen keine Rolle. Ein Code aus sechs Ziffern bringt Ihren Platz von einem anderen Rechner hierher.',
  'join.continue': 'Weiter',
  'join.no-code': 'Kein Code? Den Kurs allein lesen',
  'join.asking': 'Der Server wird gefragt',
  'join.open-until': 'Jetzt offen, bis {time}',
  'join.open-now': 'Jetzt offen',
  'join.from-to': 'Von {time}',
  'join.opens-at': 'Öffnet {time}',
  'join.opens-by-hand': 'Die Leitung öffnet ihn.',
  'join.seats': '{taken} von {seats} Plätzen sind belegt.',
  'join.all-taken': {
    one: 'Der eine Platz ist belegt. Sie können teilnehmen und auf ihn warten. Bis dahin können Sie lesen, und die Blöcke zeigen Aufzeichnungen.',
    other:
      'Alle {count} Plätze sind belegt. Sie können teilnehmen und auf einen warten. Bis dahin können Sie lesen, und die Blöcke zeigen Aufzeichnungen.',
  },
  'join.name': 'Ihr Name',
  'join.name-help': 'Die Leitung sieht ihn, und alle, die auf deren Bildschirm schauen.',
  'join.group': 'Ihre Gruppe',
  'join.no-group': 'Keine Gruppe',
  'join.thumbnail': 'Die Leitung darf ein kleines Bild meines Terminals sehen, während ich arbeite',
  'join.thumbnail-help':
    'Das können Sie jederzeit ändern. Für mehr als das Bild muss die Leitung Sie vorher fragen.',
  'join.told':
    'Die Leitung sieht, bei welchem Block Sie sind und welche Blöcke und Aufgaben Sie erledigt haben.',
  'join.told-commands':
    'Die Leitung sieht, bei welchem Block Sie sind, welche Blöcke und Aufgaben Sie erledigt haben und welche Befehle Sie dort ausführen.',
  'join.kept': {
    one: 'Was Sie nennt, wird 1 Tag nach dem Workshop gelöscht. Sie können alles davon sehen und vorher löschen.',
    other:
      'Was Sie nennt, wird {count} Tage nach dem Workshop gelöscht. Sie können alles davon sehen und vorher löschen.',
  },
  'join.past': 'Was frühere Workshops von Ihnen aufbewahren',
  'join.past-show': '{title}, als {name}',
  'join.past-gone': 'Dort wird nichts mehr von Ihnen aufbewahrt.',
  'join.join': 'Teilnehmen',
  'join.other-code': 'Anderer Code',
  'join.welcome': 'Sie haben einen Platz, {name}.',
  'join.opens-in': 'Der Workshop öffnet {time}.',
  'join.opens-soon': 'Der Workshop öffnet gleich.',
  'join.goes-on':
    'Lassen Sie diese Seite offen: Sie geht von selbst weiter. Ihr Platz bleibt Ihnen erhalten.',
  'join.read-meanwhile': 'Inzwischen den Kurs lesen',
  'join.you-are-in': 'Sie nehmen als {name} an „{title}“ teil.',
  'join.go-on': 'Weiter',
  'join.leave': 'Workshop verlassen',
  'join.over': 'Der Workshop „{title}“ ist vorbei.',
  'join.over-since': 'Er schloss {time}.',
  'join.over-read':
    'Den Kurs können Sie weiterhin lesen, und Ihr Browser behält Ihren Fortschritt.',
  'join.read': 'Den Kurs lesen',
  'join.moved': 'Ihr Platz ist jetzt auf diesem Rechner, {name}.',
  'join.moved-what':
    'Ihre Sandbox, Ihre Terminals und die gelösten Aufgaben sind mitgekommen. Das Protokoll Ihrer Befehle bleibt im Browser des anderen Rechners.',
  'join.unreachable':
    'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  'join.no-workshops':
    'Diese Website hat keine Workshops. Prüfen Sie die Adresse, die Sie von der Leitung haben.',
  'join.code-empty': 'Geben Sie den Code ein, den die Leitung zeigt.',
  'join.code-unknown':
    'Kein Workshop hat diesen Code. Prüfen Sie ihn und versuchen Sie es noch einmal.',
  'join.code-over':
    'Dieser Code wurde schon benutzt oder ist älter als fünf Minuten. Holen Sie am anderen Rechner einen neuen, oder fragen Sie die Leitung.',
  'join.code-guessed':
    'Aus Ihrem Netz kamen zu viele falsche Codes. Warten Sie eine Minute und versuchen Sie es noch einmal.',
  'join.closed-now': 'Der Workshop ist geschlossen.',
  'join.full-queue':
    'Alle Plätze sind belegt, und alle Warteplätze auch. Bitten Sie die Leitung um Platz.',
  'join.name-empty': 'Geben Sie Ihren Namen ein.',
  'join.name-long': 'Geben Sie einen Namen mit höchstens 60 Zeichen ein.',
  'join.name-control': 'Geben Sie einen Namen ohne Steuerzeichen ein.',
  'join.name-markup': 'Geben Sie einen Namen ohne < und > ein.',
  'join.name-unreadable':
    'Geben Sie einen Namen mit mindestens einem Buchstaben oder einer Ziffer ein.',
  'join.name-taken': 'Jemand anderes hat diesen Namen. Nehmen Sie einen anderen.',
  'join.name-taken-but': 'Jemand anderes hat diesen Namen. Sie könnten „{suggestion}“ nehmen.',
  'join.take-suggestion': '„{suggestion}“ nehmen',
  'join.group-unknown': 'Diese Gruppe gibt es im Workshop nicht mehr. Wählen Sie eine andere.',
  'join.not-in':
    'Dieser Browser nimmt nicht mehr am Workshop teil. Geben Sie den Code ein, um wieder teilzunehmen.',
  'join.not-kept':
    'Der Server kann nicht festhalten, wer teilnimmt: Vielleicht ist seine Festplatte voll. Sagen Sie es der Leitung und versuchen Sie es noch einmal.',
  'join.not-done': 'Erledigen Sie zuerst die Blöcke und Aufgaben des Workshops.',
  'join.malformed': 'Diese Seite ist älter oder neuer als ihr Server. Laden Sie die Seite neu.',
  'join.busy':
    'Der Server hat zu viel zu tun. Warten Sie einen Moment und versuchen Sie es noch einmal.',

  // Leaving a workshop, moving its seat, what it keeps of a reader, and what the reader takes home.
  'leave.title': 'Workshop verlassen?',
  'leave.text':
    'Die Leitung sieht, dass Sie gegangen sind. Dieser Browser vergisst Ihren Platz, Ihre Sandbox und das Protokoll Ihrer Befehle, und behält, welche Blöcke und Aufgaben Sie erledigt haben. Was der Workshop von Ihnen aufbewahrt, bleibt, bis Sie es löschen oder seine Zeit um ist. Die Seite zum Teilnehmen zeigt es Ihnen.',
  'leave.keep': 'Bleiben',
  'move.title': 'An einen anderen Rechner wechseln',
  'move.how': 'Öffnen Sie am anderen Rechner {address} und geben Sie diesen Code ein:',
  'move.code': 'Code',
  'move.what':
    'Ihre Sandbox, Ihre Terminals und die gelösten Aufgaben gehen mit. Das Protokoll Ihrer Befehle bleibt in diesem Browser. Die Seiten dieses Rechners schließen sich dann.',
  'move.good-for': 'Gilt noch {time}, einmal.',
  'move.over': 'Der Code gilt nicht mehr.',
  'move.again': 'Neuer Code',
  'move.close': 'Schließen',
  'mine.title': 'Was von Ihnen aufbewahrt wird',
  'mine.lead': {
    one: 'Der Workshop „{title}“ bewahrt 1 Eintrag von {name} auf. Die Leitung kann ihn sehen.',
    other:
      'Der Workshop „{title}“ bewahrt {count} Einträge von {name} auf. Die Leitung kann sie sehen.',
  },
  'mine.deleted-at': 'Was Sie nennt, wird von selbst gelöscht: {time}.',
  'mine.deleted-after': {
    one: 'Was Sie nennt, wird {count} Tag nach dem Ende des Workshops von selbst gelöscht.',
    other: 'Was Sie nennt, wird {count} Tage nach dem Ende des Workshops von selbst gelöscht.',
  },
  'mine.no-commands': 'Ihre Befehle bewahrt er nicht auf.',
  'mine.looks': 'Wer auf Ihr Terminal geschaut hat',
  'mine.nobody-looked': 'Niemand hat auf Ihr Terminal geschaut.',
  'mine.all': 'Alle Einträge',
  'mine.time': 'Zeit',
  'mine.what': 'Was',
  'mine.details': 'Einzelheiten',
  'mine.joined': 'Teilgenommen',
  'mine.at': 'Bei einem Block',
  'mine.ran': 'Ausgeführt',
  'mine.task': 'Aufgabe gelöst',
  'mine.task-undone': 'Aufgabe nicht mehr gelöst',
  'mine.hand': 'Die Hand gehoben',
  'mine.asked': 'Um einen Blick gebeten',
  'mine.looked': 'Schaute, mit Ihrer Erlaubnis',
  'mine.typed': 'Konnte tippen, mit Ihrer Erlaubnis',
  'mine.typed-text': 'Tippte',
  'mine.look-ended': 'Der Blick endete',
  'mine.message': 'Nachricht der Leitung',
  'mine.action': 'Handlung der Leitung',
  'mine.download-text': 'Als Text herunterladen',
  'mine.download-json': 'Als JSON herunterladen',
  'mine.delete': 'Alles löschen und gehen',
  'mine.delete-left': 'Alles löschen',
  'mine.delete-title': 'Löschen, was von Ihnen aufbewahrt wird?',
  'mine.delete-text':
    'Der Workshop löscht Ihren Namen und alle Einträge, sofort und endgültig. Sie verlieren Ihren Platz und Ihre Sandbox und bekommen keine Bescheinigung. Laden Sie vorher herunter, was Sie behalten möchten.',
  'mine.delete-left-text':
    'Der Workshop löscht Ihren Namen und alle Einträge, sofort und endgültig. Laden Sie vorher herunter, was Sie behalten möchten.',
  'mine.delete-left-go': 'Löschen',
  'mine.delete-keep': 'Behalten',
  'mine.delete-go': 'Löschen und gehen',
  'take-home.title': 'Mit nach Hause nehmen',
  'take-home.transcript': 'Das Protokoll',
  'take-home.transcript-text':
    'Ihre Befehle mit ihrer Ausgabe, wie dieser Browser sie behalten hat.',
  'take-home.no-transcript': 'Dieser Browser hat keinen Ihrer Befehle behalten.',
  'take-home.files': 'Ihre Dateien',
  'take-home.files-text':
    'Die Dateien im Home-Verzeichnis Ihrer Sandbox, ohne versteckte und node_modules, als .tar.gz-Archiv von höchstens {size}.',
  'take-home.pack': 'Dateien herunterladen',
  'take-home.packing': 'Ihre Dateien werden gepackt',
  'take-home.loading': 'Wird geladen: {percent} %',
  'take-home.packed': 'Heruntergeladen: {size}.',
  'take-home.no-sandbox': 'Sie haben gerade keine Sandbox, also gibt es keine Dateien.',
  'take-home.no-files': 'Ihr Home-Verzeichnis hat keine Dateien.',
  'take-home.too-large':
    'Ihre Dateien sind gepackt größer als {size}. Entfernen Sie, was Sie nicht brauchen, oder laden Sie einzelne Dateien im Editor herunter.',
  'take-home.late':
    'Das Packen dauerte länger als eine Minute. Entfernen Sie große Dateien und versuchen Sie es noch einmal.',
  'take-home.unreadable': {
    one: '1 Datei war nicht lesbar und fehlt im Archiv.',
    other: '{count} Dateien waren nicht lesbar und fehlen im Archiv.',
  },
  'take-home.failed': 'Die Dateien konnten nicht gepackt werden: {reason}',
  'take-home.install': 'Was Sie installieren',
  'take-home.certificate': 'Bescheinigung',
  'take-home.certificate-text':
    'Ein PDF mit Ihrem Namen, dem Workshop und den Kapiteln und Aufgaben, die Sie erledigt haben.',
  'take-home.certificate-get': 'Bescheinigung herunterladen',
  'take-home.close': 'Schließen',
  // On the certificate.
  'certificate.title': 'Teilnahmebescheinigung',
  'certificate.takes': 'hat teilgenommen am Workshop',
  'certificate.of-course': 'mit dem Kurs „{course}“',
  'certificate.date': 'Datum: {date}',
  'certificate.chapter': 'Kapitel',
  'certificate.blocks': 'Ausgeführte Blöcke',
  'certificate.tasks': 'Gelöste Aufgaben',
  'certificate.share': '{number} von {all}',
  'certificate.unprintable':
    'Einige Buchstaben des Namens lassen sich hier nicht drucken. Die Leitung kennt den Namen, wie er bei der Teilnahme geschrieben wurde.',

  // The picture of an image's layers.
  'layers.recorded': 'Aufgezeichneter Build',
  'layers.own': 'Ihr eigener Build',
  'layers.count': {
    one: '{count} Schicht',
    other: '{count} Schichten',
  },
  'layers.none': 'keine Schicht',
  'layers.row': '{layers}, {size}',
  'layers.caption':
    '{whose} von {image}: {layers}, davon {base} aus dem Basis-Image und {own} eigene. Insgesamt {size}. Die neueste liegt oben.',

  // A workshop, on the pages of its participants. Names and words of persons are in {host} and {words}.
  'workshop.label': 'Workshop',
  'workshop.left': 'noch {time}',
  'workshop.near-end': 'Der Workshop endet in fünf Minuten.',
  'workshop.planned': 'Noch nicht geöffnet',
  'workshop.not-connected':
    'Die Verbindung ist unterbrochen. Versuchen Sie es noch einmal, wenn sie wieder da ist.',
  'workshop.not-loaded':
    'Das konnte nicht vom Server geladen werden. Versuchen Sie es noch einmal.',
  'workshop.messages': 'Nachrichten',
  'workshop.messages-of': 'Nachrichten ({number})',
  'workshop.no-messages': 'Ihre Workshop-Leitung hat noch nichts geschrieben.',
  'workshop.menu': 'Menü',
  'workshop.menu-label': 'Menü des Workshops',
  'workshop.you-are': 'Sie sind {name}.',
  'workshop.thumbnail':
    'Ein kleines Bild meines Terminals auf der Tafel der Workshop-Leitung zeigen',
  'workshop.uncovered':
    'Die Verbindung zum Workshop ist unterbrochen, deshalb ist diese Seite nicht mehr verdeckt.',
  'workshop.locked': 'Noch nicht offen',
  'workshop.locked-link': ', noch nicht offen',
  'workshop.locked-page':
    'Ihre Workshop-Leitung hat dieses Kapitel noch nicht geöffnet. Sie können es jetzt lesen und seine Blöcke ausführen, sobald es offen ist.',
  'workshop.unlocked-page': 'Dieses Kapitel ist jetzt offen.',
  'workshop.here': { one: '{count} ist bei diesem Block', other: '{count} sind bei diesem Block' },
  'workshop.host-at': '{host} ist bei „{place}“',
  'workshop.go-there': 'Dorthin',
  'workshop.keep-following': 'Mitgehen',
  'workshop.following': 'Sie gehen mit {host} mit',
  'workshop.stop-following': 'Anhalten',
  'hand.raise': 'Hand heben',
  'hand.raised': 'Hand gehoben',
  'hand.question': 'Was brauchen Sie? Das kann leer bleiben.',
  'hand.waits': 'Ihre Hand ist gehoben. Ihre Workshop-Leitung sieht sie.',
  'hand.raised-with': 'Ihre Hand ist gehoben: „{words}“',
  'hand.lower': 'Hand senken',
  'hand.seen': '{host} hat Ihre Hand gesehen.',
  'look.questions': 'Fragen Ihrer Workshop-Leitung',
  'look.ask':
    '{host} möchte Ihr Terminal ansehen. {host} sieht, was es zeigt, und kann nichts tippen.',
  'look.ask-to-type': '{host} möchte in Ihrem Terminal auch tippen. Sie können weiter tippen.',
  'look.yes': 'Ja',
  'look.no': 'Nein',
  'look.looks': '{host} sieht dieses Terminal',
  'look.types': '{host} sieht dieses Terminal und kann tippen',
  'look.looks-yours': '{host} sieht Ihr Terminal',
  'look.types-yours': '{host} sieht Ihr Terminal und kann tippen',
  'look.end': 'Beenden',
  'look.end-of': 'Beenden, was {host} sieht',
  'look.ended': '{host} sieht Ihr Terminal nicht mehr.',
  'look.key': 'Strg+Umschalt+H führt zur Antwort und zurück.',
  'parting.over': 'Der Workshop „{title}“ ist zu Ende. Sie können weiterlesen.',
  'parting.moved':
    'Ihr Platz im Workshop „{title}“ ist jetzt an einem anderen Computer. Hier können Sie weiterlesen.',
  'parting.ended':
    'Ihre Workshop-Leitung hat Ihren Platz im Workshop „{title}“ beendet. Sie können weiterlesen.',
  'parting.deleted':
    'Sie haben gelöscht, was der Workshop „{title}“ über Sie aufbewahrt hat, und damit auch Ihren Platz. Sie können weiterlesen.',
  'parting.left': 'Sie haben den Workshop „{title}“ verlassen. Sie können weiterlesen.',
  'parting.none': 'Sie sind nicht mehr im Workshop „{title}“. Sie können weiterlesen.',
  'parting.join-again': 'Wieder beitreten',
  'parting.close': 'Schließen',

  ...germanOfBoard,

  ...germanOfReport,
}
