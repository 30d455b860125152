import type { Text } from './text.ts'

/**
 * The interface in English, which decides what texts there are. `{name}` is a value; where a number
 * decides the words, there is a text for each plural category, and the number is `{count}`. What
 * readers read is said here; what authors and hosts read is not. A course without a Docker engine
 * says `x-without-engine` in the place of `x`.
 */
export const english = {
  /** As `toLocaleString` and `lang` take it. */
  'language.tag': 'en',
  'language.decimal-mark': '.',

  // The bar of a block: labels are short, hints say more.
  'block.title': 'Terminal',
  'block.recorded-label': '{title}: recorded',
  'block.recorded-short': 'Recorded output.',
  'block.unrecorded-short': 'Nothing recorded yet.',
  'block.toolbar': 'Terminal',
  'block.run': 'Run',
  'block.run-hint': 'Run in your own sandbox',
  'block.stop': 'Stop',
  'block.stop-hint': 'Stop the command (Ctrl+C)',
  'block.leave': 'Leave',
  'block.leave-hint': 'Leave the queue',
  'block.restart': 'Restart',
  'block.restart-hint': 'Start again in a new shell',
  'block.maximise': 'Maximise',
  'block.restore': 'Restore size',
  'block.copy': 'Copy',
  'block.copy-hint': 'Copy the command',
  'copy.done': 'Copied',
  'copy.refused': 'Copying is not allowed here',

  // What a block says of itself. {time} is such as “3 s” or “2 min 5 s”.
  'block.recorded': 'Recorded output. Press Run to try it yourself.',
  'block.unrecorded': 'Nothing recorded yet. Press Run to try it yourself.',
  'block.opening': 'Opening a terminal',
  'block.not-loaded': 'The terminal could not be loaded from the server. Press Run to try again.',
  'block.running': 'Running',
  'block.running-for': 'Running for {time}',
  'block.your-turn': 'Your turn: the shell waits for a command.',
  'block.finished': 'Finished{when}',
  'block.stopped': 'Stopped{when}',
  'block.failed-as-expected': 'Ended with exit status {status}{when}, as expected',
  'block.failed': 'Failed with exit status {status}{when}',
  'block.status-unknown': 'unknown',
  'block.at-once': 'at once',
  'block.after': 'after {time}',
  'block.seconds': '{number} s',
  'block.minutes': '{minutes} min {seconds} s',
  'block.replayed': 'This is a recording: there is no live server here.',
  'block.replayed-because': 'This is a recording. {reason}',
  'block.connection-lost': 'Connection lost. Reconnecting; your shell keeps running.',
  'block.keys-wait': {
    one: '1 key waits for the connection.',
    other: '{number} keys wait for the connection.',
  },
  'block.keys-on-the-way': {
    one: '1 key is on the way to your shell. Stop takes back what it does not have yet.',
    other: '{number} keys are on the way to your shell. Stop takes back what it does not have yet.',
  },
  'block.shell-ended': 'The shell has ended. Run starts a new one.',
  'block.shell-ended-with': 'The shell has ended with exit status {status}. Run starts a new one.',
  'block.own-value': 'From your sandbox',
  'block.output-cut': '{bytes} bytes of older output were not kept',

  // The terminal itself: its keys, what is pasted, what is searched.
  'terminal.label': '{title}: terminal',
  'terminal.how-to-enter': 'Press Enter to type in it, and Shift+Escape to leave it again.',
  'terminal.input': '{title}: terminal input. Shift+Escape leaves it.',
  'terminal.use-here': 'This terminal has the size of another window. Use it here',
  'terminal.help': 'Help with this terminal',
  'terminal.hint-typing': 'Shift+Esc leaves the terminal',
  'terminal.hint-outside': 'Enter: type · Tab: go on · Shift+Tab: go back',
  'terminal.reader-mode': 'Screen reader mode',
  'terminal.reader-mode-on': 'Screen reader mode is on. Output is read out as it comes.',
  'terminal.reader-mode-off': 'Screen reader mode is off. Output is not read out.',
  'terminal.keys': 'Keys',
  'keys.title': 'Keys in a terminal',
  'keys.close': 'Close',
  'keys.shift-escape': 'Shift+Esc',
  'keys.return': 'Enter',
  'keys.scroll-keys': '↑ ↓ PgUp PgDn Home End',
  'keys.scroll-typing-keys': 'Shift+PgUp, Shift+PgDn',
  'keys.copy-keys': 'Ctrl+Shift+C',
  'keys.paste-keys': 'Ctrl+V, Ctrl+Shift+V',
  'keys.find-keys': 'Ctrl+Shift+F',
  'keys.stop-keys': 'Ctrl+C',
  'keys.program-keys': 'Esc, Tab, Shift+Tab, F1 to F12',
  'keys.leave': 'Leaves the terminal; where it is maximised, restores its size first',
  'keys.enter': 'Goes back in, when the terminal has the focus',
  'keys.scroll': 'Scroll the terminal, when you are not typing in it',
  'keys.scroll-typing': 'Scroll the terminal while you type in it',
  'keys.copy': 'Copies what is selected; selecting by mouse copies at once',
  'keys.paste': 'Paste',
  'keys.paste-mac': 'Pastes',
  'keys.find': 'Finds text in the terminal',
  'keys.stop': 'Stops the command that runs',
  'keys.to-program': 'Go to the program in the terminal',
  'keys.bar': 'Keys',
  'keys.label-control': 'Ctrl',
  'keys.label-page-up': 'PgUp',
  'keys.label-page-down': 'PgDn',
  'keys.label-home': 'Home',
  'keys.label-end': 'End',
  'keys.control-next': 'Control, for the next key',
  'keys.escape': 'Escape',
  'keys.tab': 'Tab',
  'keys.left': 'Left',
  'keys.down': 'Down',
  'keys.up': 'Up',
  'keys.right': 'Right',
  'keys.control': 'Control {letter}',
  'keys.page-up': 'Page up',
  'keys.page-down': 'Page down',
  'keys.home': 'Home',
  'keys.end': 'End',
  'keys.pipe': 'Pipe',
  'keys.tilde': 'Tilde',
  'keys.slash': 'Slash',
  'keys.hyphen': 'Hyphen',
  'find.label': 'Find in this terminal',
  'find.field': 'Text to find',
  'find.placeholder': 'Find',
  'find.open': 'Find',
  'find.match-case': 'Match case',
  'find.previous': 'Previous match',
  'find.next': 'Next match',
  'find.close': 'Close',
  'find.not-loaded': 'Not loaded. Close and try again.',
  'find.none': 'No match',
  'find.many': '{number} or more',
  'find.in-all': '{number} in all',
  'find.place': '{place} of {number}',
  'paste.only-text': 'Only text can be dropped onto a terminal, not files.',
  'paste.marker': 'end-of-paste marker',
  'paste.times': '{name} ({number} times)',
  'paste.and-others': '{names} and others',
  'paste.removed': {
    one: 'An invisible control character was removed from what you pasted: {names}.',
    other: '{count} invisible control characters were removed from what you pasted: {names}.',
  },
  'paste.lines':
    'You pasted {number} lines. This program reads a pasted line as a typed one, so each of them runs at once.',
  'paste.too-large':
    'What you pasted has {size}, and a terminal takes {limit} at once. Nothing was sent. Paste it in parts.',
  'paste.not-sent':
    'The last {size} were not sent: with what waits for the connection already, that is more than {limit}. Try again when the connection is back.',

  // Apps in the reader's containers.
  'ports.label': 'Apps in your containers',
  'ports.closed': 'Port {port} is closed.',
  'ports.can-be-opened': 'Port {port} of {container} can be opened.',
  'ports.open': '{container} · Port {port} · Open',
  'ports.open-hint': 'What {container} serves on port {port}',
  'ports.in-tab': 'Port {port} in a new tab',
  'ports.in-tab-hint': 'Open in a new tab',
  'ports.not-loaded': 'The preview could not be loaded from the server. Try again.',
  'preview.label': 'Port {port} of {container}',
  'preview.path': 'Path on port {port}',
  'preview.reload': 'Reload',
  'preview.in-tab': 'Open in a new tab',
  'preview.close': 'Close the preview',
  'preview.gone': 'Nothing is published on port {port} any more.',
  'preview.no-localhost':
    'Your browser cannot open addresses under localhost, where this app would be shown: use another browser, or start the server with PREVIEW_PORT.',
  'preview.unreachable':
    'Your browser cannot reach {origin}, where this app would be shown: ask the host of this course to open that address.',
  'preview.no-tab':
    'Your browser does not let this page open a new tab: allow it to, or ask the site around it to (allow-popups).',

  // Recordings that are played where there is no live server.
  'replay.none': 'Nothing recorded yet, and no live server can be reached.',
  'replay.label': 'Recording',
  'replay.pause': 'Pause',
  'replay.play': 'Play',
  'replay.again': 'Play again',
  'replay.skip': 'Skip to the end',
  'replay.engine': 'Recorded with {engine}',
  'replay.speed': 'Speed {speed}×',

  // The other sides of a block.
  'sides.label': 'Output of',
  'sides.here': 'Here',
  'sides.old': 'What it printed in 2020',
  'sides.old-label': '{title}: recorded in 2020',
  'sides.old-source': 'As the post recorded it in 2020.',
  'sides.newer': 'What {docker} shows',
  'sides.newer-label': '{title}: written for Docker {version}',
  'sides.newer-source': 'Docker {version}. Not recorded here, but written from {source}.',

  // Tasks.
  'task.check': 'Check',
  'task.check-again': 'Check again',
  'task.done': 'Done.',
  'task.checking': 'Checking',
  'task.checking-one': 'Checking {place} of {number}',
  'task.check-anyway': 'Check anyway',
  'task.too-long': 'The check took too long. Press Check to try again.',
  'task.not-loaded': 'The check could not be loaded from the server. Try again.',
  'task.hint': 'Hint',
  'task.solution': 'Solution',
  'task.copy': 'Copy',
  'task.type': 'Type and run it for me',
  'task.type-busy': 'Something is running in the terminal. Stop it first.',
  'task.type-not-loaded': 'The terminal could not be loaded from the server. Try again.',

  // Catching up with what a block or a task builds on. The blocks follow as links.
  'catch-up.run-anyway': 'Run anyway',
  'catch-up.go': 'Catch me up',
  'catch-up.cancel': 'Cancel',
  'catch-up.block-builds-on': {
    one: 'This block builds on an earlier block: {blocks}.',
    other: 'This block builds on {count} earlier blocks: {blocks}.',
  },
  'catch-up.task-builds-on': {
    one: 'This task builds on an earlier block: {blocks}.',
    other: 'This task builds on {count} earlier blocks: {blocks}.',
  },
  'catch-up.and-more': '{blocks} and {number} more',
  'catch-up.failed': '{block} failed: {reason}.',
  'catch-up.under-way': 'Catching up',
  'catch-up.place': '{place} of {number}: {title}',
  'catch-up.cancelled': 'it was cancelled',
  'catch-up.too-long': 'it took too long',
  'catch-up.busy': 'its terminal is busy. End what runs there first',
  'catch-up.shell-ended': 'its shell ended',
  'catch-up.not-shown': 'it did not show "{text}"',
  'catch-up.not-captured': 'it did not show what later blocks build on',
  'catch-up.status': '"{command}" ended with exit status {status}',
  'catch-up.file-taken':
    'your sandbox has something else of that name. Save it from its place in the text',

  // The terminal beside the text.
  'dock.open': 'Terminal',
  'dock.key': 'Ctrl `',
  'dock.aria-key': 'Control+`',
  'dock.open-hint': 'A terminal on this page (Ctrl+`)',
  'dock.not-loaded': 'The terminal could not be loaded from the server. Try again.',
  'dock.label': 'Terminal',
  'dock.new-shell': 'New shell',
  /** In the place of the name of a block's button, where a sentence has that. */
  'dock.new-shell-named': '“New shell”',
  'dock.to-side': 'To the side',
  'dock.to-bottom': 'To the bottom',
  'dock.close': 'Close',
  'dock.close-hint': 'Close the terminal (Ctrl+`). Its shell keeps running.',
  'dock.height': 'Height of the terminal',
  'dock.width': 'Width of the terminal',

  // Files of the sandbox, in the text and in the editor. {path} is such as “~/web/Dockerfile”.
  'editor.label': 'Editor',
  'editor.save-to-sandbox': 'Save to the sandbox',
  'editor.open-here': 'Open in the editor',
  'editor.not-loaded': 'The editor could not be loaded from the server. Try again.',
  'editor.files': 'Files',
  'editor.files-title': 'Files in your sandbox',
  'editor.new-file': 'New file',
  'editor.rename': 'Rename',
  'editor.remove': 'Delete',
  'editor.save': 'Save',
  'editor.close': 'Close',
  'editor.cancel': 'Cancel',
  'editor.create': 'Create',
  'editor.path-label': 'Path of the file',
  'editor.home': 'Home directory',
  'editor.unsaved-mark': 'not saved',
  'editor.no-files': 'There are no files in your home directory yet.',
  'editor.more-files': 'There are more files than these. “New file” opens one by its path.',
  'editor.text': 'Text of {path}',
  'editor.leave': 'Escape, then Tab leaves the text. Ctrl+S saves.',
  'editor.loading': 'Loading',
  'editor.saving': 'Saving',
  'editor.saved': 'Saved.',
  'editor.unsaved': 'Not saved yet.',
  'editor.created': 'A new file. Save writes it into your sandbox.',
  'editor.suggested': 'This file is not in your sandbox yet. Save writes it there.',
  'editor.kept': 'This is your text from before, which is not saved yet.',
  'editor.reloaded': 'Loaded again, because the file changed in your sandbox.',
  'editor.lost': 'The connection is lost. Your text is kept here until it is back.',
  'editor.gone': '{sentence} Your text stays here, and Save writes it again.',
  'editor.changed': '{path} changed in your sandbox after you opened it. Your text is not saved.',
  'editor.overwrite': 'Overwrite',
  'editor.load-other': 'Load the changed file',
  'editor.undone': 'Loaded the changed file. Undo (Ctrl+Z) brings your text back.',
  'editor.not-saved': 'Not saved: {reason} Your text stays here.',
  'editor.not-done': 'That did not work: {reason}',
  'editor.too-late': 'It took too long.',
  'editor.interrupted': 'It was interrupted.',
  'editor.removed': 'Deleted.',
  'editor.remove-title': 'Delete {path}?',
  'editor.remove-text': 'The file is deleted from your sandbox. This cannot be undone.',
  'editor.overwrite-title': 'Overwrite {path}?',
  'editor.overwrite-text':
    'Your sandbox has a file of that name with another text, which would be lost.',
  'editor.keep': 'Keep it',
  'editor.kept-other': 'Not saved: the file in your sandbox stays as it is.',
  'editor.taken': 'There is a file {path} already.',
  'editor.large': '{path} has {size} MB. The editor opens files of up to 1 MB.',
  'editor.too-large': 'The text is larger than 1 MB.',
  'editor.folder': '{path} is a folder.',
  'editor.special': '{path} is not a file with text in it.',
  'editor.unreadable': 'You may not read {path}.',
  'editor.restless':
    '{path} changes all the time, so it cannot be opened. Try again when it is quiet.',
  'editor.absent': 'There is no file {path} any more.',
  'editor.binary': '{path} is not text, so the editor does not open it.',
  'editor.path-empty': 'Write the name of a file.',
  'editor.path-outside': 'The editor opens files of your home directory. Begin with “~/”.',
  'editor.path-folder': 'This names a folder. Add the name of a file.',
  'editor.path-climbs': 'The path leads out of its folder. Leave out “..”.',
  'editor.path-long': 'The path, or a name in it, is too long.',
  'editor.path-control': 'The path has a control character in it.',

  // The reader's sandbox, in the page's head and its card.
  'sandbox.label': 'Your sandbox',
  'sandbox.now': 'Your sandbox:',
  'sandbox.none': 'No sandbox yet',
  'sandbox.none-yet':
    'There is none yet. The first Run starts one for you, with a Docker engine of its own.',
  'sandbox.none-yet-without-engine': 'There is none yet. The first Run starts one for you.',
  'sandbox.reconnecting': 'Reconnecting',
  'sandbox.connection-lost':
    'The connection was lost and is being made again. Your shells keep running.',
  'sandbox.place': 'Place {place} in the queue',
  'sandbox.starting': 'Starting',
  'sandbox.ended': 'Sandbox ended',
  'sandbox.ends-in': 'Ends in {time}',
  'sandbox.left': '{time} left',
  'sandbox.is-ready': 'It is ready. It ends in {time}.',
  'sandbox.minutes': '{minutes} min',
  'sandbox.hours': '{hours} h',
  'sandbox.hours-minutes': '{hours} h {minutes} min',
  'sandbox.memory': 'Memory',
  'sandbox.disk': 'Disk',
  'sandbox.used': '{used} of {limit}',
  'sandbox.extend': 'Extend',
  'sandbox.extend-later': 'You can extend it when its end is near.',
  'sandbox.keep': 'Keep it',
  'sandbox.reset': 'Reset',
  'sandbox.reset-title': 'Reset your sandbox?',
  'sandbox.reset-text':
    'Its containers, its images and its files are thrown away, and every shell ends. The next Run starts a fresh one.',
  'sandbox.reset-text-without-engine':
    'Its files are thrown away, and every shell ends. The next Run starts a fresh one.',
  'sandbox.reset-keep': 'Keep it',
  'notice.dismiss': 'Dismiss',
  'notice.ready': 'Your sandbox is ready. Go back to the block that waits for it.',

  // What the server says of a sandbox, by its codes. {time} ticks.
  'start.image': 'Preparing sandboxes again, which takes a few minutes',
  'start.container': 'Starting your sandbox',
  'start.connection': 'Connecting to your sandbox',
  'start.engine': 'Starting your Docker engine',
  'start.images': 'Loading the first images',
  'start.busy': '{step}. The machine is busy: about {seconds} s',
  'queue.house':
    'Every sandbox is in use. You are {place} in the queue; {wait}. Your command runs when your sandbox is ready.',
  'queue.address':
    'Readers at your address have as many sandboxes as they can have. You are {place} in the queue; {wait}. Your command runs when your sandbox is ready.',
  'queue.workshop':
    'Every seat of the workshop is taken. You are {place} in the queue; {wait}. Your command runs when your sandbox is ready.',
  'queue.wait-unknown': 'the waiting time is not known yet',
  'queue.wait-short': 'about a minute or less',
  'queue.wait-minutes': { one: 'about {count} minute', other: 'about {count} minutes' },
  'queue.wait-hours': { one: 'about {count} hour', other: 'about {count} hours' },
  'queue.next': 'next',
  /** Ordinal numbers, by their plural category. */
  'queue.ordinal-one': '{place}st',
  'queue.ordinal-two': '{place}nd',
  'queue.ordinal-few': '{place}rd',
  'queue.ordinal-other': '{place}th',
  'end.reset': 'Your sandbox was thrown away. Run starts a fresh one.',
  'end.idle': 'Your sandbox ended after a long time without use. Run starts a fresh one.',
  'end.lifetime': 'Your sandbox reached the end of its time. Run starts a fresh one.',
  'end.closed':
    'All your pages were closed and other readers were waiting, so your sandbox was given to one of them. Run starts a fresh one.',
  'end.lost': 'Your sandbox stopped. Run starts a fresh one.',
  'end.failed': 'Your sandbox did not start. Run tries again.',
  'end.left': 'You left the queue. Run joins it again.',
  'end.memory':
    'The server ran short of memory, and your sandbox used the most, so it was ended. Run starts a fresh one.',
  'end.workshop':
    'The workshop has closed, and your sandbox ended with it. Run starts a fresh one.',
  'end.failed-busy':
    'Your sandbox did not start, although it was tried three times: the machine is too busy. Wait a minute, and press Run.',
  'end.failed-engine':
    'Your sandbox did not start, although it was tried three times: the Docker engine of this site failed each time. Run tries again. The log of the server says why it failed.',
  'ending.idle': 'Nobody is using your sandbox. It ends in {time}.',
  'ending.lifetime': 'Your sandbox reaches the end of its time in {time}.',
  'ending.lifetime-last':
    'Your sandbox reaches the end of its time in {time}, and everything in it is deleted.',
  'ending.workshop': 'The workshop closes in {time}, and everything in your sandbox is deleted.',
  'trouble.connection':
    'The connection to your sandbox broke and is being made again. Your programs keep running.',
  'trouble.engine':
    'The Docker engine in your sandbox stopped and is starting again. It ended all containers; images, volumes and files are still there.',
  'limit.memory':
    'Your sandbox has used all of its {limit} of memory, and a program in it was ended. Stop containers that you do not need. Files in the sandbox use memory too.',
  'limit.memory-without-engine':
    'Your sandbox has used all of its {limit} of memory, and a program in it was ended. Files in the sandbox use memory too.',
  'limit.processes':
    'Your sandbox has as many processes and threads as it can have, {limit}, and another one did not start. Stop containers that you do not need.',
  'limit.processes-without-engine':
    'Your sandbox has as many processes and threads as it can have, {limit}, and another one did not start. End programs that you do not need.',
  'limit.output':
    'Your sandbox prints without end, so it is slowed to {limit} a second. Stop, or Ctrl+C, ends the command that prints.',
  'limit.network':
    'Your sandbox has no internet, so no name there can be found. It reaches one thing only: the Docker Hub of this server.',
  'limit.network-without-engine': 'Your sandbox has no internet, so no name there can be found.',
  'limit.disk': 'Disk {used} of {limit}: docker system prune frees what no container uses.',
  'limit.disk-without-engine': 'Disk {used} of {limit}: remove files that you do not need.',

  // Where the images come from.
  'images.about': 'About the images',
  'images.off': 'This server has no images to pull: commands that need Docker Hub will fail.',
  'images.filling':
    'This server is new and is still preparing its images. Until they are there, a pull is refused; try it again in a minute.',
  'images.failed': 'This server could not get all of its images: some cannot be pulled.',
  'images.stand-in':
    'The image {image} is a small stand-in, built on this server because Docker Hub could not be reached.',
  'images.stand-ins':
    '{number} images here are small stand-ins, built on this server because Docker Hub could not be reached.',
  'images.column-image': 'Image',
  'images.column-tags': 'Tags',
  'images.column-holds': 'What a stand-in of it holds',

  // Why there is no connection, or why a request failed: as the protocol names it.
  'failure.goingAway': 'The server is stopping.',
  'failure.tooLarge': 'That message is larger than the server takes.',
  'failure.malformed': 'That message is not one that this server knows.',
  'failure.tokenRefused':
    'Your session has ended or its token is not from this server. A new one can be started.',
  'failure.foreignOrigin':
    'Pages of this address may not use this server. Its host can allow them with PUBLIC_ORIGINS.',
  'failure.helloLate': 'The connection did not introduce itself in time.',
  'failure.wrongVersion': 'This page is older or newer than its server. Reload the page.',
  'failure.outOfOrder': 'Protocol error: send exactly one hello, first.',
  'failure.tooFast': 'Too many messages at once. Wait a moment and try again.',
  'failure.tooSlow': 'The connection was too slow to keep up.',
  'failure.tooManyPages':
    'You have too many pages of this site open. Close some of them, and try again.',
  'failure.tooManyReaders':
    'Too many readers are connected from your address. Try again in a few minutes.',
  'failure.noTerminals':
    'This server has no live terminals at the moment. The recorded output stays.',
  'failure.blocked':
    'Something between you and this site, such as a proxy or a filter, blocks live terminals.',
  'failure.internal': 'Something went wrong in the server. Try again.',
  'failure.unreachable':
    'The server of the live terminals cannot be reached. The recorded output stays.',
  'failure.lost': 'The connection was lost.',
  'failure.disposed': 'The page has closed its connection.',
  'failure.channel-unknown': 'That terminal is not open. Press Run to open it.',
  'failure.channel-in-use': 'That channel is open already.',
  'failure.channels-exhausted': 'This page has as many terminals open as a page can have.',
  'failure.terminal-gone': 'That shell has ended. Press Run to start a new one.',
  'failure.terminals-exhausted':
    'Your sandbox has as many shells open as it can have. Type exit in one of them first.',
  'failure.terminal-failed':
    'Your sandbox cannot start another shell: too many programs may be running. End some, or reset it.',
  'failure.sandbox-failed': 'Your sandbox did not start. Press Run to try again.',
  'failure.sandbox-full':
    'Every sandbox is in use, and the queue is full. Try again in a few minutes.',
  'failure.exec-busy': 'Too many commands at once in your sandbox.',
  'failure.exec-failed': 'That command could not be started in your sandbox, or it was cut off.',
  'failure.preview-impossible':
    'Apps cannot be opened at this address of the site. Its host can allow it with PREVIEW_HOST or PREVIEW_PORT.',

  // What the browser does not keep, and pages inside other sites.
  'storage.forbidden':
    'Your browser lets this site save nothing, so your sandbox and your progress last only until you leave or reload this page.',
  'storage.full':
    'Your browser has no room left for this site, so it remembers what you do from now on only until you leave or reload this page.',
  'storage.framed':
    'Inside another site, your browser lets this page save nothing, so your sandbox and your progress last only until you leave or reload it.',
  'storage.open-in-tab': 'Open in a new tab',
  'frame.apart':
    'Another site shows this page, so your sandbox and your progress here may be separate from those that you have in a tab of its own.',
  'frame.open-in-tab': 'Open this page in a new tab',

  // The course and its pages.
  'course.chapters': {
    one: '{count} chapter, about {minutes} minutes in all.',
    other: '{count} chapters, about {minutes} minutes in all.',
  },
  'course.chapters-long': {
    one: '{count} chapter, about {hours} hours in all.',
    other: '{count} chapters, about {hours} hours in all.',
  },
  'course.minutes-short': '{minutes} min',
  'course.begun': ', begun',
  'course.finished': ', finished',
  'course.all-finished': 'You have finished the whole course.',
  'course.continue': 'Continue where you left off: chapter {number}',
  'course.start': 'Start with chapter {number}',
  'course.go-on': 'Continue with chapter {number}',
  'course.print': 'The whole course on one page',
  'course.print-why': '{link}, to print or to read at a stretch.',
  'course.print-title': 'The whole course',
  'course.print-description':
    '{course} on one page: every chapter with its recorded output, for print.',
  'course.contents': 'Contents',
  'course.search': 'Search the course',
  'course.card-mark': 'A course in the page itself',
  /** The page that lists the courses of a server with several. */
  'courses.title': 'Courses',
  'courses.description':
    'Courses with live terminals: every command block runs in a sandbox of your own.',
  'courses.not-found': 'There is no page here. These are the courses of this site.',
  'chapter.number': 'Chapter {number}',
  'chapter.minutes': { one: '{count} minute', other: '{count} minutes' },
  'progress.clear': 'Clear my progress',
  'progress.clear-title': 'Clear your progress?',
  'progress.clear-text':
    'This removes the ticks from chapters and tasks, and the commands and outputs that this browser has kept. Only this browser has them, so they cannot be brought back. Your sandbox stays as it is.',
  'progress.keep': 'Keep my progress',

  // A value that the reader chooses. {value} is the author's.
  'variable.chosen': 'Commands and text on every page show your value. This browser keeps it.',
  'variable.default': 'Leave it empty for {value}.',
  'variable.unusable': 'This value cannot be used: it takes one line of up to {length} characters.',

  // Passages for several systems.
  'system.label': 'Your system',

  // A question.
  'quiz.several': 'Choose all that are right.',
  'quiz.answer': 'Answer',
  'quiz.is-right': 'Right:',
  'quiz.is-wrong': 'Wrong:',
  'quiz.check': 'Check my answer',
  'quiz.none': 'Choose an answer first.',
  'quiz.right': 'Right.',
  'quiz.wrong': 'Not yet.',
  'quiz.partly': 'Not yet: something right is missing.',

  // Pictures. What is between backticks is code; states have Docker's own names.
  'picture.own': 'Drawn from your own sandbox.',
  'picture.more': 'and {number} more',
  'picture.client': 'Client',
  'picture.client-is': '`docker` is the command that you type.',
  'picture.client-asks': 'It sends each request to the engine.',
  'picture.engine': 'Engine',
  'picture.engine-is': '`dockerd` builds images and runs containers.',
  'picture.images': 'Images: {number}',
  'picture.containers': 'Containers: {number}',
  'picture.engine-asks': 'It pulls images from the registry, and pushes them there.',
  'picture.registry': 'Registry',
  'picture.registry-is': 'It stores images for everybody. Docker Hub is one.',
  'picture.created': 'It has its files, but no process.',
  'picture.running': 'Its first process runs.',
  'picture.paused': 'Its processes are frozen.',
  'picture.exited': 'Its first process has ended. Its files are still there.',
  'picture.removed': 'The container and its files are gone.',
  'picture.leads': '`{command}` makes it {state}',
  'picture.no-port': 'No container runs, so no port is open.',
  'picture.unpublished': 'No port of the machine leads to:',
  'picture.published': 'Port `{port}` of the machine leads to:',
  'picture.container': 'Container `{name}`',
  'picture.container-port': 'Container `{name}`, port `{port}`',

  // What the reader did, on the last page of a course.
  'summary.waits':
    'When this part of the page has loaded, it shows which blocks you ran and which tasks you did.',
  'summary.nothing':
    'You have not run anything of this course in this browser yet. Run some blocks, and this page shows what you did.',
  'summary.done': 'You ran {blocks} of {ofBlocks} blocks and did {tasks} of {ofTasks} tasks.',
  'summary.done-blocks': 'You ran {blocks} of {ofBlocks} blocks.',
  'summary.no-commands':
    'This browser has kept none of your commands, so there is no transcript to download.',
  'summary.transcript':
    'The transcript is a Markdown file with the commands that ran in your terminals and with their output. Only this browser has it. Read it before you give it to others.',
  'summary.download': 'Download the transcript',
  'summary.copy': 'Copy the transcript',
  'summary.chapter': 'Chapter',
  'summary.blocks': 'Blocks run',
  'summary.tasks': 'Tasks done',
  'summary.share': '{number} of {all}',
  'summary.unreachable': 'The list of chapters could not be loaded. Reload the page to try again.',

  // In the transcript; what is in square brackets there has none here.
  'transcript.title': '{course}: what you did',
  'transcript.times': 'The commands ran from {first} to {last}.',
  'transcript.tasks': 'Tasks',
  'transcript.others': 'Other terminals',
  'transcript.not-kept': 'its output was not kept',
  'transcript.still-ran': 'it was still running when you left the page',
  'transcript.exit': 'exit status {status}',
  'transcript.left-out': {
    one: '1 line is left out here',
    other: '{count} lines are left out here',
  },

  // The picture of an image's layers.
  'layers.recorded': 'Recorded build',
  'layers.own': 'Your own build',
  'layers.count': { one: '{count} layer', other: '{count} layers' },
  'layers.none': 'no layer',
  'layers.row': '{layers}, {size}',
  'layers.caption':
    '{whose} of {image}: {layers}, {base} of the base image and {own} of its own. {size} in all. The newest is on top.',
} as const satisfies Record<string, Text>
