/** What may stand where a document goes on. */
type Needed = keyof typeof NEEDED;

const NEEDED = {
  value: 'a value',
  'value or ]': 'a value or the end of the list',
  key: 'a key',
  'key or }': 'a key or the end of the object',
  ':': 'a colon',
  more: 'a comma or the end of what is open',
  nothing: 'nothing more',
} as const;

const TOKEN = new RegExp(
  [
    String.raw`[{}[\],:]`,
    String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`,
    String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`,
    'true|false|null',
  ].join('|'),
  'y',
);
const SHOWN = 20;

/**
 * Where text stops being JSON, and what would have to stand there: the engine's own parser does
 * not always say. Undefined of text that is JSON throughout.
 */
export function jsonBreak(text: string): string | undefined {
  const open: string[] = [];
  let needed: Needed = 'value';
  for (let at = 0; ; at = TOKEN.lastIndex) {
    while (' \t\r\n'.includes(text[at] ?? 'end')) at += 1;
    if (at >= text.length && needed === 'nothing') return undefined;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const next: Needed | undefined = token === undefined ? undefined : after(needed, token, open);
    if (next === undefined) return told(text, at, needed);
    needed = next;
  }
}

/** What may stand after a token; undefined where the token may not stand. */
function after(needed: Needed, token: string, open: string[]): Needed | undefined {
  const closes = (opening: string): Needed | undefined => {
    if (open.pop() !== opening) return undefined;
    return open.length === 0 ? 'nothing' : 'more';
  };
  if (needed === ':') return token === ':' ? 'value' : undefined;
  if (needed === 'nothing') return undefined;
  if (token === '}') return needed === 'more' || needed === 'key or }' ? closes('{') : undefined;
  if (token === ']') return needed === 'more' || needed === 'value or ]' ? closes('[') : undefined;
  if (needed === 'more') {
    if (token !== ',') return undefined;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (needed === 'key' || needed === 'key or }') return token.startsWith('"') ? ':' : undefined;
  if (token === ',' || token === ':') return undefined;
  if (token !== '{' && token !== '[') return open.length === 0 ? 'nothing' : 'more';
  open.push(token);
  return token === '{' ? 'key or }' : 'value or ]';
}

function told(text: string, at: number, needed: Needed): string {
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  const [rest = ''] = text.slice(at, at + SHOWN).split('\n');
  const found = at >= text.length ? 'the end of the file' : JSON.stringify(rest);
  return `no well-formed JSON: ${place} needs ${NEEDED[needed]}, not ${found}`;
}
