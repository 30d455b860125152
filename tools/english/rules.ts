/**
 * Patterns that make a reader stop, with what to write instead. Each rule holds a sentence that it
 * must find, and good sentences that look alike: the tests read both, so no rule comes without them.
 */
export interface Rule {
  readonly name: string
  /** Of a sentence in which `␣` stands for each piece of code. */
  readonly pattern: RegExp
  readonly instead: string
  readonly finds: string
  readonly passes: readonly string[]
}

export const RULES: readonly Rule[] = [
  {
    name: 'is-to',
    pattern:
      /(?<!^To \b.*)(?<!\bis to [\w ]+ what .*)(?<!\b(?:(?:aim|goal|idea|task|point|trick|step|purpose|job|way|work|rule|choice|one|thing|option)s?|what|all|does|do|did) (?:here |now )?)\b(?:is|are|was|were) (?:not )?to (?!(?:the|a|an|this|that|its|be seen|your|each|some|one)\b)\w+\b(?! what\b|$|:)/i,
    instead: 'must, should or will, with the verb itself',
    finds: 'It names what the build context is to lack.',
    passes: [
      'The goal is to be fast.',
      'How close it is to the limit is shown.',
      'To pull an image is to fetch it.',
      'A registry is to images what a library is to books.',
    ],
  },
  {
    name: 'of-yours',
    pattern: /\bof (?:yours|ours|mine|theirs|hers)\b/i,
    instead: 'your, our, my, their or her before the noun',
    finds: 'An order of yours counts more than any policy.',
    passes: ['A machine of your own is enough.'],
  },
  {
    name: 'has-got',
    pattern: /\b(?:has|have|had)(?: not|n't|n’t) got\b|\b(?:has|have) got (?:an?|the|no|to)\b/i,
    instead: '"has" or "does not have"',
    finds: 'A sandbox has not got a network.',
    passes: ['The page remembers how far you have got.'],
  },
  {
    name: 'in-any-case',
    pattern: /\bin (?:any|every) case\b/i,
    instead: '"always", "anyway", or the case that you mean',
    finds: 'The output waits where it is kept in any case.',
    passes: ['In that case the server starts again.', 'In this case nothing is lost.'],
  },
  {
    name: 'bare-who',
    pattern: /^(?:Who|Whom) (?=[^?]*$)[^?.]{25,}[.;:]/,
    instead: 'a noun: "a reader who ..."',
    finds: 'Who has left meanwhile leaves no session behind.',
    passes: [
      'Who is there?',
      'Who may connect',
      'Who owns what a container writes',
      'A reader who has left keeps nothing.',
    ],
  },
  {
    name: 'bare-what',
    pattern: /^What [^,?]+, (?:somebody|nobody|it|you|they|we) \w+[^?]*$/,
    instead: 'the subject first, then the verb, then the object',
    finds: 'What you pulled, somebody has pushed.',
    passes: [
      'What runs is called a container.',
      'What you see, and what you get, may differ.',
      'What a chapter can hold, each part live on this page.',
    ],
  },
  {
    name: 'for-who',
    pattern:
      /\b(?:for|to|from|by|with|and|of|as) who(?:m)? (?:has|have|is|was|had|does|comes|wants|reads|left)\b/i,
    instead: 'a noun before "who": "for readers who ..."',
    finds: 'A ticket for who has just got a sandbox.',
    passes: ['The doctor checks for readers who wait.'],
  },
  {
    name: 'such-subject',
    pattern: /^Such (?!(?:an?|as)\b)(?:is|are|was|were|can|may|must|has|have)\b/,
    instead: 'the noun again',
    finds: 'Such is removed at the next start.',
    passes: ['Such a container is removed.', 'Such images have no name.'],
  },
  {
    name: 'stands',
    pattern:
      /\b(?:stands|stand|stood|standing) (?:in|at|on|under|above|below|behind|beside|before|there|here|first|last|ready|near|next)\b(?! (?:for|line|the way)\b)/i,
    instead: '"is", or the verb that you mean',
    finds: 'Under ␣ stands in brackets what the container was made from.',
    passes: [
      'The letters stand for a network.',
      'A stand-in is built on this machine.',
      'A firewall stands in the way.',
    ],
  },
  {
    name: 'stands-first',
    pattern: /^(?:Under|In|At|Behind|Before|Beside|Above|Below) [^,]{1,30} (?:stands?|lies?)\b/,
    instead: 'the subject first: "␣ shows what ..."',
    finds: 'Under ␣ stands what the container was made from.',
    passes: ['Under load, the server comes to rest later.'],
  },
  {
    name: 'lies',
    pattern: /\b(?:lies|lay|lie) (?:at|on|under|above|below|behind|beside|before|there|here)\b/i,
    instead: '"is"',
    finds: 'The file lies under that path.',
    passes: ['The difference lies in the kernel.'],
  },
  {
    name: 'behind',
    pattern: /\b(?:come|comes|came|go|goes|follow|follows|written|write) behind\b/i,
    instead: '"after"',
    finds: 'The name comes behind ␣.',
    passes: ['The site runs behind a proxy.', 'Images are fetched behind the scenes.'],
  },
  {
    name: 'verb-none',
    pattern:
      /\b(?:ends|ended|takes|needs|loses|removes|opens|starts|starves|disturbs|stops|leaves) (?:none|nobody|no one)\b(?! behind)/i,
    instead: 'the negation at the verb: "does not end any ..."',
    finds: 'The server ends none that is in use.',
    passes: ['There is none.', 'A new reader has none.'],
  },
  {
    name: 'what-allowed',
    pattern:
      /\b(?:is|are) allowed to (?:everybody|everyone|anybody|anyone|all|nobody|readers|hosts)\b/i,
    instead: '"everybody may ..."',
    finds: 'To lower one is allowed to everybody.',
    passes: ['A reader is allowed to lower it.'],
  },
  {
    name: 'each-a',
    pattern:
      /(?<!\bgiv(?:e|es|en|ing) )\b(?:a|an|one) (?!(?:in|of|for|at|on|to|with|as|is|than|and|or|such|after|from|by|into|when|was) )[a-z-]+ (?:a|an) (?:line|block|row|reader|file|page|chapter|sandbox|container|connection|terminal|seat|test|layer|column|person)\b/i,
    instead: '"one ... for each ..." or "one ... per ..."',
    finds: 'It lists what to leave out, a name a line.',
    passes: [
      'Give a sandbox a file.',
      'It listens twice a day.',
      'Write one entry per line.',
      'You need one in a container.',
    ],
  },
  {
    name: 'any-more-order',
    pattern: /\b(?:want|wants|need|needs|have|has) none of (?:it|them) any more\b/i,
    instead: '"no longer need ..."',
    finds: 'When you want none of it any more, remove it.',
    passes: ['When you no longer need it, remove it.'],
  },
  {
    name: 'leave-away',
    pattern: /\b(?:leave|leaves|left|leaving) (?:[^ ]+ )?away\b/i,
    instead: '"leave out"',
    finds: 'Leave ␣ away.',
    passes: ['Leave out ␣.', 'The reader left a minute ago, and stayed away.'],
  },
  {
    name: 'anew',
    pattern: /\b(?:anew|afresh)\b/i,
    instead: '"again" or "from scratch"',
    finds: 'The next Run begins afresh.',
    passes: ['The next Run starts a fresh one.'],
  },
  {
    name: 'archaic',
    pattern:
      /\b(?:whence|hence|thence|thereof|therein|thereby|whereof|wherein|whereby|hereby|herein|heretofore|hitherto|whilst|amidst|amongst|betwixt|ere|nigh|upon|albeit|lest|forthwith|ought|shall|aforesaid|notwithstanding|henceforth)\b/i,
    instead: 'the everyday word',
    finds: 'The engine ends, whereby the containers end too.',
    passes: ['The engine ends, so the containers end too.'],
  },
  {
    name: 'for-want-of',
    pattern: /\b(?:for want of|in want of|be had\b|cannot be had|to be had)/i,
    instead: '"because there is no ..." or "is not available"',
    finds: 'It was not tried for want of a machine.',
    passes: ['The image is not available.'],
  },
  {
    name: 'by-way-of',
    pattern: /\bby (?:way|means) of\b/i,
    instead: '"through" or "with"',
    finds: 'Bytes go by way of the engine.',
    passes: ['Bytes go through the engine.'],
  },
  {
    name: 'has-it-that',
    pattern: /\b(?:is|are) reckoned\b|\breckons?\b/i,
    instead: '"counts", "expects" or "thinks"',
    finds: 'The server reckons with 48 MiB.',
    passes: ['The server counts 48 MiB.'],
  },
  {
    name: 'such-as-are',
    pattern: /\bthe like\b(?! of)/i,
    instead: '"similar ..." with the noun',
    finds: 'Tests, benches and the like are left out.',
    passes: ['Pages like this one are left out.'],
  },
  {
    name: 'all-that',
    pattern: /\ball (?:that|what) (?:it|you|they|we|he|she) (?:needs?|wants?|does|do|makes?)\b/i,
    instead: '"everything (that) ..."',
    finds: 'Docker packs a program together with all that it needs.',
    passes: ['That is all.', 'Docker packs a program with everything it needs.'],
  },
  {
    name: 'goes-on-when',
    pattern:
      /\bwhen the line drops\b|\bthe line (?:drops|breaks|is lost|goes down)\b|\bdropped line\b/i,
    instead: '"the connection", since a line is a line of text',
    finds: 'Your shells go on when the line drops.',
    passes: ['Your shells keep running when the connection drops.', 'A line breaks at 80 columns.'],
  },
  {
    name: 'alike-in',
    pattern: /\bbehaves? alike\b|\balike in all\b/i,
    instead: '"is the same for everything ..."',
    finds: 'They behave alike in all that this chapter does.',
    passes: ['It is the same for everything in this chapter.'],
  },
  {
    name: 'as-it-was-left',
    pattern: /\bwhere you left\b(?! (?:off|it|them|the|your))/i,
    instead: '"where you left off"',
    finds: 'Continue where you left.',
    passes: ['Continue where you left off.'],
  },
  {
    name: 'not-any-more',
    pattern: /\b(?:does|do|is|are|did|has|have) not (?:\w+ )?(?:any ?more|any longer)\b/i,
    instead: '"no longer"',
    finds: 'The program does not listen any more.',
    passes: ['The program no longer listens.', 'There is no image any more.'],
  },
  {
    name: 'american',
    pattern:
      /\b(?:colors?|behaviors?|favorites?|centers?|catalogs?|canceled|canceling|labeled|labeling|modeled|traveled|neighbors?|honors?|analyzes?|organizes?|organized|recognizes?|recognized|initializes?|initialized|customizes?|customized|optimizes?|optimized|synchronizes?|serializes?|minimizes?|maximizes?|maximized|gray)\b/,
    instead: 'the British spelling',
    finds: 'A sandbox has three colors.',
    passes: ['A sandbox has three colours.'],
  },
  {
    name: 'as-well-as-possible',
    pattern:
      /\b(?:utilize|utilise|leverage|facilitate|in order to|prior to|due to the fact that|a number of|in the event that|at this point in time|with regard to)\b/i,
    instead: 'a plain word: "use", "to", "before", "because", "several", "if", or none',
    finds: 'In order to start, press Run.',
    passes: ['To start, press Run.'],
  },
  {
    name: 'comes-about',
    pattern: /\bcom(?:es?|ing) about\b|\bcame about\b/i,
    instead: '"happens" or "is made"',
    finds: 'The server answers, and no connection comes about.',
    passes: ['The page comes without styles.'],
  },
  {
    name: 'so-it-is',
    pattern: /^So (?:it is|is it|are they|they are) (?:when|where|with|if)\b/,
    instead: '"The same happens when ..."',
    finds: 'So it is when you pull an image.',
    passes: ['So it is the same image.'],
  },
  {
    name: 'in-the-place-of',
    pattern: /\bin the place of\b/i,
    instead: '"instead of"',
    finds: 'A program of our own runs in the place of curl.',
    passes: ['A picture is in its place.', 'No other engine is used in its place.'],
  },
  {
    name: 'takes-off',
    pattern: /\b(?:take|takes|took|taking)(?: [a-z]+){0,3} off\b/i,
    instead: '"remove"',
    finds: 'A command takes the images off.',
    passes: ['A command removes the images.'],
  },
  {
    name: 'gets-on',
    pattern: /\b(?:gets|get|got) on(?! (?:the|a|with)\b)\b/i,
    instead: '"makes progress" or "continues"',
    finds: 'A start is not given up while the sandbox gets on.',
    passes: ['The reader gets on the list.'],
  },
  {
    name: 'one-reads',
    pattern:
      /(?<!\b(?:this|that|than|the|each|every|no|any|which|first|second|last|new|next|old|other|ready|only|small|large|running|\d) )\bone (?:may|can|must|reads|has to|needs|wants|sees)\b(?! be\b)/i,
    instead: '"you", "a reader" or "a host"',
    finds: 'Text is as wide as one reads well.',
    passes: ['If this image is an old one, that one can go.', 'Every one can go.'],
  },
  {
    name: 'tells-how',
    pattern: /(?<!\bto )\btells (?:how|what|why|which|where|that)\b/i,
    instead: '"says", "explains" or "shows"',
    finds: 'Decision 34 tells how it works.',
    passes: [
      'The hint tells you how.',
      'Nobody can tell why it ended.',
      'Decision 34 explains how it works.',
    ],
  },
  {
    name: 'whole-of-it',
    pattern: /\bwhat of (?:it|them|the|a|this)\b/i,
    instead: '"which part of", or "what" with the noun',
    finds: 'The list says what of it was tried.',
    passes: ['What is tried is listed.'],
  },
  {
    name: 'semicolons',
    pattern: /;[^;]{12,};[^;]{12,};.*[.?!]$/,
    instead: 'sentences of their own, or a list',
    finds: 'One server starts; the other stops; a page waits for it; and the reader sees nothing.',
    passes: ['One starts; the other stops.', 'Median 300 ms; p95 400 ms; 0.4; 0.5'],
  },
]

/** Words of one sentence, code counted as one word. The longest that is read once, with a list in it. */
export const MOST_WORDS = 45
