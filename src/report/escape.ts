const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, in elements and quoted attributes. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A document for a script element: nothing in it can end the element. */
export function jsonIsland(document: unknown): string {
  return JSON.stringify(document)
    .replace(/</g, '\\u003c')
    .replace(/\u2028|\u2029/g, ' ');
}

/** A decimal string with separated thousands, cut to `decimals`; display only. */
export function shown(amount: string, decimals = 2): string {
  const [sign, digits] = amount.startsWith('-') ? ['\u2212', amount.slice(1)] : ['', amount];
  const [whole = '0', fraction = ''] = digits.replace('...', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  return decimals > 0 ? `${sign}${grouped}.${kept}` : `${sign}${grouped}`;
}

/** A price: as many of its decimals as are worth reading. */
export function shownPrice(price: string): string {
  const decimals = Math.min(8, price.split('.')[1]?.length ?? 0);
  return shown(price, decimals);
}
